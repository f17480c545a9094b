# SPDX-License-Identifier: Apache-2.0
"""whole_run_test.py PROGRAM: what a real run says of itself: its verdict, its log, its times, and
what it leaves behind when it does not come to its end."""
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import simulator
from simulator import SMALL, laid_over, open_terminal

LONG = laid_over(SMALL, {"workload.requests": 1_000_000_000})
# One read that the backend all but forgets: the driver aborts it, and the guest tries again.
STALLED = laid_over(SMALL, {
    "driver.request_timeout_ms": 20,
    "faults": [{"point": "backend_read", "effect": "stall", "nth": 5, "stall_ns": 10**10}]})
LOG_LINE = re.compile(r" *\d+\.\d{12} s  (error|warning|info|debug) +(\w+): ")


RAW = {"after_completed": 100, "do": "guest", "actions": [
    {"do": "write_register", "offset": 0, "value": 1}, {"do": "setup_rings"},
    {"do": "request", "slot": 0, "context": 9, "cdb": "000000000000"},
    {"do": "write_memory", "base": "state", "offset": 0, "value": 1},
    {"do": "write_register", "offset": 16408, "value": 0}, {"do": "wait", "ns": 1_000_000},
    {"do": "write_register", "offset": 4096, "value": 1, "width": 2}]}
TWICE = {"point": "completion", "effect": "duplicate"}


class Monitor(simulator.SimulatorTest):
    def test_a_second_completion_is_told_as_one_whoever_acts(self):
        for script in ([], [RAW]):
            report = self.report(laid_over(SMALL, {
                "script": script, "driver.request_timeout_ms": 20, "faults": [{**TWICE, "nth": 50}],
                "expect": {"protocol.violations_count": 1}}))
            self.assertEqual([each["rule"] for each in report["protocol"]["violations"]],
                             ["DEVICE-104"])

    def test_what_it_cannot_follow_is_told_in_the_report_and_in_one_line(self):
        file = {"script": [RAW], "driver.request_timeout_ms": 20}
        protocol = self.report(laid_over(SMALL, file))["protocol"]
        self.assertEqual(protocol["unwatched_count"], 1)
        (gap,) = protocol["unwatched"]
        self.assertEqual(gap["reason"], "register-access")
        self.assertGreater(gap["until_ns"], gap["since_ns"])
        said = self.execute("scenario.json").stdout
        self.assertRegex(said, r"monitor +lost sight of the rings 1 time, first at \S+ ms[\s\S]*"
                               r"\(register-access\)")
        self.report(SMALL)
        self.assertNotIn("lost sight", self.execute("scenario.json").stdout)

    def test_a_neighbour_has_one_of_its_own(self):
        beside = laid_over(SMALL, {"neighbours": [{"seed": 3}], "faults": [{**TWICE, "nth": 5}],
                                   "expect": {"protocol.violations_count": 1}})
        report = self.report(beside)
        own = report["neighbours"][0]["protocol"]
        self.assertEqual(own["violations_count"], 0)
        self.assertGreater(len(own["rules_exercised"]), 40)
        self.assertEqual(set(own), set(report["protocol"]))
        plain = self.report(laid_over(beside, {"expect": {}}), "--no-monitor")
        self.assertNotIn("protocol", plain["neighbours"][0])


class Verdict(simulator.SimulatorTest):
    def failures(self, document):
        report = self.report(document, code=1)
        self.assertEqual(report["verdict"], "fail")
        return [failure["text"] for failure in report["failures"]]

    def test_an_expectation_that_fails_is_named_with_both_values(self):
        document = laid_over(SMALL, {"expect": {"requests.completed": {"at_least": 301},
                                                "requests.lost": 0}})
        report = self.report(document, code=1)
        self.assertEqual(report["verdict"], "fail")
        self.assertEqual(report["expectations"][0],
                         {"path": "requests.completed", "expected": "at least 301",
                          "actual": 300, "held": False})
        self.assertTrue(report["expectations"][1]["held"])
        ended = self.execute("scenario.json")
        self.assertEqual(ended.returncode, 1)
        self.assertRegex(ended.stdout, r"failed +requests\.completed is 300, expected at least 301")

    def test_a_run_that_ends_early_with_requests_outstanding_fails(self):
        stuck = laid_over(STALLED, {"driver.request_timeout_ms": 30000, "simulated_max_ms": 100})
        self.assertEqual(self.failures(stuck),
                         ["the run lasted longer than simulated_max_ms (100)",
                          "1 requests were outstanding at the end",
                          "requests.lost is 1, not 0"])

    def test_a_script_that_waits_in_vain_fails(self):
        late = laid_over(SMALL, {
            "targets": SMALL["targets"] + [{"first_id": 5, "present": False}],
            "script": [{"after_completed": 400, "do": "hot_add", "target": 5}]})
        self.assertEqual(self.failures(late),
                         ["the workload ended before every step of the script was due"])

    def test_a_command_of_the_script_that_ends_otherwise_fails_the_run(self):
        inquiry = {"cdb": "120000002400", "data_in_bytes": 64, "residual": 28, "data_in": "00 .."}
        wrong_block = {"cdb": "28 00 ffffffff 00 0001 00", "data_in_bytes": 512,
                       "status": "check_condition", "sense": "5/21/00"}
        for initiator in [0, 1]:
            good = [dict(inquiry, initiator=initiator), dict(wrong_block, initiator=initiator)]
            if initiator == 1:  # its own power-on attention comes first
                good.insert(0, {"cdb": "000000000000", "initiator": 1, "status": "any"})
            cases = [(0, {"data_in": "00 01"}, r"expected data 00 01, got 0000: byte 1 differs"),
                     (0, {"residual": 27}, "expected residual 27, got 28"),
                     (0, {"status": "busy"}, "expected busy, got good"),
                     (1, {"sense": "5/21/01"}, "expected sense 5/21/01, got 5/21/00"),
                     (1, {"status": "condition_met", "sense": None},
                      "expected condition_met, got check_condition with sense 5/21/00")]
            if simulator.SHORT:
                cases = cases[initiator::2]
            script = [{"at_us": 100, "do": "scsi", "target": 0, "commands": good}]
            self.report(laid_over(SMALL, {"script": script}))
            for command, change, text in cases:
                with self.subTest(initiator=initiator, change=change):
                    at = command + initiator
                    commands = [dict(each) for each in good]
                    commands[at].update(change)
                    if commands[at].get("sense", "") is None:
                        del commands[at]["sense"]
                    failures = self.failures(laid_over(
                        SMALL, {"script": [dict(script[0], commands=commands)]}))
                    self.assertEqual(failures, [f"/script/0/commands/{at} (cdb "
                                                f"{good[at]['cdb']}): {text}"])


class Times(simulator.SimulatorTest):
    def test_every_series_counts_from_the_beginning_of_the_workload(self):
        report = self.report(SMALL)
        over_time = report["latency"]["over_time"]
        self.assertEqual(over_time["span_ps"], report["rings"]["occupancy"]["span_ps"])
        self.assertEqual(len(over_time["spans"]), len(report["rings"]["occupancy"]["spans"]))
        self.assertLessEqual(len(over_time["spans"]) * over_time["span_ps"],
                             report["simulated_ns"] * 1000 + over_time["span_ps"])
        self.assertEqual(sum(span[0] for span in over_time["spans"]),
                         report["requests"]["completed"])
        first = next(i for i, span in enumerate(over_time["spans"]) if span[0] != 0)
        self.assertEqual(first, report["latency"]["min_ns"] * 1000 // over_time["span_ps"])

    def test_the_time_on_this_computer_is_told_unless_it_is_left_out(self):
        self.assertNotIn("host", self.report(SMALL))
        begin = time.monotonic()
        ended = self.execute("scenario.json", "--report", "-")
        took_us = (time.monotonic() - begin) * 1e6
        host = json.loads(ended.stdout)["host"]
        self.assertGreater(host["wall_us"], 0)
        self.assertLess(host["wall_us"], took_us)
        self.assertEqual(host["requests_per_wall_s"], 300 * 10**6 // host["wall_us"])

    def test_recovery_lasts_from_the_time_out_to_the_good_end(self):
        recovery = self.report(STALLED)["recovery"]
        self.assertEqual((recovery["timeouts"], recovery["aborts"], recovery["recoveries"]),
                         (1, 1, 1))
        # An abort at once, then another attempt at a backend that serves in 20 us.
        self.assertGreater(recovery["max_ns"], 20_000)
        self.assertLess(recovery["max_ns"], 1_000_000)
        self.assertEqual(recovery["mean_ns"], recovery["max_ns"])

    def test_a_reset_is_overcome_by_every_request_that_it_gave_back(self):
        lazy = laid_over(STALLED, {
            "faults.0": {"point": "backend_write", "effect": "stall", "chance": "1/10",
                         "times": 3, "stall_ns": 10**10}})
        report = self.report(lazy)
        self.assertEqual(report["recovery"]["recoveries"], 3)
        self.assertEqual(report["requests"]["retried"], 3)
        self.assertGreaterEqual(report["recovery"]["max_ns"], report["recovery"]["mean_ns"])


class Ladder(simulator.SimulatorTest):
    """Each step of recovery that is lost is followed by the next, after its time-out."""

    def test_each_step_follows_the_one_that_is_lost(self):
        lost = [{"point": "abort", "effect": "lose", "nth": 1},
                {"point": "reset", "effect": "lose", "nth": 1},
                {"point": "reset", "effect": "lose", "nth": 2}]
        steps = ["aborts", "device_resets", "bus_resets", "adapter_resets"]
        waits_ms = [0, 30, 30 + 50, 30 + 50 + 50]
        for count in range(4):
            with self.subTest(lost=count):
                document = laid_over(STALLED, {
                    "driver.abort_timeout_ms": 30, "driver.reset_timeout_ms": 50,
                    "faults": STALLED["faults"] + lost[:count],
                    # A reset that is lost leaves in flight what it must end.
                    "expect": {"protocol.violations_count": max(count - 1, 0)}})
                report = self.report(document)
                self.assertEqual([report["recovery"][step] for step in steps],
                                 [int(i <= count) for i in range(4)])
                took_ms = report["recovery"]["max_ns"] / 10**6  # timers expire some 1 ms late
                self.assertTrue(waits_ms[count] < took_ms < waits_ms[count] + 4, took_ms)
                self.assertEqual(report["requests"]["completed"], 300)
                self.assertEqual(self.report(document, "--sync", "every-access"), report)


class Log(simulator.SimulatorTest):
    def log(self, level):
        file = self.folder / "scenario.json"
        file.write_text(json.dumps(STALLED), encoding="utf-8")
        ended = self.execute(file, "--quiet", "--log", level)
        self.assertEqual((ended.returncode, ended.stdout), (0, ""))
        lines = ended.stderr.splitlines()
        matches = [LOG_LINE.match(line) for line in lines]
        self.assertTrue(all(matches), ended.stderr)
        return lines, {match.groups() for match in matches}

    def test_each_level_adds_its_lines_to_those_of_the_one_before(self):
        self.assertEqual(self.log("off")[0], [])
        self.assertEqual(self.log("error")[0], [])
        warnings, who = self.log("warning")
        self.assertEqual(who, {("warning", "driver"), ("warning", "fault")})
        self.assertIn("fault: backend_read stall", warnings[0])
        self.assertIn("driver: timed_out target 0 lun 0", warnings[1])
        infos, who = self.log("info")
        self.assertEqual(who, {("warning", "driver"), ("warning", "fault"), ("info", "driver"),
                               ("info", "device"), ("info", "guest")})
        self.assertTrue(any("device: SETUP_RINGS answers 0" in line for line in infos))
        debugs, who = self.log("debug")
        self.assertIn(("debug", "device"), who)
        self.assertGreater(len(debugs), 10 * len(infos))
        self.assertLessEqual(set(warnings), set(infos))
        self.assertLessEqual(set(infos), set(debugs))

    def test_failures_are_errors(self):
        file = self.folder / "scenario.json"
        file.write_text(json.dumps(laid_over(LONG, {"simulated_max_ms": 1})), encoding="utf-8")
        ended = self.execute(file, "--quiet", "--log", "error")
        self.assertEqual(ended.returncode, 1)
        self.assertRegex(ended.stderr, r"error    run: the run lasted longer than simulated_max_ms")

    def test_faults_and_recovery_are_in_the_timeline(self):
        texts = [event["text"] for event in self.report(STALLED)["events"]]
        self.assertEqual(texts[0], "fault: backend_read stall")
        self.assertEqual([text.split()[1] for text in texts[1:]], ["timed_out", "aborting"])

    def test_the_timeline_of_a_long_run_is_cut_and_says_so(self):
        often = laid_over(SMALL, {"workload.requests": 3000, "faults": [
            {"point": "backend_read", "effect": "stall", "chance": "1/1", "times": 0,
             "stall_ns": 1}]})
        report = self.report(often)
        events = report["events"]
        reads = report["requests"]["by_kind"]["read"]["completed"]
        self.assertLessEqual(len(events), 1001)
        self.assertEqual(events[-1]["text"],
                         f"{reads - len(events) + 1} later events are left out")
        self.assertEqual(events, sorted(events, key=lambda event: event["time_ps"]))


class Interrupted(simulator.SimulatorTest):
    """Runs that do not come to their end leave nothing."""

    def start(self, **options):
        (self.folder / "s.json").write_text(json.dumps(LONG), encoding="utf-8")
        arguments = [self.program, "run", "s.json", "--report", "r.json", "--html", "h.html",
                     "--vcd", "v.vcd"]
        process = subprocess.Popen(arguments, cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, start_new_session=True, **options)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def assert_nothing_left(self):
        self.assertEqual(os.listdir(self.folder), ["s.json"])

    def test_a_simulation_that_dies_is_named(self):
        process = self.start(stderr=subprocess.PIPE, text=True)
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not (running := children.read_text(encoding="ascii").split()):
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(int(running[0]), signal.SIGABRT)
        message = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 70, message)
        self.assertIn("s.json: the run was ended by signal 6", message)
        self.assert_nothing_left()

    def test_a_terminal_shows_progress_until_its_user_ends_the_run(self):
        master, slave = open_terminal()
        process = self.start(stderr=slave)
        os.close(slave)
        shown = ""
        while "left" not in shown:
            shown += os.read(master, 4096).decode()
        self.assertRegex(shown, r"s \d+ %, \d+\.\d{3} s simulated, [\d,]+ requests/s, [\d,]+ s left")
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), -signal.SIGINT)
        os.close(master)
        self.assert_nothing_left()


if __name__ == "__main__":
    simulator.main()
