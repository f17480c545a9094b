#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the simulator beside the ring skeleton and prints the tables of docs/performance.md.

The programs take turns, pinned to one core, for some rounds; medians are printed, and ratios are
taken within a round, so that a machine that is slow for a while slows both. Rates are requests in a
second of processor time of the whole program, start and report included: on a core that nobody
else uses that is a second on the wall. Counts repeat exactly."""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "bench" / "scenarios"
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN = "<!-- figures: written by bench/run_bench.py --update -->\n"
END = "<!-- end of figures -->\n"

# Scenario -> the skeleton's options for the same load.
SKELETON = {
    "unbatched": [],
    "batched": ["--batched", "--irq-window-ns", "5000", "--dmi", "--inline-handler"],
    "many_targets": ["--depth", "1024"],
}
NAMES = {"unbatched": "unbatched", "batched": "batched and coalesced (5 us)",
         "many_targets": "depth 1,024 over 64 targets"}
REPORTS = "Library.test_every_scenario_passes_with_the_report_of_every_compiler"
EVENTS_MAX = {"unbatched": "3.05", "batched": "1.3", "many_targets": "3.05"}


class Programs:
    """The programs of one build folder. With `core`, they are pinned to it."""

    def __init__(self, folder, core=None):
        self.folder = folder / "bin"
        self.pinned = [] if core is None else ["taskset", "-c", str(core)]

    def run(self, command):
        """Standard output, and the processor time of the command and its children in seconds."""
        process = subprocess.Popen(self.pinned + [str(word) for word in command],
                                   stdout=subprocess.PIPE)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        if process.returncode != 0:
            sys.exit(f"{' '.join(process.args)}\nended with {process.returncode}")
        return output, usage.ru_utime + usage.ru_stime

    def run_command(self, scenario, requests, *options):
        return [self.folder / "pvscsim", "run", SCENARIOS / f"{scenario}.json", "--quiet",
                "--set", f"workload.requests={requests}", *options]

    def simulate(self, scenario, requests, *options):
        """The report of one run, and the requests in a second of processor time."""
        output, seconds = self.run(
            self.run_command(scenario, requests, "--report", "-", *options))
        return json.loads(output), requests / seconds

    def skeleton(self, scenario, requests):
        output, seconds = self.run([self.folder / "ring_skeleton", "--requests", requests,
                                    *SKELETON[scenario]])
        return json.loads(output), requests / seconds

    def allocations(self, scenario, requests):
        """Heap allocations in the last three quarters of a run."""
        output, _ = self.run([self.folder / "count_allocations", SCENARIOS / f"{scenario}.json",
                              f"workload.requests={requests}"])
        return json.loads(output)

    def instructions(self, scenario, requests, *options):
        """What callgrind counts while requests are simulated: neither start nor report."""
        command = self.run_command(scenario, requests, *options)
        return self.callgrind(command, "--toggle-collect=pvscsim::scenarios::Run::simulate*")

    def skeleton_instructions(self, scenario, requests):
        return self.callgrind([self.folder / "ring_skeleton", "--requests", requests,
                               *SKELETON[scenario]])

    @staticmethod
    def callgrind(command, *tool_options):
        """The sum over the processes of the command."""
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                               *tool_options, *map(str, command)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        found = re.findall(r"Collected : (\d+)", done.stderr)
        total = sum(map(int, found))
        if done.returncode != 0 or total == 0:
            sys.exit(f"valgrind ended with {done.returncode}, instructions: {total}\n{done.stderr}")
        return total


def table(title, head, rows):
    lines = [f"### {title}", "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def spread(values, form="{:.2f}"):
    middle, least, most = (form.format(f(values)) for f in (statistics.median, min, max))
    return f"{middle} ({least} to {most})"


def measure_rates(programs, chosen):
    ours, watched, floors = ({name: [] for name in SKELETON} for _ in range(3))
    for _ in range(chosen.rounds):
        for name in SKELETON:
            floors[name].append(programs.skeleton(name, chosen.requests)[1])
            ours[name].append(programs.simulate(name, chosen.requests, "--no-monitor")[1])
            watched[name].append(programs.simulate(name, chosen.requests)[1])
    rows = []
    for name in SKELETON:
        ratios, watched_ratios = ([own / floor for own, floor in zip(rates[name], floors[name])]
                                  for rates in (ours, watched))
        rows.append((NAMES[name], *(spread([n / 1e6 for n in rates[name]])
                                    for rates in (ours, watched, floors)),
                     spread(ratios), f"{statistics.median(watched_ratios):.2f}",
                     "-" if name == "many_targets" else "0.60"))
    text = table(f"Rate: millions of requests a second ({chosen.requests:,} requests, "
                 f"{chosen.rounds} rounds, median and range)",
                 ("4 KiB random read", "`--no-monitor`", "with the monitor", "skeleton",
                  "ratio, `--no-monitor`", "with it", "at least"), rows)
    costs = [one / many for one, many in zip(ours["unbatched"], ours["many_targets"])]
    return text + ("\nA request at depth 1,024 over 64 targets costs "
                   f"{spread(costs)} x one at depth 64 on one target, without the monitor; at most "
                   "1.25.\n")


def measure_counts(programs, chosen):
    rows = []
    for name in SKELETON:
        host = programs.simulate(name, chosen.requests)[0]["host"]
        floor = programs.skeleton(name, chosen.requests)[0]
        heap = programs.allocations(name, chosen.requests)
        rows.append((NAMES[name], f"{host['timed_events'] / chosen.requests:.3f}",
                     EVENTS_MAX[name], f"{floor['events_per_request']:.3f}",
                     f"{host['agenda_steps'] / chosen.requests:.3f}",
                     f"{heap['allocations']} in {heap['requests']:,}"))
    return table("Counts a request", (
        "4 KiB random read", "timed kernel events", "at most", "skeleton's", "agenda steps",
        "heap allocations after warm-up"), rows)


def measure_instructions(programs, _):
    few, many = 100_000, 300_000
    rows = []
    for name in SKELETON:
        short, long = (programs.instructions(name, n, "--no-monitor") / n for n in (few, many))
        watched = programs.instructions(name, many) / many
        first, last = (programs.skeleton_instructions(name, n) for n in (few, many))
        rows.append((NAMES[name], f"{short:,.0f}", f"{long:,.0f}",
                     f"{100 * (long / short - 1):+.2f} %", f"{watched:,.0f}",
                     f"{100 * (watched / long - 1):.1f} %",
                     f"{100 * (1 - long / watched):.1f} %", f"{(last - first) / (many - few):,.0f}"))
    return table("Instructions a request (callgrind), without the monitor and with it", (
        "4 KiB random read", f"of {few:,}", f"of {many:,}", "difference; at most 1 %",
        f"of {many:,} with the monitor", "more by", "its share; below 15 %", "skeleton's"), rows)


def measure_length(programs, chosen):
    rows = []
    for name in ("unbatched", "batched"):
        for requests in (1_000_000, chosen.longest):
            report, rate = programs.simulate(name, requests)
            host = report["host"]
            rows.append((NAMES[name], f"{requests:,}", f"{host['peak_memory_kib'] / 1024:.2f} MiB",
                         f"{host['timed_events'] / requests:.4f}", f"{requests / rate:.1f} s"))
    return table("Length of a run", (
        "4 KiB random read", "requests", "peak memory", "timed kernel events a request",
        "processor time"), rows)


def measure_start(programs, _, rounds=25):
    command = programs.run_command("unbatched", 1)
    spans = []
    for _ in range(rounds):
        begin = time.perf_counter()
        programs.run(command)
        spans.append(1000 * (time.perf_counter() - begin))
    peak = programs.simulate("unbatched", 1)[0]["host"]["peak_memory_kib"]
    return table("Start-up: one request, from the shell and back", (
        "median", "least", "at most", "peak memory", "at most"),
        [(f"{statistics.median(spans):.1f} ms", f"{min(spans):.1f} ms", "20 ms",
          f"{peak / 1024:.1f} MiB", "16 MiB")])


PARTS = {"rates": measure_rates, "counts": measure_counts, "instructions": measure_instructions,
         "length": measure_length, "start": measure_start}


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0],
                                     allow_abbrev=False)
    parser.add_argument("--folder", type=pathlib.Path, help="a build folder; else ./run's is built")
    parser.add_argument("--core", type=int, default=0, help="the core to be pinned to")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=2_000_000, help="in a run of the rates")
    parser.add_argument("--longest", type=int, default=100_000_000, help="the longest run")
    parser.add_argument("--only", choices=PARTS, action="append", help="may be repeated")
    parser.add_argument("--update", action="store_true", help="write docs/performance.md, too")
    chosen = parser.parse_args()
    if chosen.update and chosen.only:
        parser.error("--update needs all parts")
    return chosen


def build(folder):
    for command in (["cmake", "--preset", "release"],
                    ["ninja", "-C", folder, "pvscsim", "ring_skeleton", "count_allocations"]):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def check_reports(folder):
    """Ends unless the program gives the reports of the library that the tests hold: those run
    another build, without profiles."""
    test = ROOT / "tests" / "scenarios" / "runner" / "library_test.py"
    done = subprocess.run([sys.executable, "-B", test, folder / "bin" / "pvscsim", REPORTS],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{folder}: the program gives other reports than the tests hold")


def main():
    chosen = options()
    folder = chosen.folder or ROOT / "build" / "release"
    if not chosen.folder:
        build(folder)
    check_reports(folder)
    programs = Programs(folder, chosen.core)
    texts = []
    for name in chosen.only or PARTS:
        texts.append(PARTS[name](programs, chosen))
        print(texts[-1], flush=True)
    if chosen.update:
        before, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
        DOCUMENT.write_text(before + BEGIN + "\n" + "\n".join(texts) + "\n" + END +
                            rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
