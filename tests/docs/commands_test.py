# SPDX-License-Identifier: Apache-2.0
"""Does what the documents tell a reader to do. Usage: commands_test.py PROGRAM [--update]

In a `json` block is a file, named in the paragraph before it or by the block before. The lines of
an `sh` block must end with 0. A `console` block has commands after "$ " and what they print: the
same words, whatever the numbers, so that a figure that changes is no error. --update writes what
they print now into the documents. Blocks of no language (clone, build, test) are left alone."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

from markdown import ROOT, read

DOCUMENTS = ["README.md", "docs/conformance.md", "docs/cost-model.md",
             "docs/faults.md", "docs/interrupts.md", "docs/profiles.md",
             "docs/scenario-language.md", "docs/socket-protocol.md", "docs/trace-format.md"]
BLOCK = re.compile(r"^```(json|sh|console)\n(.*?)^```$", re.M | re.S)
RUN = """#!/bin/sh
[ $# -gt 0 ] || set -- run quickstart --report out/quickstart/report.json \
    --html out/quickstart/report.html
exec "{program}" "$@"
"""


def words(text):
    """The text without what depends on figures: numbers, units, bars, blanks."""
    text = re.sub(r"[0-9][0-9.,]*( (ns|us|ms|s|MB/s)\b)?", "N", text)
    return re.sub(r"#+|\s+", " ", text).split()


class Reader:
    """Somebody in a clone, who reads a document from its beginning."""

    def __init__(self, program, folder):
        self.folder, self.file = folder, "scenario.json"
        os.makedirs(os.path.join(folder, "out/quickstart"))
        os.symlink(os.path.join(ROOT, "scenarios"), os.path.join(folder, "scenarios"))
        os.makedirs(os.path.join(folder, "docs"))
        os.symlink(os.path.join(ROOT, "docs/samples"), os.path.join(folder, "docs/samples"))
        with open(os.path.join(folder, "run"), "w", encoding="utf-8") as run:
            run.write(RUN.format(program=os.path.abspath(program)))
        os.chmod(os.path.join(folder, "run"), 0o755)

    def save(self, before, content):
        named = re.findall(r"`([\w-]+\.json)`", before.split("\n\n")[-1])
        self.file = named[-1] if named else self.file
        with open(os.path.join(self.folder, self.file), "w", encoding="utf-8") as file:
            file.write(content)

    def do(self, command):
        return subprocess.run(["sh", "-c", command], cwd=self.folder, text=True, timeout=120,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class Documents(unittest.TestCase):
    program = None

    def follow(self, document):
        """Does what it says; returns it with what is printed now."""
        text = read(document)
        told = []
        with tempfile.TemporaryDirectory() as folder:
            reader = Reader(self.program, folder)
            for block in BLOCK.finditer(text):
                language, content = block.groups()
                told.append(content)
                if language == "json":
                    reader.save(text[:block.start()].rstrip(), content)
                    checked = reader.do("./run validate " + reader.file)
                    self.assertEqual(checked.returncode, 0, checked.stdout)
                elif language == "sh":
                    for command in content.splitlines():
                        ended = reader.do(command)
                        self.assertEqual(ended.returncode, 0, command + "\n" + ended.stdout)
                else:
                    commands = re.findall(r"^\$ (.*)$", content, re.M)
                    told[-1] = "".join(f"$ {c}\n{reader.do(c).stdout}" for c in commands)
        now = iter(told)
        return BLOCK.sub(lambda block: f"```{block[1]}\n{next(now)}```", text)

    def test_what_they_say_works_and_prints_what_they_show(self):
        for document in DOCUMENTS:
            with self.subTest(document):
                self.assertEqual(words(self.follow(document)), words(read(document)))

    def test_the_readme_shows_a_first_scenario_and_its_summary(self):
        languages = [block[1] for block in BLOCK.finditer(read("README.md"))]
        self.assertGreaterEqual(languages.count("json"), 3)
        self.assertGreaterEqual(languages.count("console"), 4)


def update():
    for document in DOCUMENTS:
        text = Documents().follow(document)
        with open(os.path.join(ROOT, document), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    Documents.program = sys.argv.pop(1)
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        unittest.main()
