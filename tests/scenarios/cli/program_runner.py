# SPDX-License-Identifier: Apache-2.0
"""Runs the program in a folder of its own and says what it left there."""
import json
import os
import pty
import re
import subprocess
import tempfile
import unittest


# The address sanitizer says this once if an exception is thrown where the stack was switched to a
# SystemC thread's before. It is no finding.
STACK_NOTE = re.compile(r"==\d+==WARNING: ASan is ignoring requested __asan_handle_no_return.*\n"
                        r"False positive error reports may follow\n.*issues/189\n")


def scenario(purpose="a test", **keys):
    return json.dumps({"schema": "pvscsim-scenario/1", "purpose": purpose, **keys})


def open_terminal():
    """The two ends of a pseudo-terminal; skips the test where the machine has none to give."""
    try:
        return pty.openpty()
    except OSError as error:
        raise unittest.SkipTest(f"no pseudo-terminal here (/dev/pts mounted?): {error}") from error


class ProgramTest(unittest.TestCase):
    program = None  # set by the test's main

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return name

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def files(self):
        return sorted(os.listdir(self.folder))

    def run_program(self, *arguments, **options):
        ended = subprocess.run([self.program, *arguments], cwd=self.folder, timeout=60, text=True,
                               stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               stdout=options.pop("stdout", subprocess.PIPE), **options)
        ended.stderr = STACK_NOTE.sub("", ended.stderr)
        return ended

    def assert_refused(self, arguments, code, message, **options):
        """One line of message, that exit code, and no file that was not there before."""
        before = self.files()
        ended = self.run_program(*arguments, **options)
        self.assertEqual(ended.returncode, code, ended.stderr)
        self.assertIn(message, ended.stderr)
        self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
        self.assertEqual(self.files(), before)
