// SPDX-License-Identifier: Apache-2.0
// The wheel against a sorted list of deadlines.
#include "pvscsim/driver/detail/timer_wheel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace pvscsim::driver::detail {
namespace {

constexpr std::int64_t kTick = 1 << 20;

class Wheel : public ::testing::Test {
protected:
    void SetUp() override {
        contexts->reset(1024);
        wheel.reset(now);
    }
    std::int64_t insert(std::uint16_t index, std::int64_t deadline) {
        (*contexts)[index].deadline_ns = deadline;
        return wheel.insert(index, deadline, now);
    }
    std::unique_ptr<ContextTable> contexts = std::make_unique<ContextTable>();
    TimerWheel wheel{*contexts};
    std::int64_t now = 123'456'789'012;
};

TEST_F(Wheel, IsEmptyAtFirst) {
    EXPECT_EQ(wheel.next_ns(), TimerWheel::kNever);
    EXPECT_EQ(wheel.pop_expired(now + 1'000'000'000'000), kNone);
}

TEST_F(Wheel, NeverReportsEarlyAndAtMostOneTickLate) {
    const std::int64_t delays[] = {1,
                                   kTick,
                                   255 * kTick,
                                   256 * kTick,
                                   257 * kTick,
                                   30'000'000'000,
                                   67'000'000'000,
                                   70'000'000'000,
                                   3'600'000'000'000};
    for (const std::int64_t delay : delays) {
        const std::int64_t deadline = now + delay;
        insert(5, deadline);
        std::uint32_t wakes = 0;
        for (std::uint16_t popped = kNone; popped == kNone; ++wakes) {
            ASSERT_NE(wheel.next_ns(), TimerWheel::kNever);
            now = std::max(now, wheel.next_ns());
            popped = wheel.pop_expired(now);
            ASSERT_LT(wakes, 100U);
        }
        EXPECT_GE(now, deadline);
        EXPECT_LT(now, deadline + kTick);
        EXPECT_EQ(wheel.next_ns(), TimerWheel::kNever);
    }
}

TEST_F(Wheel, AgreesWithASortedListOverManyOperations) {
    std::multimap<std::int64_t, std::uint16_t> model;
    std::uint64_t state = 42;
    const auto random = [&state](std::uint64_t below) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state >> 33) % below;
    };
    std::vector<std::int64_t> deadline_of(1024, -1);
    for (int step = 0; step < 200'000; ++step) {
        if (step % 5'000 == 4'999) {
            wheel.reset(now);
            model.clear();
            deadline_of.assign(1024, -1);
        }
        const auto index = static_cast<std::uint16_t>(random(1024));
        if (deadline_of[index] < 0) {
            const std::uint64_t spans[] = {3'000'000, 400'000'000, 30'000'000'000, 90'000'000'000};
            deadline_of[index] = now + static_cast<std::int64_t>(random(spans[random(4)]));
            model.emplace(deadline_of[index], index);
            EXPECT_LE(insert(index, deadline_of[index]), deadline_of[index] + kTick);
        } else if (random(4) != 0) {
            wheel.remove(index);
            auto at = model.find(deadline_of[index]);
            while (at->second != index) ++at;
            model.erase(at);
            deadline_of[index] = -1;
        }
        // One that is not in the wheel, whether it ever was or has expired.
        if (const auto idle = static_cast<std::uint16_t>(random(1024)); deadline_of[idle] < 0) {
            wheel.remove(idle);
        }
        now += static_cast<std::int64_t>(random(20'000'000));
        for (std::uint16_t popped; (popped = wheel.pop_expired(now)) != kNone;) {
            ASSERT_LE(deadline_of[popped], now);
            auto at = model.find(deadline_of[popped]);
            while (at->second != popped) ++at;
            model.erase(at);
            deadline_of[popped] = -1;
        }
        if (!model.empty()) {
            ASSERT_GT(model.begin()->first, now - kTick);
            ASSERT_LE(wheel.next_ns(), model.begin()->first + kTick);
        } else {
            ASSERT_EQ(wheel.next_ns(), TimerWheel::kNever);
        }
    }
}

}  // namespace
}  // namespace pvscsim::driver::detail
