# SPDX-License-Identifier: Apache-2.0
"""`pvscsim mutants`: known-bad devices and drivers, of which the suite must find each.
Usage: mutants_test.py PROGRAM [--update]; --update tries all of them, which takes minutes, and
writes the result into docs/conformance.md."""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENT = os.path.join(ROOT, "docs/conformance.md")
TABLE = re.compile(r"(<!-- mutants -->\n).*?(<!-- end of mutants -->)", re.S)
PARTS = 10
# Kinds of mutants that no test of rings and registers can be held to find.
KINDS = ("report-only", "memory order", "trace check")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def catalogued():
    """Id -> (mutant, rules that list it)."""
    found = collections.OrderedDict()
    for rule in json.loads(read("conformance/catalogue.json"))["rules"]:
        for mutant in rule["mutants"]:
            found.setdefault(mutant["id"], (mutant, []))[1].append(rule["id"])
    return found


def part_of_today():
    """A part that the commit's hash chooses, so that each has its turn; 0 without a repository."""
    if shutil.which("git") is None:
        return 0
    asked = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], text=True, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return int(asked.stdout.strip()[:8] or "0", 16) % PARTS if asked.returncode == 0 else 0


def result_table(report):
    """The result of a whole run, a line a family of rules."""
    families = collections.OrderedDict()
    family_of = {rule["id"]: rule["family"]
                 for rule in json.loads(read("conformance/catalogue.json"))["rules"]}
    for one in report["mutants"]:
        kind = "driver: " if one["rules"][0].startswith("DRIVER") else "device: "
        verdicts = families.setdefault(kind + family_of[one["rules"][0]], collections.Counter())
        verdicts[one["verdict"]] += 1
    columns = ("killed", "killed by another rule", "survived", "not expressed")
    text = "| mutants of | number | " + " | ".join(columns) + " |\n"
    text += "| --- | ---: |" + " ---: |" * len(columns) + "\n"
    families["all"] = sum(families.values(), collections.Counter())
    for family, verdicts in families.items():
        text += f"| {family} | {sum(verdicts.values())} | "
        text += " | ".join(str(verdicts[column]) for column in columns) + " |\n"
    for one in report["mutants"]:
        killers = ", ".join(one["killed_by"])
        if one["verdict"] == "killed":
            if "kind" not in one:
                continue
            end = f"{one['kind']}; killed by {killers}"
        else:
            why = one.get("reason") or one.get("kind") or "no rule that is listed tells of it"
            end = why + (f", but {killers} told of it" if killers else "")
        text += f"\n{one['mutant']} ({', '.join(one['rules'])}), {one['fault']}: {end}.\n"
    return text


class Mutants(unittest.TestCase):
    program = None

    def mutants(self, *arguments, code=0):
        ended = subprocess.run([self.program, "mutants", *arguments], text=True, check=False,
                               timeout=600, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(ended.returncode, code, ended.stdout[-4000:] + ended.stderr)
        return ended.stdout + ended.stderr

    def test_a_tenth_of_them_is_found_by_a_rule_that_names_the_fault(self):
        part = f"{part_of_today()}/{PARTS}"
        told = json.loads(self.mutants("--sample", part, "--report", "-"))
        self.assertGreater(len(told["mutants"]), 5)
        for one in told["mutants"]:
            with self.subTest(one["mutant"], command=f"pvscsim mutants --sample {part}"):
                if one["verdict"] != "not expressed" and one.get("kind") != "report-only":
                    self.assertTrue(set(one["killed_by"]) & set(one["rules"]), one)
                    self.assertTrue(one["test"] and one["evidence"], one)

    def test_the_parts_are_the_whole(self):
        listed = [self.mutants("--list", "--sample", f"{part}/{PARTS}").splitlines()
                  for part in range(PARTS)]
        whole = self.mutants("--list").splitlines()
        self.assertEqual(sorted(sum(listed, [])), sorted(whole))
        self.assertEqual({line.split()[0] for line in whole}, set(catalogued()))
        self.assertGreaterEqual(len(whole), 165)

    def test_the_report_is_the_same_whatever_runs_at_once(self):
        some = ("--filter", "MUT-D1?", "--no-host", "--report", "-")
        self.assertEqual(self.mutants(*some, "--jobs", "1"), self.mutants(*some, "--jobs", "5"))

    def test_every_test_shows_who_else_tells_of_a_mutant(self):
        told = json.loads(self.mutants("--filter", "MUT-D77", "--every-test", "--report", "-"))
        self.assertIn("DEVICE-012", told["mutants"][0]["killed_by"])
        self.assertGreater(len(told["mutants"][0]["killed_by"]), 1)

    def test_runs_tell_of_those_that_need_more_than_a_test_of_rings_and_registers(self):
        for id_, scenario, told in (
                ("MUT-R10", ("memory-weak-threshold",), "failed        recovery.timeouts"),
                ("MUT-R19", ("memory-weak-order",), "completions that were not theirs"),
                ("MUT-R32", ("random-read-4k", "--set", "driver.interrupt_mode=intx"),
                 "the first of DRIVER-045")):
            for mutant, code in (((), 0), (("--mutant", id_), 1)):
                with self.subTest(id_, mutant=mutant):
                    ended = subprocess.run([self.program, "run", *scenario, *mutant], text=True,
                                           check=False, timeout=300, stdout=subprocess.PIPE,
                                           stderr=subprocess.STDOUT)
                    self.assertEqual(ended.returncode, code, ended.stdout)
                    self.assertEqual(told in ended.stdout, code == 1, ended.stdout)

    def test_what_is_wrong_with_the_arguments_is_said(self):
        for arguments, told in (
                (("--filter", "MUT-X*"), "MUT-X*"), (("--sample", "10/10"), "10/10"),
                (("--sample", "1"), "--sample"), (("--sample", "-1/3"), "--sample"),
                (("--jobs", "0"), "--jobs"), (("--fil", "x"), "--fil"), (("--report", ""), "--report"),
                (("--report", "/no/such/file"), "/no/such/file")):
            with self.subTest(arguments):
                self.assertIn(told, self.mutants(*arguments, code=2))

    def test_conform_and_run_take_one_by_its_id(self):
        for verb, operands in (("conform", ()), ("run", ("random-read-4k",))):
            for id_, code in (("MUT-D47", 1), ("MUT-D999", 2), ("MUT-O80", 2), ("", 2)):
                with self.subTest(verb, id=id_):
                    ended = subprocess.run(
                        [self.program, verb, *operands, "--mutant", id_], check=False, timeout=300,
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    self.assertEqual(ended.returncode, code)


class UnderHostileGuests(unittest.TestCase):
    def watched(self, scenario, *options, code):
        done = subprocess.run(
            [Mutants.program, "run", os.path.join(ROOT, f"scenarios/library/hostile/{scenario}.json"),
             "--quiet", "--report", "-", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        protocol = json.loads(done.stdout)["protocol"]
        return {violation["rule"] for violation in protocol["violations"]}, protocol

    def test_the_monitor_finds_a_wrong_device_under_a_guest_that_acts_past_its_driver(self):
        for mutant, scenario, rule in (("MUT-D34", "hostile-lengths", "DEVICE-133"),
                                       ("MUT-D46", "hostile-kick-storm", "DEVICE-105"),
                                       ("MUT-D38", "hostile-contexts", "DEVICE-060")):
            with self.subTest(mutant):
                self.assertEqual(self.watched(scenario, code=0)[0], set())
                self.assertIn(rule, self.watched(scenario, "--mutant", mutant, code=1)[0])

    def test_rules_of_drivers_are_not_judged_there(self):
        exercised = self.watched("hostile-lengths", code=0)[1]["rules_exercised"]
        self.assertGreater(len(exercised), 20)
        self.assertEqual([rule for rule in exercised if rule.startswith("DRIVER")], [])


class Sources(unittest.TestCase):
    def test_each_mutant_of_the_catalogue_has_its_place_and_no_other_has(self):
        placed = set()
        for top in ("models", "drivers/src", "drivers/include/pvscsim/driver", "drivers/ports"):
            for folder, _, files in os.walk(os.path.join(ROOT, top)):
                for file in files:
                    if file.endswith((".cpp", ".h")):
                        placed |= set(re.findall(r"\bMutant::([DRO]\d+)\b",
                                                 read(os.path.join(folder, file))))
        wanted = {id_.removeprefix("MUT-") for id_, (mutant, _) in catalogued().items()
                  if "reason" not in mutant}
        self.assertEqual(sorted(placed ^ wanted), [])

    def test_each_rule_that_must_hold_has_one_and_each_is_of_one_side(self):
        rules = json.loads(read("conformance/catalogue.json"))["rules"]
        self.assertEqual([rule["id"] for rule in rules
                          if rule["level"] == "MUST" and not rule["mutants"]], [])
        for id_, (_, listed_by) in catalogued().items():
            with self.subTest(id_):
                self.assertEqual(len({rule.split("-")[0] for rule in listed_by}), 1)

    def test_a_reason_is_a_sentence_and_a_kind_a_known_one(self):
        for id_, (mutant, _) in catalogued().items():
            with self.subTest(id_):
                self.assertIn(mutant.get("kind", KINDS[0]), KINDS)
                if "reason" in mutant:
                    self.assertRegex(mutant["reason"], r"^[A-Z].{20,}\.$")

    def test_what_is_shipped_has_none(self):
        presets = {one["name"]: one.get("cacheVariables", {})
                   for one in json.loads(read("CMakePresets.json"))["configurePresets"]}
        self.assertEqual(presets["release"]["PVSCSIM_MUTANTS"], "OFF")
        self.assertEqual({name for name, values in presets.items()
                          if values.get("PVSCSIM_MUTANTS") == "ON"}, {"dev", "asan", "coverage"})
        self.assertRegex(read("CMakeLists.txt"), r"option\(PVSCSIM_MUTANTS \"[^\"]+\" OFF\)")

    def test_the_document_counts_every_mutant(self):
        found = TABLE.search(read(DOCUMENT))
        self.assertIsNotNone(found)
        whole = re.search(r"^\| all \| (\d+) \|", found[0], re.M)
        self.assertEqual(int(whole[1]), len(catalogued()), "run mutants_test.py PROGRAM --update")
        for page in ("README.md", "docs/changes.md"):
            self.assertIn(f"{len(catalogued())} known-bad devices and drivers", read(page), page)


def update():
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "report.json")
        ended = subprocess.run([Mutants.program, "mutants", "--report", name], text=True,
                               check=False, stdout=subprocess.PIPE)
        print(ended.stdout)
        table = result_table(json.loads(read(name)))
    text = TABLE.sub(lambda found: found[1] + table + found[2], read(DOCUMENT))
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    Mutants.program = os.path.abspath(sys.argv.pop(1))
    if "--update" in sys.argv:
        sys.exit(update())
    unittest.main(verbosity=2)
