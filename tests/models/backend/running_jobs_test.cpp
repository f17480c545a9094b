// SPDX-License-Identifier: Apache-2.0
#include "models/backend/running_jobs.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <tuple>

#include "models/base/random.h"

namespace pvscsim {
namespace {

constexpr SimTime kUsual = SimTime::from_us(100);

/// A set beside the jobs, which says what has to come out next.
class Checked {
public:
    explicit Checked(std::uint32_t servers) { jobs_.expect(servers, kUsual); }

    SimTime now() const { return now_; }
    std::size_t size() const { return expected_.size(); }
    void wait_until(SimTime when) { now_ = when; }

    void push(SimTime service, SimTime ahead = SimTime{}) {
        const SimTime start = now_ + ahead;
        // Jobs do not all start in the order of their submission.
        const std::uint64_t sequence = next_++ ^ 5;
        const bool first = start + service < jobs_.next_end();
        ASSERT_EQ(jobs_.push(
                      {start + service, start, sequence, static_cast<std::uint32_t>(7 * sequence)}),
                  first);
        expected_.insert({(start + service).ps, sequence, start.ps});
    }
    void pop() {
        const auto [end, sequence, start] = *expected_.begin();
        expected_.erase(expected_.begin());
        ASSERT_EQ(jobs_.next_end().ps, end);
        ASSERT_EQ(start_of(static_cast<std::uint32_t>(7 * sequence)).ps, start);
        const RunningJob job = jobs_.pop();
        ASSERT_EQ(job.end.ps, end);
        ASSERT_EQ(job.order, sequence);
        ASSERT_EQ(job.start.ps, start);
        ASSERT_EQ(job.id, 7 * sequence);
        ASSERT_TRUE(start_of(job.id) == SimTime::never());
        now_ = job.end;
        ASSERT_EQ(jobs_.next_end() == SimTime::never(), expected_.empty());
    }
    void pop_all() {
        while (size() != 0) pop();
    }
    /// Goes on with jobs that have been archived and made anew.
    void move(std::uint32_t servers) {
        Archive out;
        jobs_.archive(out);
        Archive in(out.take_bytes());
        RunningJobs moved;
        moved.expect(servers, kUsual);
        moved.archive(in);
        ASSERT_TRUE(in.at_end());
        ASSERT_EQ(moved.next_end().ps, jobs_.next_end().ps);
        while (jobs_.next_end() != SimTime::never()) {
            const RunningJob before = jobs_.pop();
            const RunningJob after = moved.pop();
            ASSERT_EQ(after.end.ps, before.end.ps);
            ASSERT_EQ(after.order, before.order);
        }
    }

private:
    SimTime start_of(std::uint32_t id) const {
        return jobs_.start_of([&](const RunningJob& job) { return job.id == id; });
    }

    RunningJobs jobs_;
    std::set<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>> expected_;
    SimTime now_{};
    std::uint64_t next_ = 0;
};

/// Services of all kinds: usual ones, a few values only, stalls far beyond the wheel, none at all.
SimTime some_service(RandomStream& random) {
    switch (random.below(8)) {
        case 0:
            return SimTime::from_us(10 * random.below(4));
        case 1:
            return SimTime{random.below(kUsual.ps * 40)};
        default:
            return SimTime{random.below(kUsual.ps)};
    }
}

TEST(RunningJobs, ComeOutByEndThenBySubmission) {
    for (const std::uint32_t servers : {1U, 16U, 64U, 300U, 4096U}) {
        RandomStream random(servers, "running_jobs");
        Checked jobs(servers);
        for (int i = 0; i < 20000; ++i) {
            if (jobs.size() != 0 && (jobs.size() == servers || random.below(2) == 0)) {
                jobs.pop();
            } else {
                // Submitters run ahead of time, by little.
                jobs.push(some_service(random), SimTime{random.below(2) * random.below(3000000)});
            }
        }
        jobs.pop_all();
    }
}

TEST(RunningJobs, EndsAtOneTimeKeepTheirOrder) {
    Checked jobs(4096);
    for (int i = 0; i < 4096; ++i) jobs.push(kUsual);
    jobs.pop_all();
}

TEST(RunningJobs, AnIdleWhileChangesNothing) {
    RandomStream random(3, "running_jobs");
    Checked jobs(64);
    for (std::uint64_t round = 1; round < 50; ++round) {
        for (int i = 0; i < 64; ++i) jobs.push(some_service(random));
        jobs.pop_all();
        jobs.wait_until(jobs.now() + SimTime::from_us(round * round * 37));
    }
}

TEST(RunningJobs, AJobMayStartBeforeOneThatWasPushedEarlier) {
    Checked jobs(64);
    jobs.push(SimTime::from_us(50), SimTime::from_us(500));
    jobs.push(SimTime::from_us(1));
    jobs.push(SimTime::from_us(700));
    jobs.pop_all();
}

TEST(RunningJobs, SurviveAnArchive) {
    RandomStream random(4, "running_jobs");
    Checked jobs(64);
    for (int i = 0; i < 200; ++i) {
        if (jobs.size() == 64) jobs.pop();
        jobs.push(some_service(random));
    }
    jobs.move(64);
}

}  // namespace
}  // namespace pvscsim
