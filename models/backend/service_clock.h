// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/backend/backend_config.h"
#include "models/backend/backend_job.h"
#include "models/backend/latency_sampler.h"
#include "models/backend/nvme_tcp.h"
#include "models/base/archive.h"
#include "models/base/clock.h"

namespace pvscsim {

/// Says when a job that starts now will end.
///
/// 1. Its service time is drawn: reads from the read latency, writes, discards and WRITE SAME from
///    the write latency; a flush takes `flush_ns`, anything else no time. An injected
///    slowness multiplies it, an injected stall is added.
/// 2. With media units (dies, channels), a read or write occupies the unit of its first 8-block
///    stripe for that time, one job after the other in their order of start.
/// 3. With a bandwidth limit, its data also passes the shared link, one job after the other in
///    their order of start. Access and transfer overlap: the job ends with the later of both.
/// 4. Persistent memory takes the processor's time for access and bytes in place of 1 to 3; behind
///    NVMe/TCP the way there and back is added to 1, see NvmeTcpPath.
/// 5. The end is put on the next edge of the backend's clock.
///
/// Draws are made in the order of start, one stream a direction.
class ServiceClock {
public:
    /// `sink` is told of jobs that end without service, and outlives the clock.
    ServiceClock(const BackendConfig& config, std::uint64_t seed, std::string_view name,
                 BackendSink& sink);

    /// What most jobs take at most, where they do not wait for one another.
    static SimTime usual_span(const BackendConfig& config);

    /// When `job`, which starts at `start`, ends; to be asked once for each job.
    SimTime end_of(const BackendJob& job, SimTime start) {
        SimTime end = start + service_time(job.kind) * job.factor + job.extra;
        if (shared_) end = end_on_shared(job, start, end);
        return clock_.edge(end);
    }

    /// How long the processor that dispatches `kind` is busy with it: copying, where storage is
    /// memory.
    SimTime processor_time(IoKind kind, std::uint64_t bytes) const {
        return kind_ == BackendKind::Pmem ? copy_time(kind, bytes) : SimTime{};
    }

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(path_, read_, write_, unit_free_, link_free_, known_bytes_, known_transfer_);
    }

private:
    SimTime service_time(IoKind kind) {
        if (kind == IoKind::Read) return read_.draw();
        if (kind == IoKind::Flush) return flush_;
        return kind == IoKind::Other ? SimTime{} : write_.draw();
    }
    SimTime copy_time(IoKind kind, std::uint64_t bytes) const;
    SimTime end_on_shared(BackendJob job, SimTime start, SimTime end);

    // What plain reads and writes need comes first.
    const BackendKind kind_;
    const bool shared_;  // units or link, or no local device
    Clock clock_;
    LatencySampler read_;
    LatencySampler write_;
    SimTime flush_;
    BackendSink& sink_;
    const PmemConfig pmem_;
    NvmeTcpPath path_;
    std::vector<SimTime> unit_free_;
    std::uint64_t mb_per_s_;
    SimTime link_free_{};
    std::uint64_t known_bytes_ = 0;  // the last job's, whose transfer time is known
    SimTime known_transfer_{};
};

}  // namespace pvscsim
