# SPDX-License-Identifier: Apache-2.0
"""library_test.py PROGRAM: every scenario of the library passes, and its report depends on nothing
but the scenario: neither on how often the processors synchronise, nor on the run, nor on the
compiler. golden.json has the digest of each report; the tests of both builds compare with it, so
that equal digests mean equal bytes. runs.json of the library has how long each runs, which
`pvscsim list scenarios` shows. update_golden.py writes both anew."""
import json
import pathlib
import subprocess

import simulator

GOLDEN = pathlib.Path(__file__).with_name("golden.json")
RUNS = simulator.ROOT / "scenarios/library/runs.json"


def length_of_run(report):
    return {"requests": report["requests"]["submitted"], "simulated_ns": report["simulated_ns"]}


class Library(simulator.SimulatorTest):
    def test_every_scenario_passes_with_the_report_of_every_compiler(self):
        golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
        runs = json.loads(RUNS.read_text(encoding="utf-8"))
        names = [file.stem for file in simulator.LIBRARY]
        self.assertEqual(sorted(golden), names, "names are unique over all families, and golden")
        self.assertEqual(sorted(runs), names)
        for file in simulator.LIBRARY:
            with self.subTest(file.stem):
                text = self.report_text(file)
                self.assertEqual(json.loads(text)["verdict"], "pass")
                self.assertEqual(length_of_run(json.loads(text)), runs[file.stem])
                self.assertEqual(simulator.digest(text), golden[file.stem],
                                 "another report than golden.json has; if that is meant, run "
                                 "tests/scenarios/runner/update_golden.py")

    def test_synchronising_at_every_access_changes_no_byte(self):
        short = {"boot-discovery", "hot-add", "lost-interrupt"}
        for file in simulator.LIBRARY:
            if simulator.SHORT and file.stem not in short:
                continue
            with self.subTest(file.stem):
                self.assertEqual(self.report_text(file, "--sync", "every-access"),
                                 self.report_text(file))

    def test_a_hostile_guest_changes_no_figure_of_its_neighbour(self):
        attacked = json.loads(self.report_text("hostile-neighbour"))
        alone = json.loads(self.report_text("hostile-neighbour", "--set", "script=[]",
                                            "--set", "expect={}"))
        self.assertNotEqual(alone["requests"], attacked["requests"])
        self.assertEqual(alone["neighbours"], attacked["neighbours"])

    def test_a_shared_worker_serves_the_neighbour_of_a_hostile_guest_as_fast(self):
        def neighbour(*settings):
            text = self.report_text("hostile-shared-worker", "--set", "expect={}", *settings)
            return json.loads(text)["neighbours"][0]
        shared = neighbour()
        alone = neighbour("--set", "neighbours.0.share_worker=false")
        self.assertNotEqual(shared["latency"], alone["latency"], "nothing is shared")
        self.assertLessEqual(shared["simulated_ns"], alone["simulated_ns"] * 1.01)
        self.assertLessEqual(shared["latency"]["p99_ns"], alone["latency"]["p99_ns"] * 1.05)

    def test_options_that_only_watch_change_no_byte(self):
        file = simulator.in_library("boot-discovery")
        watched = self.report_text(file, "--trace", "t.json", "--vcd", "v.vcd", "--html", "h.html",
                                   "--log", "debug")
        self.assertEqual(watched, self.report_text(file))

    def test_the_same_seed_repeats_and_another_changes_the_run(self):
        for name in ["mixed-oltp", "hot-add"]:
            with self.subTest(name):
                file = simulator.in_library(name)
                text = self.report_text(file)
                self.assertEqual(self.report_text(file), text)
                other = json.loads(self.report_text(file, "--seed", "12345"))
                self.assertNotEqual(other["latency"], json.loads(text)["latency"])

    def test_a_scenario_is_found_by_name_by_path_and_on_standard_input(self):
        by_name = self.report_text("boot-discovery")
        file = simulator.in_library("boot-discovery")
        self.assertEqual(self.report_text(file), by_name)
        with open(file, encoding="utf-8") as content:
            ended = self.execute("-", "--report", "-", "--no-host", stdin=content)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(json.loads(ended.stdout)["latency"], json.loads(by_name)["latency"])

    def test_the_list_has_family_name_length_and_purpose_of_each(self):
        listed = subprocess.run([self.program, "list", "scenarios"], stdout=subprocess.PIPE,
                                text=True, check=True).stdout.splitlines()
        self.assertEqual(len(listed), len(simulator.LIBRARY))
        for line in listed:
            family, name, *_ = line.split()
            file = simulator.in_library(name)
            self.assertEqual(file.parent.name, family)
            self.assertRegex(line, r"[0-9] requests, [0-9.]+ (ns|us|ms|s)  ")
            self.assertTrue(line.endswith(json.loads(file.read_text("utf-8"))["purpose"]), line)


if __name__ == "__main__":
    simulator.main()
