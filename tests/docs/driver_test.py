# SPDX-License-Identifier: Apache-2.0
"""docs/driver.md: the core's size is what it says, within 2 %, and each personality has a column, and
a scenario of its own."""
import glob
import os
import re
import unittest

from markdown import ROOT, read, rows

TEXT = read("docs/driver.md")


def sources():
    return {os.path.basename(path): read(path)
            for path in sorted(glob.glob(os.path.join(ROOT, "drivers/src/*.cpp")))}


def number(text):
    return int(text.replace(",", ""))


class Driver(unittest.TestCase):
    def assert_close(self, said, found):
        self.assertLessEqual(abs(said - found), found * 0.02, f"it is {found}")

    def test_its_size_is_the_one_in_the_table(self):
        told = {row[0]: number(row[1]) for row in rows(TEXT.split("\n## Size\n")[1])}
        files = sources()
        own = {name: text for name, text in files.items()
               if name not in ("wire_policy.cpp",)}
        self.assert_close(told["drivers/src, all files"], sum(map(len, files.values())))
        self.assert_close(told["drivers/src, without personalities"], sum(map(len, own.values())))
        lines = re.search(r"Its lines: ([0-9,]+),", TEXT)
        self.assert_close(number(lines[1]), sum(text.count("\n") for text in files.values()))
        old, new = (told[f"illumos pvscsi.c{which}"]
                    for which in (", before its modernisation", ""))
        self.assertIn(f"by this count it is {round(100 * new / old)} %", " ".join(TEXT.split()))

    def test_each_personality_has_a_column_and_a_scenario(self):
        enumerators = re.search(r"enum class Personality .*?\{(.*?)\};",
                                read("drivers/include/pvscsim/driver/adapter_config.h"), re.S)[1]
        count = len(re.findall(r"^\s*\w+,", enumerators, re.M))
        head = re.search(r"^\| +\| native .*$", TEXT, re.M)[0]
        columns = [cell.strip() for cell in head.strip("|").split("|")][1:]
        self.assertEqual(len(columns), count)
        for name in columns:
            path = os.path.join(ROOT, f"scenarios/library/personalities/as-{name}.json")
            self.assertTrue(os.path.exists(path), path)
        for row in rows(TEXT.split("\n## Personalities\n")[1].split("\n## ")[0]):
            self.assertEqual(len(row), count + 1, row[0])


if __name__ == "__main__":
    unittest.main()
