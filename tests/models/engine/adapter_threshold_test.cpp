// SPDX-License-Identifier: Apache-2.0
// The request-call threshold, rules DEVICE-130 to DEVICE-134. A driver that follows it kicks only
// if `published - fetched` has reached the threshold.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kThreshold = 8;

class AdapterThreshold : public AdapterHarness {
protected:
    void SetUp() override { begin(1000); }
    /// The first read stalls for 20 ms, so that something is in flight.
    void begin(std::uint32_t poll_period_us) {
        DeviceConfig config;
        config.request_call_threshold = kThreshold;
        config.poll_period_us = poll_period_us;
        FaultConfig stall;
        stall.point = FaultPoint::BackendRead;
        stall.effect = FaultEffect::Stall;
        stall.nth = 1;
        stall.stall_ns = 20000000;
        start(config, {stall});
        set_up_rings();
        ASSERT_EQ(command(10, {1}), 1U);
    }
    std::uint32_t threshold() const { return guest->state(24); }
    /// Publishes as a driver does: true if it kicked.
    bool send(const Ask& ask) {
        guest->publish(ask);
        const bool due = guest->req_prod - guest->state(4) >= threshold();
        if (due) kick();
        return due;
    }
    void stall_one() {
        EXPECT_TRUE(send(read_10(100)));
        run_us(10);
        ASSERT_EQ(adapter->in_flight(), 1U);
    }
};

// DEVICE-131
TEST_F(AdapterThreshold, IsOneForAnIdleAdapterAndRisesWithWork) {
    EXPECT_EQ(threshold(), 1U);
    stall_one();
    EXPECT_EQ(threshold(), kThreshold);
    run_us(30000);
    EXPECT_EQ(threshold(), 1U);
    EXPECT_EQ(guest->take().size(), 1U);
}

// DEVICE-131
TEST_F(AdapterThreshold, LooksAtTheRingUnaskedWithinAMillisecond) {
    stall_one();
    for (std::uint64_t i = 0; i < 3; ++i) EXPECT_FALSE(send(test_unit_ready(i)));
    EXPECT_EQ(device.fetches.size(), 1U);
    run_us(1000);
    EXPECT_EQ(device.fetches.size(), 4U);
    EXPECT_FALSE(send(test_unit_ready(3)));
    run_us(1000);
    EXPECT_EQ(device.fetches.size(), 5U);
}

// DEVICE-131: at each completion too, so with polls far away.
TEST_F(AdapterThreshold, LooksAtTheRingWhenItPosts) {
    begin(1000000);
    stall_one();
    guest->publish(read_10(1));
    kick();
    run(SimTime::from_ns(1900));
    ASSERT_EQ(device.fetches.size(), 2U);
    EXPECT_FALSE(send(test_unit_ready(2)));
    EXPECT_EQ(device.fetches.size(), 2U);
    run_us(10);
    EXPECT_EQ(device.fetches.size(), 3U);
}

// DEVICE-132, RING-38: the guest publishes between the device's store and its next load.
TEST_F(AdapterThreshold, LoadsTheIndexAfterEachStoreThatSparesAKick) {
    for (const std::uint32_t word : {24U, 4U}) {
        begin(1000);
        stall_one();
        bool published = false;
        memory->watch = [&](const PlainMemory::Access& access) {
            if (published || !access.is_write || access.addr != place::kState + word) return;
            if (word == 24 && threshold() != 1) return;
            published = true;
            guest->publish(test_unit_ready(55));  // judged by the old values: no kick
        };
        guest->publish(test_unit_ready(1));
        kick();
        run_us(30000);
        EXPECT_TRUE(published);
        EXPECT_EQ(guest->take().size(), 3U) << word;
    }
}

// DEVICE-133
TEST_F(AdapterThreshold, NeverShowsMoreAsFetchedThanIs) {
    memory->watch = [&](const PlainMemory::Access&) {
        EXPECT_LE(guest->state(4), device.fetches.size());
    };
    stall_one();
    for (std::uint64_t i = 0; i < 25; ++i) send(test_unit_ready(i));
    run_us(30000);
    EXPECT_EQ(guest->state(4), 26U);
    EXPECT_EQ(device.fetches.size(), 26U);
}

// DEVICE-134
TEST_F(AdapterThreshold, AnswersWhetherItIsActiveNow) {
    EXPECT_EQ(command(10, {0}), 0U);
    EXPECT_EQ(threshold(), 0U);
    EXPECT_EQ(command(10, {1}), 1U);
    EXPECT_EQ(threshold(), 1U);
    EXPECT_EQ(command(10, {0xffff}), 1U);
    EXPECT_EQ(command(1), 0U);
    EXPECT_EQ(command(10), 1U);
    EXPECT_EQ(command(10, {1}), 0U);
}

// DEVICE-039, DEVICE-084
TEST_F(AdapterThreshold, DoesNotOutliveItsRings) {
    stall_one();
    EXPECT_EQ(threshold(), kThreshold);
    set_up_rings();
    EXPECT_EQ(threshold(), 0U);
    for (std::uint64_t i = 0; i < 5; ++i) EXPECT_TRUE(send(read_10(i)));
    run_us(1000);
    EXPECT_EQ(threshold(), 0U);
    EXPECT_EQ(guest->take().size(), 5U);
}

// DEVICE-131: with the feature switched off nothing that was published is forgotten.
TEST_F(AdapterThreshold, TakesWhatWasPublishedWithoutAKickWhenSwitchedOff) {
    begin(1000000);
    stall_one();
    EXPECT_FALSE(send(test_unit_ready(1)));
    EXPECT_EQ(command(10, {0}), 0U);
    run_us(10);
    EXPECT_EQ(device.fetches.size(), 2U);
}

// DEVICE-074, ERR-13
TEST_F(AdapterThreshold, AnAbortReachesWhatWasNotKicked) {
    stall_one();
    EXPECT_FALSE(send(read_10(7)));
    EXPECT_EQ(abort(7), 0U);
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].host, 0x26U);
}

}  // namespace
}  // namespace pvscsim
