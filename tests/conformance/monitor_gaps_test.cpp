// SPDX-License-Identifier: Apache-2.0
// What the monitor follows, and what it says where it cannot.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/conformance/monitored_bus.h"

namespace pvscsim::conformance {
namespace {

TEST(Monitor, KnowsASecondCompletionForOneWhoeverActsAndAlsoOnceTheFirstWasConsumed) {
    for (const bool is_driver : {true, false}) {
        Bus bus;
        if (!is_driver) bus.monitor.ignore_driver();
        bus.start();
        bus.serve();
        bus.consume();
        // Its place in the monitor's table is another's by now.
        bus.context = 8;
        bus.describe(1);
        bus.driver_word(kState, 2);
        bus.fetch(1);
        bus.device_word(kState + 4, 2);
        bus.complete(1, 8);
        bus.device_word(kState + 12, 2);
        ASSERT_EQ(bus.monitor.findings().count(), 0U);
        bus.complete(2, 7);
        EXPECT_EQ(bus.monitor.findings().kept().at(0).rule, "DEVICE-104");
        bus.complete(3, 9);
        EXPECT_EQ(bus.monitor.findings().kept().at(1).rule, "DEVICE-060");
    }
}

/// What the monitor says of the times in which it saw too little, one a line.
std::string gaps_of(const Bus& bus) {
    std::string text;
    for (const Unwatched& gap : bus.monitor.findings().unwatched()) {
        text += gap.reason + ' ' + std::to_string(gap.since.ns()) + ' ' +
                (gap.until == SimTime::never() ? "-" : std::to_string(gap.until.ns())) + '\n';
    }
    return text;
}

TEST(Monitor, FollowsTheCompletionsOfAnAbortAndOfListsWhoeverActs) {
    Bus bus;
    bus.monitor.ignore_driver();
    bus.start();
    bus.flags = 9;
    bus.publish();
    bus.fetch_all();
    bus.command(6, {7, 0, 0, 0}, [&] {
        bus.host_status = 0x26;
        bus.complete(0, 7);
        bus.device_word(kState + 12, 1);
    });
    EXPECT_EQ(gaps_of(bus), "");
    EXPECT_EQ(bus.monitor.findings().count(), 0U);
    bus.complete(1, 7);
    EXPECT_EQ(bus.monitor.findings().kept().at(0).rule, "DEVICE-104");
}

TEST(Monitor, TellsFromWhenToWhenItSawTooLittleAndWhy) {
    const std::vector<std::pair<const char*, std::function<void(Bus&)>>> ways{
        {"register-access", [](Bus& b) { b.start(), b.monitor.register_written(8, 2, 0, b.time); }},
        {"pages-twice",
         [](Bus& b) {
             std::vector<std::uint32_t> words(132, kState >> 12);
             words[0] = words[1] = 1;
             for (std::size_t i = 3; i < words.size(); i += 2) words[i] = 0;
             b.reset(), b.command(3, words);
         }},
        {"no-memory",
         [](Bus& b) {
             std::vector<std::uint32_t> words(132);
             words[0] = words[1] = 1;
             words[2] = kState >> 12, words[4] = 0x1000, words[68] = kCompletions >> 12;
             b.reset(), b.command(3, words), b.status(0), b.driver_word(kState, 1);
         }},
        {"no-memory",
         [](Bus& b) {
             std::vector<std::uint32_t> words(132);
             words[0] = words[1] = 1;
             words[2] = kState >> 12, words[4] = kRequests >> 12, words[68] = 0x1000;
             b.reset(), b.command(3, words), b.status(0), b.write(0x2010, 1);
             b.publish(), b.fetch_all();
             const std::uint64_t raw[4] = {b.context};
             b.monitor.device_writes(0x1000000, raw, 32), b.monitor.message_sent(b.time);
         }},
        {"set-up-refused",
         [](Bus& b) {
             b.start();
             std::vector<std::uint32_t> words(132);
             words[0] = words[1] = 1;
             words[2] = 0x14, words[4] = 0x15, words[68] = 0x16;
             b.command(3, words), b.status(~0U);
         }},
        {"buffer-in-rings",
         [](Bus& b) {
             b.monitor.ignore_driver(), b.start(), b.buffer = kState, b.publish(), b.fetch_all();
             b.device_write(kState, b.memory_, 512);
         }},
        {"rings-no-memory",
         [](Bus& b) {
             b.monitor.ignore_driver(), b.start(), b.write(0, 8);
             for (int i = 0; i < 34; ++i) b.write(4, 1);
             b.device_word(kCompletions, 1);
         }},
    };
    for (const auto& [reason, act] : ways) {
        Bus bus;
        act(bus);
        EXPECT_EQ(gaps_of(bus), std::string(reason) + " 5000 -\n");
        bus.time = SimTime::from_us(9);
        bus.reset();
        EXPECT_EQ(gaps_of(bus), std::string(reason) + " 5000 9000\n");
    }
}

TEST(Monitor, LosesNoSightWhereRingsAreRefusedAndNoneWereThere) {
    Bus bus;
    bus.reset();
    std::vector<std::uint32_t> words(132);
    words[0] = words[1] = 1;
    words[2] = kState >> 12, words[4] = kRequests >> 12, words[68] = kCompletions >> 12;
    bus.command(3, words);
    bus.status(~0U);
    EXPECT_EQ(gaps_of(bus), "");
    bus.device_word(kBuffer, 1);
    EXPECT_EQ(bus.monitor.findings().kept().at(0).rule, "DEVICE-082");
}

TEST(Monitor, NeedNotSeeWhatIsWrittenBesideTheRequestsInFlight) {
    Bus bus;
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kRequests), ~0ULL);  // there is no ring yet
    bus.start();
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kRequests), 4096U);
    bus.publish();
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kRequests), 0U);
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kRequests + 128), 4096U - 128);
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kState), 0U);
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kBuffer), 0U);
    bus.fetch_all();
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kRequests), 128U);  // up to the next
    EXPECT_EQ(bus.monitor.driver_writes_unseen(kRequests + 128), 4096U - 128);
    EXPECT_EQ(bus.monitor.findings().count(), 0U);
}

TEST(Monitor, TakesSeveralReadsAtOnceIfTheyAreTheNextAndCovered) {
    Bus bus;
    bus.start();
    EXPECT_FALSE(bus.monitor.driver_reads(kCompletions, 32, 1));
    bus.serve();
    EXPECT_FALSE(bus.monitor.driver_reads(kCompletions, 32, 2));
    EXPECT_FALSE(bus.monitor.driver_reads(kCompletions + 32, 32, 1));
    EXPECT_FALSE(bus.monitor.driver_reads(kCompletions, 16, 1));
    EXPECT_TRUE(bus.monitor.driver_reads(kCompletions, 32, 1));
    EXPECT_FALSE(bus.monitor.driver_reads(kCompletions, 32, 1));
    bus.driver_word(kState + 16, 1);  // over one that counts as read
    EXPECT_EQ(bus.monitor.findings().count(), 0U);
}

TEST(Monitor, FollowsRingsFromTheFirstPageOfAllAddressesToTheLast) {
    Bus bus;
    bus.monitor.ignore_driver();
    bus.reset();
    std::vector<std::uint32_t> words(132);
    words[0] = words[1] = 1;
    words[4] = kRequests >> 12;
    words[68] = 0xffffffff, words[69] = 0xfffff;
    bus.command(3, words, [&bus] { bus.device_word(8, 5), bus.device_word(20, 7); });
    bus.status(0);
    bus.device_word(12, 1);  // an index that covers nothing
    EXPECT_EQ(bus.monitor.findings().kept().at(0).rule, "DEVICE-107");
}

TEST(Monitor, FollowsMoreRequestsThanRingsAndDeviceHoldAndTellsWhenThereAreMore) {
    constexpr std::uint32_t kMost = 16384;
    Bus bus;
    bus.start();
    for (std::uint32_t index = 0; index < kMost; ++index) {
        bus.context = index + 1;
        bus.describe(index % 32);
        bus.driver_word(kState, index + 1);
        bus.fetch(index % 32);
    }
    EXPECT_EQ(gaps_of(bus), "");
    bus.complete(0, kMost);
    EXPECT_EQ(bus.monitor.findings().by_rule().count("DEVICE-060"), 0U);
    bus.driver_word(kState, kMost + 1);
    EXPECT_EQ(gaps_of(bus), "too-many-requests 5000 -\n");
}

TEST(Monitor, HoldsABoundedNumberOfListElements) {
    constexpr std::uint64_t kLists = 0x14000;
    Bus bus;
    bus.monitor.ignore_driver();
    bus.start();
    // Each with 128 segments of 127 elements, over the same page.
    const auto element = [&](std::uint32_t place, std::uint64_t addr, std::uint32_t flags) {
        const std::uint32_t words[4] = {static_cast<std::uint32_t>(addr), 0, 1, flags};
        bus.driver_write(kLists + place * 16, words, sizeof words);
    };
    for (std::uint32_t i = 0; i < 127; ++i) element(i, kBuffer, 0);
    element(127, kLists, 1);
    std::uint32_t index = 0;
    for (; gaps_of(bus).empty() && index < 400; ++index) {
        std::uint8_t raw[128] = {};
        const std::uint64_t words[3] = {index + 1U, kLists, 1U << 20};
        std::memcpy(raw, words, sizeof words);
        raw[36] = 9;
        bus.driver_write(kRequests + index % 32 * 128, raw, 128);
        bus.driver_word(kState, index + 1);
        bus.fetch(index % 32);
    }
    EXPECT_EQ(gaps_of(bus), "too-many-elements 5000 -\n");
    EXPECT_EQ(index, (4U << 20) / (128 * 127) + 1);
}

}  // namespace
}  // namespace pvscsim::conformance
