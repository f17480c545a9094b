# SPDX-License-Identifier: Apache-2.0
"""The catalogue of rules is whole, agrees with the documents and is what the program lists.
Usage: catalogue_test.py PROGRAM [--update]; --update writes the tables of docs/conformance.md."""
import json
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs"))
from markdown import ROOT, read  # noqa: E402

DOCUMENT = "docs/conformance.md"
TABLES = re.compile(r"(<!-- rules -->\n).*?(<!-- end of rules -->)", re.S)


def catalogue():
    def no_twins(pairs):
        assert len(dict(pairs)) == len(pairs), pairs
        return dict(pairs)
    return json.loads(read("conformance/catalogue.json"), object_pairs_hook=no_twins)["rules"]


def tables():
    """One table a family, as the document has them."""
    text, family = "", None
    for rule in catalogue():
        if rule["family"] != family:
            family = rule["family"]
            text += f"\n### {family}\n| rule | level | statement | source | check | mutants |\n"
            text += "| --- | --- | --- | --- | --- | --- |\n"
        mutants = ", ".join(m["id"].removeprefix("MUT-") for m in rule["mutants"])
        text += (f"| {rule['id']} | {rule['level']} | {rule['statement']} | {rule['source']} "
                 f"| {rule['check']} | {mutants or '-'} |\n")
    return text + "\n"


class Catalogue(unittest.TestCase):
    program = None

    def test_it_has_each_rule_once_in_order(self):
        ids = [rule["id"] for rule in catalogue()]
        self.assertEqual(ids, [f"DEVICE-{n:03}" for n in range(1, 146)] +
                         [f"DRIVER-{n:03}" for n in range(1, 92)])

    def test_every_entry_is_complete(self):
        for rule in catalogue():
            with self.subTest(rule=rule["id"]):
                self.assertIn(rule["level"], ("MUST", "SHOULD", "MAY"))
                self.assertIn(rule["check"], ("monitor", "directed", "both", "none"))
                self.assertTrue(rule["statement"].endswith("."))
                self.assertTrue(rule["family"] and rule["source"])
                for mutant in rule["mutants"]:
                    self.assertRegex(mutant["id"], r"^MUT-[DRO]\d\d+$")
                    self.assertTrue(mutant["fault"])
                    self.assertIn(mutant.get("kind", "report-only"),
                                  ("report-only", "memory order", "trace check"))
                    self.assertLessEqual(set(mutant), {"id", "fault", "kind", "reason"})

    def test_the_document_has_its_tables(self):
        found = TABLES.search(read(DOCUMENT))
        self.assertIsNotNone(found)
        self.assertEqual(found[0], found[1] + tables() + found[2])

    def test_the_program_lists_it(self):
        listed = subprocess.run([self.program, "list", "rules"], text=True, check=True,
                                stdout=subprocess.PIPE).stdout.splitlines()
        self.assertEqual([line.split() for line in listed],
                         [[rule["id"], rule["level"]] + rule["statement"].split()
                          for rule in catalogue()])


if __name__ == "__main__":
    Catalogue.program = sys.argv.pop(1)
    if "--update" in sys.argv:
        text = TABLES.sub(lambda found: found[1] + tables() + found[2], read(DOCUMENT))
        with open(os.path.join(ROOT, DOCUMENT), "w", encoding="utf-8") as file:
            file.write(text)
        sys.exit()
    unittest.main(verbosity=2)
