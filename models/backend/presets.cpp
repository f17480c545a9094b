// SPDX-License-Identifier: Apache-2.0
#include "models/backend/presets.h"

#include <algorithm>

// How the SSDs were fitted. The shape of a lone request gives body and stalls. The mean at depth
// 16 gives the number of servers, or the rate of the link, at which the device saturates; its 99th
// percentile, about two service times, gives the number of media units, on which requests collide.
// tests/models/backend/presets_test.cpp holds the figures and simulates them.

namespace pvscsim {
namespace {

constexpr std::string_view kAssumed = "assumed: no published figure at hand";
constexpr std::uint64_t kMs = 1000000;

LatencyConfig constant(std::uint64_t ns) {
    LatencyConfig config;
    config.kind = LatencyKind::Constant;
    config.ns = ns;
    return config;
}

LatencyConfig uniform(std::uint64_t min_ns, std::uint64_t max_ns) {
    LatencyConfig config;
    config.kind = LatencyKind::Uniform;
    config.min_ns = min_ns;
    config.max_ns = max_ns;
    return config;
}

LatencyConfig log_normal(std::uint64_t min_ns, std::uint64_t median_ns, std::uint32_t sigma_milli) {
    LatencyConfig config;
    config.kind = LatencyKind::LogNormal;
    config.min_ns = min_ns;
    config.median_ns = median_ns;
    config.sigma_milli = sigma_milli;
    return config;
}

LatencyConfig with_stalls(LatencyConfig config, std::uint32_t per_million, std::uint32_t factor) {
    config.tail_per_million = per_million;
    config.tail_factor = factor;
    return config;
}

/// What all devices have in common; 0 means no limit and no units.
struct Device {
    std::uint32_t servers;
    std::uint32_t units;
    std::uint32_t mb_per_s;
    std::uint64_t flush_ns;
    SchedulerKind scheduler = SchedulerKind::Fifo;
};

BackendConfig backend(const Device& device, const LatencyConfig& read, const LatencyConfig& write) {
    BackendConfig config;
    config.servers = device.servers;
    config.units = device.units;
    config.bandwidth_mb_per_s = device.mb_per_s;
    config.flush_ns = device.flush_ns;
    config.scheduler = device.scheduler;
    config.read = read;
    config.write = write;
    return config;
}

std::vector<BackendPreset> make_presets() {
    const LatencyConfig optane = with_stalls(log_normal(7400, 1500, 200), 30, 4);
    const LatencyConfig buffered = with_stalls(log_normal(15000, 5000, 400), 20, 34);
    return {
        {"null", "ends at once: what the adapter itself costs", kAssumed,
         backend({4096, 0, 0, 0}, constant(0), constant(0))},
        {"pmem-optane-dimm",
         "one Optane DIMM behind a block driver; 4 KiB moves at 6.6 GB/s in, "
         "2.3 GB/s out",
         "arXiv 1903.05714: random load 305 to 346 ns",
         backend({1, 0, 6600, 500}, uniform(305, 346), constant(1780))},
        {"optane-p4800x", "Intel Optane P4800X; writes like reads",
         "AnandTech 11209: 4 KiB reads, depth 1: mean 8.9, p99 10, p99.999 37 us; "
         "depth 16: 25.5, 41, 81 us",
         backend({64, 10, 2570, 5000}, optane, optane)},
        {"nand-p3700", "Intel P3700, NAND; saturates as at depth 16; write buffer assumed",
         "AnandTech 11209: 4 KiB reads, depth 1: mean 77.9, p99 96, p99.999 2768 us; "
         "depth 16: 93.9, 163, 2320 us",
         backend({14, 112, 2800, 20000}, with_stalls(log_normal(71500, 6000, 500), 20, 34),
                 buffered)},
        {"nand-9100", "Micron 9100, NAND; link and write buffer assumed",
         "AnandTech 11209: 4 KiB reads, depth 1: mean 107.7, p99 117, p99.999 306 us; "
         "depth 16: 116.2, 205, 1560 us",
         backend({128, 112, 2800, 20000}, with_stalls(log_normal(104700, 1900, 1000), 7, 18),
                 buffered)},
        {"sata-ssd", "SATA SSD: about 90 k reads/s, 30 k writes/s, 100 us; link 600 MB/s",
         "toolnova.io, a web figure of unknown method",
         backend({9, 0, 600, 500000}, with_stalls(log_normal(70000, 25000, 500), 20, 20),
                 with_stalls(log_normal(200000, 85000, 500), 20, 20))},
        {"hdd-7200", "7,200 rpm disk: seek and half a turn, 8 ms; a slow pass in 500",
         "half a turn 4.17 ms, seek 3 to 15 ms; Hao, FAST 2016: 0.2 % of the time twice as slow",
         backend({1, 0, 200, 8 * kMs, SchedulerKind::Elevator},
                 with_stalls(uniform(3 * kMs, 13 * kMs), 2000, 2),
                 with_stalls(uniform(3 * kMs, 13 * kMs), 2000, 2))},
        {"hdd-15k", "15,000 rpm disk: seek and half a turn, 5.5 ms; a slow pass in 500",
         "half a turn 2 ms; Hao, FAST 2016: 0.2 % of the time twice as slow",
         backend({1, 0, 200, 5 * kMs, SchedulerKind::Elevator},
                 with_stalls(uniform(2 * kMs, 9 * kMs), 2000, 2),
                 with_stalls(uniform(2 * kMs, 9 * kMs), 2000, 2))},
        {"flash-array", "all-flash array over a 16 Gb/s fabric: 0.5 ms, p99 1 ms",
         "VMware KB 318927: 1 to 2 ms are already suspicious",
         backend({64, 0, 1600, 300000}, with_stalls(log_normal(200000, 250000, 500), 100, 5),
                 with_stalls(log_normal(200000, 250000, 500), 100, 5))},
        {"disk-array", "array of disks with a write cache: reads 5 ms, writes 0.6 ms",
         "VMware KB 318927: 10 ms is the limit of good",
         backend({32, 0, 800, kMs, SchedulerKind::Deadline},
                 with_stalls(log_normal(500000, 4000000, 600), 500, 5),
                 with_stalls(log_normal(300000, 250000, 500), 500, 10))},
    };
}

}  // namespace

const std::vector<BackendPreset>& backend_presets() {
    static const std::vector<BackendPreset> presets = make_presets();
    return presets;
}

const BackendPreset* find_backend_preset(std::string_view name) {
    const auto& presets = backend_presets();
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [&](const BackendPreset& p) { return p.name == name; });
    return found == presets.end() ? nullptr : &*found;
}

}  // namespace pvscsim
