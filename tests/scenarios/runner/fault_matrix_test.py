# SPDX-License-Identifier: Apache-2.0
"""fault_matrix_test.py PROGRAM: every fault of the table in docs/faults.md in every stage of a
request in which it can strike. Method: cells are generated from the table that the program prints;
each is a scenario with one fault, put where its stage is: by the point itself, by `stage` where it
strikes at a moment, and for faults of a command by a helper that keeps the request in that stage
until its time-out. A cell passes if its fault has struck and the run has ended as the table wants:
nothing lost, duplicated or corrupted, every context free, no rule broken by the driver, or else with the failure that is
planned for it."""
import json
import os
import re
import subprocess

import simulator

MS = 1000000
# Effects that have a length, and how long: well below and well above the time-out of 20 ms.
LENGTH = {"stall": 3 * MS, "delay": 3 * MS, "late": 2 * MS, "all_ones": MS}
LONG = 30 * MS
# What keeps a request in a stage until its time-out, so that a command about it is executed there.
HELPERS = {
    "published": [{"point": "worker", "effect": "stall", "stage": "published", "nth": 60,
                   "stall_ns": 200 * MS}],
    "backend": [{"point": "backend_read", "effect": "hang", "nth": 60}],
    "ended": [{"point": "completion", "effect": "delay", "nth": 60, "stall_ns": 400 * MS}],
}
# For a reset of the unit the abort must fail before it; for one of the adapter all of the ladder.
LADDER = {
    "abort": [],
    "reset": [{"point": "abort", "effect": "lose", "nth": 1}],
    "adapter_reset": [{"point": "abort", "effect": "lose", "nth": 1},
                      {"point": "reset", "effect": "lose", "chance": "1/1", "times": 2}],
    "setup_rings": [{"point": "abort", "effect": "lose", "nth": 1},
                    {"point": "reset", "effect": "lose", "chance": "1/1", "times": 2}],
}
# The n-th pass since power-on that is the one in question: discovery passes some points, too.
NTH = {"abort": 1, "reset": 1, "adapter_reset": 2, "setup_rings": 2, "message": 1, "timer": 1,
       "dma_alloc": 1, "poll": 1, "sense_write": 1}
# Faults after which a run must fail, and what its report must say then.
PLANNED = {
    "backend_read corrupt": "integrity.corruptions is 1, not 0",
    "backend_write corrupt": "integrity.corruptions is ",
    "dma_alloc fail": "the driver did not start",
}
# Faults after which the driver gives up: every request ends once, as failed.
GIVES_UP = {"adapter_reset fail", "setup_rings fail"}
ROW = re.compile(r"^\| `(\w+) (\w+)` \| [^|]* \| ([^|]*) \|", re.M)


def base(**changes):
    return simulator.laid_over({
        "schema": "pvscsim-scenario/1",
        "purpose": "A cell of the matrix of faults and stages.",
        "simulated_max_ms": 20000,
        "driver": {"request_timeout_ms": 20, "abort_timeout_ms": 10, "reset_timeout_ms": 10},
        "targets": [{"capacity_blocks": 2048,
                     "backend": {"servers": 8, "read": {"kind": "constant", "ns": 20000},
                                 "write": {"kind": "constant", "ns": 15000}}}],
        "workload": {"requests": 300, "depth": 4, "read_percent": 50, "flush_every": 10,
                     "sizes": [{"bytes": 4096}], "segment_bytes": 512},
        # What an injected fault makes the device do wrong the monitor sees, and may.
        "expect": {"protocol.violations_count": {"at_least": 0}},
    }, changes)


def cells(table):
    """Name and scenario of each cell, and how it may end."""
    for point, effect, told in ROW.findall(table):
        moment = told.startswith("at a moment")
        stages = told.replace("at a moment: ", "").split(", ")
        for stage in stages:
            for length in [LENGTH[effect], LONG] if effect == "stall" else [LENGTH.get(effect)]:
                fault = {"point": point, "effect": effect, "nth": NTH.get(point, 60)}
                if moment:
                    fault["stage"] = stage
                if length:
                    fault["stall_ns"] = length
                name = f"{point} {effect}"
                yield (f"{point}-{effect}-{stage}-{(length or 0) // MS}", name,
                       scenario(point, stage, fault))


def scenario(point, stage, fault):
    document = base()
    faults = [fault]
    if point in LADDER:
        faults += HELPERS[stage] + LADDER[point]
    if point == "sense_write":
        faults.append({"point": "backend_read", "effect": "medium_error", "nth": 60})
        fault["nth"] = 2  # the first is that of the unit attention at power-on
    if point == "poll":
        document["device"] = {"request_call_threshold": 8, "poll_period_us": 50}
    if point == "status_bit":
        document["driver"]["interrupt_mode"] = "intx"
    if point == "lock":
        document["machine"] = {"vcpus": 2}
    if point == "message":
        document["targets"].append({"first_id": 1, "present": False, "capacity_blocks": 2048})
        document["script"] = [{"after_completed": 50, "do": "hot_add", "target": 1}]
    if point == "timer":
        faults += HELPERS[stage]
    if fault["effect"] == "corrupt":
        document["workload"]["region_blocks"] = 256  # so that what is written is read soon
    if point == "backend_flush":
        fault["nth"] = 5
    document["faults"] = faults
    return document


class FaultMatrix(simulator.SimulatorTest):
    def verdict_on(self, fault, report):
        """None, or what is wrong with the cell."""
        if report["faults"]["injected"][0]["strikes"] == 0:
            return "the fault has not struck"
        of_driver = [each for each in report["protocol"]["violations"]
                     if not each["rule"].startswith("DEVICE-")]
        if of_driver:
            return f"the driver breaks a rule: {of_driver[0]}"
        why = " ".join(each["text"] for each in report["failures"])
        if report["verdict"] == "pass":
            if fault in GIVES_UP and report["requests"]["failed"] == 0:
                return "no request has failed"
            return "it must fail" if fault in PLANNED else None
        if fault not in PLANNED or PLANNED[fault] not in why:
            return why
        if report["requests"]["lost"] or report["requests"]["duplicated"]:
            return "lost or duplicated: " + why
        return None

    def test_every_fault_in_every_stage_ends_as_planned(self):
        table = subprocess.run([self.program, "schema", "--markdown", "faults"],
                               stdout=subprocess.PIPE, text=True, check=True).stdout
        todo = list(cells(table))
        self.assertGreater(len(todo), 100)
        self.assertGreaterEqual(len({fault for _, fault, _ in todo}), 40)
        if simulator.SHORT:
            todo = todo[::9]
        running = []
        for name, fault, document in todo:
            file = self.folder / f"{name}.json"
            file.write_text(json.dumps(document), encoding="utf-8")
            running.append((name, fault, subprocess.Popen(
                [self.program, "run", file.name, "--quiet", "--no-host", "--report",
                 f"{name}.report"], cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)))
            if len(running) > (os.cpu_count() or 1):
                self.finish(*running.pop(0))
        for each in running:
            self.finish(*each)

    def finish(self, name, fault, process):
        _, errors = process.communicate(timeout=120)
        with self.subTest(name):
            self.assertIn(process.returncode, (0, 1), errors)
            report = json.loads((self.folder / f"{name}.report").read_text(encoding="utf-8"))
            self.assertIsNone(self.verdict_on(fault, report))


if __name__ == "__main__":
    simulator.main()
