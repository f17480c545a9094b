# SPDX-License-Identifier: Apache-2.0
"""docs/protocol.md names for each rule of the catalogue where it is implemented and tested; what it
names exists."""
import glob
import json
import os
import re
import unittest

from markdown import ROOT, read, rows


def rule_map():
    after = read("docs/protocol.md").split("\n## Where each rule is\n")[1].split("\n## ")[0]
    return rows(after)


def test_names():
    """Every Suite.Case of the C++ tests, and `conform RULE` for the suite's own."""
    found = set()
    for file in glob.glob(os.path.join(ROOT, "tests/**/*.cpp"), recursive=True):
        found |= {f"{suite}.{case}" for suite, case in
                  re.findall(r"TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", read(file))}
    return found


def scenario_names():
    found = glob.glob(os.path.join(ROOT, "scenarios/library/**/*.json"), recursive=True)
    return {os.path.basename(file)[:-len(".json")] for file in found}


class RuleMap(unittest.TestCase):
    def test_has_each_rule_once_in_order(self):
        catalogue = json.loads(read("conformance/catalogue.json"))["rules"]
        self.assertEqual([row[0] for row in rule_map()], [rule["id"] for rule in catalogue])

    def test_names_code_that_exists_or_gives_a_reason(self):
        for rule, code, _ in rule_map():
            places = re.findall(r"`([\w:]+)` in ([\w/.]+)", code)
            with self.subTest(rule):
                self.assertTrue(places or len(code) > 30, code)
                for symbol, file in places:
                    # In a header a member is named without its class.
                    name = symbol if file.endswith(".cpp") else symbol.split("::")[-1]
                    self.assertRegex(read(file), r"\b%s\b" % name)

    def test_names_tests_that_exist(self):
        names, scenarios = test_names(), scenario_names()
        for rule, _, tests in rule_map():
            for test in tests.split(", "):
                with self.subTest(rule):
                    self.assertIn(test.removeprefix("scenario "),
                                  scenarios if test.startswith("scenario ") else names)


if __name__ == "__main__":
    unittest.main()
