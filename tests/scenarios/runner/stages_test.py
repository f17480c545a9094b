# SPDX-License-Identifier: Apache-2.0
"""stages_test.py PROGRAM: the twelve stages of requests that are alone in the machine, added up
here from the costs that the scenario names, come out of the report to the picosecond. No two costs
of the scenario are equal, so that none can stand for another; all clocks have one period and all
nanoseconds are whole periods, so that nothing is rounded but the copy engine's bytes."""
import simulator

PERIOD = 400
NS = 1000
VCPU = {"exit_cycles": 1511, "doorbell_cycles": 523, "register_cycles": 1531,
        "interrupt_entry_cycles": 607, "interrupt_exit_cycles": 307, "idle_wake_cycles": 2503,
        "submit_cycles": 907, "complete_cycles": 701, "line_transfer_ns": 52}
WORKER = {"clock_period_ps": PERIOD, "wake_ns": 1080, "fetch_cycles": 121, "parse_cycles": 401,
          "complete_cycles": 353, "post_cycles": 151, "interrupt_cycles": 601,
          "line_transfer_ns": 60, "dma_setup_ns": 48, "dma_mb_per_s": 11000}
DELIVERY_NS = 444
SERVICE_NS = {"read": 20000, "write": 15000}
REQUESTS = 7

BASE = {
    "schema": "pvscsim-scenario/1",
    "purpose": "requests that are alone in the machine",
    "machine": {"clock_period_ps": PERIOD, "interrupt_delivery_ns": DELIVERY_NS, "costs": VCPU},
    "device": {"worker": WORKER},
    "targets": [{"capacity_blocks": 65536,
                 "backend": {"clock_period_ps": PERIOD,
                             "read": {"kind": "constant", "ns": SERVICE_NS["read"]},
                             "write": {"kind": "constant", "ns": SERVICE_NS["write"]}}}],
    "workload": {"requests": REQUESTS, "depth": 1},
}


def transfer(size, pieces):
    """A copy of `size` bytes in `pieces`, which ends on an edge of the clock."""
    span = WORKER["dma_setup_ns"] * NS * pieces + size * 1000000 // WORKER["dma_mb_per_s"]
    return -(-span // PERIOD) * PERIOD


def stages(direction, size, pieces, acknowledged):
    """Lengths of one request's stages; with `acknowledged` the handler first reads the cause of
    the interrupt and writes it back."""
    register = (VCPU["exit_cycles"] + VCPU["register_cycles"]) * PERIOD
    guest_line = VCPU["line_transfer_ns"] * NS
    worker_line = WORKER["line_transfer_ns"] * NS
    list_lines = 0 if pieces == 1 else -(-pieces // 4)  # of four elements each
    copy = transfer(size, pieces)
    return {
        # Two lines of the descriptor, that of the index.
        "driver_queue": VCPU["submit_cycles"] * PERIOD + 3 * guest_line,
        "doorbell": (VCPU["exit_cycles"] + VCPU["doorbell_cycles"]) * PERIOD
                    + WORKER["wake_ns"] * NS + worker_line,
        "fetch": WORKER["fetch_cycles"] * PERIOD + 2 * worker_line,
        "parse": WORKER["parse_cycles"] * PERIOD,
        "dma_in": list_lines * worker_line + (copy if direction == "write" else 0),
        "backend_queue": 0,
        "service": SERVICE_NS[direction] * NS,
        "dma_out": WORKER["complete_cycles"] * PERIOD + (copy if direction == "read" else 0),
        "completion_post": worker_line + WORKER["post_cycles"] * PERIOD,
        "interrupt_hold": WORKER["interrupt_cycles"] * PERIOD,
        "delivery": DELIVERY_NS * NS
                    + (VCPU["interrupt_entry_cycles"] + VCPU["idle_wake_cycles"]) * PERIOD
                    + (2 * register if acknowledged else 0),
        # The line of the device's index, of the completion, of the driver's index.
        "handler": 3 * guest_line + VCPU["complete_cycles"] * PERIOD,
    }


class Stages(simulator.SimulatorTest):
    def test_of_a_request_alone_are_the_sums_of_the_scenarios_costs(self):
        for direction in ["read", "write"]:
            for size, segment in [(512, 4096), (4096, 4096), (16384, 4096), (65536, 1024)]:
                for mode in ["msix", "msi", "intx"]:
                    with self.subTest(direction=direction, size=size, mode=mode):
                        report = self.report(simulator.laid_over(BASE, {
                            "driver.interrupt_mode": mode,
                            "workload.read_percent": 100 if direction == "read" else 0,
                            "workload.sizes": [{"bytes": size}],
                            "workload.segment_bytes": segment}))
                        expected = stages(direction, size, -(-size // segment), mode == "intx")
                        self.compare(report, expected)

    def compare(self, report, expected):
        self.assertEqual(list(report["stages"]), list(expected))
        for name, length in expected.items():
            stage = report["stages"][name]
            self.assertEqual(stage["total_ps"], REQUESTS * length, name)
            self.assertEqual(stage["count"], REQUESTS, name)
            self.assertEqual(stage["min_ns"], stage["max_ns"], name)
        self.assertEqual(report["latency"]["total_ps"], REQUESTS * sum(expected.values()))


if __name__ == "__main__":
    simulator.main()
