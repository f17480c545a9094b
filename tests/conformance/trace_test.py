# SPDX-License-Identifier: Apache-2.0
"""Recorded buses: what is recorded, read and judged. Usage: trace_test.py PROGRAM CASE"""
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

# Plain ones, machines that are not like x86, and those whose faults break rules on purpose.
SCENARIOS = ["quickstart", "device-halts", "descriptor-damaged", "stale-context", "completion-twice",
             "spurious-line", "abort-answered-late", "as-openbsd", "as-seabios", "hot-add-burst"]
SHORT = bool(os.environ.get("PVSCSIM_SHORT"))
HEADER = "pvscsim-bus-trace 1\n"
ALL = "sees registers device-reads device-writes driver-reads driver-writes interrupts time\n"


class TraceTest(unittest.TestCase):
    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def call(self, *arguments, code=(0,), **more):
        ended = subprocess.run([self.program, *arguments], check=False, timeout=300, stderr=subprocess.PIPE,
                               stdout=subprocess.PIPE, **more)
        said = (ended.stdout + ended.stderr).decode("utf-8", "replace")
        self.assertIn(ended.returncode, code, said[-3000:])
        return said

    def record(self, scenario, *options, code=(0,)):
        trace, report = self.path("bus.trace"), self.path("run.json")
        self.call("run", scenario, "--quiet", "--bus-trace", trace, "--report", report, *options,
                  code=code)
        with open(report, encoding="utf-8") as file:
            return trace, json.load(file)

    def judge(self, trace, code=(0,), **more):
        return json.loads(self.call("conform", "--target", "trace", "--input", trace, "--report", "-",
                                    code=code, **more))


class Recorded(TraceTest):
    def test_a_monitor_that_reads_it_finds_what_the_one_that_was_there_found(self):
        broken = 0
        for scenario in SCENARIOS[:4] if SHORT else SCENARIOS:
            with self.subTest(scenario):
                trace, report = self.record(scenario)
                live = report["protocol"]
                told = self.judge(trace, code=(1,) if live["violations"] else (0,))
                self.assertEqual(told["protocol"], live)
                verdicts = {test["rule"]: test["verdict"] for test in told["tests"]}
                self.assertEqual({rule for rule, verdict in verdicts.items() if verdict != "skip"},
                                 set(live["rules_exercised"]))
                failed = {rule for rule, verdict in verdicts.items() if verdict == "fail"}
                self.assertLessEqual({each["rule"] for each in live["violations"]}, failed)
                self.assertEqual(bool(failed), bool(live["violations"]))
                broken += len(live["violations"])
        self.assertGreater(broken, 0)

    def test_times_are_those_of_single_accesses_however_far_the_processor_runs_ahead(self):
        reads = []
        for mode in ("on-demand", "every-access"):
            reads.append([])
            with open(self.record("sg-one-element", "--sync", mode)[0], encoding="utf-8") as file:
                for words in map(str.split, file):
                    if words[0] == "time":
                        driver_time = words[-1]
                    elif words[0] == "cpu-read":
                        reads[-1].append((driver_time, *words[1:]))
        self.assertGreater(len(reads[0]), 1000)
        self.assertEqual(*reads)

    def test_a_descriptor_that_is_written_in_flight_is_seen_without_a_trace_too(self):
        report = self.path("run.json")
        for mode in ("on-demand", "every-access"):
            self.call("run", "sg-one-element", "--quiet", "--sync", mode, "--mutant", "MUT-R05",
                      "--report", report, code=(1,))
            with open(report, encoding="utf-8") as file:
                found = json.load(file)["protocol"]["violations"]
            self.assertIn("DRIVER-043", [violation["rule"] for violation in found])

    def test_what_a_guest_does_past_its_driver_is_recorded_without_a_word_on_drivers(self):
        for scenario in ("hostile-sg-loops",) if SHORT else ("hostile-own-rings", "hostile-fuzz"):
            trace = self.path("bus.trace")
            self.call("run", scenario, "--quiet", "--bus-trace", trace)
            told = self.judge(trace, code=(0, 1))
            self.assertFalse([rule for rule in told["protocol"]["rules_exercised"]
                              if rule.startswith("DRIVER")])

    def test_recording_changes_no_report_and_leaves_nothing_when_the_run_cannot_be(self):
        plain = self.path("plain.json")
        self.call("run", "quickstart", "--quiet", "--no-host", "--report", plain)
        _, report = self.record("quickstart", "--no-host")
        with open(plain, encoding="utf-8") as file:
            self.assertEqual(json.load(file), report)
        # A monitor that is left out leaves the trace as it is.
        with open(self.path("bus.trace"), "rb") as file:
            whole = file.read()
        trace, _ = self.record("quickstart", "--no-monitor")
        with open(trace, "rb") as file:
            self.assertEqual(file.read(), whole)
        os.remove(trace)
        self.call("run", "quickstart", "--set", "seed=x", "--bus-trace", trace, code=(2,))
        self.call("run", "quickstart", "--bus-trace", self.path("no/such"), code=(2,))
        self.call("run", "quickstart", "--bus-trace", trace, "--report", trace, code=(2,))
        self.assertEqual(sorted(os.listdir(self.folder)), ["plain.json", "run.json"])

    def test_what_a_trace_does_not_tell_is_not_decided_and_no_pass(self):
        trace, _ = self.record("quickstart")
        with open(trace, encoding="ascii") as file:
            lines = [line for line in file if line.split()[0] in ("time", "read", "write", "settled")]
        poor = self.path("poor.trace", HEADER + "sees registers time\n" + "".join(lines) +
                         f"end {len(lines)}\n")
        whole, told = self.judge(trace), self.judge(poor)
        passed = {test["rule"] for test in told["tests"] if test["verdict"] == "pass"}
        self.assertEqual(told["verdict"], "pass")
        self.assertLessEqual({"DEVICE-019", "DEVICE-023", "DRIVER-007"}, passed)
        self.assertFalse(passed & {"DEVICE-060", "DEVICE-105", "DEVICE-126", "DRIVER-022"})
        self.assertGreater(whole["counts"]["pass"], 2 * told["counts"]["pass"])
        for test in told["tests"]:
            if test["verdict"] == "skip":
                self.assertIn("not decided", test["evidence"][0])

    def test_a_failure_is_told_with_its_time_and_evidence_and_can_be_chosen_and_waived(self):
        trace, _ = self.record("completion-twice")
        judge = ("conform", "--target", "trace", "--input", trace)
        said = self.call(*judge, code=(1,))
        for word in ("FAIL  DEVICE-104.holds_in_the_trace", " ns: ", "again     ", "reqProdIdx"):
            self.assertIn(word, said)
        again = said.split("again     ")[1].splitlines()[0]
        self.assertEqual(again, f"pvscsim conform --target trace --input {trace} --filter "
                                f"'{said.split()[1]}'")
        self.call(*judge, "--filter", "DEVICE-023*")
        waivers = [{"test": test["test"], "defect": "D-1", "reason": "a fault", "evidence": "seen",
                    "reproduce": "pvscsim run completion-twice", "expires": "never"}
                   for test in self.judge(trace, code=(1,))["tests"] if test["verdict"] == "fail"]
        file = self.path("waivers.json", json.dumps(
            {"schema": "pvscsim-waivers/1", "device": "the trace *", "waivers": waivers}))
        self.assertIn("expected failure", self.call(*judge, "--waivers", file))
        for arguments in (("--jobs", "2"), ("--profile", "ideal")):
            self.assertIn(arguments[0], self.call(*judge, *arguments, code=(2,)))
        self.assertIn("--input", self.call("conform", "--target", "trace", code=(2,)))
        self.assertIn("--input", self.call("conform", "--input", trace, code=(2,)))


    def test_a_rule_of_the_rings_is_no_pass_where_they_could_not_be_followed(self):
        trace, _ = self.record("quickstart")
        with open(trace, encoding="ascii") as file:
            lines = file.read().splitlines()
        lines.insert(-1, "write 0x4 2 0")
        whole = self.judge(trace)
        lines[-1] = f"end {int(lines[-1].split()[1]) + 1}"
        told = self.judge(self.path("blind.trace", "\n".join(lines) + "\n"), code=(1,))
        self.assertEqual([gap["reason"] for gap in told["protocol"]["unwatched"]], ["register-access"])
        now = {test["rule"]: test for test in told["tests"]}
        for test in whole["tests"]:
            if test["verdict"] == "pass" and test["rule"] in ("DEVICE-008", "DEVICE-023", "DRIVER-007"):
                self.assertEqual(now[test["rule"]]["verdict"], "pass")
            elif test["verdict"] == "pass" and test["rule"] in ("DEVICE-060", "DEVICE-105", "DRIVER-022"):
                self.assertEqual(now[test["rule"]]["verdict"], "skip")
                self.assertIn("lost sight of the rings", now[test["rule"]]["evidence"][0])
        self.assertEqual(now["DRIVER-004"]["verdict"], "fail")


class Bad(TraceTest):
    def test_a_trace_that_is_not_whole_or_not_one_is_refused_with_its_line(self):
        record = "read 0x100c 4 0x0\n"
        whole = HEADER + ALL + record + "end 1\n"
        self.call("conform", "--target", "trace", "--input", self.path("good", whole))
        for content, place, told in (
                ("", ":1:", "pvscsim-bus-trace 1"), ("pvscsim-bus-trace 2\n", ":1:", "bus-trace 2"),
                (os.urandom(1 << 16).replace(b"\n", b"") + b"\n", ":1:", "\\x"),
                (b"\0" * (8 << 20), ":1:", "bytes at the most"),
                (HEADER, ":1:", "sees"), (HEADER + "sees\n", ":2:", "sees"),
                (HEADER + "sees all\n", ":2:", "device-reads"),
                (whole[:-6], ":3:", "cut off"), (whole[:-1], ":4:", "cut off"),
                (HEADER + ALL + record + "end 2\n", ":4:", "end 1"),
                (whole + record, ":5:", "after the line"),
                (HEADER + ALL + "reed 0 4 0\nend 1\n", ":3:", "reed"),
                (HEADER + ALL + "read 0x100g 4 0\nend 1\n", ":3:", "0x100g"),
                (HEADER + ALL + "read 0 4\nend 1\n", ":3:", "a value"),
                (HEADER + ALL + "read 0 4 0 0\nend 1\n", ":3:", "end of the line"),
                (HEADER + ALL + "read 0x100000000 4 0\nend 1\n", ":3:", "4294967295"),
                (HEADER + ALL + "cpu-write 0 4 00\nend 1\n", ":3:", "8 hexadecimal digits"),
                (HEADER + ALL + "cpu-write 0 4 0000000z\nend 1\n", ":3:", "8 hexadecimal"),
                (HEADER + ALL + "cpu-write 0 99999999 ?\nend 1\n", ":3:", "1048576"),
                (HEADER + ALL + "line 2\nend 1\n", ":3:", "0 or 1"),
                (HEADER + ALL + "time 9\ntime 8\nend 2\n", ":4:", "go back"),
                (HEADER + "sees registers\ncpu-read 0 4\nend 1\n", ":3:", "sees"),
                (HEADER + ALL + "# nothing\nend 0\n", "", "decide a rule")):
            with self.subTest(told):
                said = self.call("conform", "--target", "trace", "--input", self.path("bad", content),
                                 code=(2,))
                self.assertIn("/bad" + place, said)
                self.assertIn(told, said)
                self.assertEqual(said.count("\n"), 1)
        for file in (self.path("absent"), self.folder):
            self.assertIn(file, self.call("conform", "--target", "trace", "--input", file, code=(2,)))
        said = self.call("conform", "--target", "trace", "--input", "-", code=(2,), input=b"x\n")
        self.assertIn("standard input:1:", said)

    def memory_for(self, mib):
        """KiB at the most that a trace of so many MiB takes. It is full of what takes memory: ever other
        pages, far more than are kept, lists, and requests that never end, until rings are set up anew."""
        words = ["1", "1", "0x10", "0", "0x11", "0"] + ["0"] * 62 + ["0x12", "0"] + ["0"] * 62
        part = ["write 0 4 1", "settled", "read 8 4 0", "memory 0x10000 12288 0", "write 0 4 3"]
        part += [f"write 4 4 {word}" for word in words] + ["settled", "read 8 4 0"]
        part += [f"memory 0x20000 2032 {struct.pack('<QII', 0x40000, 4, 0).hex() * 127}"]
        for i in range(17_000):
            listed = i % 2
            request = struct.pack("<QQQQII", i + 1, 0x20000 if listed else 0x40000, 508, 0, 0, 8 + listed)
            part.append(f"cpu-write {0x11000 + i % 32 * 128:#x} 128 {request.ljust(128, bytes(1)).hex()}")
            part.append(f"cpu-write 0x10000 4 {struct.pack('<I', i + 1).hex()}")
        part += [f"cpu-write {0x100000 + 4096 * i:#x} 64 {i:0128x}" for i in range(1, 8192)]
        part = ("\n".join(part) + "\n").encode()
        times = (mib << 20) // len(part)
        records = times * part.count(b"\n")
        judge = subprocess.Popen([self.program, "conform", "--target", "trace", "--input", "-",
                                  "--report", "-"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 preexec_fn=None if SHORT else lambda: resource.setrlimit(
                                     resource.RLIMIT_AS, (400 << 20, 400 << 20)))
        judge.stdin.write((HEADER + ALL).encode())
        for _ in range(times):
            judge.stdin.write(part)
        judge.stdin.write(f"end {records}\n".encode())
        judge.stdin.close()
        said = judge.stdout.read().decode()
        _, status, usage = os.wait4(judge.pid, 0)
        judge.stdout.close()
        judge.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(judge.returncode, 1, said[-2000:])
        self.assertIn('"verdict": "fail"', said)  # more requests than the rings hold
        self.assertIn(f'"unwatched_count": {times},', said)  # and than are followed
        return usage.ru_maxrss

    def test_a_long_one_is_judged_in_the_memory_of_a_short_one(self):
        if SHORT:  # of a build for tests of memory, which takes more
            self.memory_for(8)
            return
        short, long = self.memory_for(30), self.memory_for(300)
        self.assertLess(short, 64 << 10)
        self.assertLess(abs(long - short), 2 << 10)


class QemuLog(TraceTest):
    """What QEMU 7.2 writes for -trace 'pvscsi_*'."""
    LINES = """pvscsi_state starting reset ...
77@1700000000.000001:pvscsi_on_cmd_arrived command PVSCSI_CMD_ADAPTER_RESET arrived
pvscsi_on_cmd_arrived command PVSCSI_CMD_SETUP_RINGS arrived
qemu-system-x86_64: something else
pvscsi_tx_rings_ppn Rings State page: 0x100
pvscsi_tx_rings_ppn Request Ring page: 0x140
pvscsi_tx_rings_ppn Confirm Ring page: 0x180
pvscsi_ring_init_data TX/RX rings logarithms set to 5/7
pvscsi_io_write PVSCSI_REG_OFFSET_INTR_MASK write: 0x1
pvscsi_io_write PVSCSI_REG_OFFSET_KICK_RW_IO write: 0x0
pvscsi_process_io got descriptor 0x140000
pvscsi_process_req_descr SCSI cmd 0x28, ctx: 0x9
pvscsi_complete_request completion: ctx: 0x9, len: 0x0, sense key: 0
pvscsi_cmp_ring_put got completion descriptor 0x180000
pvscsi_ring_flush_cmp new production counter of completion ring is 0x1
pvscsi_update_irq_level interrupt level set to 1 (MASK: 0x1, STATUS: 0x1)
pvscsi_io_read PVSCSI_REG_OFFSET_INTR_STATUS read: 0x1
"""

    def failures(self, log, code=(0, 1)):
        told = json.loads(self.call("conform", "--target", "trace", "--format", "qemu", "--input",
                                    log, "--report", "-", code=code))
        return {test["rule"] for test in told["tests"] if test["verdict"] == "fail"}, told

    def test_what_its_lines_say_is_judged_and_the_rest_is_not_decided(self):
        failed, told = self.failures(self.path("good.log", self.LINES), (0,))
        passed = {test["rule"] for test in told["tests"] if test["verdict"] == "pass"}
        self.assertFalse(failed)
        self.assertLessEqual({"DEVICE-012", "DEVICE-055", "DEVICE-060", "DEVICE-107", "DEVICE-120",
                              "DRIVER-006", "DRIVER-021"}, passed)
        self.assertFalse(passed & {"DEVICE-023", "DEVICE-105", "DEVICE-113", "DRIVER-022"})
        for line, other, rule in (
                ("0x140000", "0x140080", "DEVICE-055"), ("completion: ctx: 0x9", "completion: ctx: 0x8",
                                                         "DEVICE-060"),
                ("ring is 0x1", "ring is 0x2", "DEVICE-107"), ("STATUS read: 0x1", "STATUS read: 0x3",
                                                              "DEVICE-129"),
                ("MASK write: 0x1", "MASK write: 0x4", "DEVICE-120"),
                ("CMD_ADAPTER_RESET", "CMD_RESET_BUS", "DRIVER-006")):
            self.assertIn(line, self.LINES)
            with self.subTest(rule):
                log = self.path("bad.log", self.LINES.replace(line, other))
                self.assertIn(rule, self.failures(log, (1,))[0])
        said = self.call("conform", "--target", "trace", "--format", "qemu", "--input",
                         self.path("odd.log", self.LINES.replace("ctx: 0x9", "ctx: x")), code=(2,))
        self.assertIn("odd.log:12: expected a number", said)
        for content in ("", "some other log\n"):
            self.assertIn("pvscsi_*", self.call("conform", "--target", "trace", "--format", "qemu",
                                                "--input", self.path("other", content), code=(2,)))

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), "no qemu-system-x86_64 here")
    def test_logs_of_the_real_one_show_its_defects_and_those_of_its_firmware(self):
        disk, log = self.path("disk", b""), self.path("boot.log")
        os.truncate(disk, 32 << 20)
        emulator = subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg", "-m", "64M", "-display", "none", "-nodefaults",
             "-device", "pvscsi,id=s0", "-drive", f"if=none,id=d0,file={disk},format=raw", "-device",
             "scsi-hd,bus=s0.0,scsi-id=0,drive=d0", "-trace", "pvscsi_*", "-D", log])
        for _ in range(300):
            time.sleep(0.1)
            if os.path.exists(log) and os.path.getsize(log) > 20000:
                break
        emulator.terminate()
        emulator.wait()
        failed, told = self.failures(log, (1,))
        self.assertEqual(failed, {"DRIVER-045"})  # SeaBIOS acknowledges what it has not read
        self.assertGreater(told["counts"]["pass"], 7)
        # A program in its place that adds the trace: the suite's own accesses, and a defect.
        script = f"""#!/bin/sh
case "$*" in *--version*) exec {shutil.which("qemu-system-x86_64")} "$@" ;; esac
exec {shutil.which("qemu-system-x86_64")} "$@" -trace 'pvscsi_*' -D {self.path("suite.log")}
"""
        os.chmod(self.path("qemu-system-x86_64", script), 0o755)
        self.call("conform", "--target", "qemu", "--filter",
                  "DEVICE-084.has_no_interrupt_after_an_adapter_reset", code=(1,),
                  env={**os.environ, "PATH": self.folder + ":" + os.environ["PATH"]})
        self.assertIn("DEVICE-084", self.failures(self.path("suite.log"), (1,))[0])


if __name__ == "__main__":
    TraceTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
