// SPDX-License-Identifier: Apache-2.0
#include "tests/reports/sample_run.h"

#include <algorithm>
#include <array>
#include <vector>

namespace pvscsim::reports {

namespace {

constexpr std::uint16_t kTargets = 4;
constexpr std::size_t kServers = 4;
constexpr std::size_t kDepth = 16;

/// A xorshift generator: any numbers do, if they are always the same.
class Numbers {
public:
    std::uint64_t below(std::uint64_t bound) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return state_ % bound;
    }

private:
    std::uint64_t state_ = 88172645463325252U;
};

std::vector<UnitId> sample_units() {
    std::vector<UnitId> units;
    for (std::uint16_t target = 0; target < kTargets; ++target) {
        units.push_back({target, 0});
    }
    return units;
}

/// Plays the machine: one vCPU, one worker, servers behind it; each busy until a known time.
class SampleMachine {
public:
    /// A request handed to the driver at `begin` or as soon as the vCPU is free.
    LifeRecord next(SimTime begin, std::uint64_t sequence) {
        LifeRecord life;
        life.sequence = sequence;
        life.kind = numbers_.below(10) < 7 ? IoKind::Read : IoKind::Write;
        life.data_bytes = std::uint64_t{4096} << numbers_.below(4);
        life.target = static_cast<std::uint16_t>(numbers_.below(kTargets));
        life.lba = numbers_.below(1U << 21);
        auto& stamp = life.stamp;
        stamp[0] = later_of(begin, vcpu_);
        stamp[1] = vcpu_ = stamp[0] + SimTime::from_ns(360);
        stamp[2] = later_of(stamp[1] + SimTime::from_ns(600), worker_);
        stamp[3] = stamp[2] + SimTime::from_ns(48);
        stamp[4] = worker_ = stamp[3] + SimTime::from_ns(160);
        stamp[5] = stamp[4] + SimTime::from_ns(50 + life.data_bytes / 12);
        serve(life);
        stamp[8] = stamp[7] + SimTime::from_ns(140 + life.data_bytes / 12);
        stamp[9] = stamp[8] + SimTime::from_ns(60);
        stamp[10] = stamp[9] + SimTime::from_ns(numbers_.below(3) * 5000);
        stamp[11] = stamp[10] + SimTime::from_ns(640);
        stamp[12] = stamp[11] + SimTime::from_ns(280);
        return life;
    }

private:
    void serve(LifeRecord& life) {
        auto& servers = servers_[life.target];
        auto& server = *std::min_element(servers.begin(), servers.end());
        auto& stamp = life.stamp;
        stamp[6] = later_of(stamp[5], server);
        const std::uint64_t base_us = life.kind == IoKind::Read ? 70 : 25;
        std::uint64_t service_ns = base_us * 1000 + numbers_.below(30000) + numbers_.below(30000);
        if (numbers_.below(200) == 0) {
            service_ns += 400000 + numbers_.below(2000000);
        }
        stamp[7] = server = stamp[6] + SimTime::from_ns(service_ns);
    }

    Numbers numbers_;
    SimTime vcpu_ = SimTime::from_us(100);
    SimTime worker_;
    std::array<std::array<SimTime, kServers>, kTargets> servers_{};
};

void fill_counters(RunCounters& counters, const RunRecorder& recorder) {
    const std::uint64_t n = recorder.ended_count();
    counters.notifications.doorbells_rw = n - n / 8;
    counters.notifications.doorbells_suppressed = n / 8;
    counters.notifications.vm_exits = n + n / 2;
    counters.notifications.interrupts = n - n / 4;
    counters.notifications.interrupts_suppressed = n / 4;
    counters.cpu.vcpus.resize(1);
    counters.cpu.vcpus[0] = {400, n * 900, n * 2000, n * 10, n * 820, n * 700, n * 250};
    counters.cpu.hypervisor.fetch_cycles = n * 120;
    counters.cpu.hypervisor.parse_cycles = n * 400;
    counters.cpu.hypervisor.complete_cycles = n * 350;
    counters.cpu.hypervisor.post_cycles = n * 150;
    counters.cpu.hypervisor.interrupt_cycles = n * 450;
    counters.rings.request = {256, n, kDepth, 0};
    counters.rings.completion = {256, n, 9, 0};
    counters.rings.message = {128, 1, 1, 0};
    for (const UnitId id : sample_units()) {
        counters.units.push_back({id, kServers, 7});
    }
    counters.hotplug = {1, 0, 0, 0, 1, 0};
    counters.integrity = {n * 4, n * 9, 0};
    counters.events.push_back({SimTime::from_us(500), "hot_add target 3"});
}

}  // namespace

SampleRun::SampleRun(std::uint64_t requests, TraceWriter* trace) : recorder(sample_units()) {
    recorder.trace_to(trace);
    SampleMachine machine;
    std::vector<LifeRecord> in_flight;
    const auto earliest = [&in_flight] {
        return std::min_element(
            in_flight.begin(), in_flight.end(),
            [](const auto& a, const auto& b) { return a.stamp[kStages] < b.stamp[kStages]; });
    };
    SimTime now;
    for (std::uint64_t started = 0; started < requests || !in_flight.empty();) {
        if (started < requests && in_flight.size() < kDepth) {
            recorder.submitted();
            in_flight.push_back(machine.next(now, started++));
            now = later_of(now, in_flight.back().stamp[1]);
        } else {
            const auto ending = earliest();
            now = later_of(now, ending->stamp[kStages]);
            recorder.ended(*ending);
            info.simulated = later_of(info.simulated, ending->stamp[kStages]);
            in_flight.erase(ending);
        }
        recorder.outstanding(now, static_cast<std::uint32_t>(in_flight.size()));
    }
    info.simulated = later_of(info.simulated, now);
    fill_counters(counters, recorder);
    info.scenario = "sample";
    info.purpose = "Seventy per cent reads of 4 to 32 KiB at depth 16 on four disks.";
    info.seed = 42;
    info.configuration = {{"machine", {{"vcpus", 1}}}, {"workload", {{"queue_depth", kDepth}}}};
    info.tool_version = "0.1.0";
    info.expected = {{"requests.completed", std::to_string(requests), "", ""},
                     {"latency.p99_ns", "", "", "1000000"}};
}

LifeRecord simple_life(SimTime begin) {
    LifeRecord life;
    life.stamp[0] = begin;
    for (std::size_t s = 0; s < kStages; ++s) {
        life.stamp[s + 1] = life.stamp[s] + SimTime{(s + 1) * 1000};
    }
    life.kind = IoKind::Read;
    life.data_bytes = 4096;
    return life;
}

}  // namespace pvscsim::reports
