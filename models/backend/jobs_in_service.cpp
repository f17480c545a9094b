// SPDX-License-Identifier: Apache-2.0
#include "models/backend/jobs_in_service.h"

#include "models/backend/backend.h"
#include "models/base/check.h"

namespace pvscsim {

std::uint64_t JobsInService::join(Backend& backend, BackendSink& sink, std::uint32_t servers,
                                  SimTime usual) {
    const std::uint64_t number = members_.size();
    PVS_CHECK(number < std::uint64_t{1} << kNumberBits);
    members_.push_back({&backend, &sink});
    jobs_.expect(servers, usual);
    return number << (64 - kNumberBits);
}

void JobsInService::end_next() {
    const RunningJob& done = jobs_.pop();
    member_of(done).backend->ended(done);
}

void JobsInService::fetch_next() const {
    if (jobs_.next_end() == SimTime::never()) return;
    const RunningJob* const next = jobs_.next_job();
    if (next == nullptr) return;
    __builtin_prefetch(member_of(*next).backend, 1);
    member_of(*next).sink->coming(next->id);
}

SimTime JobsInService::start_of(std::uint64_t rank, std::uint32_t id) const {
    return jobs_.start_of([&](const RunningJob& job) {
        return job.id == id && number_of(job.order) == number_of(rank);
    });
}

}  // namespace pvscsim
