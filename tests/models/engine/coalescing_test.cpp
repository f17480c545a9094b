// SPDX-License-Identifier: Apache-2.0
#include "models/engine/coalescing.h"

#include <gtest/gtest.h>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint64_t kBoundNs = 1000000;

CoalescingConfig config_of(CoalescingKind kind) {
    CoalescingConfig config;
    config.kind = kind;
    config.count_max = 4;
    config.delay_max_ns = 100;
    config.aggregation_threshold = 3;
    config.aggregation_time_100us = 2;
    config.epoch_us = 1000;
    return config;
}

TEST(Coalescing, HoldsAsLongAsItsKindAllows) {
    const struct {
        CoalescingKind kind;
        std::uint32_t pending, in_flight;
        std::uint64_t age_ns, hold_ns;
    } cases[] = {
        {CoalescingKind::None, 1, 9, 0, 0},
        {CoalescingKind::Count, 1, 9, 0, kBoundNs},
        {CoalescingKind::Count, 3, 9, kBoundNs - 1, 1},
        {CoalescingKind::Count, 4, 9, 0, 0},
        {CoalescingKind::Count, 3, 9, kBoundNs, 0},
        {CoalescingKind::Delay, 1000000, 9, 30, 70},
        {CoalescingKind::Delay, 1, 9, 100, 0},
        {CoalescingKind::CountOrDelay, 3, 9, 99, 1},
        {CoalescingKind::CountOrDelay, 4, 9, 0, 0},
        {CoalescingKind::CountOrDelay, 3, 9, 100, 0},
        {CoalescingKind::Nvme, 3, 9, 199999, 1},
        {CoalescingKind::Nvme, 4, 9, 0, 0},
        {CoalescingKind::Nvme, 3, 9, 200000, 0},
        // DEVICE-128: nothing could join it.
        {CoalescingKind::Count, 1, 0, 0, 0},
        {CoalescingKind::Delay, 1, 0, 0, 0},
        {CoalescingKind::CountOrDelay, 1, 0, 0, 0},
        {CoalescingKind::Nvme, 1, 0, 0, 0},
        // Nothing is known yet of rate and gaps.
        {CoalescingKind::Vic, 1, 9, 0, 0},
        {CoalescingKind::Adaptive, 1, 9, 0, 0},
    };
    for (const auto& each : cases) {
        const SimTime hold = make_coalescing(config_of(each.kind))
                                 ->hold_off({each.pending, each.in_flight,
                                             SimTime::from_ns(each.age_ns), SimTime::from_us(900)});
        EXPECT_EQ(hold, SimTime::from_ns(each.hold_ns)) << static_cast<int>(each.kind);
    }
    for (const bool by_time : {false, true}) {
        CoalescingConfig off = config_of(CoalescingKind::Nvme);
        (by_time ? off.aggregation_time_100us : off.aggregation_threshold) = 0;
        EXPECT_EQ(make_coalescing(off)->hold_off({1, 9, SimTime{}, SimTime{}}), SimTime{});
    }
}

// Completions at a steady rate with a steady number in flight: how many of `count`, after three
// epochs, signal at once.
std::uint32_t signals(const CoalescingConfig& config, std::uint32_t in_flight, std::uint64_t gap_us,
                      std::uint32_t count) {
    const auto policy = make_coalescing(config);
    const auto settling = static_cast<std::uint32_t>(3 * config.epoch_us / gap_us + 8);
    std::uint32_t signalled = 0;
    std::uint32_t pending = 0;
    SimTime oldest;
    for (std::uint32_t i = 0; i < settling + count; ++i) {
        const SimTime now = SimTime::from_us((i + 1) * gap_us);
        if (pending++ == 0) oldest = now;
        const SimTime hold = policy->hold_off({pending, in_flight, now - oldest, now});
        if (hold != SimTime{}) {
            EXPECT_LE((now - oldest + hold).ps, SimTime::from_us(1000).ps);
            continue;
        }
        pending = 0;
        signalled += i >= settling ? 1 : 0;
    }
    return signalled;
}

TEST(Coalescing, SignalsAShareThatFallsWithTheCommandsInFlightAsVicDoes) {
    const CoalescingConfig config = config_of(CoalescingKind::Vic);
    const struct {
        std::uint32_t in_flight, of_240;
    } shares[] = {{1, 240},  {3, 240},  {4, 192},  {7, 192}, {8, 180}, {11, 180},
                  {12, 160}, {15, 160}, {16, 120}, {24, 80}, {64, 30}, {192, 10}};
    for (const auto& each : shares) {
        // The counter begins anew at each epoch, here of 1,000 completions.
        EXPECT_NEAR(signals(config, each.in_flight, 1, 240), each.of_240, 2) << each.in_flight;
    }
    // Below 2,000 a second each is signalled, whatever is in flight; at 2,000 no more.
    EXPECT_EQ(signals(config, 64, 501, 240), 240U);
    EXPECT_LT(signals(config, 64, 500, 240), 240U);
    // Thresholds are parameters.
    CoalescingConfig other = config;
    other.cif_threshold = 65;
    EXPECT_EQ(signals(other, 64, 1, 240), 240U);
    other = config;
    other.iops_threshold = 0;
    EXPECT_LT(signals(other, 64, 501, 240), 240U);
}

TEST(Coalescing, SignalsADrainingQueueAtOnceAsVicDoes) {
    const auto policy = make_coalescing(config_of(CoalescingKind::Vic));
    for (std::uint64_t us = 1; us <= 3000; ++us) {
        policy->hold_off({1, 64, SimTime{}, SimTime::from_us(us)});
    }
    std::uint64_t us = 3001;
    while (policy->hold_off({1, 64, SimTime{}, SimTime::from_us(us)}) == SimTime{}) ++us;
    EXPECT_EQ(policy->hold_off({2, 3, SimTime{}, SimTime::from_us(us + 1)}), SimTime{});
}

TEST(Coalescing, AdaptsToTheGapsBetweenCompletions) {
    CoalescingConfig config = config_of(CoalescingKind::Adaptive);
    config.count_max = 8;
    config.delay_max_ns = 20000;
    EXPECT_EQ(signals(config, 100, 1, 240), 30U);    // 8 at a time
    EXPECT_EQ(signals(config, 100, 5, 240), 48U);    // 4 more are due within 20 us
    EXPECT_EQ(signals(config, 12, 1, 240), 60U);     // a quarter of what is in flight, and one
    EXPECT_EQ(signals(config, 100, 21, 240), 240U);  // none is due
    EXPECT_EQ(signals(config, 3, 1, 240), 240U);
}

class AdapterCoalescing : public AdapterHarness {
protected:
    void begin(const CoalescingConfig& policy) {
        DeviceConfig config;
        config.coalescing = policy;
        // The last read of eleven keeps the adapter busy.
        FaultConfig stall;
        stall.point = FaultPoint::BackendRead;
        stall.effect = FaultEffect::Stall;
        stall.nth = 11;
        stall.stall_ns = 5000000;
        start(config, {stall});
        set_up_rings();
        write(kIntrMask, 1);
        for (std::uint64_t i = 0; i < 11; ++i) guest->publish(read_10(i));
        kick();
    }
    void begin(CoalescingKind kind) {
        CoalescingConfig policy = config_of(kind);
        policy.delay_max_ns = 20000;
        begin(policy);
    }
};

TEST_F(AdapterCoalescing, SendsOneInterruptForACountOfCompletions) {
    begin(CoalescingKind::Count);
    run_us(500);
    ASSERT_EQ(device.interrupts.size(), 2U);
    run_us(600);  // the rest within a millisecond
    ASSERT_EQ(device.interrupts.size(), 3U);
    EXPECT_EQ(device.interrupts[2].second, 10U);
    run_us(5000);  // the last one at once, being alone
    ASSERT_EQ(device.interrupts.size(), 4U);
    const SimTime send = SimTime::from_ns(240);
    EXPECT_EQ(device.interrupts[0].first, device.posts[3].stamps.posted + send);
    EXPECT_EQ(device.interrupts[1].first, device.posts[7].stamps.posted + send);
    EXPECT_EQ(device.interrupts[2].first,
              device.posts[8].stamps.posted + SimTime::from_us(1000) + send);
    EXPECT_EQ(device.interrupts[3].first, device.posts[10].stamps.posted + send);
}

TEST_F(AdapterCoalescing, WaitsFromTheOldestCompletionOn) {
    begin(CoalescingKind::Delay);
    run_us(1000);
    ASSERT_EQ(device.interrupts.size(), 1U);
    EXPECT_EQ(device.interrupts[0].second, 10U);
    EXPECT_EQ(device.interrupts[0].first,
              device.posts[0].stamps.posted + SimTime::from_ns(20000 + 240));
    EXPECT_EQ(read(kIntrStatus), 1U);
}

TEST_F(AdapterCoalescing, KeepsTheTimeOfTheGateBetweenTwoInterrupts) {
    CoalescingConfig policy;
    policy.ipi_gate_us = 100;
    begin(policy);
    run_us(1000);
    const SimTime send = SimTime::from_ns(240);
    ASSERT_EQ(device.interrupts.size(), 2U);
    EXPECT_EQ(device.interrupts[0].first, device.posts[0].stamps.posted + send);
    EXPECT_EQ(device.interrupts[1].first, device.interrupts[0].first + SimTime::from_us(100));
    EXPECT_EQ(device.interrupts[1].second, 10U);
    EXPECT_EQ(adapter->interrupts_gated(), 1U);
    run_us(5000);  // the last one at once, being alone
    ASSERT_EQ(device.interrupts.size(), 3U);
    EXPECT_EQ(device.interrupts[2].first, device.posts[10].stamps.posted + send);
}

TEST_F(AdapterCoalescing, SendsWhatTheGateKeepsBackWhenTheGuestIsThereAnyway) {
    CoalescingConfig policy;
    policy.ipi_gate_us = 100;
    begin(policy);
    run_us(50);
    ASSERT_EQ(device.interrupts.size(), 1U);
    ASSERT_EQ(device.posts.size(), 10U);
    kick();
    run_us(1);
    ASSERT_EQ(device.interrupts.size(), 2U);
    EXPECT_EQ(device.interrupts[1].second, 10U);
}

}  // namespace
}  // namespace pvscsim
