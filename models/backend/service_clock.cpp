// SPDX-License-Identifier: Apache-2.0
#include "models/backend/service_clock.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace pvscsim {
namespace {

/// Spreads stripes over units: evenly when they are consecutive (golden-ratio steps), at random
/// when they are random.
std::size_t unit_of(std::uint64_t lba, std::size_t units) {
    const std::uint64_t spread = ((lba >> 3) * 0x9e3779b97f4a7c15U) >> 32;
    return static_cast<std::size_t>((spread * units) >> 32);
}

/// What few draws exceed.
std::uint64_t usual_ns(const LatencyConfig& config) {
    switch (config.kind) {
        case LatencyKind::Constant:
            return config.ns;
        case LatencyKind::Uniform:
            return config.max_ns;
        case LatencyKind::Exponential:
            return config.min_ns + 4 * config.mean_ns;
        case LatencyKind::LogNormal:
            return config.min_ns + 4 * config.median_ns;
        case LatencyKind::Table:
            break;
    }
    return config.table.back().ns;
}

}  // namespace

ServiceClock::ServiceClock(const BackendConfig& config, std::uint64_t seed, std::string_view name,
                           BackendSink& sink)
    : kind_(config.kind),
      shared_(config.units != 0 || config.bandwidth_mb_per_s != 0 ||
              config.kind != BackendKind::Local),
      clock_(config.clock_period_ps),
      read_(config.read, RandomStream(seed, std::string(name) + ".read")),
      write_(config.write, RandomStream(seed, std::string(name) + ".write")),
      flush_(SimTime::from_ns(config.flush_ns)),
      sink_(sink),
      pmem_(config.pmem),
      path_(config.nvme_tcp),
      unit_free_(config.units),
      mb_per_s_(config.bandwidth_mb_per_s) {}

SimTime ServiceClock::usual_span(const BackendConfig& config) {
    constexpr std::uint64_t kCopiedBytes = 65536;
    switch (config.kind) {
        case BackendKind::Pmem: {
            const PmemConfig& pmem = config.pmem;
            const std::uint64_t rate = std::min(pmem.read_mb_per_s, pmem.write_mb_per_s);
            return SimTime::from_ns(pmem.access_ns + kCopiedBytes * 1000 / rate);
        }
        case BackendKind::NvmeTcp:
            return SimTime::from_ns(std::max(usual_ns(config.read), usual_ns(config.write)) +
                                    config.nvme_tcp.rtt_ns + 2 * config.nvme_tcp.capsule_ns);
        case BackendKind::Local:
            break;
    }
    return SimTime::from_ns(std::max(usual_ns(config.read), usual_ns(config.write)));
}

SimTime ServiceClock::copy_time(IoKind kind, std::uint64_t bytes) const {
    const SimTime access = SimTime::from_ns(pmem_.access_ns);
    if (kind == IoKind::Other) return SimTime{};
    if (kind == IoKind::Flush || kind == IoKind::Discard) return access;
    // 10^6 bytes/s make 10^6 ps a byte; rounded up.
    const std::uint64_t rate = kind == IoKind::Read ? pmem_.read_mb_per_s : pmem_.write_mb_per_s;
    return access + SimTime{(bytes * 1000000 + rate - 1) / rate};
}

SimTime ServiceClock::end_on_shared(BackendJob job, SimTime start, SimTime end) {
    if (kind_ == BackendKind::Pmem) {
        return start + copy_time(job.kind, job.data_bytes) * job.factor + job.extra;
    }
    if (kind_ == BackendKind::NvmeTcp) {
        const NvmeTcpPath::Trip trip = path_.travel(job, start, end - start);
        if (trip.dropped) {
            sink_.dropped(job.id);
            return trip.end;
        }
        end = trip.end;
    }
    if (!unit_free_.empty() && (job.kind == IoKind::Read || job.kind == IoKind::Write)) {
        SimTime& unit_free = unit_free_[unit_of(job.lba, unit_free_.size())];
        if (start < unit_free) end += unit_free - start;
        unit_free = end;
    }
    if (mb_per_s_ != 0 && job.data_bytes != 0) {
        if (job.data_bytes != known_bytes_) {
            // 10^6 bytes/s make 10^6 ps a byte; rounded up.
            known_bytes_ = job.data_bytes;
            known_transfer_.ps = (job.data_bytes * 1000000 + mb_per_s_ - 1) / mb_per_s_;
        }
        link_free_ = later_of(link_free_, start) + known_transfer_;
        end = later_of(end, link_free_);
    }
    return end;
}

}  // namespace pvscsim
