# SPDX-License-Identifier: Apache-2.0
"""feature_matrix_test.py PROGRAM: features together. A few dozen small scenarios in which each pair
of choices meets: nothing is lost, duplicated or corrupted, each choice shows in the report, and
synchronising at every access changes no byte."""
import itertools
import json
import lzma
import subprocess

import simulator
from covering_array import covering_array

REQUESTS = 240
FACTORS = {
    "load": ["random", "sequential", "zipf", "hot_spot", "blktrace", "iolog2", "iolog3"],
    "latency": ["constant", "uniform", "exponential", "log_normal", "table", "preset", "presets"],
    "pace": ["closed", "spread", "timed"],
    "interrupt_mode": ["msix", "msi", "intx", "polled"],
    "layout": ["memory_bar0", "io_bar0"],
    "request_ring_pages": [8, 1, 2, 4, 16, 32],
    "completion_ring_pages": [8, 1, 32],
    "message_ring_pages": [1, 0, 16],
    "doorbell_batch": [1, 4, 32],
    "request_call_threshold": [0, 4],
    "coalescing": ["none", "count", "delay", "count_or_delay", "vic", "adaptive", "nvme"],
    "vcpus": [1, 2, 3, 4],
    "block_bytes": [512, 4096],
    "units": [(1, 1), (2, 3), (8, 1)],
    "scheduler": ["fifo", "elevator", "deadline"],
    "chained": [False, True],
    "depth": [16, 1, 64],
    "lun_queue_depth": [254, 2],
    "completion_budget": [4096, 1],
    "xz": [False, True],
}
LATENCIES = {
    "constant": {"ns": 20000},
    "uniform": {"min_ns": 10000, "max_ns": 40000},
    "exponential": {"min_ns": 5000, "mean_ns": 20000},
    "log_normal": {"min_ns": 5000, "median_ns": 15000, "sigma_milli": 600},
    "table": {"table": [{"per_mille": 900, "ns": 20000}, {"per_mille": 1000, "ns": 200000}]},
}
IOLOG_ACTIONS = ["read", "write", "write", "read", "sync", "write", "read", "trim"]
BLKTRACE_RWBS = ["R", "WS", "WFS", "RA", "FN", "WM", "RM", "D"]


def trace_requests(row, devices):
    """(step, device, block of 4 KiB, bytes) of each request; one needs a chained list."""
    for i in range(REQUESTS):
        large = row["chained"] and i % 8 == 1
        yield i, i % devices, i * 2654435761 % 1000, (98304 if large else 4096 << i % 3)


def blktrace(row, devices):
    for i, device, block, size in trace_requests(row, devices):
        rwbs = BLKTRACE_RWBS[i % 8]
        extent = "" if rwbs == "FN" else f"{block * 8} + {size // 512} "
        yield f"  8,{16 * device}    {i % 5}  {i + 1}  0.{i * 30000:09d}  126  D  {rwbs} {extent}[x]"


def iolog(row, devices):
    timed = row["load"] == "iolog3"
    yield f"fio version {3 if timed else 2} iolog"
    now = ["0 "] if timed else [""]
    for device, action in itertools.product(range(devices), ["add", "open"]):
        yield f"{now[0]}disk{device} {action}"
    for i, device, block, size in trace_requests(row, devices):
        action = IOLOG_ACTIONS[i % 8]
        if not timed and i % 10 == 9:
            yield f"disk{device} wait 300"
        yield f"{i * 30 if timed else ''} disk{device} {action} {block * 4096} {size}".strip()


def workload(row, number, folder, devices):
    load, pace = row["load"], row["pace"]
    common = {"depth": row["depth"], "segment_bytes": 512 if row["chained"] else 4096}
    if load in ("blktrace", "iolog2", "iolog3"):
        lines = (blktrace if load == "blktrace" else iolog)(row, devices)
        text = ("\n".join(lines) + "\n").encode()
        file = folder / f"{number}.{load}{'.xz' if row['xz'] else ''}"
        file.write_bytes(lzma.compress(text) if row["xz"] else text)
        pacing = {"closed": {"pacing": "depth"}, "timed": {"pacing": "recorded"},
                  "spread": {"pacing": "scaled", "scale_percent": 40}}[pace]
        return {"kind": load.rstrip("23"), "file": file.name, "requests": 0, **common, **pacing}
    sizes = [{"bytes": 4096, "weight": 3}, {"bytes": 16384}]
    if row["chained"]:
        sizes.append({"bytes": 98304})
    places = {"pattern": "sequential"} if load == "sequential" else {
        "locality": "uniform" if load == "random" else load}
    paces = {"closed": {}, "spread": {"think_ns": 7000}, "timed": {"rate_per_s": 60000}}[pace]
    return {"requests": REQUESTS, "read_percent": 60, "flush_every": 9, "sizes": sizes,
            "region_blocks": 8192, **common, **places, **paces}


def scenario(row, number, folder, presets):
    targets, luns = row["units"]
    target = {"count": targets, "luns": luns, "block_bytes": row["block_bytes"],
              "capacity_blocks": 65536}
    backend = {"scheduler": row["scheduler"]}
    if row["latency"] in LATENCIES:
        latency = {"kind": row["latency"], **LATENCIES[row["latency"]]}
        backend.update(servers=1 + number % 4, read=latency, write=latency)
    else:
        target["preset"] = next(presets)
    driver = {key: row[key] for key in [
        "interrupt_mode", "request_ring_pages", "completion_ring_pages", "message_ring_pages",
        "doorbell_batch", "lun_queue_depth", "completion_budget"]}
    return {
        "schema": "pvscsim-scenario/1", "purpose": json.dumps(row), "seed": number,
        "machine": {"vcpus": row["vcpus"], "interrupt_vcpu": row["vcpus"] - 1},
        "device": {"layout": row["layout"], "coalescing": {"kind": row["coalescing"]},
                   "request_call_threshold": row["request_call_threshold"]},
        "driver": {**driver, "elements_max": 256 if row["chained"] else 128},
        "targets": [{**target, "backend": backend}],
        "workload": workload(row, number, folder, targets * luns)}


class FeatureMatrix(simulator.SimulatorTest):
    def run_all(self, files, folder, *options):
        (self.folder / folder).mkdir()
        ended = self.execute(*files, "--quiet", "--no-host", "--report",
                             f"{folder}/{{name}}.json", *options)
        self.assertEqual(ended.stderr, "")
        return {file: (self.folder / folder / file).read_text(encoding="utf-8") for file in files}

    def presets(self):
        listed = subprocess.run([self.program, "list", "backends"], stdout=subprocess.PIPE,
                                check=True, text=True).stdout
        return [line.split()[0] for line in listed.splitlines() if not line.startswith(" ")]

    def test_every_pair_of_choices_works(self):
        presets = self.presets()
        rows = covering_array(FACTORS)
        supply = itertools.cycle(presets)
        scenarios = {f"m{i}.json": scenario(row, i, self.folder, supply)
                     for i, row in enumerate(rows)}
        wanted = {each["targets"][0].get("preset") for each in scenarios.values()}
        self.assertLessEqual(set(presets), wanted)
        for file, document in scenarios.items():
            (self.folder / file).write_text(json.dumps(document), encoding="utf-8")
        reports = self.run_all(scenarios, "on-demand")
        reference = self.run_all(scenarios, "every-access", "--sync", "every-access")
        for (file, text), row in zip(reports.items(), rows):
            with self.subTest(file, **row):
                self.check(json.loads(text), row)
                self.assertTrue(reference[file] == text, "differs when each access synchronises")

    def check(self, report, row):
        self.assertEqual(report["verdict"], "pass", report["failures"])
        requests = report["requests"]
        self.assertEqual((requests["lost"], requests["duplicated"],
                          report["integrity"]["corruptions"]), (0, 0, 0))
        self.assertEqual((requests["completed"], requests["failed"]), (REQUESTS, 0))
        self.assertGreater(report["integrity"]["blocks_checked"], 0)
        rings = report["rings"]
        self.assertEqual((rings["request"]["entries"], rings["completion"]["entries"],
                          rings["message"]["entries"]),
                         (32 * row["request_ring_pages"], 128 * row["completion_ring_pages"],
                          32 * row["message_ring_pages"]))
        notes = report["notifications"]
        self.assertEqual(notes["interrupts"] == 0, row["interrupt_mode"] == "polled")
        if row["coalescing"] == "none":
            self.assertEqual(notes["interrupts_suppressed"], 0)
        if row["request_call_threshold"] == 0:
            self.assertEqual(notes["doorbells_suppressed"], 0)
        self.assertEqual(len(report["cpu"]["vcpus"]), row["vcpus"])
        self.assertTrue(all(vcpu["submit_cycles"] for vcpu in report["cpu"]["vcpus"]))
        self.assertEqual(len(report["targets"]), row["units"][0] * row["units"][1])
        self.assertTrue(all(0 < unit["queue_depth_max"] for unit in report["targets"]))
        self.assertLessEqual(rings["occupancy"]["max"], row["depth"])


class CoveringArray(simulator.SimulatorTest):
    def test_each_pair_meets_in_few_rows(self):
        rows = covering_array(FACTORS)
        self.assertEqual(rows, covering_array(FACTORS))
        for one, other in itertools.combinations(FACTORS, 2):
            met = {(row[one], row[other]) for row in rows}
            self.assertEqual(met, set(itertools.product(FACTORS[one], FACTORS[other])))
        self.assertLess(len(rows), 70)


if __name__ == "__main__":
    simulator.main()
