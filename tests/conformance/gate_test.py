# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/ci, carried out as a runner would: its commands in an empty folder. What
builds the suite is this build, what installs packages is left out, and the clone is of this tree.
Usage: gate_test.py PROGRAM"""
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLONE = re.compile(r'git clone --depth 1 --branch "\$PVSCSIM_VERSION" "\$PVSCSIM" pvscsim')
INSTALL = re.compile(r"apt-get update && apt-get install -y --no-install-recommends( [\w-]+)+")
SAMPLE = "docs/samples/ram_disk_device.py"


def example(name):
    with open(os.path.join(ROOT, "docs/ci", name), encoding="utf-8") as file:
        return yaml.safe_load(file)


class Gate(unittest.TestCase):
    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.done = []

    def clone(self):
        """What the commands use of a clone, with a `run` that runs this build."""
        there = os.path.join(self.folder, "pvscsim")
        for part in ("docs/samples", "conformance/waivers"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(there, part))
        run = os.path.join(there, "run")
        with open(run, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nexec "{self.program}" "$@"\n')
        os.chmod(run, os.stat(run).st_mode | stat.S_IXUSR)

    def follow(self, commands, variables):
        """The exit code of the first command that fails, or 0."""
        for command in commands:
            self.done.append(command)
            if INSTALL.fullmatch(command):
                continue
            if CLONE.fullmatch(command):
                self.clone()
                continue
            ended = subprocess.run(["sh", "-e", "-c", command], cwd=self.folder, check=False,
                                   timeout=300, text=True, env={**os.environ, **variables},
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if ended.returncode != 0:
                self.assertIn("FAIL", ended.stdout)
                return ended.returncode
        return 0

    def results(self, junit):
        with open(os.path.join(self.folder, "conformance/report.json"), encoding="utf-8") as file:
            report = json.load(file)
        with open(os.path.join(ROOT, "conformance/catalogue.json"), encoding="utf-8") as file:
            rules = {rule["id"]: rule for rule in json.load(file)["rules"]}
        suite = xml.etree.ElementTree.parse(os.path.join(self.folder, junit)).getroot()
        cases = suite.findall("testsuite/testcase")
        self.assertEqual([case.get("name") for case in cases],
                         [test["test"] for test in report["tests"]])
        for case in cases:
            properties = {each.get("name"): each.get("value")
                          for each in case.findall("properties/property")}
            rule = rules[properties["rule"]]
            self.assertEqual((case.get("classname"), properties["source"]),
                             (rule["family"], rule["source"]))
            self.assertTrue(case.get("name").startswith(rule["id"] + "."))
        with open(os.path.join(self.folder, "conformance/report.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIsNone(re.search(r"(src|href)=", page))
        self.assertEqual(page.count("<tr"), len(cases) + 1)
        return report

    def spoil(self):
        """The device goes wrong: it has another vendor id."""
        path = os.path.join(self.folder, "pvscsim", SAMPLE)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("0x15ad", "0x15ae"))

    def judge(self, commands, variables, junit):
        self.assertEqual(self.follow(commands, variables), 0)
        self.assertEqual(sum(bool(CLONE.fullmatch(command)) for command in self.done), 1)
        self.assertEqual(sum(bool(INSTALL.fullmatch(command)) for command in self.done), 1)
        report = self.results(junit)
        self.assertEqual((report["verdict"], report["counts"]["expected failure"]), ("pass", 3))
        self.spoil()
        again = [command for command in commands if not CLONE.fullmatch(command)]
        self.assertEqual(self.follow(again, variables), 1)
        failed = [test["rule"] for test in self.results(junit)["tests"] if test["verdict"] == "fail"]
        self.assertEqual(failed, ["DEVICE-001"])

    def test_the_example_for_github_actions_is_a_gate(self):
        workflow = example("github-actions.yml")
        job = workflow["jobs"]["conformance"]
        commands = [step["run"].strip() for step in job["steps"] if "run" in step]
        self.judge(commands, workflow["env"], "conformance/junit.xml")
        upload = job["steps"][-1]
        self.assertEqual((upload["if"], upload["with"]["path"]), ("always()", "conformance/"))

    def test_the_example_for_gitlab_is_a_gate(self):
        pipeline = example("gitlab-ci.yml")
        job = pipeline["conformance"]
        artifacts = job["artifacts"]
        self.judge(job["before_script"] + job["script"], pipeline["variables"],
                   artifacts["reports"]["junit"])
        self.assertEqual((artifacts["when"], artifacts["paths"]), ("always", ["conformance/"]))


if __name__ == "__main__":
    Gate.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
