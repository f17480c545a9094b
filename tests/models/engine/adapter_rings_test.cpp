// SPDX-License-Identifier: Apache-2.0
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterRings : public AdapterHarness {};

TEST_F(AdapterRings, SetUpZeroesIndicesAndPublishesSizes) {
    for (const std::uint32_t offset : {0U, 4U, 12U, 16U}) guest->set_state(offset, 77);
    set_up_rings(32, 8);
    for (const std::uint32_t offset : {0U, 4U, 12U, 16U, 24U}) EXPECT_EQ(guest->state(offset), 0U);
    EXPECT_EQ(guest->state(8), 10U);
    EXPECT_EQ(guest->state(20), 10U);
}

TEST_F(AdapterRings, RefuseWrongPageCountsAndKeepTheOldRings) {
    set_up_rings(2, 2);
    for (const std::uint32_t pages : {0U, 3U, 33U, 64U}) {
        GuestSide other(*memory);
        memory->log.clear();
        EXPECT_EQ(command(3, other.rings(pages, 1)), kFailed);
        EXPECT_EQ(command(3, other.rings(1, pages)), kFailed);
        EXPECT_TRUE(memory->log.empty());
    }
    EXPECT_EQ(serve_one(test_unit_ready(5)).context, 5U);
}

TEST_F(AdapterRings, ServeACompletelyFullRing) {
    set_up_rings(32, 32);
    for (std::uint32_t i = 0; i < 1024; ++i) guest->publish(test_unit_ready(i));
    kick();
    run_us(5000);
    EXPECT_EQ(guest->state(4), 1024U);
    EXPECT_EQ(guest->take().size(), 1024U);
}

TEST_F(AdapterRings, FetchNothingPastTheRingsSize) {
    set_up_rings();
    guest->set_state(0, 33);
    kick();
    run_us(1000);
    EXPECT_EQ(guest->state(4), 0U);
    EXPECT_TRUE(device.fetches.empty());
}

TEST_F(AdapterRings, GoOnWhereIndicesWrap) {
    for (const std::uint32_t start : {0xfffffffeU, 0x7ffffffeU}) {
        set_up_rings();
        adapter->preset_ring_indices(start);
        guest->req_prod = guest->cmp_cons = start;
        for (std::uint64_t i = 0; i < 6; ++i) EXPECT_EQ(serve_one(test_unit_ready(i)).context, i);
        EXPECT_EQ(guest->state(12), start + 6);
    }
}

TEST_F(AdapterRings, IgnoreWhatTheGuestWritesToTheDevicesIndices) {
    set_up_rings();
    EXPECT_EQ(serve_one(test_unit_ready(1)).context, 1U);
    guest->set_state(4, 99);
    guest->set_state(12, 99);
    guest->publish(test_unit_ready(2));
    kick();
    run_us(1000);
    EXPECT_EQ(guest->state(4), 2U);
    EXPECT_EQ(guest->state(12), 2U);
}

TEST_F(AdapterRings, PostNothingOfOldRingsIntoNewOnes) {
    set_up_rings();
    guest->publish(read_10(1));
    kick();
    run(SimTime::from_ns(500));
    EXPECT_EQ(adapter->in_flight(), 1U);
    set_up_rings();
    run_us(1000);
    EXPECT_EQ(guest->state(12), 0U);
}

TEST_F(AdapterRings, DoNothingWithoutBusMastering) {
    set_up_rings();
    guest->publish(test_unit_ready(1));
    memory->log.clear();
    memory->master(false);
    kick();
    run_us(1000);
    EXPECT_TRUE(memory->log.empty());
    memory->master(true);
    kick();
    run_us(1000);
    EXPECT_EQ(guest->take().size(), 1U);
}

TEST_F(AdapterRings, CoverNoCompletionThatCouldNotBeWritten) {
    set_up_rings();
    memory->make_read_only(guest->completion_slot(0), 32);
    EXPECT_TRUE(serve({test_unit_ready(1), test_unit_ready(2)}).empty());
    memory->restore();
    set_up_rings();
    EXPECT_EQ(serve_one(test_unit_ready(3)).context, 3U);
}

TEST_F(AdapterRings, StopWhereADescriptorCannotBeRead) {
    set_up_rings();
    memory->make_absent(guest->request_slot(1), 128);
    const std::vector<Done> done = serve({test_unit_ready(1), test_unit_ready(2)});
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].context, 1U);
    EXPECT_EQ(guest->state(4), 1U);
}

TEST_F(AdapterRings, AbortEndsOneRequestOnce) {
    set_up_rings();
    guest->publish(read_10(0x500000001));
    guest->publish(read_10(1));
    EXPECT_EQ(abort(0x500000001), 0U);
    const std::vector<Done> aborted = guest->take();
    ASSERT_EQ(aborted.size(), 1U);
    EXPECT_EQ(aborted[0].host, 0x26U);
    run_us(1000);
    const std::vector<Done> rest = guest->take();
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].context, 1U);
    EXPECT_EQ(rest[0].host, 0U);
}

TEST_F(AdapterRings, AbsentTargetsEndWithSelectionTimeout) {
    set_up_rings();
    Ask ask = test_unit_ready(~std::uint64_t{0});
    ask.target = 9;
    const Done done = serve_one(ask);
    EXPECT_EQ(done.context, ~std::uint64_t{0});
    EXPECT_EQ(done.host, 0x11U);
    EXPECT_EQ(done.scsi, 0U);
}

TEST_F(AdapterRings, MessagesAreSentForEachPublishWhateverTheStatusBit) {
    set_up_rings();
    write(kIntrMask, 0xf);
    for (std::uint64_t i = 0; i < 3; ++i) serve_one(test_unit_ready(i));
    EXPECT_EQ(interrupts.messages.size(), 3U);
    guest->publish(test_unit_ready(3));
    kick();
    while (device.posts.size() < 4) run(SimTime::from_ns(1));
    write(kIntrStatus, 0xf);  // acknowledged between the publish and the message
    run_us(10);
    EXPECT_EQ(interrupts.messages.size(), 4U);
}

TEST_F(AdapterRings, ResetTakesBackAnInterruptOnItsWay) {
    set_up_rings();
    write(kIntrMask, 0xf);
    guest->publish(test_unit_ready(0));
    kick();
    while (device.posts.empty()) run(SimTime::from_ns(1));
    EXPECT_EQ(command(1), 0U);
    run_us(10);
    EXPECT_TRUE(interrupts.messages.empty());
    EXPECT_EQ(read(kIntrMask), 0xfU);
    EXPECT_EQ(read(kIntrStatus), 0U);
}

}  // namespace
}  // namespace pvscsim
