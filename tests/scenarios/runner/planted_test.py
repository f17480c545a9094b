# SPDX-License-Identifier: Apache-2.0
"""planted_test.py PROGRAM: for each family of the library a scenario with a planted defect, in
tests/scenarios/planted. Each must fail, with exit code 1, at the path that its purpose names: so
expectations can fail."""
import json
import re

import simulator

PLANTED = sorted((simulator.ROOT / "tests/scenarios/planted").glob("*.json"))


class Planted(simulator.SimulatorTest):
    def test_every_family_has_one(self):
        families = {file.parent.name for file in simulator.LIBRARY}
        self.assertEqual(families - {file.stem for file in PLANTED}, set())

    def test_each_fails_where_it_must(self):
        for file in PLANTED[::5] if simulator.SHORT else PLANTED:
            with self.subTest(file.stem):
                purpose = json.loads(file.read_text(encoding="utf-8"))["purpose"]
                path = re.search(r"must fail at ([\w.]+)\.$", purpose).group(1)
                report = json.loads(self.report_text(file, code=1))
                self.assertEqual(report["verdict"], "fail")
                missed = {each["path"] for each in report["expectations"] if not each["held"]}
                self.assertIn(path, missed)


if __name__ == "__main__":
    simulator.main()
