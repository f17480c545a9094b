// SPDX-License-Identifier: Apache-2.0
#include "models/kernel/conductor.h"

#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {

void PrintTo(SyncMode mode, std::ostream* out) {
    *out << (mode == SyncMode::Quantum ? "Quantum" : "EveryAccess");
}

namespace {

class ConductorTest : public KernelTest {
protected:
    std::function<void(SimTime)> noting(const std::string& who) {
        return [this, who](SimTime now) { log.push_back(who + std::to_string(now.ns())); };
    }
    std::vector<std::string> log;
};

enum class Way { Awaits, CatchesUp };

// In the names of tests.
void PrintTo(Way way, std::ostream* out) {
    *out << (way == Way::CatchesUp ? "CatchesUp" : "Awaits");
}

// A thread that waits for its turn at one time after another, or lets others come first.
class Walker final : public sc_core::sc_module, public Actor {
public:
    Walker(const sc_core::sc_module_name& name, Conductor& conductor, Way way,
           std::vector<SimTime> stops, std::function<void(SimTime)> work)
        : sc_module(name),
          slot_(conductor.agenda().add(*this)),
          conductor_(conductor),
          way_(way),
          stops_(std::move(stops)),
          work_(std::move(work)) {
        SC_THREAD(walk_thread);
        conductor.agenda().set(slot_, stops_.front());
    }
    Turn act(SimTime) override {
        resume_event_.notify();
        return Turn::HandedOver;
    }

private:
    SC_HAS_PROCESS(Walker);
    void walk_thread() {
        sc_core::wait(resume_event_);
        for (auto next = stops_.begin() + 1;; ++next) {
            work_(conductor_.now());
            if (next == stops_.end()) break;
            if (way_ == Way::CatchesUp) {
                conductor_.catch_up(slot_, *next, resume_event_);
            } else {
                conductor_.agenda().set(slot_, *next);
                conductor_.await(slot_, resume_event_);
            }
        }
        conductor_.await(slot_, resume_event_);  // gives the baton back for good
    }

    const Agenda::Slot slot_;
    Conductor& conductor_;
    const Way way_;
    const std::vector<SimTime> stops_;
    const std::function<void(SimTime)> work_;
    sc_core::sc_event resume_event_{"resume_event"};
};

TEST_F(ConductorTest, ExecutesByTimeThenRank) {
    Conductor conductor("conductor", SyncMode::Quantum);
    Agenda& agenda = conductor.agenda();
    TestActor a(agenda, noting("a"));
    TestActor b(agenda, noting("b"));
    // Of what is set in an actor's turn for the same time, the lower rank comes first too.
    TestActor c(agenda, [&](SimTime now) {
        noting("c")(now);
        if (now > ns(20)) return;
        agenda.set(b.slot, now);
        agenda.set(a.slot, now);
    });
    agenda.set(c.slot, ns(20));
    agenda.set(b.slot, ns(10));
    agenda.set(a.slot, ns(10));
    run();
    EXPECT_EQ(log, (std::vector<std::string>{"a10", "b10", "c20", "a20", "b20"}));
    EXPECT_EQ(conductor.steps(), 5U);
    EXPECT_EQ(conductor.now(), ns(20));
}

TEST_F(ConductorTest, LetsTheKernelLagByAQuantumAndArmsOneEventEach) {
    Conductor conductor("conductor", SyncMode::Quantum);
    SimTime furthest{};
    TestActor ticker(conductor.agenda(), [&](SimTime now) {
        ASSERT_GE(now, kernel_time());
        EXPECT_EQ(conductor.offset(now), to_sc_time(now) - sc_core::sc_time_stamp());
        furthest = later_of(furthest, now - kernel_time());
        if (now < us(500)) conductor.agenda().set(ticker.slot, now + us(1));
    });
    conductor.agenda().set(ticker.slot, us(1));
    run();
    EXPECT_EQ(conductor.steps(), 500U);
    EXPECT_EQ(furthest, us(100));
    EXPECT_EQ(conductor.timed_events(), 4U);  // at 101, 202, 303, 404 us
    EXPECT_EQ(kernel_time(), us(404));
}

TEST_F(ConductorTest, MovesTheKernelToEachTimeInReferenceRuns) {
    Conductor conductor("conductor", SyncMode::EveryAccess);
    TestActor first(conductor.agenda(), [&](SimTime now) { EXPECT_EQ(now, kernel_time()); });
    TestActor ticker(conductor.agenda(), [&](SimTime now) {
        EXPECT_EQ(now, kernel_time());
        conductor.agenda().set(first.slot, now);
        if (now < ns(10)) conductor.agenda().set(ticker.slot, now + ns(1));
    });
    conductor.agenda().set(ticker.slot, ns(1));
    run();
    EXPECT_EQ(conductor.steps(), 20U);
    EXPECT_EQ(conductor.timed_events(), 10U);  // a tie needs none
}

TEST_F(ConductorTest, ExecutesNothingAfterAStop) {
    Conductor conductor("conductor", SyncMode::Quantum);
    TestActor stopper(conductor.agenda(), [&](SimTime) { conductor.stop(); });
    TestActor other(conductor.agenda(), noting("other"));
    conductor.agenda().set(stopper.slot, us(30));
    conductor.agenda().set(other.slot, us(30));
    run();
    EXPECT_TRUE(log.empty());
    EXPECT_EQ(conductor.now(), us(30));
}

TEST_F(ConductorTest, RefusesWhatIsSetForThePast) {
    Conductor conductor("conductor", SyncMode::Quantum);
    TestActor late(conductor.agenda(),
                   [&](SimTime now) { conductor.agenda().set(late.slot, SimTime{now.ps - 1}); });
    conductor.agenda().set(late.slot, ns(10));
    EXPECT_DEATH(run(), "check failed: next >= now_");
}

TEST_F(ConductorTest, StopsAThreadThatCatchesUp) {
    Conductor conductor("conductor", SyncMode::Quantum);
    TestActor stopper(conductor.agenda(), [&](SimTime) { conductor.stop(); });
    TestActor other(conductor.agenda(), noting("other"));
    Walker walker("walker", conductor, Way::CatchesUp, {ns(1), ns(9)}, noting("walker"));
    conductor.agenda().set(stopper.slot, ns(5));
    conductor.agenda().set(other.slot, ns(6));
    run();
    EXPECT_EQ(log, (std::vector<std::string>{"walker1"}));
    EXPECT_EQ(conductor.now(), ns(5));
}

/// Both ways, in both modes.
class BatonTest : public ConductorTest,
                  public testing::WithParamInterface<std::tuple<Way, Way, SyncMode>> {};

TEST_P(BatonTest, PassesAmongThreadsAndActorsInTheAgendasOrder) {
    const auto [odd_way, even_way, mode] = GetParam();
    Conductor conductor("conductor", mode);
    TestActor actor(conductor.agenda(), noting("actor"));
    Walker odd("odd", conductor, odd_way, {ns(1), ns(3), ns(5), us(90)}, noting("odd"));
    Walker even("even", conductor, even_way, {ns(2), ns(4), ns(5), us(50)}, noting("even"));
    TestActor last(conductor.agenda(), noting("last"));
    conductor.agenda().set(actor.slot, ns(4));
    conductor.agenda().set(last.slot, ns(5));
    run();
    EXPECT_EQ(log, (std::vector<std::string>{"odd1", "even2", "odd3", "actor4", "even4", "odd5",
                                             "even5", "last5", "even50000", "odd90000"}));
    EXPECT_EQ(conductor.steps(), 10U);
}

INSTANTIATE_TEST_SUITE_P(Ways, BatonTest,
                         testing::Combine(testing::Values(Way::Awaits, Way::CatchesUp),
                                          testing::Values(Way::Awaits, Way::CatchesUp),
                                          testing::Values(SyncMode::Quantum,
                                                          SyncMode::EveryAccess)));

class LoneThreadTest : public ConductorTest, public testing::WithParamInterface<Way> {};

TEST_P(LoneThreadTest, GoesOnWithoutTheKernelWhenItsTurnHasCome) {
    Conductor conductor("conductor", SyncMode::Quantum);
    TestActor actor(conductor.agenda(), noting("actor"));
    Walker walker("walker", conductor, GetParam(), {ns(1), ns(2), us(99), us(101)},
                  noting("walker"));
    conductor.agenda().set(actor.slot, ns(2));
    run();
    EXPECT_EQ(log, (std::vector<std::string>{"walker1", "actor2", "walker2", "walker99000",
                                             "walker101000"}));
    EXPECT_EQ(conductor.timed_events(), 1U);
    EXPECT_EQ(conductor.thread_resumes(), 2U);  // past the quantum, and at the end, for good
}

INSTANTIATE_TEST_SUITE_P(Ways, LoneThreadTest, testing::Values(Way::Awaits, Way::CatchesUp));

}  // namespace
}  // namespace pvscsim
