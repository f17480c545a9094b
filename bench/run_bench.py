#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the simulator beside the ring skeleton and prints the tables of docs/performance.md.

The two programs run in turns, pinned to one core, for some rounds; medians are printed, and ratios
are taken within a round, so that a machine that is slow for a while slows both. Counts (events,
instructions, allocations) repeat exactly. Build first: ./run list; or let --build do it."""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "bench" / "scenarios"
COALESCED = ["--batched", "--irq-window-ns", "5000", "--dmi", "--inline-handler"]

# Row -> scenario, the skeleton's options.
ROWS = {
    "unbatched, depth 64": ("unbatched", []),
    "batched and coalesced (5 us), depth 64": ("batched", COALESCED),
    "unbatched, depth 1,024 over 64 targets": ("many_targets", ["--depth", "1024"]),
}


def output_of(command, accepted=(0,)):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}\n{done.stderr}")
    return done


class Programs:
    def __init__(self, folder, core):
        self.simulator = str(folder / "bin" / "pvscsim")
        self.skeleton_program = str(folder / "bin" / "ring_skeleton")
        self.pinned = ["taskset", "-c", str(core)]

    def run_command(self, scenario, requests, *options):
        return [self.simulator, "run", str(SCENARIOS / f"{scenario}.json"), "--quiet",
                "--no-progress", "--set", f"workload.requests={requests}", *options]

    def simulate(self, scenario, requests):
        """The report of one run."""
        command = self.run_command(scenario, requests, "--report", "-")
        return json.loads(output_of(self.pinned + command).stdout)

    def skeleton(self, options, requests):
        command = [self.skeleton_program, "--requests", str(requests), *options]
        return json.loads(output_of(self.pinned + command).stdout)

    def valgrind(self, tool, pattern, command):
        """The sum over the processes of what valgrind says at the end of each."""
        options = ["--callgrind-out-file=/dev/null"] if tool == "callgrind" else ["--leak-check=no"]
        done = output_of(["valgrind", f"--tool={tool}", *options, *command])
        found = re.findall(pattern, done.stderr)
        if not found:
            sys.exit(f"valgrind said nothing of use:\n{done.stderr}")
        return sum(int(number.replace(",", "")) for number in found)

    def instructions(self, scenario, requests):
        return self.valgrind("callgrind", r"Collected : (\d+)",
                             self.run_command(scenario, requests))

    def allocations(self, scenario, requests):
        return self.valgrind("memcheck", r"total heap usage: ([\d,]+) allocs",
                             self.run_command(scenario, requests))


def print_table(title, head, rows):
    print(f"\n### {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    sys.stdout.flush()


def measure_rates(programs, rounds, requests):
    taken = {name: [] for name in ROWS}
    for _ in range(rounds):
        for name, (scenario, options) in ROWS.items():
            floor = programs.skeleton(options, requests)
            taken[name].append((floor, programs.simulate(scenario, requests)))
    rows = []
    costs = {}
    for name, pairs in taken.items():
        ours = [report["host"]["requests_per_wall_s"] for _, report in pairs]
        theirs = [floor["requests_per_s"] for floor, _ in pairs]
        ratios = [own / floor for own, floor in zip(ours, theirs)]
        floor, report = pairs[0]
        costs[name] = 1e9 / statistics.median(ours)
        rows.append((name, f"{statistics.median(ours):,.0f}", f"{statistics.median(theirs):,.0f}",
                     f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
                     f"{report['host']['timed_events'] / report['requests']['completed']:.3f}",
                     f"{floor['events_per_request']:.3f}"))
    print_table(f"Requests a second ({requests:,} requests, {rounds} rounds)",
                ("4 KiB random read", "simulator", "skeleton", "ratio", "timed events a request",
                 "skeleton's"), rows)
    first, _, many = costs.values()
    print(f"\nA request at depth 1,024 over 64 targets costs {many / first:.2f} x one at depth 64.")


def measure_instructions(programs):
    rows = []
    for scenario in ("unbatched", "batched"):
        count = {n: programs.instructions(scenario, n) for n in (20000, 40000, 100000, 200000)}
        short = (count[40000] - count[20000]) / 20000
        long = (count[200000] - count[100000]) / 100000
        rows.append((scenario, f"{short:,.1f}", f"{long:,.1f}",
                     f"{100 * (long / short - 1):+.2f} %"))
    print_table("Instructions a request (callgrind, differences of two runs)",
                ("scenario", "20,000 to 40,000", "100,000 to 200,000", "difference"), rows)


def measure_allocations(programs):
    rows = []
    for scenario in ("unbatched", "batched", "many_targets"):
        short, long = (programs.allocations(scenario, n) for n in (20000, 60000))
        rows.append((scenario, f"{short:,}", f"{long:,}", f"{(long - short) / 40000:.5f}"))
    print_table("Heap allocations (memcheck, whole process)",
                ("scenario", "20,000 requests", "60,000 requests", "a request after warm-up"), rows)


def measure_start(programs, rounds=25):
    command = programs.pinned + programs.run_command("unbatched", 1)
    spans = []
    for _ in range(rounds):
        begin = time.perf_counter()
        output_of(command)
        spans.append(1000 * (time.perf_counter() - begin))
    peak = programs.simulate("unbatched", 1)["host"]["peak_memory_kib"]
    print_table("Start-up (one request, whole process)", ("median", "least", "peak memory"),
                [(f"{statistics.median(spans):.1f} ms", f"{min(spans):.1f} ms",
                  f"{peak / 1024:.1f} MiB")])


def measure_growth(programs, lengths):
    rows = []
    for requests in lengths:
        report = programs.simulate("batched", requests)
        host = report["host"]
        rows.append((f"{requests:,}", f"{host['peak_memory_kib'] / 1024:.2f} MiB",
                     f"{host['timed_events'] / requests:.4f}", f"{host['wall_us'] / 1e6:.1f} s"))
    print_table("Length of a run (batched)",
                ("requests", "peak memory", "timed events a request", "time"), rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], allow_abbrev=False)
    parser.add_argument("--build", action="store_true", help="build the release preset first")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--core", type=int, default=0, help="the core to be pinned to")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=2_000_000, help="in a round of the rates")
    parser.add_argument("--only",
                        choices=("rates", "instructions", "allocations", "start", "growth"))
    parser.add_argument("--long", action="store_true", help="growth up to 100 million requests")
    chosen = parser.parse_args()
    if chosen.build:
        output_of(["cmake", "-S", str(ROOT), "--preset", "release"])
        output_of(["cmake", "--build", str(chosen.folder), "--target", "pvscsim", "ring_skeleton"])
    programs = Programs(chosen.folder, chosen.core)
    parts = {
        "rates": lambda: measure_rates(programs, chosen.rounds, chosen.requests),
        "instructions": lambda: measure_instructions(programs),
        "allocations": lambda: measure_allocations(programs),
        "start": lambda: measure_start(programs),
        "growth": lambda: measure_growth(programs, (1_000_000, 100_000_000 if chosen.long
                                                    else 10_000_000)),
    }
    for name, measure in parts.items():
        if chosen.only in (None, name):
            measure()


if __name__ == "__main__":
    main()
