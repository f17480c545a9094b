# SPDX-License-Identifier: Apache-2.0
"""What `pvscsim run` makes of its options and of what becomes of a run. The program's run engine
is a stand-in that does what the scenario's purpose says."""
import json
import os
import subprocess
import sys
import unittest

from program_runner import ProgramTest, open_terminal, scenario


class RunVerb(ProgramTest):
    def run_wish(self, wish, *arguments):
        self.write("s.json", scenario(wish))
        return self.run_program("run", "s.json", "--quiet", *arguments)

    def test_ends_with_0_or_1_by_the_verdict(self):
        self.assertEqual(self.run_wish("hold").returncode, 0)
        self.assertEqual(self.run_wish("fail").returncode, 1)

    def test_writes_every_output_even_if_the_run_failed(self):
        ended = self.run_wish("fail", "--report", "r.json", "--trace", "t.json", "--vcd", "v.vcd")
        self.assertEqual(ended.returncode, 1, ended.stderr)
        self.assertEqual(self.files(), ["r.json", "s.json", "t.json", "v.vcd"])
        self.assertEqual(json.loads(self.read("r.json"))["verdict"], "fail")
        self.assertEqual(self.read("t.json"), "{\"trace\": 1}\n")
        self.assertEqual(self.read("v.vcd"), "$end\n")

    def test_passes_options_on(self):
        ended = self.run_wish("hold", "--report", "-", "--seed", "18446744073709551615", "--sync",
                              "every-access", "--no-host", "--log", "debug")
        report = json.loads(ended.stdout)
        self.assertEqual(report, {"verdict": "pass", "seed": 2**64 - 1, "sync": True,
                                  "host": False, "log": 4})

    def test_a_run_that_dies_is_named_and_leaves_no_output(self):
        deaths = {"abort": (70, "signal 6"), "segfault": (70, "signal 11"),
                  "kill": (3, "signal 9"), "exit": (70, "status 5"),
                  "throw": (70, "internal error (seed 1): thrown on purpose"),
                  "no memory": (3, "more memory"),
                  "refuse": (2, "a.trace:3: expected a trace's line")}
        for wish, (code, message) in deaths.items():
            with self.subTest(wish):
                self.write("s.json", scenario(wish))
                arguments = ["run", "s.json", "--quiet", "--report", "r.json"]
                self.assert_refused(arguments, code, message)

    def test_a_failed_check_names_the_seed_before_anything_is_built(self):
        self.write("s.json", scenario("check"))
        ended = self.run_program("run", "s.json", "--seed", "4711")
        self.assertEqual(ended.returncode, 70)
        self.assertIn("check failed: wish.empty() (simulated 0 ps, seed 4711)", ended.stderr)

    def test_a_run_that_dies_does_not_end_the_others(self):
        for name in ["abort", "fail", "hold"]:
            self.write(name + ".json", scenario(name))
        ended = self.run_program("run", "abort.json", "fail.json", "hold.json", "--quiet",
                                 "--report", "{name}.report")
        self.assertEqual(ended.returncode, 70)
        self.assertIn("abort.json: the run was ended by signal 6", ended.stderr)
        self.assertIn("fail.report", self.files())
        self.assertIn("hold.report", self.files())
        self.assertNotIn("abort.report", self.files())

    def test_replaces_a_file_whole_and_follows_a_link(self):
        self.write("old.json", "old")
        os.symlink("old.json", os.path.join(self.folder, "link.json"))
        self.assertEqual(self.run_wish("hold", "--report", "link.json").returncode, 0)
        self.assertTrue(os.path.islink(os.path.join(self.folder, "link.json")))
        self.assertEqual(json.loads(self.read("old.json"))["verdict"], "pass")

    def test_shows_progress_on_a_terminal_only(self):
        self.write("s.json", scenario("hold"))
        shown = {}
        for options in [(), ("--no-progress",), ("--quiet",)]:
            master, slave = open_terminal()
            ended = subprocess.run([self.program, "run", "s.json", "--report", "-", *options],
                                   cwd=self.folder, stdout=subprocess.DEVNULL, stderr=slave,
                                   check=False, timeout=60)
            os.close(slave)
            os.set_blocking(master, False)
            try:
                shown[options] = os.read(master, 4096).decode()
            except (BlockingIOError, OSError):
                shown[options] = ""
            os.close(master)
            self.assertEqual(ended.returncode, 0)
        self.assertIn("s 50 %, 1.500 s simulated", shown[()])
        self.assertEqual(shown[("--no-progress",)], "")
        self.assertEqual(shown[("--quiet",)], "")
        self.assertEqual(self.run_program("run", "s.json", "--report", "-").stderr, "")


if __name__ == "__main__":
    ProgramTest.program = sys.argv.pop(1)
    unittest.main()
