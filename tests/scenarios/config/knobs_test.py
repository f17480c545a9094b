# SPDX-License-Identifier: Apache-2.0
"""A key without an effect is a defect: each key of the schema is changed in a scenario that uses
it, and the report must be another one, its echo of the configuration aside. A few keys only bound
others: there the changed value must be refused."""
import functools
import itertools
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../cli")]
# pylint: disable=wrong-import-position
from full_scenarios import (BACKENDS, LATENCIES, POLICIES, latency, memory_scenario,
                            migrated_scenario, neighbour, raw_scenario, scenario, scsi_step, shared_scenario, synthetic,
                            target)
from program_runner import ProgramTest
from schema_test import changed, declared

TRACE = "".join(f"  8,0    {i % 2}  {i + 1}  {i // 50}.{i % 50 * 20000:09d}   126  D  "
                f"{'RW'[i % 3 == 0]} {i * 64} + 8 [x]\n" for i in range(200))
TRIMS = "fio version 2 iolog\na add\na open\n" + "".join(
    f"a {'trim' if i % 4 == 0 else 'write'} {i * 4096} 4096\n" for i in range(80))
REFUSED = "refused"
TRACED = "traced"  # what shows before the workload begins, and so in the trace alone


def replay(**keys):
    return {"kind": "blktrace", "requests": 100, "depth": 8, "file": "t.trace",
            "segment_bytes": 4096, "pacing": "recorded", **keys}


def bases():
    plain = scenario(faults=[], script=[])
    polled = changed(plain, ("driver", "interrupt_mode"), "polled")
    threshold = changed(plain, ("device", "request_call_threshold"), 8)
    lost = scenario(script=[], targets=[target()],
                    faults=[{"point": "interrupt", "effect": "lose", "chance": "1/3",
                             "times": 9}])
    lost["driver"]["request_timeout_ms"] = 20
    stalled = scenario(script=[], targets=[target()],
                       faults=[{"point": "backend_read", "effect": "stall", "nth": 5,
                                "stall_ns": 90_000_000_000}])
    stalled["driver"]["request_timeout_ms"] = 20
    # The read that stalls is not aborted, nor does the reset of its unit help.
    unanswered = changed(stalled, ("faults",), stalled["faults"] + [
        {"point": "abort", "effect": "lose", "nth": 1},
        {"point": "reset", "effect": "lose", "nth": 1}])
    reset = scenario(faults=[], script=[{"at_us": 500 * n, "do": "reset_bus"}
                                        for n in range(1, 9)])
    by_policy = {kind: changed(plain, ("device", "coalescing"), policy)
                 for kind, policy in POLICIES.items()}
    batched = changed(plain, ("device", "worker", "translation_cycles"), 90)
    batched["driver"]["doorbell_batch"] = 8
    batched["workload"]["depth"] = 64
    by_backend = {kind: scenario(targets=[target(backend=backend)], script=[], faults=[])
                  for kind, backend in BACKENDS.items()}
    all_bases = {
        "bare": changed(plain, ("device",), {"profile": "ideal", "get_max_targets": True}),
        "batched": batched,
        "suspended": changed(plain, ("script",), [{"at_us": 2000, "do": "suspend",
                                                   "duration_us": 5000}]),
        "restarted": changed(plain, ("script",), [{"at_us": 2000, "do": "reset_adapter"}]),
        **by_policy, **by_backend, "scsi": changed(plain, ("script",), [scsi_step()]),
        "plain": plain, "intx": changed(plain, ("driver", "interrupt_mode"), "intx"),
        "shallow": changed(plain, ("device", "dynamic_depth"),
                           {"kind": "throttle", "latency_us": 50, "depth_min": 1,
                            "depth_max": 64, "window": 8}),
        "reset": reset, "events": scenario(), "polled": polled, "threshold": threshold,
        "lost": lost, "stalled": stalled, "unanswered": unanswered,
        "boot": scenario(workload={"kind": "boot"}, script=[], faults=[]),
        "raw": raw_scenario(),
        "memory": memory_scenario(), "migrated": migrated_scenario(),
        "neighbours": scenario(script=[], faults=[], neighbours=[neighbour()]),
        "shared": shared_scenario(),
        "zipf": scenario(workload=synthetic(locality="zipf", zipf_theta_milli=900)),
        "hot-spot": scenario(workload=synthetic(locality="hot_spot", hot_percent_of_space=20,
                                                hot_percent_of_requests=80)),
        "trims": scenario(faults=[], script=[],
                          workload=replay(kind="iolog", file="t.iolog", pacing="depth")),
        "replay": scenario(faults=[], script=[], workload=replay()),
        "scaled": scenario(faults=[], script=[],
                           workload=replay(pacing="scaled", scale_percent=50))}
    for kind in LATENCIES:
        backend = {**target()["backend"], "read": latency(kind), "write": latency(kind)}
        all_bases[kind] = scenario(targets=[target(backend=backend)], script=[], faults=[])
    return all_bases


BACKEND = ("targets", 0, "backend")
SCSI = ("script", 0, "commands")
# Of 512-byte blocks, 2^3 of them a physical one, from the first on.
CAPACITY = {("script", 0, "commands"): [{
    "cdb": "9e 10 0000000000000000 00000020 00 00", "data_in_bytes": 32,
    "data_in": "............ffff 00000200 00 03 c0 01"}]}
READ_CDB = "28 00 00 00 ff 00 00 00 04 00"
# Path of the key -> name of the base, changed value and, where it is not the report that must
# change, REFUSED or TRACED; then what else the base needs.
KNOBS = {
    ("seed",): ("plain", 4),
    ("simulated_max_ms",): ("plain", 1),
    ("machine", "vcpus"): ("plain", 3),
    ("machine", "memory_order"): ("plain", "weak"),
    ("machine", "omit_fence"): ("memory", "acquire"),
    ("machine", "coherence"): ("plain", "noncoherent"),
    ("machine", "omit_sync"): ("memory", "data_in"),
    ("machine", "clock_period_ps"): ("plain", 500),
    ("machine", "memory_mib"): ("plain", 32, REFUSED, {("workload", "depth"): 4096}),
    ("machine", "interrupt_vcpu"): ("plain", 0),
    ("machine", "interrupt_delivery_ns"): ("plain", 800),
    ("machine", "poll_interval_ns"): ("polled", 9000),
    ("machine", "ipi_cycles"): ("plain", 9000),
    ("device", "profile"): ("bare", "vsphere-8"),
    ("device", "express"): ("plain", False, TRACED),
    ("device", "power_management"): ("plain", False, TRACED),
    ("device", "no_soft_reset"): ("suspended", True),
    ("script", 0, "duration_us"): ("suspended", 9000),
    ("device", "ring_pages_max"): ("plain", 4),
    ("device", "depth_max"): ("plain", 1),
    ("device", "disks_max"): ("plain", 2, REFUSED),
    ("device", "luns_max"): ("plain", 1, REFUSED),
    ("device", "defects"): ("stalled", ["Q25"]),
    ("device", "variants"): ("restarted", ["reset_posts"]),
    ("device", "worker", "translation_cycles"): ("plain", 90),
    ("device", "worker", "huge_ring_pages"): ("batched", True),
    ("device", "worker", "placement"): ("plain", {"placement": "local"}),
    ("device", "worker", "remote_percent"): ("plain", 200),
    ("machine", "shared_line_per_s"): ("intx", 9000),
    ("machine", "iommu", "mode"): ("plain", {"mode": "static"}),
    ("machine", "iommu", "tlb_entries"): ("plain", 4),
    ("machine", "iommu", "tlb_ways"): ("plain", 1, None, {("machine", "iommu", "tlb_entries"): 8}),
    ("machine", "iommu", "huge_ring_pages"): ("plain", True),
    ("device", "layout"): ("plain", "io_bar0", TRACED),
    ("device", "msi"): ("plain", False, None, {("driver", "interrupt_mode"): "msi"}),
    ("device", "msix"): ("plain", False, None, {("device", "msi"): False}),
    ("device", "max_targets"): ("boot", 7),
    ("device", "config_pages"): ("boot", False, None, {("device", "get_max_targets"): False}),
    ("device", "get_max_targets"): ("boot", False, None, {("device", "config_pages"): False}),
    ("device", "message_ring"): ("events", False),
    ("device", "request_call_threshold"): ("threshold", 0),
    ("device", "poll_period_us"): ("threshold", 50),
    ("device", "first_index"): ("plain", 4294967200),
    ("device", "coalescing", "kind"): ("plain", {"kind": "delay", "delay_max_ns": 20000}),
    ("device", "coalescing", "count_max"): ("plain", 2),
    ("device", "coalescing", "delay_max_ns"): ("plain", 90000),
    ("device", "coalescing", "ipi_gate_us"): ("plain", 100),
    ("device", "coalescing", "iops_threshold"): ("vic", 100_000_000),
    ("device", "coalescing", "cif_threshold"): ("vic", 7),
    ("device", "coalescing", "epoch_us"): ("vic", 1_000_000),
    ("device", "coalescing", "aggregation_threshold"): ("nvme", 0),
    ("device", "coalescing", "aggregation_time_100us"): ("nvme", 1),
    ("device", "dynamic_depth", "kind"): ("plain", {"kind": "task_set_full", "latency_us": 20,
                                                    "depth_min": 2, "window": 8}),
    ("device", "dynamic_depth", "latency_us"): ("shallow", 900),
    ("device", "dynamic_depth", "depth_min"): ("shallow", 3),
    ("device", "dynamic_depth", "depth_max"): ("shallow", 5),
    ("device", "dynamic_depth", "window"): ("shallow", 30),
    ("device", "worker", "idle_poll_ns"): ("plain", 50000),
    ("device", "worker", "dma_mb_per_s"): ("plain", 1000),
    ("driver", "request_ring_pages"): ("plain", 1),
    ("driver", "completion_ring_pages"): ("plain", 1),
    ("driver", "message_ring_pages"): ("events", 0),
    ("driver", "interrupt_mode"): ("plain", "intx"),
    ("driver", "use_request_call_threshold"): ("threshold", False),
    ("driver", "doorbell_batch"): ("plain", 4),
    ("driver", "lun_queue_depth"): ("plain", 1),
    ("driver", "completion_budget"): ("plain", 1),
    ("driver", "elements_max"): ("plain", 3, REFUSED),
    ("driver", "request_timeout_ms"): ("stalled", 40),
    ("driver", "abort_timeout_ms"): ("unanswered", 3000),
    ("driver", "reset_timeout_ms"): ("unanswered", 15000),
    ("driver", "retries_max"): ("reset", 0),
    ("driver", "personality"): ("reset", {"personality": "illumos"}),
    ("driver", "locks"): ("plain", "split", None, {("machine", "vcpus"): 8,
                                                   ("workload", "think_ns"): 0,
                                                   ("workload", "depth"): 128}),
    ("driver", "on_full"): ("plain", "refuse", None, {("driver", "lun_queue_depth"): 1}),
    ("driver", "ring_fill_max_percent"): ("plain", 2, None, {("driver", "request_ring_pages"): 1,
                                                              ("workload", "depth"): 64}),
    ("driver", "depth_control"): ("plain", {"depth_control": "static"}, None,
                                  {("driver", "depth_latency_us"): 1,
                                   ("driver", "lun_queue_depth"): 4,
                                   ("workload", "depth"): 64}),
    ("driver", "depth_latency_us"): ("plain", 1, None, {("driver", "lun_queue_depth"): 4,
                                                        ("workload", "depth"): 64}),
    ("driver", "poll_under_load"): ("plain", 1),
    ("driver", "steer_completions"): ("plain", True),
    ("driver", "link_watchdog_ms"): ("stalled", 1),
    ("driver", "log_mask"): ("reset", 0),
    ("targets", 0, "first_id"): ("plain", 2),
    ("targets", 0, "count"): ("plain", 3),
    ("targets", 0, "luns"): ("plain", 3),
    ("targets", 0, "capacity_blocks"): ("plain", 40000, None, {("workload", "region_blocks"): 0}),
    ("targets", 0, "block_bytes"): ("plain", 4096),
    ("targets", 0, "thin"): ("trims", False, None, {("targets", 0, "thin_blocks"): 0}),
    ("targets", 0, "thin_blocks"): ("plain", 16),
    ("targets", 0, "read_only"): ("plain", True),
    ("targets", 0, "lun_queue_depth"): ("plain", 1),
    ("targets", 0, "physical_exponent"): ("scsi", 4, None, CAPACITY),
    ("targets", 0, "lowest_aligned_block"): ("scsi", 2, None, CAPACITY),
    ("targets", 1, "present"): ("plain", True),
    ("targets", 0, "preset"): ("plain", "hdd-7200", None, {BACKEND: {"servers": 2}}),
    BACKEND + ("kind",): ("plain", BACKENDS["pmem"]),
    BACKEND + ("pmem", "access_ns"): ("pmem", 900),
    BACKEND + ("pmem", "read_mb_per_s"): ("pmem", 1000),
    BACKEND + ("pmem", "write_mb_per_s"): ("pmem", 1000),
    BACKEND + ("nvme_tcp", "rtt_ns"): ("nvme_tcp", 90000),
    BACKEND + ("nvme_tcp", "capsule_ns"): ("nvme_tcp", 9000),
    BACKEND + ("nvme_tcp", "in_capsule_bytes"): ("nvme_tcp", 0),
    BACKEND + ("nvme_tcp", "connect_us"): ("nvme_tcp", 4000),
    BACKEND + ("nvme_tcp", "loss_every_ms"): ("nvme_tcp", 7),
    BACKEND + ("nvme_tcp", "reconnect_ms"): ("nvme_tcp", 3),
    BACKEND + ("nvme_tcp", "on_loss"): ("nvme_tcp", "hold"),
    BACKEND + ("servers",): ("plain", 1),
    BACKEND + ("bandwidth_mb_per_s",): ("plain", 100),
    BACKEND + ("units",): ("plain", 1),
    BACKEND + ("scheduler",): ("plain", {"scheduler": "elevator", "servers": 1}, None,
                              {("workload", "depth"): 64}),
    BACKEND + ("read_deadline_us",): ("plain", 1, None, {("workload", "depth"): 64}),
    BACKEND + ("write_deadline_us",): ("plain", 1, None, {("workload", "depth"): 64}),
    BACKEND + ("read", "kind"): ("plain", {"kind": "constant", "ns": 5}),
    BACKEND + ("read", "ns"): ("constant", 90000),
    BACKEND + ("read", "min_ns"): ("uniform", 10000),
    BACKEND + ("read", "max_ns"): ("uniform", 150000),
    BACKEND + ("read", "mean_ns"): ("exponential", 40000),
    BACKEND + ("read", "median_ns"): ("log_normal", 40000),
    BACKEND + ("read", "sigma_milli"): ("log_normal", 900),
    BACKEND + ("read", "tail_per_million"): ("plain", 500000),
    BACKEND + ("read", "tail_factor"): ("plain", 3, None,
                                        {BACKEND + ("read", "tail_per_million"): 200000}),
    BACKEND + ("read", "table", 0, "per_mille"): ("table", 100),
    BACKEND + ("read", "table", 0, "ns"): ("table", 10000),
    BACKEND + ("write", "kind"): ("plain", {"kind": "constant", "ns": 5}),
    BACKEND + ("write", "ns"): ("constant", 90000),
    BACKEND + ("write", "min_ns"): ("uniform", 10000),
    BACKEND + ("write", "max_ns"): ("uniform", 150000),
    BACKEND + ("write", "mean_ns"): ("exponential", 40000),
    BACKEND + ("write", "median_ns"): ("log_normal", 40000),
    BACKEND + ("write", "sigma_milli"): ("log_normal", 900),
    BACKEND + ("write", "tail_per_million"): ("plain", 500000),
    BACKEND + ("write", "tail_factor"): ("plain", 3, None,
                                        {BACKEND + ("write", "tail_per_million"): 200000}),
    BACKEND + ("write", "table", 0, "per_mille"): ("table", 100),
    BACKEND + ("write", "table", 0, "ns"): ("table", 10000),
    ("workload", "kind"): ("plain", {"kind": "boot"}),
    ("workload", "pattern"): ("plain", {**synthetic(pattern="sequential"), "locality": None}),
    ("workload", "segment_bytes"): ("plain", 1024),
    ("workload", "read_percent"): ("plain", 10),
    ("workload", "sizes", 0, "bytes"): ("plain", 512),
    ("workload", "sizes", 0, "weight"): ("plain", 1),
    ("workload", "locality"): ("plain", "zipf"),
    ("workload", "hot_percent_of_space"): ("hot-spot", 2),
    ("workload", "hot_percent_of_requests"): ("hot-spot", 30),
    ("workload", "rate_per_s"): ("plain", 5000, None, {("workload", "think_ns"): 0}),
    ("workload", "file"): ("replay", "u.trace"),
    ("workload", "pacing"): ("replay", "depth"),
    ("workload", "scale_percent"): ("scaled", 70),
    ("workload", "skip"): ("replay", 9),
    ("faults", 0, "point"): ("events", "backend_write"),
    ("faults", 0, "effect"): ("events", {"point": "backend_read", "effect": "medium_error",
                                         "chance": "1/50", "times": 5}),
    ("faults", 0, "nth"): ("stalled", 9),
    ("faults", 0, "chance"): ("events", "1/3"),
    ("faults", 0, "times"): ("events", 1),
    ("faults", 0, "stall_ns"): ("events", 500000),
    ("faults", 2, "at_us"): ("events", 3000),
    ("faults", 2, "factor"): ("events", 500),
    ("faults", 2, "target"): ("events", 1),
    ("faults", 2, "lba"): ("events", 20000),
    ("faults", 2, "lba_blocks"): ("events", 1),
    ("faults", 3, "stage"): ("events", "posted"),
    ("faults", 3, "from_us"): ("events", 900),
    ("faults", 3, "until_us"): ("events", 11),
    ("script", 0, "at_us"): ("events", 2500),
    ("script", 1, "after_completed"): ("events", 200),
    ("script", 1, "do"): ("events", "hot_add", REFUSED),
    ("script", 1, "target"): ("events", 1),
    ("script", 0, "lun"): ("scsi", 3),
    SCSI + (0, "cdb"): ("scsi", "12 00 00 00 20 00"),
    SCSI + (0, "lun"): ("scsi", 3),
    SCSI + (0, "initiator"): ("scsi", {"cdb": "12 00 00 00 40 00", "initiator": 1,
                                       "data_in_bytes": 64}),
    SCSI + (0, "attribute"): ("scsi", "head_of_queue", TRACED,
                              {("script", 0, "at_us"): 10, SCSI + (0, "cdb"): READ_CDB,
                               SCSI + (0, "data_in_bytes"): 2048, SCSI + (0, "times"): 20,
                               SCSI + (0, "residual"): 0, SCSI + (0, "data_in"): "..",
                               ("workload", "depth"): 64}),
    SCSI + (0, "times"): ("scsi", 3),
    SCSI + (0, "together"): ("scsi", False),
    SCSI + (0, "data_in_bytes"): ("scsi", 65),
    SCSI + (0, "status"): ("scsi", "busy"),
    SCSI + (0, "data_in"): ("scsi", "00 .. 05"),
    SCSI + (0, "residual"): ("scsi", 27),
    SCSI + (1, "data_out"): ("scsi", {"cdb": "2a 00 00 00 ff f0 00 00 02 00", "data_out": "0011"}),
    SCSI + (1, "data_out_bytes"): ("scsi", 1023),
    SCSI + (2, "sense"): ("scsi", "5/24/00"),
    ("script", 3, "lun"): ("events", 0),
    ("script", 4, "count"): ("events", 8),
    ("script", 5, "capacity_blocks"): ("events", 50000),
    ("script", 0, "vcpu"): ("raw", 1),
    **{("script", 0, "actions", at, key): ("raw", value) for at, key, value in [
        (13, "do", {"do": "read_config", "offset": 8}), (5, "base", "request_ring"),
        (5, "offset", 32769), (12, "width", 8), (2, "of", "request_ring"), (2, "value", 17),
        (2, "page", True), (0, "repeat", 2), (3, "hex", "0304"), (13, "expect", 6),
        (12, "within_ns", 50000), (10, "ns", 500000), (1, "first_page", 1),
        (1, "request_pages", 2), (1, "completion_pages", 2), (6, "slot", 1), (6, "context", 8),
        (6, "flags", 0), (6, "bytes", 1), (6, "sense_bytes", 4), (6, "sense_offset", 0),
        (6, "cdb", "120000002400"), (6, "bus", 1), (6, "target", 0), (6, "lun", 1),
        (7, "fetch", "element"), (7, "nth", 5), (17, "seed", 2), (17, "steps", 21)]},
    ("script", 0, "way"): ("migrated", "suspended"),
    ("script", 0, "to", "depth_max"): ("migrated", 1),
    ("neighbours", 0, "share_worker"): ("neighbours", False),
    ("neighbours", 0, "seed"): ("neighbours", 9),
    ("machine", "iommu", "omit"): ("plain", "map"),
    ("targets", 0, "shared_backend"): ("shared", "other"),
    ("shared_backends", 0, "preset"): ("shared", "disk-array", None,
                                       {("shared_backends", 0, "backend"): {"units": 3}}),
    ("neighbours", 0, "workload", "requests"): ("neighbours", 300),
    ("expect",): ("plain", {"requests.completed": 1}),
}
# Not tried: the language's name and words for the reader.
WORDS = {("schema",), ("purpose",), ("shared_backends", "name")}


def without_indices(path):
    return tuple(part for part in path if not isinstance(part, int))


def numbers_of(document, path):
    """A knob for each number of a section that has none: half as much again."""
    place = document
    for part in path:
        place = place[part]
    return {path + (key,): ("lost" if "timeout" in key else "plain", value + value // 2 + 1)
            for key, value in place.items() if type(value) is int and path + (key,) not in KNOBS}


class Knobs(ProgramTest):
    def test_every_key_changes_the_report(self):
        self.write("t.trace", TRACE)
        self.write("t.iolog", TRIMS)
        self.write("u.trace", TRACE.replace(" 64 + 8 ", " 64 + 16 "))
        schema = json.loads(self.run_program("schema", "scenario").stdout)
        all_bases = bases()
        knobs = dict(KNOBS)
        for path in [("machine", "costs"), ("machine", "iommu"), ("device", "worker"), BACKEND,
                     ("workload",)]:
            knobs.update(numbers_of(all_bases["plain"], path))
        knobs[("workload", "zipf_theta_milli")] = ("zipf", 300)
        sections = {path[:-1] for path in map(without_indices, declared(schema))}
        leaves = set(declared(schema)) - sections - WORDS
        # The sections of a neighbour are those of its machine, key by key; so is the adapter to
        # which a guest moves, and a shared backend is like a target's own.
        leaves = {path for path in leaves if (path[0] != "neighbours" or len(path) == 2)
                  and path[:2] not in {("script", "to"), ("shared_backends", "backend")}}
        self.assertEqual(leaves - set(map(without_indices, knobs)), set(), "keys without a knob")

        pairs = {}
        for path, knob in sorted(knobs.items(), key=str):
            base = all_bases[knob[0]]
            for also, value in (knob[3] if len(knob) > 3 else {}).items():
                base = changed(base, also, value)
            # A whole object is given where one key alone would contradict the others.
            at = path[:-1] if isinstance(knob[1], dict) and path != ("expect",) else path
            other = json.loads(json.dumps(changed(base, at, knob[1])))
            if other["workload"].get("locality", "") is None:
                del other["workload"]["locality"]
            pairs[path] = (json.dumps(base), json.dumps(other),
                           knob[2] if len(knob) > 2 else None)

        step = 5 if os.environ.get("PVSCSIM_SHORT") else 1
        for path, (base, other, effect) in itertools.islice(pairs.items(), 0, None, step):
            with self.subTest(key=".".join(map(str, path))):
                watch = self.trace if effect == TRACED else self.report
                before, after = watch(base), watch(other)
                self.assertIsNotNone(before[0], before[1])
                if effect == REFUSED:
                    self.assertIsNone(after[0], "the change is not refused")
                else:
                    self.assertIsNotNone(after[0], after[1])
                    self.assertFalse(before[0] == after[0], "the key has no effect")

    def test_memory_is_what_the_buffers_may_fill(self):
        """8 MiB of the least memory are for buffers: as many as the message says, and no more."""
        for memory_mib, depth in [(32, 1024), (64, 5120), (8192, 65536)]:
            for more, code in [(0, 0), (1, 2)] if depth < 65536 else [(0, 0)]:
                base = scenario(faults=[], script=[], workload=synthetic(depth=depth + more))
                self.write("s.json", json.dumps(changed(base, ("machine", "memory_mib"),
                                                        memory_mib)))
                ended = self.run_program("run", "s.json", "--quiet")
                self.assertEqual(ended.returncode, code, ended.stderr)
                self.assertEqual(f"expected at most {depth} buffers" in ended.stderr, code == 2)

    def test_elements_bound_the_pieces_of_a_request(self):
        """A list of more than 128 elements is chained, and read in two parts."""
        for pieces in [1, 128, 129, 300]:
            workload = synthetic(segment_bytes=512, sizes=[{"bytes": pieces * 512}])
            base = scenario(faults=[], script=[], workload=workload)
            for elements_max, code in [(pieces, 0), (pieces - 1, 2)]:
                self.write("s.json", json.dumps(changed(base, ("driver", "elements_max"),
                                                        elements_max)))
                ended = self.run_program("run", "s.json", "--quiet")
                self.assertEqual(ended.returncode, code, ended.stderr)

    def test_a_step_of_the_script_does_what_it_says(self):
        for action, came, went in [("hot_add", 1, 0), ("hot_remove", 0, 1)]:
            base = scenario(faults=[], script=[{"at_us": 1000, "do": action, "target": 5}])
            report, _ = self.report(json.dumps(changed(base, ("targets", 1, "present"),
                                                       went == 1)))
            self.assertEqual((report["hotplug"]["added"], report["hotplug"]["removed"]),
                             (came, went))

    def trace(self, scenario_text):
        """The trace, or None; and what was said."""
        self.write("s.json", scenario_text)
        ended = self.run_program("run", "s.json", "--quiet", "--trace", "-")
        return ended.stdout if ended.returncode == 0 else None, ended.stderr

    @functools.lru_cache(maxsize=None)  # many keys are tried on one base
    def report(self, scenario_text):
        """The report but for its echo of the configuration, or None; and what was said."""
        self.write("s.json", scenario_text)
        ended = self.run_program("run", "s.json", "--quiet", "--no-host", "--report", "-")
        if ended.returncode not in (0, 1):
            return None, f"{ended.returncode}: {ended.stderr}"
        report = json.loads(ended.stdout)
        del report["scenario"]
        return report, ended.stderr


if __name__ == "__main__":
    ProgramTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
