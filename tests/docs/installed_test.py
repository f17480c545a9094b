# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` puts somewhere works there, and the packages that are installed are
explained. Usage: installed_test.py BUILD_FOLDER"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

from markdown import read, rows

BUILD = sys.argv.pop(1)


class Installed(unittest.TestCase):
    def test_the_program_finds_its_data_where_it_was_installed(self):
        with tempfile.TemporaryDirectory() as prefix:
            subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True,
                           stdout=subprocess.DEVNULL)
            program = os.path.join(prefix, "bin/pvscsim")
            ended = subprocess.run([program, "validate", "quickstart", "--set", "seed=x"],
                                   cwd=prefix, text=True, stderr=subprocess.PIPE, check=False)
            self.assertIn(prefix + "/share/pvscsim/library/workloads/quickstart.json#/seed", ended.stderr)
            ended = subprocess.run([program, "run", "quickstart", "--quiet"], cwd=prefix, check=False)
            self.assertEqual(ended.returncode, 0)
            for name in ["scenario", "report"]:
                with open(f"{prefix}/share/pvscsim/schemas/{name}.json", encoding="utf-8") as file:
                    self.assertIn("draft-07", json.load(file)["$schema"])


class Packages(unittest.TestCase):
    def test_each_one_is_explained(self):
        lists = re.findall(r"packages_to_\w+=\((.*?)\)", read("cmake/build.sh"), re.S)
        self.assertEqual(len(lists), 2)
        told = {name for row in rows(read("docs/dependencies.md")) for name in row[0].split(", ")}
        self.assertEqual(told, set(" ".join(lists).split()))


if __name__ == "__main__":
    unittest.main()
