# SPDX-License-Identifier: Apache-2.0
"""The model and QEMU's device, side by side. Usage: differential_test.py PROGRAM CASE"""
import json
import os
import re
import shlex
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from conform_test import ConformTest  # noqa: E402

SIDE_BY_SIDE = ("--target", "differential")
EXPLAINED = {"inquiry-identity", "inquiry-absent", "inquiry-length", "inquiry-filling", "sense-kept",
             "stopped-data", "sense-field-pointer"}


class Differential(ConformTest):
    def test_drawn_programs_show_the_same_on_both(self):
        report = self.path("r.json")
        self.conform(*SIDE_BY_SIDE, "--report", report)
        with open(report, encoding="utf-8") as file:
            told = json.load(file)
        programs = told["programs"]
        self.assertEqual((programs["seed"], programs["first"], programs["count"]), (1, 0, 500))
        self.assertGreater(programs["steps"], 500 * 30)
        self.assertEqual((told["verdict"], programs["different"]), ("pass", 0))
        self.assertEqual(len(told["tests"]), 10)
        # Each explanation is of use, or it explains nothing.
        self.assertEqual(set(programs["explained"]), EXPLAINED)

    def test_a_difference_is_found_shrunk_and_shown_again_by_its_script(self):
        # The model without a defect that the other device has, as if nobody knew it.
        lacks = (*SIDE_BY_SIDE, "--without", "Q07")
        text = self.conform(*lacks, "--programs", "50", code=1)
        self.assertRegex(text, r"program \d+ of seed 1, step \d+ ")
        script = re.findall(r"^  found       (\S.*)$", text, re.MULTILINE)
        self.assertEqual(script[0], "pvscsim-program/1")
        self.assertIn("reset-adapter", script)
        self.assertLess(len(script), 8, text)
        path = self.path("the least.txt", "\n".join(script) + "\n")
        again = self.conform(*lacks, "--program", path, code=1)
        self.assertIn("the interrupt line", again)
        command = re.search(r"^  again     pvscsim (.*)$", again, re.MULTILINE).group(1)
        shown = subprocess.run(f"{shlex.quote(self.program)} {command}", shell=True, check=False,
                               timeout=100, stdout=subprocess.PIPE, text=True)
        self.assertEqual((shown.returncode, shown.stdout), (1, again))
        self.conform(*SIDE_BY_SIDE, "--program", path)  # with it, they agree

    def test_bad_input_is_refused(self):
        bad = self.path("bad.txt", "pvscsim-program/1\nrings requests=65\n")
        for arguments, told in (
                (("--programs", "0"), "--programs"), (("--programs", "x"), "--programs"),
                (("--seed", "-1"), "--seed"), (("--first", "-1"), "--first"),
                (("--without", "Q99"), "Q99"), (("--profile", "none"), "none"),
                (("--program", bad), bad + ": line 2: expected an integer in [0, 0x40], got \"65\""),
                (("--program", bad, "--seed", "2"), "--seed"),
                (("--program", self.path("missing")), "missing"),
                (("--program", self.folder), self.folder),
                (("--requests", "9"), "--requests"), (("--waivers", bad), "--waivers"),
                (("--filter", "DEVICE-001*"), "DEVICE-001*")):
            with self.subTest(arguments):
                self.assertIn(told, self.conform(*SIDE_BY_SIDE, *arguments, code=2))
        self.assertIn("--programs", self.conform("--programs", "5", code=2))

    def test_without_an_emulator_the_way_to_get_one_is_told(self):
        os.mkdir(self.path("none"))
        self.assertIn("apt-get install qemu-system-x86",
                      self.conform(*SIDE_BY_SIDE, code=3, PATH=self.path("none")))


class Few(ConformTest):
    """Under sanitizers."""

    def test_drawn_programs_show_the_same_on_both(self):
        self.conform(*SIDE_BY_SIDE, "--programs", "40", "--first", "500")


if __name__ == "__main__":
    ConformTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
