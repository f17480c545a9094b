# SPDX-License-Identifier: Apache-2.0
"""Scenarios that together write every key of the language."""
import copy

LATENCIES = {
    "constant": {"ns": 70000},
    "uniform": {"min_ns": 60000, "max_ns": 90000},
    "exponential": {"min_ns": 60000, "mean_ns": 20000},
    "log_normal": {"min_ns": 60000, "median_ns": 15000, "sigma_milli": 250},
    "table": {"table": [{"per_mille": 500, "ns": 70000}, {"per_mille": 1000, "ns": 90000}]},
}
POLICIES = {
    "vic": {"kind": "vic", "iops_threshold": 2000, "cif_threshold": 2, "epoch_us": 100,
            "ipi_gate_us": 0},
    "adaptive": {"kind": "adaptive", "count_max": 8, "delay_max_ns": 30000, "ipi_gate_us": 0},
    "nvme": {"kind": "nvme", "aggregation_threshold": 6, "aggregation_time_100us": 3,
             "ipi_gate_us": 0},
}
LOCAL = {"clock_period_ps": 1000, "servers": 2, "bandwidth_mb_per_s": 1000, "units": 4,
         "scheduler": "deadline", "read_deadline_us": 500, "write_deadline_us": 5000,
         "flush_ns": 50000}
BACKENDS = {
    "pmem": {"kind": "pmem", "clock_period_ps": 1000,
             "pmem": {"access_ns": 300, "read_mb_per_s": 6600, "write_mb_per_s": 2300}},
    "nvme_tcp": {"kind": "nvme_tcp", **LOCAL,
                 "read": {"kind": "constant", **LATENCIES["constant"], "tail_per_million": 5000,
                          "tail_factor": 20},
                 "write": {"kind": "constant", **LATENCIES["constant"], "tail_per_million": 5000,
                           "tail_factor": 20},
                 "nvme_tcp": {"rtt_ns": 20000, "capsule_ns": 3000, "in_capsule_bytes": 4096,
                              "connect_us": 1000, "loss_every_ms": 9, "reconnect_ms": 2,
                              "on_loss": "fail"}},
}


def latency(kind):
    return {"kind": kind, **copy.deepcopy(LATENCIES[kind]), "tail_per_million": 5000,
            "tail_factor": 20}


def target(**keys):
    return {"first_id": 0, "count": 2, "luns": 2, "capacity_blocks": 65536, "block_bytes": 512,
            "thin": True, "thin_blocks": 65536, "read_only": False, "lun_queue_depth": 0,
            "physical_exponent": 3, "lowest_aligned_block": 1, "present": True,
            "preset": "nand-p3700",
            "backend": {"kind": "local", **LOCAL, "read": latency("uniform"),
                        "write": latency("constant")}, **keys}


def synthetic(**keys):
    return {"kind": "synthetic", "requests": 400, "depth": 8, "pattern": "random",
            "read_percent": 60, "flush_every": 20,
            "sizes": [{"bytes": 4096, "weight": 3}, {"bytes": 8192, "weight": 1}],
            "locality": "uniform", "region_blocks": 32768, "rate_per_s": 0, "think_ns": 1000,
            "segment_bytes": 2048, **keys}


def scsi_step():
    return {"at_us": 500, "do": "scsi", "target": 0, "lun": 1, "commands": [
        {"cdb": "12 00 00 00 40 00", "lun": 0, "initiator": 0, "attribute": "ordered", "times": 2,
         "together": True, "data_in_bytes": 64, "status": "good", "data_in": "00 .. 06",
         "residual": 28},
        {"cdb": "2a 00 00 00 ff f0 00 00 02 00", "initiator": 0, "data_out": "00112233",
         "data_out_bytes": 1024},
        {"cdb": "0c 00 00 00 00 00", "status": "check_condition", "sense": "5/20/00"}]}


def scenario(**keys):
    return {
        "schema": "pvscsim-scenario/1", "purpose": "Every key is written.", "seed": 3,
        "simulated_max_ms": 100000,
        "machine": {"vcpus": 2, "clock_period_ps": 400, "memory_mib": 64, "interrupt_vcpu": 1,
                    "interrupt_delivery_ns": 400, "poll_interval_ns": 2000, "ipi_cycles": 5600,
                    "costs": {"exit_cycles": 1500, "doorbell_cycles": 500,
                              "register_cycles": 1500, "interrupt_entry_cycles": 600,
                              "interrupt_exit_cycles": 300, "idle_wake_cycles": 2500,
                              "submit_cycles": 900, "complete_cycles": 700,
                              "line_transfer_ns": 50},
                    "shared_line_per_s": 0, "memory_order": "strong", "coherence": "coherent",
                    "iommu": {"mode": "strict", "tlb_entries": 64, "tlb_ways": 4, "hit_ns": 5,
                              "walk_ns": 250, "huge_ring_pages": False, "map_cycles": 400,
                              "unmap_cycles": 900, "omit": "none"}},
        "device": {"profile": "ideal", "layout": "memory_bar0", "express": True,
                   "power_management": True, "no_soft_reset": False, "msi": True, "msix": True,
                   "ring_pages_max": 32,
                   "depth_max": 4096, "max_targets": 8, "disks_max": 256, "luns_max": 255,
                   "config_pages": True, "get_max_targets": True, "message_ring": True,
                   "request_call_threshold": 0, "poll_period_us": 1000, "first_index": 0,
                   "coalescing": {"kind": "count_or_delay", "count_max": 4,
                                  "delay_max_ns": 20000, "ipi_gate_us": 0},
                   "dynamic_depth": {"kind": "throttle", "latency_us": 30000, "depth_min": 4,
                                     "depth_max": 256, "window": 64},
                   "worker": {"clock_period_ps": 400, "wake_ns": 1070, "idle_poll_ns": 0,
                              "fetch_cycles": 120, "parse_cycles": 400, "complete_cycles": 350,
                              "post_cycles": 150, "interrupt_cycles": 600,
                              "command_cycles": 2000, "line_transfer_ns": 50, "dma_setup_ns": 50,
                              "dma_mb_per_s": 12000, "translation_cycles": 0,
                              "huge_ring_pages": False, "placement": "remote",
                              "remote_percent": 130},
                   "defects": [], "variants": []},
        "driver": {"request_ring_pages": 8, "completion_ring_pages": 8, "message_ring_pages": 1,
                   "interrupt_mode": "msix", "use_request_call_threshold": True,
                   "doorbell_batch": 1, "lun_queue_depth": 254, "completion_budget": 4096,
                   "elements_max": 128, "request_timeout_ms": 30000, "abort_timeout_ms": 2000,
                   "reset_timeout_ms": 10000, "retries_max": 4,
                   "personality": "native", "locks": "single", "on_full": "hold",
                   "ring_fill_max_percent": 100, "depth_control": "latency",
                   "depth_latency_us": 60000, "poll_under_load": 0, "steer_completions": False,
                   "link_watchdog_ms": 0, "log_mask": 4294967295},
        "targets": [target(), target(first_id=5, count=1, present=False)],
        "workload": synthetic(),
        "faults": [{"point": "backend_read", "effect": "stall", "chance": "1/50", "times": 5,
                    "stall_ns": 100000},
                   {"point": "interrupt", "effect": "lose", "nth": 1000000},
                   {"point": "snapshot", "effect": "slow", "at_us": 1000, "factor": 8,
                    "target": 0, "lba": 100, "lba_blocks": 4000},
                   {"point": "worker", "effect": "stall", "nth": 5, "stage": "fetched",
                    "stall_ns": 3000, "from_us": 10, "until_us": 2000}],
        "script": [{"at_us": 1000, "do": "hot_add", "target": 5},
                   {"after_completed": 300, "do": "hot_remove", "target": 5},
                   scsi_step(),
                   {"at_us": 1500, "do": "reset_unit", "target": 1, "lun": 1},
                   {"at_us": 2000, "do": "abort", "count": 2},
                   {"at_us": 2100, "do": "resize", "target": 0, "capacity_blocks": 40000}],
        "expect": {"verdict": "pass", "requests.lost": 0,
                   "latency.p50_ns": {"at_least": 1, "at_most": 1000000000},
                   "requests.duplicated": {"equals": 0}},
        **keys}


def raw_step(**keys):
    """Each action that a processor can take past its driver. What it expects is wrong, so that the
    report's failures tell what it read."""
    return {"at_us": 2000, "do": "guest", "vcpu": 0, **keys, "actions": [
        {"do": "write_register", "offset": 0, "width": 4, "of": "absolute", "value": 1,
         "page": False, "repeat": 1},
        {"do": "setup_rings", "first_page": 0, "request_pages": 1, "completion_pages": 1},
        {"do": "write_memory", "base": "buffer", "offset": 32768, "width": 8, "of": "buffer",
         "value": 16, "page": False},
        {"do": "write_memory", "base": "buffer", "offset": 32784, "hex": "0102"},
        {"do": "guard", "base": "buffer", "offset": 32800, "bytes": 16},
        {"do": "read_memory", "base": "buffer", "offset": 32768, "hex": "00" * 64},
        {"do": "request", "slot": 0, "context": 7, "base": "buffer", "offset": 65536,
         "flags": 4, "bytes": 0, "sense_bytes": 18, "sense_offset": 66560, "cdb": "000000000000",
         "bus": 0, "target": 1, "lun": 0},
        {"do": "at_fetch", "fetch": "descriptor", "nth": 1, "base": "buffer", "offset": 32896,
         "width": 4, "of": "absolute", "value": 7, "page": False},
        {"do": "write_memory", "base": "state", "offset": 0, "value": 1},
        {"do": "write_register", "offset": 16408, "value": 0},
        {"do": "wait", "ns": 100000},
        {"do": "read_memory", "base": "request_ring", "offset": 0, "hex": "00" * 128},
        {"do": "read_memory", "base": "buffer", "offset": 32896, "width": 4, "expect": 1,
         "within_ns": 5000},
        {"do": "read_register", "offset": 8, "width": 4, "expect": 5, "within_ns": 0, "repeat": 1},
        {"do": "read_memory", "base": "buffer", "offset": 8, "hex": "00" * 16},
        {"do": "write_config", "offset": 60, "width": 1, "value": 9},
        {"do": "read_config", "offset": 60, "width": 1, "expect": 3, "within_ns": 0},
        {"do": "fuzz", "seed": 1, "steps": 20, "target": 4}]}


def memory_scenario():
    document = scenario(faults=[], script=[])
    document["machine"].update(memory_order="weak", omit_fence="none", coherence="noncoherent",
                               omit_sync="none")
    document["driver"].update(request_timeout_ms=20)
    return document


def neighbour():
    whole = scenario()
    return {"share_worker": True,
            **{key: whole[key] for key in ["seed", "device", "driver", "targets", "workload"]}}


def shared_scenario():
    """Two machines, three targets, two shared backends."""
    own = target()
    whole = {key: own.pop(key) for key in ["preset", "backend"]}
    own["shared_backend"] = "array"
    beside = {**neighbour(), "targets": [
        {**own, "count": 1}, {**own, "first_id": 1, "count": 1, "shared_backend": "other"}]}
    return scenario(faults=[], script=[], neighbours=[beside], targets=[own],
                    shared_backends=[{"name": "array", **whole}, {"name": "other"}])


def migrated_scenario():
    return scenario(faults=[], script=[{"at_us": 2000, "do": "migrate", "way": "live",
                                        "duration_us": 5000, "to": {"depth_max": 64}}])


def raw_scenario():
    document = scenario(faults=[], script=[raw_step()])
    document["driver"].update(request_timeout_ms=20, abort_timeout_ms=20, reset_timeout_ms=100)
    document["machine"]["iommu"] = {"mode": "off"}  # which would know nothing of its buffer
    return document


def full_scenarios(trace):
    """By name; replays read `trace`."""
    def replay(kind, **keys):
        return {"kind": kind, "requests": 100, "depth": 8, "segment_bytes": 4096, "file": trace,
                "skip": 0, **keys}

    scenarios = {
        "synthetic": scenario(),
        "zipf": scenario(workload=synthetic(locality="zipf", zipf_theta_milli=900)),
        "hot-spot": scenario(workload=synthetic(locality="hot_spot", hot_percent_of_space=20,
                                                hot_percent_of_requests=80)),
        "replay": scenario(workload=replay("blktrace", pacing="recorded")),
        "scaled": scenario(workload=replay("blktrace", pacing="scaled", scale_percent=50)),
        "boot": scenario(workload={"kind": "boot"}, script=[], faults=[]),
        "raw": raw_scenario(),
        "suspended": scenario(faults=[], script=[{"at_us": 2000, "do": "suspend",
                                                  "duration_us": 5000}]),
        "migrated": migrated_scenario(),
        "memory": memory_scenario(),
        "neighbours": scenario(neighbours=[neighbour()]),
        "shared": shared_scenario()}
    for kind, policy in POLICIES.items():
        device = {**scenario()["device"], "coalescing": policy}
        scenarios["coalescing-" + kind] = scenario(device=device)
    for kind, backend in BACKENDS.items():
        scenarios["backend-" + kind] = scenario(targets=[target(backend=backend)], script=[])
    for kind in LATENCIES:
        backend = {**target()["backend"], "read": latency(kind), "write": latency(kind)}
        scenarios["latency-" + kind] = scenario(targets=[target(backend=backend)], script=[])
    return scenarios
