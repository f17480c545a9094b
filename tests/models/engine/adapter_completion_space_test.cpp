// SPDX-License-Identifier: Apache-2.0
// Room in the completion ring: what is fetched, posted and held as the driver's index allows.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

/// A ring of 256 requests over one of 128 completions.
class AdapterCompletionSpace : public AdapterHarness,
                               public ::testing::WithParamInterface<std::uint32_t> {
protected:
    static constexpr std::uint32_t kCmpEntries = 128;

    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings(8, 1);
    }
    void publish_reads(std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) guest->publish(read_10(i));
    }
    std::uint32_t cmp_prod() const { return guest->state(12); }
    void set_cmp_cons(std::uint32_t index) { guest->set_state(16, index); }
    /// Serves 100 requests, consumes them, and leaves one more, and `others`, with the backend.
    void one_in_service_after_hundred(std::uint32_t others = 0) {
        std::vector<Ask> asks;
        for (std::uint32_t i = 0; i < 100; ++i) asks.push_back(test_unit_ready(i));
        ASSERT_EQ(serve(asks).size(), 100U);
        guest->publish(read_10(777));
        publish_reads(others);
        kick();
        run(SimTime::from_ns(1900));
        ASSERT_EQ(adapter->in_flight(), 1 + others);
    }
};

// DEVICE-108, DEVICE-050
TEST_F(AdapterCompletionSpace, FetchesNoMoreThanTheCompletionRingHolds) {
    publish_reads(200);
    kick();
    run_us(10000);
    EXPECT_EQ(device.fetches.size(), kCmpEntries);
    EXPECT_EQ(cmp_prod(), kCmpEntries);
    kick();
    run_us(1000);
    EXPECT_EQ(guest->state(4), kCmpEntries);
}

// DEVICE-110
TEST_P(AdapterCompletionSpace, FetchesTheRestOnceThereIsRoomAndTheDriverActs) {
    publish_reads(200);
    kick();
    run_us(10000);
    EXPECT_EQ(guest->take().size(), kCmpEntries);
    run_us(1000);
    EXPECT_EQ(guest->state(4), kCmpEntries);
    write(GetParam(), 0);
    run_us(10000);
    EXPECT_EQ(guest->take().size(), 200 - kCmpEntries);
}

// DEVICE-108, DEVICE-110
TEST_P(AdapterCompletionSpace, HoldsACompletionWhoseSlotTheDriverTookBack) {
    one_in_service_after_hundred();
    set_cmp_cons(100 - kCmpEntries);
    const std::uint64_t slot = guest->completion_slot(100);
    for (std::uint32_t i = 0; i < 32; ++i) memory->store(slot + i, 1, 0xa5);
    run_us(1000);
    EXPECT_EQ(cmp_prod(), 100U);
    for (std::uint32_t i = 0; i < 32; ++i) EXPECT_EQ(memory->load(slot + i, 1), 0xa5U);
    write(GetParam(), 0);
    EXPECT_EQ(cmp_prod(), 100U);
    set_cmp_cons(100);
    write(GetParam(), 0);
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].context, 777U);
    EXPECT_EQ(done[0].data_len, 512U);
    EXPECT_EQ(device.posts.back().stamps.posted, now);
}

INSTANTIATE_TEST_SUITE_P(Registers, AdapterCompletionSpace,
                         ::testing::Values(0x100c, 0x3014, 0x4018));

// DEVICE-109
TEST_F(AdapterCompletionSpace, TakesAnImpossibleConsumerIndexForNoRoomAndStaysResponsive) {
    for (const std::uint32_t beyond : {1U, 0x7fffffffU}) {
        set_up_rings(8, 1);
        one_in_service_after_hundred();
        set_cmp_cons(cmp_prod() + beyond);
        guest->publish(test_unit_ready(5));
        kick();
        run_us(1000);
        EXPECT_EQ(cmp_prod(), 100U);
        EXPECT_EQ(guest->state(4), 101U);
        EXPECT_EQ(command(11), 65U);
        EXPECT_EQ(abort(777), 0U);  // ended already: its completion waits for room
        set_cmp_cons(100);
        kick();
        run_us(1000);
        const std::vector<Done> done = guest->take();
        ASSERT_EQ(done.size(), 2U);
        EXPECT_EQ(done[0].context, 777U);
        EXPECT_EQ(done[0].host, 0U);
        EXPECT_EQ(done[1].context, 5U);
    }
}

// DEVICE-108, DEVICE-078
TEST_F(AdapterCompletionSpace, KeepsTheOrderOfWhatItHolds) {
    one_in_service_after_hundred(3);
    set_cmp_cons(100 - kCmpEntries);
    EXPECT_EQ(command(4), 0U);
    EXPECT_EQ(cmp_prod(), 100U);
    set_cmp_cons(100);
    write(kIntrStatus, 0);
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 4U);
    EXPECT_EQ(done[0].context, 777U);
    for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(done[i + 1].context, i);
    for (const Done& each : done) EXPECT_EQ(each.host, 0x25U);
}

// DEVICE-110: room that appears without an action of the driver is nobody's yet.
TEST_F(AdapterCompletionSpace, LetsNoneOvertakeWhatItHolds) {
    run_us(10);
    guest->publish(read_10(777));
    kick();
    run(SimTime::from_ns(1200));
    guest->publish(read_10(778));
    kick();
    run(SimTime::from_ns(700));
    ASSERT_EQ(adapter->in_flight(), 2U);
    set_cmp_cons(0 - kCmpEntries);
    run(SimTime::from_ns(1000));  // the first has ended, the second has not
    set_cmp_cons(0);
    run_us(100);
    EXPECT_EQ(cmp_prod(), 0U);
    kick();
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 2U);
    EXPECT_EQ(done[0].context, 777U);
    EXPECT_EQ(done[1].context, 778U);
}

// DEVICE-104
TEST_F(AdapterCompletionSpace, ForgetsWhatItHeldWithTheRings) {
    one_in_service_after_hundred();
    set_cmp_cons(101);
    run_us(1000);
    set_up_rings(8, 1);
    kick();
    run_us(1000);
    EXPECT_EQ(cmp_prod(), 0U);
    EXPECT_EQ(adapter->in_flight(), 0U);
}

// DEVICE-131
TEST_F(AdapterCompletionSpace, PostsWhatItHeldAtThePollOfTheThreshold) {
    DeviceConfig config;
    config.request_call_threshold = 8;
    start(config);
    set_up_rings(8, 1);
    ASSERT_EQ(command(10, {1}), 1U);
    one_in_service_after_hundred();
    set_cmp_cons(101);
    run_us(900);
    set_cmp_cons(100);
    EXPECT_EQ(cmp_prod(), 100U);
    run_us(200);
    EXPECT_EQ(cmp_prod(), 101U);
}

}  // namespace
}  // namespace pvscsim
