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
        // DEVICE-128: nothing could join it.
        {CoalescingKind::Count, 1, 0, 0, 0},
        {CoalescingKind::Delay, 1, 0, 0, 0},
        {CoalescingKind::CountOrDelay, 1, 0, 0, 0},
    };
    for (const auto& each : cases) {
        const SimTime hold =
            make_coalescing(config_of(each.kind))
                ->hold_off(each.pending, each.in_flight, SimTime::from_ns(each.age_ns));
        EXPECT_EQ(hold, SimTime::from_ns(each.hold_ns)) << static_cast<int>(each.kind);
    }
}

class AdapterCoalescing : public AdapterHarness {
protected:
    void begin(CoalescingKind kind) {
        DeviceConfig config;
        config.coalescing = config_of(kind);
        config.coalescing.delay_max_ns = 20000;
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

}  // namespace
}  // namespace pvscsim
