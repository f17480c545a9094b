// SPDX-License-Identifier: Apache-2.0
#include "models/engine/dynamic_depth.h"

#include <gtest/gtest.h>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

DynamicDepthConfig depth_of(DepthControl kind, std::uint32_t least, std::uint32_t most) {
    DynamicDepthConfig config;
    config.kind = kind;
    config.latency_us = 100;
    config.depth_min = least;
    config.depth_max = most;
    config.window = 4;
    return config;
}

TEST(DepthGovernor, FallsByAQuarterAndRisesByASixteenthAndOneAWindow) {
    DepthGovernor governor(depth_of(DepthControl::Throttle, 8, 64));
    const auto window = [&governor](std::uint64_t first_us, std::uint64_t others_us) {
        governor.served(SimTime::from_us(first_us));
        for (int i = 0; i < 3; ++i) governor.served(SimTime::from_us(others_us));
        return governor.limit();
    };
    EXPECT_EQ(governor.limit(), 64U);
    EXPECT_EQ(window(400, 1), 48U);  // the mean counts
    EXPECT_EQ(window(100, 100), 52U);
    EXPECT_EQ(window(397, 1), 56U);
    for (int i = 0; i < 9; ++i) window(200, 200);
    EXPECT_EQ(governor.limit(), 8U);
    for (int i = 0; i < 60; ++i) window(1, 1);
    EXPECT_EQ(governor.limit(), 64U);
    EXPECT_EQ(governor.lowest(), 8U);
}

class AdapterDepth : public AdapterHarness {
protected:
    void begin(DepthControl kind) {
        DeviceConfig config;
        config.dynamic_depth = depth_of(kind, 2, 2);
        start(config);
        set_up_rings();
    }
};

TEST_F(AdapterDepth, LeavesInTheRingWhatGoesBeyondAndFetchesItWithoutADoorbell) {
    begin(DepthControl::Throttle);
    for (std::uint64_t i = 0; i < 7; ++i) guest->publish(read_10(i));
    kick();
    run_us(1);
    run(SimTime::from_ns(600));
    EXPECT_EQ(adapter->in_flight(), 2U);
    run_us(1000);
    EXPECT_EQ(guest->take().size(), 7U);
    EXPECT_EQ(adapter->counters().in_flight_max, 2U);
}

TEST_F(AdapterDepth, EndsWithTaskSetFullWhatGoesBeyondOfATarget) {
    begin(DepthControl::TaskSetFull);
    std::vector<Ask> asks;
    for (std::uint64_t i = 0; i < 5; ++i) asks.push_back(read_10(i));
    asks.push_back(read_10(5));
    asks.back().target = 1;
    const std::vector<Done> done = serve(asks);
    ASSERT_EQ(done.size(), 6U);
    std::uint32_t full = 0;
    for (const Done& each : done) {
        EXPECT_EQ(each.host, 0U);
        const bool is_full = each.scsi == 0x28;
        full += is_full ? 1 : 0;
        EXPECT_EQ(each.data_len, is_full ? 0U : 512U);
        EXPECT_FALSE(is_full && each.context == 5);
    }
    EXPECT_EQ(full, adapter->counters().task_set_full);
    EXPECT_GE(full, 1U);
    EXPECT_LE(full, 3U);
}

}  // namespace
}  // namespace pvscsim
