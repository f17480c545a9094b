// SPDX-License-Identifier: Apache-2.0
#include "models/base/agenda.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "models/base/random.h"

namespace pvscsim {
namespace {

using Log = std::vector<std::pair<std::uint64_t, Agenda::Slot>>;

/// Notes when it acts, then sets the times it was given, one after the other.
class Note final : public Actor {
public:
    Note(Agenda& agenda, Log& log) : agenda_(agenda), log_(log), slot_(agenda.add(*this)) {}

    void plan(const std::vector<std::uint64_t>& times) {
        times_.assign(times.begin(), times.end());
        set_next();
    }
    Turn act(SimTime now) override {
        log_.emplace_back(now.ps, slot_);
        set_next();
        return Turn::Done;
    }

private:
    void set_next() {
        if (times_.empty()) return;
        agenda_.set(slot_, SimTime{times_.front()});
        times_.pop_front();
    }
    Agenda& agenda_;
    Log& log_;
    std::deque<std::uint64_t> times_;
    Agenda::Slot slot_;
};

TEST(Agenda, RunsActorsInOrderOfTimeThenRank) {
    Agenda agenda;
    Log log;
    std::deque<Note> notes;
    for (int i = 0; i < 3; ++i) notes.emplace_back(agenda, log);
    notes[2].plan({10, 20, 30});
    notes[0].plan({20, 25});
    notes[1].plan({20, 20});
    agenda.run_until(SimTime{25});
    EXPECT_EQ(log, (Log{{10, 2}, {20, 0}, {20, 1}, {20, 1}, {20, 2}, {25, 0}}));
    EXPECT_EQ(agenda.next_time(), SimTime{30});
}

TEST(Agenda, SaysWhoPrecedes) {
    Agenda agenda;
    Log log;
    std::deque<Note> notes;
    for (int i = 0; i < 2; ++i) notes.emplace_back(agenda, log);
    agenda.set(0, SimTime{100});
    EXPECT_FALSE(agenda.precedes(SimTime{99}, 1));
    EXPECT_TRUE(agenda.precedes(SimTime{100}, 1));
    EXPECT_FALSE(agenda.precedes(SimTime{100}, 0));
    agenda.set_earlier(0, SimTime{200});
    EXPECT_EQ(agenda.next_time(), SimTime{100});
    agenda.clear(0);
    EXPECT_EQ(agenda.next_time(), SimTime::never());
}

TEST(Agenda, KeepsItsOrderWithManyActors) {
    Agenda agenda;
    Log log;
    std::deque<Note> notes;
    RandomStream stream(1, "agenda");
    for (int i = 0; i < 67; ++i) notes.emplace_back(agenda, log);
    for (Note& note : notes) {
        std::vector<std::uint64_t> times;
        std::uint64_t at = 0;
        for (int i = 0; i < 50; ++i) times.push_back(at += stream.below(20));
        note.plan(times);
    }
    agenda.run_until(SimTime{100000});
    ASSERT_EQ(log.size(), 67U * 50);
    for (std::size_t i = 1; i < log.size(); ++i) ASSERT_LE(log[i - 1], log[i]);
}

}  // namespace
}  // namespace pvscsim
