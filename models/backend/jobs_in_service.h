// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/backend/backend_job.h"
#include "models/backend/running_jobs.h"
#include "models/base/agenda.h"
#include "models/base/archive.h"

namespace pvscsim {

class Backend;

/// The jobs in service at some backends, which are told of their ends in order of time; at one time
/// by backend, in the order in which they joined, then by submission. One actor, however many
/// backends there are.
class JobsInService final : public Actor {
public:
    /// Registers itself with `agenda`, which must outlive it.
    explicit JobsInService(Agenda& agenda, Agenda::Pace pace = Agenda::Pace::Seldom)
        : agenda_(agenda), slot_(agenda.add(*this, pace)) {}

    /// One backend more, before there are jobs, with so many servers, whose jobs mostly take
    /// `usual` at most; it outlives what it begins. `sink` is who is told of its jobs. Returns what
    /// goes before the sequence number of each.
    std::uint64_t join(Backend& backend, BackendSink& sink, std::uint32_t servers, SimTime usual);
    void begin(const RunningJob& job) {
        if (jobs_.push(job)) agenda_.set_earlier(slot_, job.end);
    }
    /// From now on what the next end needs is fetched into the cache: there is too much for it.
    void look_ahead() { looks_ahead_ = true; }

    /// Reports the jobs that end at `now`.
    Turn act(SimTime now) override;

    /// State, field by field, in either direction; without that of the backends.
    void archive(Archive& a) { a(jobs_); }
    Agenda::Slot slot() const { return slot_; }
    /// When a server of the backend that join() gave `rank` began with its job `id`, or "never".
    SimTime start_of(std::uint64_t rank, std::uint32_t id) const;

    static constexpr unsigned kSequenceBits = 52;

private:
    struct Member {
        Backend* backend;
        BackendSink* sink;
    };
    const Member& member_of(const RunningJob& job) const {
        return members_[job.sequence >> kSequenceBits];
    }
    void fetch_next() const;

    Agenda& agenda_;
    Agenda::Slot slot_;
    bool looks_ahead_ = false;
    std::vector<Member> members_;
    RunningJobs jobs_;
};

}  // namespace pvscsim
