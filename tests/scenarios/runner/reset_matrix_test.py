# SPDX-License-Identifier: Apache-2.0
"""reset_matrix_test.py PROGRAM: everything that ends requests from outside, in every stage of a
request's life, on the real device. Method: a fault keeps a request, or the whole adapter, in the
stage for 3 ms; a first run tells when that begins, and a second one acts in the middle of it. A
cell passes if the act came while the stage lasted, every request ended once and well (as failed
only where the adapter is pulled out), no data is wrong, no context is left, the driver breaks no rule."""
import simulator

HOLD_US = 3000
HOLDS = {
    "unpublished": {"point": "vcpu", "effect": "stall", "stage": "unpublished"},
    "published": {"point": "worker", "effect": "stall", "stage": "published"},
    "fetched": {"point": "worker", "effect": "stall", "stage": "fetched"},
    "backend": {"point": "backend_read", "effect": "stall"},
    "ended": {"point": "completion", "effect": "delay"},
    # Every interrupt, since the next one would show what the last has not.
    "posted": {"point": "interrupt", "effect": "delay", "chance": "1/1", "times": 0,
               "from_us": 300},
    "handler": {"point": "vcpu", "effect": "stall", "stage": "handler"},
}
# While its one processor is away the guest does nothing: what it would do comes after that. What
# the adapter or the hypervisor does comes at once.
AWAY = {"unpublished", "handler"}
ACTS = {
    "abort": {"count": 8}, "reset_unit": {"target": 0, "lun": 0}, "reset_bus": {},
    "reset_adapter": {}, "suspend": {"duration_us": 500}, "function_reset": {"duration_us": 500},
    "save_restore": {}, "migrate": {"to": {}, "duration_us": 500}, "hot_remove": {"target": 1},
    "hot_add": {"target": 2}, "remove_adapter": {},
}
REQUESTS = 400
BASE = {
    "schema": "pvscsim-scenario/1",
    "purpose": "A cell of the matrix of resets and stages.",
    "driver": {"request_timeout_ms": 20, "abort_timeout_ms": 10, "reset_timeout_ms": 10},
    "targets": [{"count": 2, "capacity_blocks": 2048,
                 "backend": {"servers": 8, "read": {"kind": "constant", "ns": 20000},
                             "write": {"kind": "constant", "ns": 15000}}},
                {"first_id": 2, "present": False, "capacity_blocks": 2048}],
    "workload": {"requests": REQUESTS, "depth": 8, "read_percent": 70,
                 "sizes": [{"bytes": 4096}], "segment_bytes": 512},
    # What an injected fault makes the device do wrong the monitor sees, and may.
    "expect": {"protocol.violations_count": {"at_least": 0}},
}


class ResetMatrix(simulator.SimulatorTest):
    def run_with(self, hold, script):
        fault = {**HOLDS[hold], "stall_ns": HOLD_US * 1000}
        if "chance" not in fault:
            fault["nth"] = 100
        return self.report({**BASE, "faults": [fault], "script": script})

    @staticmethod
    def time_us(report, *begins):
        return next(each["time_ps"] // 1000000 for each in report["events"]
                    if each["text"].startswith(begins))

    def test_every_act_in_every_stage_ends_every_request_once(self):
        cells = [(hold, act) for hold in HOLDS for act in ACTS]
        begins = {}
        for hold, act in cells[::7] if simulator.SHORT else cells:
            if hold not in begins:
                begins[hold] = self.time_us(self.run_with(hold, []), "fault")
            with self.subTest(stage=hold, act=act):
                at_us = begins[hold] + HOLD_US // 2
                report = self.run_with(hold, [{"at_us": at_us, "do": act, **ACTS[act]}])
                self.check(report, hold, act, begins[hold])

    def check(self, report, hold, act, begin_us):
        requests = report["requests"]
        self.assertGreaterEqual(report["faults"]["strikes"], 1)
        self.assertEqual((requests["lost"], requests["duplicated"]), (0, 0))
        self.assertEqual(report["integrity"]["corruptions"], 0)
        self.assertEqual([each for each in report["protocol"]["violations"]
                          if not each["rule"].startswith("DEVICE-")], [])
        if act == "remove_adapter":
            self.assertGreater(requests["failed"], 0)
        elif act != "hot_remove":
            self.assertGreaterEqual(requests["completed"], REQUESTS)  # some at a second try
        if act != "save_restore":  # which nobody is to notice
            acted_us = self.time_us(report, "script: " + act, "guest: " + act)
            self.assertGreaterEqual(acted_us, begin_us)
            if hold not in AWAY:
                self.assertLess(acted_us, begin_us + HOLD_US)


if __name__ == "__main__":
    simulator.main()
