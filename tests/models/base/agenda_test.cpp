// SPDX-License-Identifier: Apache-2.0
#include "models/base/agenda.h"

#include <gtest/gtest.h>

#include <algorithm>
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

/// Acts at each multiple of its step, in one turn for as long as it may.
class Stepper final : public Actor {
public:
    Stepper(Agenda& agenda, std::uint64_t step)
        : agenda_(agenda), step_(step), slot_(agenda.add(*this)) {
        agenda.set(slot_, SimTime{step});
    }
    Turn act(SimTime now) override {
        ++turns;
        do {
            EXPECT_EQ(agenda_.now(), now);
            times.push_back(now.ps);
            now += SimTime{step_};
        } while (agenda_.goes_on(now));
        return Turn::Done;
    }
    std::uint64_t turns = 0;
    std::vector<std::uint64_t> times;

private:
    Agenda& agenda_;
    const std::uint64_t step_;
    Agenda::Slot slot_;
};

TEST(Agenda, ATurnGoesOnUntilSomebodyPrecedesOrTheTimeIsOver) {
    Agenda agenda;
    Stepper often(agenda, 10);
    Stepper seldom(agenda, 40);
    agenda.run_until(SimTime{85});
    EXPECT_EQ(often.times, (std::vector<std::uint64_t>{10, 20, 30, 40, 50, 60, 70, 80}));
    EXPECT_EQ(seldom.times, (std::vector<std::uint64_t>{40, 80}));
    EXPECT_EQ(often.turns, 2U);  // at 40 and 80 it comes first
    EXPECT_EQ(seldom.turns, 2U);
    EXPECT_EQ(agenda.steps(), 10U);
    EXPECT_EQ(agenda.now(), SimTime{80});
    EXPECT_EQ(agenda.next_time(), SimTime{90});
    agenda.run_until(SimTime{90});
    EXPECT_EQ(often.times.back(), 90U);
    EXPECT_EQ(agenda.next_time(), SimTime{100});
}

TEST(Agenda, ATurnEndsWhenItsBoundIsTakenBackMeanwhile) {
    struct Stopper final : Actor {
        explicit Stopper(Agenda& its) : agenda(its), slot(its.add(*this)) {}
        Turn act(SimTime) override {
            agenda.run_below(0);
            went_on = agenda.goes_on(SimTime{20});
            return Turn::Done;
        }
        Agenda& agenda;
        Agenda::Slot slot;
        bool went_on = true;
    };
    Agenda agenda;
    Stopper stopper(agenda);
    agenda.set(stopper.slot, SimTime{10});
    agenda.run_below(order_key(SimTime{1000}, 0));
    agenda.run_next();
    EXPECT_FALSE(stopper.went_on);
    EXPECT_EQ(agenda.now(), SimTime{10});
    EXPECT_EQ(agenda.next_time(), SimTime{20});
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

/// Sets slots at random, its own and those of others, and holds each turn against a plain search.
class Restless final : public Actor {
public:
    struct Table {
        Agenda agenda;
        RandomStream stream;
        std::vector<SimTime> due;  // by slot
        std::uint64_t turns = 0;
    };
    Restless(Table& table, Agenda::Pace pace)
        : table_(table), slot_(table.agenda.add(*this, pace)) {
        table_.due.push_back(SimTime::never());
        set(slot_, SimTime{table_.stream.below(50)});
    }
    Turn act(SimTime now) override {
        const auto first = std::min_element(table_.due.begin(), table_.due.end());
        EXPECT_EQ(slot_, static_cast<Agenda::Slot>(first - table_.due.begin()));
        EXPECT_EQ(now, *first);
        *first = SimTime::never();
        ++table_.turns;
        for (std::uint64_t i = table_.stream.below(4); i > 0; --i) {
            const auto slot = static_cast<Agenda::Slot>(table_.stream.below(table_.due.size()));
            set(slot, now + SimTime{table_.stream.below(30)});
            if (table_.stream.below(7) == 0) set(slot, SimTime::never());
        }
        set_earlier(slot_, now + SimTime{table_.stream.below(20)});
        return Turn::Done;
    }

private:
    void set(Agenda::Slot slot, SimTime when) {
        table_.agenda.set(slot, when);
        table_.due[slot] = when;
    }
    void set_earlier(Agenda::Slot slot, SimTime when) {
        table_.agenda.set_earlier(slot, when);
        table_.due[slot] = earlier_of(table_.due[slot], when);
    }
    Table& table_;
    Agenda::Slot slot_;
};

TEST(Agenda, FindsWhomAPlainSearchFindsHoweverOftenTheyAct) {
    for (const int actors : {1, 2, 3, 4, 5, 8, 9, 21, 68, 300}) {
        Restless::Table table{{}, RandomStream(static_cast<std::uint64_t>(actors), "agenda"), {}};
        std::deque<Restless> restless;
        for (int i = 0; i < actors; ++i) {
            const bool often = table.stream.below(3) == 0;
            restless.emplace_back(table, often ? Agenda::Pace::Often : Agenda::Pace::Seldom);
        }
        while (table.turns < 3000) {
            ASSERT_NE(table.agenda.next_time(), SimTime::never());
            table.agenda.run_until(table.agenda.next_time());
        }
    }
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
