#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Millions of requests with faults of every kind at random: nothing may be lost, duplicated or
corrupted. The faults are those of the program's table, without those after which a run must fail;
each seed is a run of its own. Prints a line a seed, and the sums. Ends with 1 if a run failed."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| `(\w+) (\w+)` \| [^|]* \| ([^|]*) \|", re.M)
# After these the driver gives up, or the data is wrong: no run can pass with them.
FATAL = {("backend_read", "corrupt"), ("backend_write", "corrupt"), ("adapter_reset", "fail"),
         ("setup_rings", "fail"), ("dma_alloc", "fail"), ("registers", "all_ones")}
# Messages are about disks that come and go, and none does here.
IDLE = {"message"}
# What costs the ladder of resets comes seldom; what is asked seldom comes often.
SELDOM = {("completion", "lose"), ("completion", "stale_context"), ("descriptor", "error"),
          ("descriptor", "corrupt"), ("completion_write", "error"), ("device", "halt"),
          ("machine", "stall"), ("backend_read", "hang"), ("backend_write", "hang"),
          ("worker", "stall"), ("vcpu", "stall")}
OFTEN = {"abort", "reset", "adapter_reset", "timer", "poll", "sense_write", "backend_flush"}
LENGTHS_NS = {"machine": 30_000_000, "timer": 5_000_000, "interrupt": 200_000}


def fault(point, effect, told):
    chance = "1/20000"
    if (point, effect) in SELDOM:
        chance = "1/200000"
    elif point in OFTEN:
        chance = "1/10"
    made = {"point": point, "effect": effect, "chance": chance, "times": 0}
    if told.startswith("at a moment"):
        made["stage"] = "published"
    if effect in ("stall", "delay", "late", "all_ones"):
        made["stall_ns"] = LENGTHS_NS.get(point, 1_000_000)
    return made


def scenario(program, requests, monitored):
    table = subprocess.run([program, "schema", "--markdown", "faults"], stdout=subprocess.PIPE,
                           text=True, check=True).stdout
    faults = [fault(*row) for row in ROW.findall(table)
              if row[:2] not in FATAL and row[0] not in IDLE]
    target = {"capacity_blocks": 65536,
              "backend": {"servers": 16, "read": {"kind": "uniform", "min_ns": 40000,
                                                  "max_ns": 90000},
                          "write": {"kind": "uniform", "min_ns": 10000, "max_ns": 30000}}}
    may_break = {"protocol.violations_count": {"at_least": 0}} if monitored else {}
    return {"schema": "pvscsim-scenario/1",
            "purpose": "Faults of every kind at random: nothing is lost, duplicated or corrupted.",
            "simulated_max_ms": 100_000_000,
            "machine": {"vcpus": 2},
            "device": {"request_call_threshold": 4, "poll_period_us": 100,
                       "coalescing": {"kind": "count_or_delay", "count_max": 4,
                                      "delay_max_ns": 10000}},
            "driver": {"request_timeout_ms": 20, "abort_timeout_ms": 10, "reset_timeout_ms": 10},
            "targets": [{**target, "count": 2}],
            "workload": {"requests": requests, "depth": 32, "read_percent": 60, "flush_every": 50,
                         "sizes": [{"bytes": 4096, "weight": 3}, {"bytes": 16384}]},
            "faults": faults,
            "expect": {"requests.lost": 0, "requests.duplicated": 0, "integrity.corruptions": 0,
                       **may_break}}


def run(program, file, seed, arguments):
    begin = time.monotonic()
    ended = subprocess.run([program, "run", file, "--seed", str(seed), "--quiet", "--no-host",
                            "--report", "-", *arguments], stdout=subprocess.PIPE, check=False)
    return ended.returncode, json.loads(ended.stdout), time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?", default=str(ROOT / "build/release/bin/pvscsim"))
    parser.add_argument("--requests", type=int, default=1_000_000, help="of each seed")
    parser.add_argument("--seeds", type=int, default=10, help="how many")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--monitor", action="store_true", help="watch the protocol, too")
    given = parser.parse_args()
    program = os.path.abspath(given.program)
    document = scenario(program, given.requests, given.monitor)
    print(f"{len(document['faults'])} kinds of faults, {given.requests:,} requests a seed")
    print("| seed | verdict | ended | strikes | kinds that struck | aborts | adapter resets | lost |"
          " duplicated | corrupted | wall s |")
    worst, sums = 0, [0] * 5
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "endurance.json")
        pathlib.Path(file).write_text(json.dumps(document), encoding="utf-8")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            arguments = [] if given.monitor else ["--no-monitor"]
            runs = {seed: pool.submit(run, program, file, seed, arguments)
                    for seed in range(given.first_seed, given.first_seed + given.seeds)}
            for seed, each in runs.items():
                code, report, wall = each.result()
                worst = max(worst, code)
                requests = report["requests"]
                ended = requests["submitted"] - requests["lost"]
                bad = [requests["lost"], requests["duplicated"], report["integrity"]["corruptions"]]
                kinds = sum(1 for one in report["faults"]["injected"] if one["strikes"])
                strikes = report["faults"]["strikes"]
                sums = [a + b for a, b in zip(sums, [ended, strikes, *bad])]
                print(f"| {seed} | {report['verdict']} | {ended:,} | {strikes:,} | {kinds} | "
                      f"{report['recovery']['aborts']:,} | "
                      f"{report['recovery']['adapter_resets']:,} | {bad[0]} | {bad[1]} | {bad[2]} | "
                      f"{wall:.0f} |", flush=True)
                for failure in report["failures"]:
                    print("  " + failure["text"])
    print(f"all: {sums[0]:,} ended, {sums[1]:,} strikes, {sums[2]} lost, {sums[3]} duplicated, "
          f"{sums[4]} corrupted")
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
