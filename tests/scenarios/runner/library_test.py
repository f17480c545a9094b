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


# Counts that no scenario of the library makes other than zero, and why.
ALWAYS_ZERO = {
    "requests.lost": "a defect of the driver",
    "requests.duplicated": "a defect of the driver",
    "requests.by_kind.flush.data_bytes": "moves no data",
    "requests.by_kind.discard.data_bytes": "moves no data",
    "requests.by_kind.discard.not_completed": "errors are the others' subject",
    "requests.by_kind.other.data_bytes": "moves no data",
    "requests.by_kind.write_same.completed": "no workload sends it, the script's are not counted",
    "requests.by_kind.write_same.not_completed": "likewise",
    "requests.by_kind.write_same.data_bytes": "likewise",
    "stages.backend_queue.min_ns": "somebody always finds a free server",
    "recovery.driver.bad_indices": "a defect of the device",
    "recovery.driver.messages_invalid": "a defect of the device",
    "integrity.corruptions": "a defect of the device",
    "raw_guest.mismatches": "a defect of the device",
    "raw_guest.guarded_changed": "a defect of the device",
}


def counts_of(node, path=""):
    """(path, value) of each integer of a report; an index becomes "*", rows are left out."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from counts_of(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for value in node:
            if not isinstance(value, list):
                yield from counts_of(value, path + ".*")
    elif isinstance(node, int) and not isinstance(node, bool):
        yield path, node


def length_of_run(report):
    return {"requests": report["requests"]["submitted"], "simulated_ns": report["simulated_ns"]}


class Library(simulator.SimulatorTest):
    texts = {}  # by the scenario's file, each made once

    def library_text(self, file):
        if file not in self.texts:
            self.texts[file] = self.report_text(file)
        return self.texts[file]

    def test_every_scenario_passes_with_the_report_of_every_compiler(self):
        golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
        runs = json.loads(RUNS.read_text(encoding="utf-8"))
        names = [file.stem for file in simulator.LIBRARY]
        self.assertEqual(sorted(golden), names, "names are unique over all families, and golden")
        self.assertEqual(sorted(runs), names)
        for file in simulator.LIBRARY:
            with self.subTest(file.stem):
                text = self.library_text(file)
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
                                 self.library_text(file))

    def test_every_count_of_a_report_counts_somewhere(self):
        most = {}
        for file in simulator.LIBRARY:
            report = json.loads(self.library_text(file))
            for section in ["scenario", "expectations", "neighbours"]:
                report.pop(section, None)
            for path, value in counts_of(report):
                most[path] = max(most.get(path, 0), value)
        never = {path for path, value in most.items() if value == 0}
        self.assertEqual(never, set(ALWAYS_ZERO))

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

    def test_machines_with_a_shared_backend_contend_for_it(self):
        def latencies(*settings):
            report = json.loads(self.report_text("shared-backend-two-guests", "--set", "expect={}",
                                                 *settings))
            return [each["latency"]["mean_ns"] for each in [report, report["neighbours"][0]]]
        own_alone = latencies("--set", "neighbours.0.workload.requests=1")[0]
        other_alone = latencies("--set", "workload.requests=1")[1]
        own, other = latencies()
        self.assertGreater(own, 3 * own_alone)
        self.assertGreater(other, 1.2 * other_alone)

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
