# SPDX-License-Identifier: Apache-2.0
"""Bad input ends with one message that names place, rule and value, with exit code 2 (3 for what
the machine lacks), and leaves no file."""
import lzma
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
from program_runner import ProgramTest, scenario  # pylint: disable=wrong-import-position

TRACE_LINE = "  8,0    0        1     0.000000000   126  D   R 0 + 8 [x]\n"


class BadScenario(ProgramTest):
    """What is wrong is in the scenario: run and validate say the same."""

    def refuse(self, content, message):
        self.write("s.json", content)
        for verb in ["run", "validate"]:
            self.assert_refused([verb, "s.json"], 2, message)

    def refuse_keys(self, message, **keys):
        self.refuse(scenario(**keys), message)

    def test_a_missing_file(self):
        for verb in ["run", "validate"]:
            self.assert_refused([verb, "none.json"], 2,
                                "none.json: cannot be opened: No such file or directory")
            self.assert_refused([verb, "none"], 2, "none: expected a file or a scenario of the")

    def test_a_directory(self):
        for verb in ["run", "validate"]:
            self.assert_refused([verb, "./"], 2, "./: expected a file, got a directory")

    def test_broken_json(self):
        self.refuse("{\n  \"seed\": 1,\n}", "s.json:3:1: syntax error")
        self.refuse("", "s.json:1:1: syntax error")
        self.refuse(b"\xff\xfe", "s.json:1:1: syntax error")
        self.refuse(b"{\"schema\": \"\xc3\x28\"}", "s.json:1:14: syntax error")

    def test_a_document_that_is_no_object(self):
        self.refuse("[]", "s.json#: expected an object, got an array of 0")
        self.refuse("5", "s.json#: expected an object, got 5")

    def test_an_unknown_key(self):
        self.refuse_keys("s.json#/machine/vpcus: unknown key; did you mean \"vcpus\"?",
                         machine={"vpcus": 1})
        self.refuse_keys("s.json#/zzz: unknown key; allowed are schema, purpose, seed", zzz=1)
        self.refuse_keys("s.json#/a~1b\\n: unknown key", **{"a/b\n": 1})

    def test_a_missing_key(self):
        self.refuse("{}", "s.json#/schema: expected one of \"pvscsim-scenario/1\", got nothing")

    def test_a_command_of_the_script_that_contradicts_itself(self):
        for message, command in [
                ("/cdb: expected a string of 1 to 16 pairs of hexadecimal digits, got \"12 0\"",
                 {"cdb": "12 0"}),
                ("/data_in_bytes: expected 0 if there is \"data_out\", got 4",
                 {"data_out": "00", "data_in_bytes": 4}),
                ("/data_in: expected at most \"data_in_bytes\" (1) pairs, got 2",
                 {"data_in": "00..", "data_in_bytes": 1}),
                ("/residual: expected at most the data's length (0), got 1", {"residual": 1}),
                ("/attribute: expected \"simple\" of another initiator",
                 {"initiator": 1, "attribute": "ordered"}),
                ("/sense: counts only if \"status\" is one of \"check_condition\"",
                 {"sense": "5/20/00"})]:
            self.refuse_keys("s.json#/script/0/commands/0" + message, script=[
                {"at_us": 1, "do": "scsi", "target": 0, "commands": [{"cdb": "00", **command}]}])
        self.refuse_keys("s.json#/script/0/commands: expected a command, got none",
                         script=[{"at_us": 1, "do": "scsi", "target": 0}])
        self.refuse_keys("s.json#/script: expected at most 8 commands together with buffers of "
                         "1048576 bytes", machine={"memory_mib": 32}, script=[
                             {"at_us": 1, "do": "scsi", "target": 0, "commands": [
                                 {"cdb": "00", "data_in_bytes": 1048576, "times": 9,
                                  "together": True}]}])

    def test_a_step_about_a_unit_that_cannot_be(self):
        unit = {"at_us": 1, "target": 0}
        for message, steps in [
                ("1/lun: expected a unit above 0 that is away by then, got 1",
                 [{"do": "remove_lun", "lun": 2}, {"do": "add_lun", "lun": 1}]),
                ("1/lun: expected a unit above 0 that is there by then, got 2",
                 [{"do": "remove_lun", "lun": 2}, {"do": "remove_lun", "lun": 2}]),
                ("0/lun: expected a unit above 0 that is there by then, got 0",
                 [{"do": "remove_lun", "lun": 0}]),
                ("0/lun: expected a logical unit of the target (below 3), got 3",
                 [{"do": "reset_unit", "lun": 3}]),
                ("0/capacity_blocks: expected at least what the workload uses (1000)",
                 [{"do": "resize", "capacity_blocks": 999}]),
                ("0/capacity_blocks: expected an integer in", [{"do": "resize"}]),
                ("0/target: expected an integer in [0, 255], got nothing",
                 [{"do": "reset_unit", "target": None}]),
                ("0/count: counts only if \"do\" is one of \"abort\"",
                 [{"do": "reset_unit", "count": 2}])]:
            script = [{key: value for key, value in {**unit, **step}.items() if value is not None}
                      for step in steps]
            self.refuse_keys("s.json#/script/" + message, targets=[{"luns": 3}], script=script,
                             workload={"region_blocks": 1000})

    def test_a_shared_backend_that_cannot_be(self):
        array = {"name": "array"}
        on_array = {"shared_backend": "array"}
        for message, keys in [
                ("targets/0/shared_backend: expected none, as there are no \"shared_backends\", got "
                 "\"array\"", {"targets": [on_array]}),
                ("targets/0/shared_backend: expected one of \"array\", \"b\", got \"c\"",
                 {"targets": [{"shared_backend": "c"}, {"first_id": 1, **on_array},
                              {"first_id": 2, "shared_backend": "b"}],
                  "shared_backends": [array, {"name": "b"}]}),
                ("neighbours/0/targets/0/shared_backend: expected one of \"array\", got \"b\"",
                 {"targets": [on_array], "shared_backends": [array],
                  "neighbours": [{"targets": [{"shared_backend": "b"}]}]}),
                ("targets/0/backend: counts only if there is no \"shared_backend\"",
                 {"targets": [{**on_array, "backend": {"servers": 2}}],
                  "shared_backends": [array]}),
                ("targets/0/preset: counts only if there is no \"shared_backend\"",
                 {"targets": [{**on_array, "preset": "null"}], "shared_backends": [array]}),
                ("shared_backends/1/name: expected a name of its own, got \"array\"",
                 {"targets": [on_array], "shared_backends": [array, array]}),
                ("shared_backends/0: expected 1 to 65536 logical units of targets that name it, "
                 "got 0", {"shared_backends": [array]}),
                ("shared_backends/0: expected 1 to 65536 logical units of targets that name it, "
                 "got 73441", {"targets": [on_array], "shared_backends": [array],
                               "device": {"max_targets": 256},
                               "neighbours": [{"device": {"max_targets": 256}, "targets": [
                                   {**on_array, "luns": 255, "count": 96}]}] * 3}),
                ("shared_backends/0/name: expected a string", {"shared_backends": [{"name": ""}]}),
                ("shared_backends/0/name: expected a string", {"shared_backends": [{}]}),
                ("shared_backends/0/backend/servers: expected an integer in [1, 4096], got 0",
                 {"shared_backends": [{**array, "backend": {"servers": 0}}]}),
                ("shared_backends/0/preset: expected one of \"null\"",
                 {"shared_backends": [{**array, "preset": "tape"}]})]:
            self.refuse_keys("s.json#/" + message, **keys)

    def test_an_adapter_to_move_to_that_cannot_be(self):
        for message, keys in [
                ("to/ring_pages_max: expected one of 1, 2, 4, 8, 16, 32, got 3",
                 {"do": "migrate", "to": {"ring_pages_max": 3}}),
                ("to/profile: expected one of", {"do": "migrate", "to": {"profile": "vsphere-9"}}),
                ("way: expected one of \"live\", \"suspended\", got \"cold\"",
                 {"do": "migrate", "way": "cold"}),
                ("way: counts only if \"do\" is one of \"migrate\"",
                 {"do": "suspend", "way": "live"})]:
            self.refuse_keys("s.json#/script/0/" + message, script=[{"at_us": 1, **keys}])

    def test_an_option_that_a_personality_fixes(self):
        self.refuse_keys("s.json#/driver/request_ring_pages: counts only if \"personality\" is one "
                         "of \"native\", but it is \"linux\"",
                         driver={"personality": "linux", "request_ring_pages": 4})

    def test_a_target_whose_numbers_contradict_each_other(self):
        for message, keys in [
                ("thin_blocks: counts only if \"thin\" is true", {"thin": False, "thin_blocks": 9}),
                ("thin_blocks: expected 0 or at least 8, got 7", {"thin_blocks": 7}),
                ("lowest_aligned_block: expected less than 2^\"physical_exponent\" (4), got 4",
                 {"physical_exponent": 2, "lowest_aligned_block": 4})]:
            self.refuse_keys("s.json#/targets/0/" + message, targets=[keys])

    def test_an_expectation_of_what_no_report_has(self):
        for path, message in [
                ("latency.p99", "expected one of count, total_ps"),
                ("latencies", "expected one of schema, tool"),
                ("latency", "expected the path of one value, got that of several"),
                ("targets.first.errors", "expected an index after targets, got \"first\""),
                ("seed.x", "expected one of"),
                ("latency.p99_ns.x", "expected the path's end after latency.p99_ns, got \"x\"")]:
            self.refuse_keys("s.json#/expect/" + path + ": " + message, expect={path: 1})

    def test_an_expectation_that_cannot_hold(self):
        for path, value, message in [
                ("requests.lost", {"at_least": 6, "at_most": 5},
                 "expected \"at_most\" of at least \"at_least\" (6), got 5"),
                ("requests.lost", {"equals": 7, "at_most": 5}, "expected \"equals\" within"),
                ("requests.lost", "none", "expected a number, as the report has there, got"),
                ("verdict", 1, "expected a string, as the report has there, got 1"),
                ("verdict", {"at_most": 1}, "expected no bounds of a string"),
                ("host.wall_us", {"at_most": 1}, "expected a value that no computer changes")]:
            self.refuse_keys("s.json#/expect/" + path + ": " + message, expect={path: value})
        self.write("s.json", scenario(expect={"protocol.violations_count": 0}))
        self.assert_refused(["run", "s.json", "--no-monitor"], 2,
                            "#/expect/protocol.violations_count: expected a run without")

    def test_another_language(self):
        self.refuse("{\"schema\": \"pvscsim-scenario/2\", \"purpose\": \"x\"}",
                    "s.json#/schema: expected one of \"pvscsim-scenario/1\", got \"pvscsim-")

    def test_a_wrong_type(self):
        self.refuse_keys("s.json#/seed: expected an integer in [0, 18446744073709551615], got "
                         "\"1\"", seed="1")
        self.refuse_keys("s.json#/device/msi: expected true or false, got 1", device={"msi": 1})
        self.refuse_keys("s.json#/targets: expected an array of 1 to 256 objects, got an object",
                         targets={})
        self.refuse_keys("s.json#/machine: expected an object, got null", machine=None)

    def test_a_value_out_of_range(self):
        self.refuse_keys("s.json#/device/coalescing/count_max: expected an integer in [1, 1024], "
                         "got 0", device={"coalescing": {"kind": "count", "count_max": 0}})
        self.refuse_keys("s.json#/machine/vcpus: expected an integer in [1, 64], got -1",
                         machine={"vcpus": -1})
        self.refuse_keys("got 18446744073709551616", seed=2**64)
        self.refuse_keys("s.json#/machine/vcpus: expected an integer in [1, 64], got 1.5",
                         machine={"vcpus": 1.5})

    def test_contradictory_values(self):
        self.refuse_keys("s.json#/machine/interrupt_vcpu: expected less than \"vcpus\" (1), got 1",
                         machine={"interrupt_vcpu": 1})
        self.refuse_keys("s.json#/targets/1: expected ids of its own, got 0 of /targets/0",
                         targets=[{}, {}])

    def test_contradictions_between_sections(self):
        for message, keys in [
                ("#/machine/iommu/tlb_entries: expected a multiple of \"tlb_ways\" (4), got 6",
                 {"machine": {"iommu": {"mode": "static", "tlb_entries": 6}}}),
                ("#/machine/iommu/map_cycles: counts only if",
                 {"machine": {"iommu": {"mode": "static", "map_cycles": 6}}}),
                ("#/script/0/do: expected \"machine/iommu/mode\" to be \"strict\"",
                 {"script": [{"at_us": 1, "do": "iommu_unmap"}]}),
                ("#/machine/shared_line_per_s: expected 0 unless \"driver/interrupt_mode\" is",
                 {"machine": {"shared_line_per_s": 5}}),
                ("#/device/dynamic_depth/depth_min: expected at most \"depth_max\" (3), got 4",
                 {"device": {"dynamic_depth": {"kind": "throttle", "depth_max": 3}}}),
                ("#/targets/0/backend/servers: counts only if",
                 {"targets": [{"backend": {"kind": "pmem", "servers": 3}}]}),
                ("#/targets/0/backend/nvme_tcp/reconnect_ms: expected less than \"loss_every_ms\"",
                 {"targets": [{"backend": {"kind": "nvme_tcp", "nvme_tcp": {
                     "loss_every_ms": 7, "reconnect_ms": 7}}}]})]:
            self.refuse_keys(message, **keys)

    def test_a_duplicate_key(self):
        self.refuse("{\"machine\": {\"vcpus\": 1, \"vcpus\": 2}}",
                    "s.json#/machine/vcpus: duplicate key")

    def test_nesting_of_100000(self):
        message = "expected arrays and objects nested at most 64 deep, got more"
        self.refuse("[" * 100000 + "]" * 100000, "s.json:1:65: " + message)
        self.refuse("{\"a\":\n" * 100000 + "1" + "}" * 100000, "s.json:65:1: " + message)

    def test_a_file_without_end(self):
        for verb in ["run", "validate"]:
            self.assert_refused([verb, "/dev/zero"], 2, "expected a file of at most 16777216")

    def test_a_wrong_set(self):
        self.write("s.json", scenario())
        for option, message in [("seed", "--set seed: expected JSON.PATH=VALUE"),
                                ("machine.vcpus=0", "s.json#/machine/vcpus: expected an integer in "
                                                    "[1, 64], got 0 (set by an option)"),
                                ("machine.vpcus=1", "unknown key; did you mean \"vcpus\"?"),
                                ("targets.9.count=1", "expected an index of at most 0, got 9")]:
            for verb in ["run", "validate"]:
                self.assert_refused([verb, "s.json", "--set", option], 2, message)


class BadTrace(ProgramTest):
    """What is wrong is in the trace that the scenario names."""

    def refuse(self, content, message, name="t.blktrace", kind="blktrace"):
        if content is not None:
            self.write(name, content)
        self.write("s.json", scenario(workload={"kind": kind, "file": name, "requests": 0}))
        for verb in ["run", "validate"]:
            self.assert_refused([verb, "s.json"], 2, message)

    def test_a_malformed_line(self):
        self.refuse(TRACE_LINE + "nonsense\n", "t.blktrace:2: ")
        for action in ["QQ", "?", "d"]:
            self.refuse(TRACE_LINE + TRACE_LINE.replace("  D ", "  " + action + " "),
                        "t.blktrace:2: expected an action such as Q, D or C")
        self.refuse("fio version 2 iolog\n/dev/sda add\n/dev/sda open\n/dev/sda fly 0 1\n",
                    "t.blktrace:4: ", kind="iolog")

    def test_a_request_that_the_driver_or_memory_cannot_take(self):
        self.write("t.blktrace", TRACE_LINE + TRACE_LINE.replace("+ 8", "+ 2048"))
        workload = {"kind": "blktrace", "file": "t.blktrace", "segment_bytes": 512, "depth": 1024}
        for keys, message in [
                ({}, "s.json#/workload/segment_bytes: expected at least 8192, so that "
                     "\"driver/elements_max\" (128) pieces hold the largest request (1048576 "
                     "bytes), got 512"),
                ({"driver": {"elements_max": 2048}, "machine": {"memory_mib": 64}},
                 "s.json#/workload/depth: expected at most 40 buffers of 1048576 bytes, for which "
                 "\"machine/memory_mib\" (64) has room, got 1024")]:
            self.write("s.json", scenario(workload=workload, **keys))
            for verb in ["run", "validate"]:
                self.assert_refused([verb, "s.json"], 2, message)

    def test_a_truncated_xz(self):
        whole = lzma.compress((TRACE_LINE * 1000).encode())
        self.refuse(whole[:len(whole) // 2], "t.xz", name="t.xz")

    def test_an_xz_with_something_behind_it(self):
        self.refuse(lzma.compress((TRACE_LINE * 1000).encode()) + b"junk",
                    "t.xz: the xz file is followed by something else: 4 bytes", name="t.xz")

    def test_an_xz_by_name_alone(self):
        for content in [b"", TRACE_LINE]:
            self.refuse(content, "t.xz: expected an xz file, as its name says", name="t.xz")

    def test_a_damaged_xz(self):
        damaged = bytearray(lzma.compress((TRACE_LINE * 1000).encode()))
        damaged[len(damaged) // 2] ^= 0xff
        self.refuse(bytes(damaged), "t.xz", name="t.xz")

    def test_a_missing_trace(self):
        self.refuse(None, "t.blktrace")

    def test_a_directory_as_trace(self):
        os.mkdir(os.path.join(self.folder, "d"))
        self.refuse(None, "d", name="d")


class BadOutput(ProgramTest):
    def refuse(self, output, code, message):
        self.write("s.json", scenario(workload={"kind": "synthetic", "requests": 10}))
        for option in ["--report", "--html", "--trace", "--vcd"]:
            self.assert_refused(["run", "s.json", "--quiet", option, output], code, message)

    def test_a_directory(self):
        self.refuse(".", 2, ".: cannot be written: Is a directory")

    def test_a_folder_that_is_not_there(self):
        self.refuse("none/r.json", 2, "none/r.json: cannot be written: No such file or directory")

    def test_a_folder_that_may_not_be_written(self):
        name = "/proc/self/r.json" if os.geteuid() == 0 else "/r.json"
        self.refuse(name, 2 if os.geteuid() == 0 else 3, name + ": cannot be written: ")

    def test_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        self.write("s.json", scenario(workload={"kind": "synthetic", "requests": 10}))
        self.assert_refused(["run", "s.json", "--quiet", "--report", "/dev/full"], 3,
                            "/dev/full: cannot be written: No space left on device; free some")
        with open("/dev/full", "wb") as full:
            self.assert_refused(["run", "s.json", "--report", "-"], 3,
                                "standard output: cannot be written: No space", stdout=full)
            self.assert_refused(["list"], 3, "standard output: cannot be written", stdout=full)

    def test_a_disk_that_fills_leaves_no_partial_file(self):
        self.write("s.json", scenario(workload={"kind": "synthetic", "requests": 10}))
        limited = ["bash", "-c", "ulimit -f 0; exec \"$0\" \"$@\"", self.program,
                   "run", "s.json", "--quiet", "--report", "r.json"]
        ended = subprocess.run(limited, cwd=self.folder, capture_output=True, text=True,
                               check=False, timeout=60)
        self.assertEqual(ended.returncode, 3, ended.stderr)
        self.assertIn("r.json: cannot be written: File too large", ended.stderr)
        self.assertEqual(self.files(), ["s.json"])

    def test_a_file_that_is_read_or_written_already(self):
        self.write("s.json", scenario(workload={"kind": "blktrace", "file": "t.blktrace"}))
        self.write("t.blktrace", TRACE_LINE)
        os.link(os.path.join(self.folder, "s.json"), os.path.join(self.folder, "link.json"))
        for output in ["s.json", "./s.json", "link.json", "t.blktrace"]:
            self.assert_refused(["run", "s.json", "--report", output], 2,
                                "--report: expected another file than those that are read, got")
        os.mkdir(os.path.join(self.folder, "d"))
        self.write("d/s.json", scenario(workload={"kind": "blktrace", "file": "t.blktrace"}))
        self.write("d/t.blktrace", TRACE_LINE)
        self.assert_refused(["run", "d/s.json", "--report", "d/t.blktrace"], 2,
                            "--report: expected another file than those that are read, got")
        self.assert_refused(["run", "s.json", "--report", "a.json", "--html", "./a.json"], 2,
                            "--html: expected a file of its own")

    def test_braces_around_another_word(self):
        self.write("s.json", scenario())
        self.assert_refused(["run", "s.json", "--report", "{nme}.json"], 2,
                            "--report: expected nothing in braces but {name}, got \"{nme}\"")

    @unittest.skipIf(os.environ.get("PVSCSIM_SHORT"), "a sanitizer needs more than the limit")
    def test_too_little_memory(self):
        self.write("s.json", scenario(machine={"memory_mib": 4096}))
        ended = subprocess.run(["bash", "-c", "ulimit -v 2000000; exec \"$0\" \"$@\"",
                                self.program, "run", "s.json"], cwd=self.folder,
                               capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(ended.returncode, 3, ended.stderr)
        self.assertIn("s.json: the run needs more memory than there is", ended.stderr)

    def test_a_reader_that_has_gone(self):
        read_end, write_end = os.pipe()
        os.close(read_end)
        with os.fdopen(write_end, "wb") as pipe:
            self.assert_refused(["schema", "scenario"], 3, "its reader has gone", stdout=pipe)

    def test_several_scenarios_and_one_file(self):
        self.write("a.json", scenario())
        self.write("b.json", scenario())
        for output in ["r.json", "-"]:
            self.assert_refused(["run", "a.json", "b.json", "--report", output], 2,
                                "expected a file of its own for each scenario and option")
        self.assert_refused(["run", "a.json", "--report", "x", "--html", "x"], 2,
                            "expected a file of its own for each scenario and option")


class BadOption(ProgramTest):
    def refuse(self, arguments, message):
        self.assert_refused(arguments, 2, message)

    def test_an_abbreviated_option(self):
        self.refuse(["run", "quickstart", "--rep", "x"], "unrecognised option '--rep'")
        self.refuse(["validate", "quickstart", "--se", "x=1"], "unrecognised option '--se'")

    def test_an_unknown_option(self):
        self.refuse(["run", "quickstart", "-x"], "unrecognised option '-x'")
        self.refuse(["list", "--all"], "unrecognised option '--all'")

    def test_a_negative_or_other_seed(self):
        for seed in ["-1", "1.5", "0x10", "+1", " 1"]:
            self.refuse(["run", "quickstart", "--seed=" + seed],
                        "--seed: expected an integer in [0, 18446744073709551615], got")
        self.refuse(["run", "quickstart", "--seed", "-1"], "got \"-1\"")
        self.refuse(["run", "quickstart", "--seed", "18446744073709551616"], "#/seed: expected")

    def test_an_option_twice_or_without_a_value(self):
        self.refuse(["run", "quickstart", "--seed", "1", "--seed", "2"], "'--seed'")
        self.refuse(["run", "quickstart", "--report"], "'--report'")
        for option in ["--log", "--report"]:
            self.refuse(["run", "quickstart", option, "--quiet"],
                        option + ": expected a value, got the option \"--quiet\"")
        self.refuse(["run", "quickstart", "--report", ""], "--report: expected a value")

    def test_a_value_that_is_not_offered(self):
        self.refuse(["run", "quickstart", "--log", "loud"],
                    "--log: expected one of off, error, warning, info, debug, got \"loud\"")
        self.refuse(["run", "quickstart", "--sync", "never"],
                    "--sync: expected one of on-demand, every-access, got \"never\"")

    def test_the_help_names_all_and_ends_no_line_in_a_blank(self):
        usage = self.run_program("--help").stdout
        for topic in ["scenarios", "adapters", "profiles", "defects", "backends", "cost-models",
                      "faults", "rules", "tests"]:
            self.assertIn(topic, usage)
        for verb in ["run", "validate", "conform", "mutants", "schema", "list"]:
            self.assertNotRegex(self.run_program(verb, "--help").stdout, r"[ \t]\n")

    def test_a_missing_or_unknown_operand(self):
        self.refuse([], "expected one of run, validate, conform, mutants, schema, list")
        self.refuse(["runn"], "got \"runn\"")
        self.refuse(["run"], "expected a SCENARIO")
        self.refuse(["validate"], "expected a SCENARIO")
        self.refuse(["schema"], "expected one NAME, scenario, report or waivers")
        self.refuse(["schema", "other"], "expected one NAME, scenario, report or waivers, got \"other\"")
        self.refuse(["list", "other"], "got \"other\"")


if __name__ == "__main__":
    ProgramTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
