# SPDX-License-Identifier: Apache-2.0
"""memory_test.py PROGRAM: the whole library on machines that are not like x86, and that each fence
and each synchronisation of the platform is missed where it is left out."""
import json

import simulator

# What fences and cleaning caches cost shows in these, by the slower pace of what the driver submits
# too; whatever else a scenario expects must hold.
COSTS = ("cpu.", "iommu.translations", "latency.", "neighbours.0.simulated_ns", "notifications.",
         "recovery.driver.log_masked", "recovery.driver.refused", "recovery.recoveries", "rings.in_flight_max",
         "rings.task_set_full", "throughput.")
WEAK = {"publish": "memory-weak-order", "acquire": "memory-weak-order",
        "full": "memory-weak-threshold"}
SYNCS = ["request", "list", "completion", "message", "sense", "data_out", "data_in"]


class Memory(simulator.SimulatorTest):
    def outcome(self, file, *arguments):
        """Whether the run passed, but for figures of cost, and what it missed."""
        ended = self.execute(file, "--report", "-", "--no-host", *arguments)
        self.assertIn(ended.returncode, (0, 1), ended.stderr)
        report = json.loads(ended.stdout)
        missed = [each["path"] for each in report["expectations"] if not each["held"]]
        fine = not report["failures"] and all(path.startswith(COSTS) for path in missed)
        return fine, report["failures"] + missed

    def every_scenario_passes(self, option):
        for file in simulator.LIBRARY[::7 if simulator.SHORT else 1]:
            with self.subTest(file.stem):
                fine, missed = self.outcome(file, "--set", option)
                self.assertTrue(fine, missed)

    def test_the_library_passes_under_weak_order(self):
        self.every_scenario_passes("machine.memory_order=weak")

    def test_the_library_passes_with_memory_that_is_not_coherent(self):
        self.every_scenario_passes("machine.coherence=noncoherent")

    def test_each_fence_is_missed(self):
        for fence, name in WEAK.items():
            with self.subTest(fence):
                self.assertFalse(self.outcome(name, "--set", f"machine.omit_fence={fence}")[0])

    def test_each_synchronisation_is_missed(self):
        for sync in SYNCS:
            with self.subTest(sync):
                option = f"machine.omit_sync={sync}"
                self.assertFalse(self.outcome("memory-noncoherent", "--set", option)[0])


if __name__ == "__main__":
    simulator.main()
