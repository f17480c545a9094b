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

/// The jobs in service at the backends of one actor, which are told of their ends in order of time;
/// at one time by backend, in the order in which they joined, then by submission. So the agenda
/// knows one actor, however many backends it has.
class JobsInService {
public:
    /// The actor with `slot` acts when next_end() has come, and calls report(). The agenda outlives
    /// the jobs.
    JobsInService(Agenda& agenda, Agenda::Slot slot) : agenda_(agenda), slot_(slot) {}

    /// One backend more, before there are jobs, with so many servers, whose jobs mostly take
    /// `usual` at most; it outlives what it begins. `sink` is who is told of its jobs. Returns what
    /// the order of each is to begin with: the number of the backend, in the first kNumberBits.
    std::uint64_t join(Backend& backend, BackendSink& sink, std::uint32_t servers, SimTime usual);
    static constexpr unsigned kNumberBits = 8;
    void begin(const RunningJob& job) {
        if (jobs_.push(job)) agenda_.set_earlier(slot_, job.end);
    }
    /// From now on what the next end needs is fetched into the cache: there is too much for it.
    void look_ahead() { looks_ahead_ = true; }

    /// "Never" if there is none.
    SimTime next_end() const { return jobs_.next_end(); }
    /// Tells of the jobs that end at `now`.
    void report(SimTime now) {
        while (next_end() <= now) end_next();
        if (looks_ahead_) fetch_next();
    }

    /// State, field by field, in either direction; without that of the backends.
    void archive(Archive& a) { a(jobs_); }
    /// When a server of the backend that join() gave `rank` began with its job `id`, or "never".
    SimTime start_of(std::uint64_t rank, std::uint32_t id) const;

private:
    struct Member {
        Backend* backend;
        BackendSink* sink;
    };
    static constexpr std::uint64_t number_of(std::uint64_t order) {
        return order >> (64 - kNumberBits);
    }
    const Member& member_of(const RunningJob& job) const { return members_[number_of(job.order)]; }
    void end_next();
    void fetch_next() const;

    Agenda& agenda_;
    const Agenda::Slot slot_;
    bool looks_ahead_ = false;
    std::vector<Member> members_;
    RunningJobs jobs_;
};

}  // namespace pvscsim
