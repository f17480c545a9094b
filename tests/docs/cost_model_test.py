# SPDX-License-Identifier: Apache-2.0
"""docs/cost-model.md has the costs, defaults, presets and stages of the program, docs/faults.md its
faults.
Usage: cost_model_test.py PROGRAM"""
import json
import re
import subprocess
import sys
import unittest

from markdown import read, rows

PROGRAM = sys.argv.pop(1)
TEXT = read("docs/cost-model.md")


def listed(topic):
    """What the program lists, as (name, text)."""
    lines = subprocess.run([PROGRAM, "list", topic], stdout=subprocess.PIPE, text=True,
                           check=True).stdout.splitlines()
    return [tuple(re.split(r"  +", line, maxsplit=1)) for line in lines]


def table(heading):
    after = TEXT.split("\n## " + heading + "\n")[1].split("\n## ")[0].split("\n### ")[0]
    return [[cell.strip("`") for cell in row] for row in rows(after)]


def schema_default(path):
    part = json.loads(subprocess.run([PROGRAM, "schema", "scenario"], stdout=subprocess.PIPE,
                                     check=True).stdout)
    for key in path.split("."):
        part = part["properties"][key]
    return part["default"]


class CostModel(unittest.TestCase):
    def test_every_cost_is_there_with_default_and_unit(self):
        ours = [(name, *text.split(": ")[0].split(" ", 1)) for name, text in
                listed("cost-models")]
        self.assertEqual([tuple(row[:3]) for row in table("Costs")], ours)

    def test_every_cost_has_a_source(self):
        numbers = re.findall(r"^(\d+)\. ", TEXT.split("## Sources")[1], re.M)
        for name, _, _, source in table("Costs"):
            self.assertTrue(re.search(r"\[\d+\]|assumed|option|as the vCPUs'", source), name)
            for number in re.findall(r"\[(\d+)\]", source):
                self.assertIn(number, numbers, name)

    def test_presets_are_those_of_the_program(self):
        self.assertEqual([(row[0], row[1]) for row in table("Backends")], listed("backends"))
        code = re.sub(r'"\s*"', "", read("models/backend/presets.cpp"))
        for name, _, source in table("Backends"):
            self.assertIn('"' + source + '"', code, name)

    def test_other_defaults_are_those_of_the_schema(self):
        for name, default, _ in table("Other defaults with a source"):
            self.assertEqual(str(schema_default(name)), default, name)

    def test_stages_are_those_of_the_program(self):
        names = re.search(r"kStageNames\{(.*?)\}\}", read("models/base/life_record.h"), re.S)[1]
        ours = re.findall(r'"(\w+)"', names) + ["end"]
        stages = table("The stages of a request")
        self.assertEqual([row[1] for row in stages], ours)
        self.assertEqual([row[0] for row in stages], [str(i) for i in range(len(ours))])

    def test_faults_are_those_of_the_program(self):
        told = [row[0].strip("`") for row in rows(read("docs/faults.md"))]
        self.assertEqual(sorted(told), sorted(name for name, _ in listed("faults")))


if __name__ == "__main__":
    unittest.main()
