// SPDX-License-Identifier: Apache-2.0
#include "models/host/life_ledger.h"

#include <gtest/gtest.h>

namespace pvscsim {
namespace {

constexpr SimTime us(std::uint64_t count) {
    return SimTime::from_us(count);
}

/// Rings of 32 requests and 64 completions; contexts are completion indices plus 100.
class LifeLedgerTest : public ::testing::Test {
protected:
    LifeLedgerTest() { ledger.rings_installed(RingPlaces{0x1000, 0x2000, 0x3000, 32, 64}); }
    void post(std::uint32_t index, SimTime at) {
        DeviceStamps stamps;
        stamps.posted = at;
        ledger.posted(index, index + 100, stamps);
    }
    LifeRecord taken(std::uint32_t index) {
        const Passage* const passage = ledger.take(index + 100);
        EXPECT_NE(passage, nullptr) << index;
        LifeRecord record;
        if (passage != nullptr) record.set_passage(*passage);
        return record;
    }
    LifeLedger ledger;
};

TEST_F(LifeLedgerTest, KnowsWhenEachRequestOfABatchWasPublishedAcrossTheRingsEnd) {
    ledger.published(2, us(1));
    ledger.published(3, us(2));
    EXPECT_EQ(ledger.fetched(0), us(1));
    EXPECT_EQ(ledger.fetched(1), us(1));
    EXPECT_EQ(ledger.fetched(2), us(2));
    ledger.published(34, us(3));  // the slots of 0 and 1 again
    EXPECT_EQ(ledger.fetched(2), us(2));
    EXPECT_EQ(ledger.fetched(33), us(3));
}

TEST_F(LifeLedgerTest, CreditsAnInterruptToAllThatWasPostedBeforeItAndToNothingLater) {
    post(0, us(1));
    post(1, us(2));
    ledger.interrupt_sent(us(3), 2);
    post(2, us(4));
    ledger.completions_seen(us(6));
    ledger.completions_read(0, 3);
    EXPECT_EQ(taken(0).stamp[10], us(3));
    EXPECT_EQ(taken(1).stamp[10], us(3));
    const LifeRecord found = taken(2);  // without an interrupt of its own
    EXPECT_EQ(found.stamp[9], us(4));
    EXPECT_EQ(found.stamp[10], us(6));
    EXPECT_EQ(found.stamp[11], us(6));
}

TEST_F(LifeLedgerTest, PassesOverCompletionsThatTheDriverFoundStale) {
    for (std::uint32_t i = 0; i < 3; ++i) post(i, us(i));
    for (std::uint32_t i = 0; i < 3; ++i) ledger.completions_read(i, 1);
    EXPECT_EQ(taken(1).stamp[9], us(1));
    EXPECT_EQ(taken(2).stamp[9], us(2));
    EXPECT_EQ(ledger.take(0), nullptr);  // nothing is left, not even of no context
}

TEST_F(LifeLedgerTest, HandsOverCompletionsInAnyOrderEachWithItsOwnTimes) {
    for (std::uint32_t i = 0; i < 4; ++i) {
        post(i, us(i));
        ledger.completions_seen(us(10 + i));
        ledger.completions_read(i, 1);
    }
    for (const std::uint32_t index : {2U, 3U, 0U, 1U}) {  // 0 and 1 on another processor
        const LifeRecord record = taken(index);
        EXPECT_EQ(record.stamp[9], us(index));
        EXPECT_EQ(record.stamp[11], us(10 + index));
    }
}

TEST_F(LifeLedgerTest, KeepsApartWhatTwoLooksFoundThoughNotAllOfTheFirstWasTaken) {
    for (std::uint32_t i = 0; i < 4; ++i) post(i, us(i));
    ledger.completions_seen(us(10));
    ledger.completions_read(0, 2);
    EXPECT_EQ(taken(0).stamp[11], us(10));
    ledger.completions_seen(us(11));
    ledger.completions_read(2, 2);
    EXPECT_EQ(taken(1).stamp[11], us(10));
    EXPECT_EQ(taken(2).stamp[11], us(11));
    EXPECT_EQ(taken(3).stamp[11], us(11));
}

TEST_F(LifeLedgerTest, HandsOverASlotThatIsReadTwiceAndWhatFollowsIt) {
    post(0, us(1));
    post(1, us(2));
    ledger.completions_seen(us(3));
    ledger.completions_read(0, 1);
    ledger.completions_read(0, 1);
    ledger.completions_read(1, 1);
    EXPECT_EQ(taken(0).stamp[9], us(1));
    EXPECT_EQ(taken(1).stamp[9], us(2));
}

TEST_F(LifeLedgerTest, HasNothingOfARequestThatNoCompletionEnded) {
    post(0, us(1));
    ledger.completions_read(0, 1);
    EXPECT_EQ(ledger.take(7), nullptr);
    EXPECT_EQ(taken(0).stamp[9], us(1));  // which is still there
}

TEST_F(LifeLedgerTest, KeepsMoreThanARingOfReadCompletionsInOrder) {
    for (std::uint32_t i = 0; i < 1000; ++i) {
        post(i, us(i));
        ledger.completions_read(i % 64, 1);
        if (i == 99) {
            for (std::uint32_t j = 0; j < 100; ++j) EXPECT_EQ(taken(j).stamp[9], us(j));
        }
    }
    for (std::uint32_t i = 100; i < 1000; ++i) ASSERT_EQ(taken(i).stamp[9], us(i));
}

TEST_F(LifeLedgerTest, KeepsTheTimesOfAReadCompletionWhoseSlotIsUsedAgain) {
    post(1, us(1));
    post(2, us(2));
    ledger.completions_seen(us(3));
    ledger.completions_read(1, 2);
    post(66, us(4));  // in the slot of 2
    ledger.interrupt_sent(us(5), 67);
    EXPECT_EQ(taken(2).stamp[9], us(2));
    EXPECT_EQ(taken(1).stamp[9], us(1));
    ledger.completions_seen(us(6));
    ledger.completions_read(2, 1);
    const LifeRecord later = taken(66);
    EXPECT_EQ(later.stamp[9], us(4));
    EXPECT_EQ(later.stamp[10], us(5));
}

TEST_F(LifeLedgerTest, ForgetsTheOldestOfThousandsThatNobodyTakes) {
    constexpr std::uint32_t kMany = 5000;
    for (std::uint32_t i = 0; i < kMany; ++i) {
        post(i, us(i));
        ledger.completions_read(i % 64, 1);
    }
    EXPECT_EQ(taken(kMany - 1).stamp[9], us(kMany - 1));
    EXPECT_EQ(ledger.take(100), nullptr);
    EXPECT_EQ(taken(1).stamp[9], us(1));
}

TEST_F(LifeLedgerTest, RemembersTheMostCompletionsThatLayUnread) {
    for (std::uint32_t i = 0; i < 5; ++i) post(i, us(1));
    ledger.consumed(5);
    for (std::uint32_t i = 5; i < 8; ++i) post(i, us(1));
    EXPECT_EQ(ledger.unread_max(), 5U);
}

TEST(LifeLedger, TellsWhenEachMessageWasTakenAcrossTheWrap) {
    LifeLedger ledger;
    std::vector<std::pair<std::uint8_t, std::uint64_t>> taken;
    ledger.messages_to([&taken](const UnitChange& change, SimTime posted, SimTime at) {
        EXPECT_EQ(posted.ns(), change.target);
        taken.emplace_back(change.target, at.ns());
    });
    for (std::uint8_t i = 0; i < 4; ++i) {
        ledger.message_posted(0xfffffffeU + i, {i, 0, true}, SimTime::from_ns(i));
    }
    ledger.messages_taken(0xffffffffU, SimTime::from_ns(10));
    ledger.messages_taken(0xffffffffU, SimTime::from_ns(11));
    ledger.messages_taken(1, SimTime::from_ns(12));
    EXPECT_EQ(taken,
              (std::vector<std::pair<std::uint8_t, std::uint64_t>>{{0, 10}, {1, 12}, {2, 12}}));
    ledger.rings_installed({});
    ledger.messages_taken(2, SimTime::from_ns(13));
    EXPECT_EQ(taken.size(), 3U);
}

}  // namespace
}  // namespace pvscsim
