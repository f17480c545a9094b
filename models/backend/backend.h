// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "models/backend/backend_config.h"
#include "models/backend/backend_job.h"
#include "models/backend/job_ring.h"
#include "models/backend/jobs_in_service.h"
#include "models/backend/scheduler.h"
#include "models/backend/service_clock.h"
#include "models/backend/tag_order.h"
#include "models/base/archive.h"

namespace pvscsim {

/// One target's storage: `servers` jobs are in service at a time, the others wait.
///
/// - A job that finds a free server starts at its arrival; that is settled in submit(), and no
///   event is spent on the arrival.
/// - Otherwise it waits. When a server becomes free, the oldest head-of-queue job starts, else the
///   scheduler's choice; both choose among the jobs that arrived before that moment. If there is
///   none, the next to arrive gets the server and starts at its arrival. What is chosen depends on
///   arrivals alone, never on how long before them submit() was called.
/// - An ordered job starts after all jobs of its logical unit submitted before it have ended, and
///   jobs submitted after it start after its end. A head-of-queue job waits for a server only; the
///   jobs that it overtakes do not wait for its end.
/// - When a job starts, its end is settled: see ServiceClock for service time, media units, link
///   and clock. Jobs that end at one time are reported in their order of submission.
///
/// Nothing is allocated per job once the queues have grown to a run's depth.
class alignas(64) Backend final {
public:
    /// Joins `in_service`, which must outlive its use, as must `sink`. Service times come from the
    /// streams `name`.read and `name`.write of `seed`. `config` was validated.
    Backend(JobsInService& in_service, const BackendConfig& config, std::uint64_t seed,
            std::string_view name, BackendSink& sink);
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    /// Takes a job that arrives at `arrival`, the caller's present or later. Arrivals of
    /// successive calls never decrease. Ids need not be unique.
    void submit(const BackendJob& job, SimTime arrival) {
        PVS_CHECK(arrival >= last_arrival_);
        last_arrival_ = arrival;
        ++outstanding_;
        const std::uint64_t sequence = next_sequence_++;
        if (!tags_.admits(job)) return submit_restricted(job, arrival, sequence);
        if (free_servers_ == 0) return enqueue(job, arrival, sequence);
        start(job, arrival, sequence);
    }

    /// Reports a job that ends now, starts those that wait.
    void ended(const RunningJob& done);

    /// How long the processor that submits such a job is busy with it.
    SimTime processor_time(IoKind kind, std::uint64_t bytes) const {
        return service_.processor_time(kind, bytes);
    }

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(service_, coming_, heads_, tags_, waiting_, free_servers_, outstanding_, waiting_max_,
          last_arrival_, busy_time_, next_sequence_);
        scheduler_->archive(a);
    }
    /// Jobs submitted and not yet served.
    std::uint32_t outstanding() const { return outstanding_; }
    /// When a server began with the job, or "never" if it waits or is not here.
    SimTime start_of(std::uint32_t id) const { return in_service_.start_of(rank_, id); }
    /// Service of all ended jobs, summed; divided by servers and elapsed time: the utilisation.
    SimTime busy_time() const { return busy_time_; }
    std::uint64_t served_jobs() const { return next_sequence_ - outstanding_; }
    /// The most jobs that ever waited for a server at once.
    std::uint32_t waiting_max() const { return waiting_max_; }

private:
    static constexpr unsigned kLunBits = 16;

    void start(const BackendJob& job, SimTime when, std::uint64_t sequence) {
        --free_servers_;
        const std::uint64_t order = rank_ | sequence << kLunBits | job.lun;
        in_service_.begin({service_.end_of(job, when), when, order, job.id});
    }
    // By value: what the submitter puts together need not be in memory for jobs that start at once.
    void enqueue(BackendJob job, SimTime arrival, std::uint64_t sequence);
    void submit_restricted(BackendJob job, SimTime arrival, std::uint64_t sequence);
    void dispatch_and_report(std::uint32_t id, SimTime start, SimTime end);
    void dispatch(SimTime now);
    void start_next(SimTime now);
    void collect_arrived(SimTime now);
    void take_released(SimTime now);

    // By how often they are needed: a run with many backends finds them in no cache.
    JobsInService& in_service_;
    BackendSink& sink_;
    SimTime last_arrival_{};
    SimTime busy_time_{};
    std::uint64_t next_sequence_ = 0;
    const std::uint64_t rank_;    // of its jobs: then come sequence numbers, of 40 bits, and LUNs
    std::uint32_t free_servers_;  // not 0: waiting_ is 0
    std::uint32_t outstanding_ = 0;
    std::uint32_t waiting_ = 0;  // in coming_, heads_ and scheduler_
    TagOrder tags_;
    ServiceClock service_;
    JobRing coming_;  // wait for a server, not yet shown to the scheduler; by arrival
    JobRing heads_;   // arrived head-of-queue jobs
    std::unique_ptr<Scheduler> scheduler_;  // arrived others
    std::uint32_t waiting_max_ = 0;
};

inline void Backend::ended(const RunningJob& done) {
    // Its place may be another job's once one starts.
    const std::uint32_t id = done.id;
    const SimTime start = done.start;
    const SimTime end = done.end;
    ++free_servers_;
    --outstanding_;
    busy_time_ += end - start;
    const std::uint64_t order = done.order ^ rank_;
    const bool released = tags_.ended(static_cast<std::uint16_t>(order), order >> kLunBits);
    if (waiting_ != 0 || released) return dispatch_and_report(id, start, end);
    sink_.served(id, start, end);
}

}  // namespace pvscsim
