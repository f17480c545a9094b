# SPDX-License-Identifier: Apache-2.0
"""`pvscsim conform --target socket`: the sample device, and devices that break the protocol.
Usage: socket_test.py PROGRAM CASE..."""
import json
import os
import shlex
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SAMPLE = os.path.join(ROOT, "docs/samples/ram_disk_device.py")
DRIVER = os.path.join(ROOT, "docs/samples/simple_driver.py")
WAIVERS = os.path.join(ROOT, "conformance/waivers/sample-ram-disk.json")
ONE = "DEVICE-001.has_the_ids_that_drivers_look_for"
# Says hello and answers so much as lets the suite begin; then what MODE says, to each request.
CLIENT = """
import os, socket, sys, time
link = socket.socket(socket.AF_UNIX)
link.connect(sys.argv[1])
file = link.makefile("rwb", buffering=0)
file.write(HELLO)
file.readline()
for line in file:
    MODE
"""
HELLO = b"hello pvscsim-device 1 - A device\n"


class SocketTest(unittest.TestCase):
    program = None
    clients = 0

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        return path

    def conform(self, command, *arguments, code=0, target="socket"):
        ended = subprocess.run(
            [self.program, "conform", "--target", target, "--command", command, *arguments],
            text=True, check=False, timeout=300, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": self.folder})
        self.assertEqual(ended.returncode, code, ended.stdout[-4000:] + ended.stderr)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("pvscsim")], [])
        return ended.stdout + ended.stderr

    def device(self, mode, hello=HELLO):
        self.clients += 1
        return python(self.path(f"client{self.clients}.py", CLIENT.replace("HELLO", repr(hello)).replace("MODE", mode)))


def python(script):
    return f"exec {shlex.quote(sys.executable)} -B {shlex.quote(script)} {{socket}}"


class Sample(SocketTest):
    def test_it_is_small_and_keeps_every_rule_but_those_that_its_waivers_explain(self):
        with open(SAMPLE, encoding="utf-8") as file:
            self.assertLess(len(file.readlines()), 200)
        if "PVSCSIM_SHORT" in os.environ:
            self.conform(python(SAMPLE), "--filter", "DEVICE-0[79]*", "--waivers", WAIVERS)
            return
        report = self.path("r.json")
        self.conform(python(SAMPLE), "--waivers", WAIVERS, "--report", report)
        with open(report, encoding="utf-8") as file:
            told = json.load(file)
        self.assertEqual(told["device"], "RAM disks in Python 1.0")
        self.assertEqual(told["counts"], {"pass": 162, "fail": 0, "ended": 0, "expected failure": 3,
                                          "skip": 57})
        self.assertLessEqual({"the device has no MSI-X", "the device has no capabilities",
                          "the device has no message ring", "the device has neither",
                          "the device has no CONFIG", "indices cannot be preset",
                          "the device has no MSI", "the device has no threshold",
                          "no target can be plugged in", "no target can be removed",
                          "the device's state cannot be saved"},
                             {test["evidence"][0] for test in told["tests"]
                              if test["verdict"] == "skip"})

    def test_one_wrong_line_is_found_by_its_rule_and_the_command_to_see_it_again_works(self):
        with open(SAMPLE, encoding="utf-8") as file:
            text = file.read()
        for good, bad, tests, rules in (
                ('"<QQIHHQ", each.context,', '"<QQIHHQ", each.context & ONES,', "DEVICE-06*", {"DEVICE-060"}),
                ("self.mask = value & 15", "self.mask = ~value & 15", "DEVICE-01[2345]*",
                 {"DEVICE-014"})):
            self.assertEqual(text.count(good), 1)
            command = python(self.path("wrong.py", text.replace(good, bad)))
            report = self.path("r.json")
            told = self.conform(command, "--filter", tests, "--report", report, code=1)
            with open(report, encoding="utf-8") as file:
                failed = [test for test in json.load(file)["tests"] if test["verdict"] == "fail"]
            self.assertEqual({test["rule"] for test in failed}, rules)
            self.assertIn(failed[0]["again"], told)
            again = failed[0]["again"].replace("pvscsim", shlex.quote(self.program), 1)
            ended = subprocess.run(["/bin/sh", "-c", again], stdout=subprocess.PIPE, text=True,
                                   check=False, timeout=60)
            self.assertEqual(ended.returncode, 1)
            self.assertIn("FAIL  " + failed[0]["test"], ended.stdout)
            self.assertIn("1 tests of 1 rules", ended.stdout)

    def test_the_report_is_the_same_at_any_number_of_jobs(self):
        told = [self.conform(python(SAMPLE), "--filter", "DEVICE-01*", "--jobs", jobs, "--report", "-")
                for jobs in ("1", "5")]
        self.assertEqual(*told)


class Driver(SocketTest):
    def test_the_sample_keeps_every_rule_that_it_is_put_to(self):
        report = self.path("r.json")
        few = "PVSCSIM_SHORT" in os.environ
        self.conform(python(DRIVER), "--filter", "DRIVER-03*" if few else "DRIVER-*",
                     "--report", report, target="socket-driver")
        with open(report, encoding="utf-8") as file:
            counts = json.load(file)["counts"]
        if not few:
            self.assertEqual(counts, {"pass": 80, "fail": 0, "ended": 0, "expected failure": 0,
                                      "skip": 24})

    def test_one_wrong_line_is_found_by_its_rule(self):
        with open(DRIVER, encoding="utf-8") as file:
            text = file.read()
        for good, bad, tests, rule in (
                ('.pack("<I", self.produced), "release")', '.pack("<I", self.produced), "plain")',
                 "DRIVER-03[67]*", "DRIVER-036"),
                ("pieces.count(\",\") >= self.elements", "False", "DRIVER-032*", "DRIVER-032")):
            self.assertEqual(text.count(good), 1, good)
            told = self.conform(python(self.path("wrong.py", text.replace(good, bad))), "--filter",
                                tests, code=1, target="socket-driver")
            self.assertIn("FAIL  " + rule, told)

    def test_a_call_that_is_none_fails_the_test_with_what_was_said(self):
        hello = b"hello pvscsim-driver 1 - A driver\n"
        for said, told in ((b"load 0 99999999 plain", "65536 at the most"),
                           (b"load 0 4 often", "one of plain, acquire, release"),
                           (b"ended 1 well 0 -", "one of good, check_condition"),
                           (b"allocate", "1 words after allocate"), (b"map_registers 6", "5 at the most"),
                           (b"read_config 4096 4", "255 at the most"), (b"ok 2", "1 at the most")):
            with self.subTest(said):
                mode = f"file.write({said + bytes([10])!r})"
                self.assertIn(told, self.conform(self.device(mode, hello), "--filter", "DRIVER-001*",
                                                 code=1, target="socket-driver"))


class Bad(SocketTest):
    def test_what_does_not_start_or_speaks_another_version_is_said_before_any_test(self):
        for command, told in (
                ("exit 7", "the device ended by status 7"),
                ("echo no such board >&2; exit 1", "no such board"),
                ("/no/such/device {socket}", "ended by status 127"),
                (self.device("pass", b"hello pvscsim-device 2 - A device\n"),
                 'got "hello pvscsim-device 2 - A device"'),
                (self.device("pass", b"hello pvscsim-driver 1 - A driver\n"), "pvscsim-device"),
                (self.device("pass", b"hello pvscsim-device 1 warp A device\n"), "capabilities out of"),
                (self.device("pass", b"\xff\x00\x1b[31m\n"), 'got "???[31m"'),
                (self.device("pass", b"x" * 3_000_000), "a line of more than 1048576 bytes"),
                (self.device("pass", b"hello"), "did not answer for 10 s")):
            with self.subTest(told):
                self.assertIn(told, self.conform(command, "--filter", ONE, code=3))

    def test_an_answer_that_is_none_fails_the_test_with_what_was_said(self):
        for mode, told in (
                ("file.write(b'ok\\n')", "expected ok and "),
                ("file.write(b'ok 1 2\\n')", "expected ok and "),
                ("file.write(b'ok 0x1ffffffff\\n')", "expected "),
                ("file.write(b'\\n')", "expected words"),
                ("file.write(b'yes\\n')", "expected an answer or a call"),
                ("file.write(b'dma_read 0\\n')", "expected 2 words after dma_read"),
                ("file.write(b'dma_read 0 99999999999999\\n')", "a number of 262144 at the most"),
                ("file.write(b'dma_read 0x1ffffffffffffffff 4\\n')", "as word 2"),
                ("file.write(b'dma_write 0 abc\\n')", "two hexadecimal digits a byte"),
                ("file.write(b'line 2\\n')", "a number of 1 at the most"),
                ("file.write(b'x' * 2_000_000)", "a line of more than 1048576 bytes"),
                ("file.write(b'line 1\\n'); file.readline(); [0 for _ in iter(lambda: "
                 "(file.write(b'line 1\\n'), file.readline())[1], b'')]", "makes calls without end"),
                ("time.sleep(60)", "the device did not answer for 10 s"),
                ("link.close(); file.close(); time.sleep(60)", "the device closed the connection"),
                ("sys.exit('lost my temper')", "the device ended by status 1: lost my temper"),
                ("os.kill(os.getpid(), 11)", "the device ended by signal 11")):
            with self.subTest(mode):
                text = self.conform(self.device(mode), "--filter", ONE, code=1)
                self.assertIn(told, text)
                self.assertIn("1 failed", text)

    def test_an_address_where_no_memory_is_gets_a_fault(self):
        mode = ("file.write(b'dma_read 0x4000000 4\\n'); a = file.readline(); "
                "file.write(b'dma_write 0xffffffffffffffff 00\\n'); b = file.readline(); "
                "sys.exit(repr((a, b)))")
        self.assertIn(r"(b'fault\n', b'fault\n')",
                      self.conform(self.device(mode), "--filter", ONE, code=1))

    def test_the_end_of_one_device_is_the_failure_of_one_test(self):
        with open(SAMPLE, encoding="utf-8") as file:
            text = file.read()
        line = "    def read_register(self, offset, width):\n"
        self.assertIn(line, text)
        command = python(self.path("dies.py", text.replace(
            line, line + "        if offset == 0x100: sys.exit('gone')\n")))
        told = self.conform(command, "--filter", "DEVICE-00[128]*", "--jobs", "3", code=1)
        self.assertIn("the device ended by status 1: gone", told)
        self.assertRegex(told, "4 tests of 3 rules: 3 passed, 1 failed")

    def test_options_that_do_not_belong_together_are_refused(self):
        for arguments, told in ((("--target", "socket"), "--command: expected with"),
                                (("--target", "socket", "--command", ""), "--command"),
                                (("--command", "true"), "only with --target socket")):
            ended = subprocess.run([self.program, "conform", *arguments], text=True, check=False,
                                   stderr=subprocess.PIPE)
            self.assertEqual(ended.returncode, 2)
            self.assertIn(told, ended.stderr)


if __name__ == "__main__":
    SocketTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
