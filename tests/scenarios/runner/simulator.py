# SPDX-License-Identifier: Apache-2.0
"""Runs the real program for the tests of this folder. The environment variable PVSCSIM_SHORT, set
for a build with sanitizers, asks for fewer or shorter runs of the same kind."""
import copy
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/scenarios/cli"))
# pylint: disable=wrong-import-position
from program_runner import STACK_NOTE, open_terminal

LIBRARY = sorted((ROOT / "scenarios" / "library").glob("*/*.json"), key=lambda file: file.stem)
BENCH = ROOT / "bench" / "scenarios"
SHORT = bool(os.environ.get("PVSCSIM_SHORT"))  # set by CMake for builds with a prefix

SMALL = {
    "schema": "pvscsim-scenario/1",
    "purpose": "a test",
    "targets": [{"capacity_blocks": 65536,
                 "backend": {"servers": 4, "read": {"kind": "constant", "ns": 20000},
                             "write": {"kind": "constant", "ns": 15000}}}],
    "workload": {"requests": 300, "depth": 16, "read_percent": 60,
                 "sizes": [{"bytes": 4096}, {"bytes": 16384}]},
}


def laid_over(base, changes):
    """A copy of the document with values replaced by path, such as "targets.0.luns"."""
    document = copy.deepcopy(base)
    for path, value in changes.items():
        *way, last = path.split(".")
        node = document
        for key in way:
            if isinstance(node, list):
                node = node[int(key)]
            else:
                node = node.setdefault(key, {})
        node[int(last) if isinstance(node, list) else last] = copy.deepcopy(value)
    return document


def digest(report_text):
    """SHA-256 of a report's text, but for the version of the program that wrote it."""
    text, found = re.subn(r'("tool": \{[^}]*"version": )"[^"]*"', r"\1-", report_text)
    assert found == 1, "a report without its tool's version"
    return hashlib.sha256(text.encode()).hexdigest()


def in_library(name):
    """The file of a scenario of the library."""
    return next(file for file in LIBRARY if file.stem == name)


class SimulatorTest(unittest.TestCase):
    program = None  # set by main()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def execute(self, *arguments, **options):
        """`pvscsim run ARGUMENTS` in a folder of the test's own."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, "text": True, "timeout": 300, **options}
        ended = subprocess.run([self.program, "run", *map(str, arguments)], cwd=self.folder,
                               check=False, **options)
        ended.stderr = STACK_NOTE.sub("", ended.stderr)
        return ended

    def report_text(self, file, *arguments, code=0):
        ended = self.execute(file, "--report", "-", "--no-host", *arguments)
        if ended.returncode != code:
            self.fail(f"ended with {ended.returncode}: {ended.stderr}\n{self.why(ended.stdout)}")
        return ended.stdout

    def report(self, document, *arguments, code=0):
        """The report of a scenario that is given as a document."""
        file = self.folder / "scenario.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return json.loads(self.report_text(file, *arguments, code=code))

    @staticmethod
    def why(report_text):
        if not report_text:
            return "no report"
        report = json.loads(report_text)
        missed = [each for each in report["expectations"] if not each["held"]]
        return json.dumps({"failures": report["failures"], "expectations": missed})


def main():
    SimulatorTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
