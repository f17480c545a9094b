// SPDX-License-Identifier: Apache-2.0
// The adapter with the defects and variants of the profile qemu-7.2 answers as an unmodified QEMU
// 7.2.22 was observed to: each line of the list of observations is a trace of one of the tests,
// here those of recovery, interrupts, messages and lists.
#include "tests/models/engine/qemu_harness.h"

namespace pvscsim {
namespace {

TEST_F(QemuObservations, OfLostRequestsHold) {
    SCOPED_TRACE("OBS-28");
    for (const Ask& ask : {with(read_10(1), [](Ask& each) { each.flags = kToHost | kToDevice; }),
                           with(inquiry(1, 36, 36), [](Ask& each) { each.flags = kToDevice; })}) {
        begin();
        EXPECT_TRUE(serve({ask}).empty());
        EXPECT_EQ(abort(1), 0U);
        EXPECT_EQ(command(5, {0, 0, 0}), 0U);
        EXPECT_EQ(command(4), 0U);
        run_us(1000);
        EXPECT_TRUE(guest->take().empty());
        EXPECT_EQ(adapter->ended(), nullptr);
        EXPECT_EQ(command(1), kFailed);
        EXPECT_NE(adapter->ended(), nullptr);
        EXPECT_EQ(read(kIntrStatus), kFailed);
    }
}

TEST_F(QemuObservations, OfAbortsAndResetsHold) {
    SCOPED_TRACE("OBS-29");
    three_slow_reads();
    abort(2);
    EXPECT_TRUE(guest->take(false).empty());
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0, 0x26, 0}));
    SCOPED_TRACE("OBS-30");
    three_slow_reads();
    command(5, {0, 0, 0});
    EXPECT_TRUE(guest->take(false).empty());
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0x25, 0x25, 0}));
    SCOPED_TRACE("OBS-31");
    three_slow_reads();
    command(4);
    EXPECT_TRUE(guest->take(false).empty());
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0x25, 0x25, 0x25}));
    three_slow_reads();
    interrupts.use_messages(false);
    write(kIntrMask, 1);
    command(1);
    EXPECT_EQ(hosts(), (Hosts{0x25, 0x25, 0x25}));
    EXPECT_EQ(read(kIntrStatus), 0U);
    EXPECT_TRUE(interrupts.line());
    SCOPED_TRACE("OBS-32");
    begin();
    guest->publish(read_10(1));
    guest->publish(read_10(2));
    EXPECT_EQ(abort(2), 0U);
    kick();
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0, 0, 999}));
    SCOPED_TRACE("OBS-33");
    begin();
    guest->publish(read_10(1));
    EXPECT_EQ(command(1), 0U);
    kick();
    run_us(1000);
    EXPECT_EQ(guest->state(0), 1U);
    EXPECT_EQ(guest->state(4), 0U);
    EXPECT_EQ(guest->state(12), 0U);
    SCOPED_TRACE("OBS-38");
    begin();
    guest->publish(read_10(1));
    kick();
    adapter->hot_remove(0, now);
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0x26, 999, 999}));
    expect_done(test_unit_ready(1), 0x11, 0);
}

TEST_F(QemuObservations, OfInterruptsAndMessagesHold) {
    SCOPED_TRACE("OBS-34");
    begin();
    write(kIntrMask, 0xf);
    serve_one(test_unit_ready(1));
    serve_one(test_unit_ready(2));
    EXPECT_EQ(interrupts.messages.size(), 2U);
    SCOPED_TRACE("OBS-35");
    begin();
    serve_one(test_unit_ready(1));
    EXPECT_EQ(interrupts.messages.size(), 0U);
    for (const std::uint32_t offset : {kIntrMask, kIntrMask}) write(offset, 0xf);
    run_us(10);
    EXPECT_EQ(interrupts.messages.size(), 2U);
    write(kIntrStatus, 8);
    run_us(10);
    EXPECT_EQ(interrupts.messages.size(), 3U);
    SCOPED_TRACE("OBS-36");
    begin(true, true);
    adapter->hot_add(2, now);
    EXPECT_EQ(read(kIntrStatus), 4U);
    adapter->hot_remove(2, now);
    const std::vector<Message> messages = guest->take_messages();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].type, 0U);
    EXPECT_EQ(messages[1].type, 1U);
    EXPECT_EQ(messages[1].target, 2U);
    SCOPED_TRACE("OBS-37");
    begin(true, true);
    for (int i = 0; i < 21; ++i) {
        adapter->hot_add(2, now);
        adapter->hot_remove(2, now);
    }
    EXPECT_EQ(guest->state(128), 32U);
    guest->set_state(132, 1);
    write(kIntrStatus, 4);
    EXPECT_EQ(guest->state(128), 32U);
    adapter->hot_add(2, now);
    EXPECT_EQ(guest->state(128), 33U);
}

TEST_F(QemuObservations, OfListsHold) {
    const auto listed = [](Ask& ask) {
        ask.flags = 1;
        ask.data_addr = place::kList;
    };
    SCOPED_TRACE("OBS-39");
    begin();
    guest->put_element(place::kList, place::kData, 512);
    guest->put_element(place::kList + 16, place::kData + 4096, 512);
    expect_done(with(read_10(1, 0, 2), listed), 0, 0);
    EXPECT_TRUE(delivered(0) && delivered(8) && !delivered(1));
    begin();
    guest->put_element(place::kList, place::kData, 0);
    guest->put_element(place::kList + 16, place::kData + 512, 65536);
    expect_done(with(read_10(1), listed), 0, 0);
    EXPECT_TRUE(delivered(1) && !delivered(0) && !delivered(2));
    SCOPED_TRACE("OBS-40");
    begin();
    guest->put_element(place::kList, place::kData, 60);
    guest->put_element(place::kList + 16, place::kData + 512, 40);
    for (std::uint32_t i = 2; i < 2048; ++i)
        guest->put_element(place::kList + 16 * i, place::kData, 0);
    expect_done(with(read_10(1), listed), 0x12, 0);
    EXPECT_TRUE(delivered(0));
}

}  // namespace
}  // namespace pvscsim
