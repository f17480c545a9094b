// SPDX-License-Identifier: Apache-2.0
// Counts heap allocations of this program, so it is one of its own.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "tests/models/backend/backend_actor.h"

namespace {
std::uint64_t allocations = 0;
}  // namespace

void* operator new(std::size_t bytes) {
    ++allocations;
    if (void* const memory = std::malloc(bytes)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t /*bytes*/) noexcept {
    std::free(memory);
}

namespace pvscsim {
namespace {

/// Random jobs with tags now and then, resubmitted as they end, so that the depth stays.
class BusyBackend final : public BackendSink {
public:
    BusyBackend(SchedulerKind scheduler, std::uint32_t depth)
        : actor_(agenda_, config(scheduler), 1, "busy", *this) {
        for (std::uint32_t id = 0; id < depth; ++id) submit(id, SimTime{});
    }
    std::uint64_t allocations_until_ms(std::uint64_t ms) {
        const std::uint64_t before = allocations;
        agenda_.run_until(SimTime::from_us(1000 * ms));
        return allocations - before;
    }
    std::uint64_t served_jobs() { return actor_.backend().served_jobs(); }
    void served(std::uint32_t id, SimTime /*start*/, SimTime end) override { submit(id, end); }

private:
    static BackendConfig config(SchedulerKind scheduler) {
        BackendConfig config;
        config.servers = 32;
        config.units = 64;
        config.scheduler = scheduler;
        config.read.kind = LatencyKind::LogNormal;
        return config;
    }
    void submit(std::uint32_t id, SimTime now) {
        BackendJob job;
        job.id = id;
        job.lba = jobs_.below(1000000);
        job.lun = static_cast<std::uint16_t>(jobs_.below(4));
        job.data_bytes = 4096;
        if (jobs_.chance({1, 4})) job.kind = IoKind::Write;
        if (jobs_.chance({1, 300})) job.attribute = kTagOrdered;
        if (jobs_.chance({1, 300})) job.attribute = kTagHeadOfQueue;
        actor_.backend().submit(job, now);
    }

    Agenda agenda_;
    RandomStream jobs_{1, "jobs"};
    BackendActor actor_;
};

TEST(Backend, AllocatesNothingOnceItIsWarm) {
    for (const SchedulerKind kind :
         {SchedulerKind::Fifo, SchedulerKind::Elevator, SchedulerKind::Deadline}) {
        BusyBackend busy(kind, 500);
        EXPECT_GT(busy.allocations_until_ms(400), 0U);
        const std::uint64_t warm = busy.served_jobs();
        EXPECT_EQ(busy.allocations_until_ms(500), 0U);
        EXPECT_GT(busy.served_jobs(), warm + 10000);
    }
}

}  // namespace
}  // namespace pvscsim
