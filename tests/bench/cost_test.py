# SPDX-License-Identifier: Apache-2.0
"""cost_test.py BUILD_FOLDER CASE: what a request of bench/scenarios costs, in counts that repeat
exactly. No clock is looked at; memory is the one figure that varies a little."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import run_bench

ALL = tuple(run_bench.SKELETON)


class CostTest(unittest.TestCase):
    programs = None  # set below

    def host(self, scenario, requests):
        report, _ = self.programs.simulate(scenario, requests)
        self.assertEqual(report["requests"]["completed"], requests)
        return report["host"]

    def within(self, share, first, second):
        self.assertLessEqual(abs(second - first), share * first, f"{first} and {second}")


class Events(CostTest):
    def test_timed_kernel_events_a_request_are_few(self):
        for scenario in ALL:
            with self.subTest(scenario):
                host = self.host(scenario, 50_000)
                self.assertGreater(host["timed_events"], 0)
                self.assertLessEqual(host["timed_events"] / 50_000,
                                     float(run_bench.EVENTS_MAX[scenario]))

    def test_steps_of_components_a_request_are_few(self):
        for scenario, steps_max in (("unbatched", 7.1), ("batched", 3.4), ("many_targets", 7.1)):
            with self.subTest(scenario):
                self.assertLessEqual(self.host(scenario, 50_000)["agenda_steps"] / 50_000,
                                     steps_max)

    def test_a_request_costs_the_same_events_in_a_run_of_any_length(self):
        for scenario in ALL:
            short, long = (self.host(scenario, n) for n in (250_000, 1_000_000))
            for count in ("timed_events", "agenda_steps"):
                with self.subTest(scenario=scenario, count=count):
                    self.within(0.01, short[count] / 250_000, long[count] / 1_000_000)

    def test_the_skeleton_makes_eight_transports_and_three_events_a_request(self):
        floor, _ = self.programs.skeleton("unbatched", 50_000)
        self.assertAlmostEqual(floor["transports_per_request"], 8, delta=0.05)
        self.assertAlmostEqual(floor["events_per_request"], 3, delta=0.03)
        self.assertEqual(floor["requests_per_kick"], 1)


class Memory(CostTest):
    def test_nothing_is_allocated_for_a_request_once_the_run_is_warm(self):
        for scenario in ALL:
            with self.subTest(scenario):
                counted = self.programs.allocations(scenario, 200_000)
                self.assertGreater(counted["warm_allocations"], 0)
                self.assertGreater(counted["requests"], 140_000)
                self.assertEqual(counted["allocations"], 0)

    def test_a_longer_run_needs_no_more_memory(self):
        for scenario in ALL:
            with self.subTest(scenario):
                short, long = (self.host(scenario, n)["peak_memory_kib"]
                               for n in (20_000, 2_000_000))
                self.assertLess(long, short + 1024)

    def test_a_small_scenario_starts_in_16_mib(self):
        self.assertLess(self.host("unbatched", 1)["peak_memory_kib"], 16 * 1024)


class Instructions(CostTest):
    def test_a_request_costs_the_same_in_a_run_of_any_length_and_among_many_targets(self):
        of = self.programs.instructions
        unbatched = of("unbatched", 60_000) / 60_000
        with self.subTest("unbatched"):
            self.within(0.01, of("unbatched", 20_000) / 20_000, unbatched)
        with self.subTest("batched"):
            # Longer: what a report costs that is still growing weighs more on a cheap request.
            self.within(0.01, of("batched", 40_000) / 40_000, of("batched", 120_000) / 120_000)
        with self.subTest("many_targets"):
            self.assertLess(of("many_targets", 40_000) / 40_000, 1.25 * unbatched)

    def test_the_monitor_costs_less_than_15_percent_of_a_run(self):
        for scenario in ALL:
            with self.subTest(scenario):
                without = self.programs.instructions(scenario, 20_000, "--no-monitor")
                watched = self.programs.instructions(scenario, 20_000)
                self.assertGreater(watched, without)
                self.assertLess(watched, 1.15 * without)


if __name__ == "__main__":
    CostTest.programs = run_bench.Programs(pathlib.Path(sys.argv.pop(1)))
    unittest.main()
