// SPDX-License-Identifier: Apache-2.0
// The adapter with the defects and variants of the profile qemu-7.2 answers as an unmodified QEMU
// 7.2.22 was observed to: each line of the list of observations is a trace of one of the tests.
#include "tests/models/engine/qemu_harness.h"

namespace pvscsim {
namespace {

TEST_F(QemuObservations, OfRegistersHold) {
    SCOPED_TRACE("OBS-01");
    begin(false);
    for (std::uint32_t offset = 0; offset < 0x8000; offset += 4) EXPECT_EQ(read(offset), 0U);
    SCOPED_TRACE("OBS-02");
    for (const std::uint32_t id : {0U, 2U, 9U, 10U, 11U, 12U, 13U, 14U, 15U, ~0U}) {
        EXPECT_EQ(command(id), kFailed) << id;
    }
    SCOPED_TRACE("OBS-03");
    EXPECT_EQ(command(1), 0U);
    EXPECT_EQ(command(4), 0U);
}

TEST_F(QemuObservations, OfCommandsHold) {
    SCOPED_TRACE("OBS-04");
    begin(false);
    for (const auto& [id, words] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
             {3, 132}, {5, 3}, {6, 4}, {7, 6}, {8, 34}}) {
        EXPECT_EQ(command(id, std::vector<std::uint32_t>(words - 1, 0)), kMinusTwo) << id;
    }
    SCOPED_TRACE("OBS-05");
    EXPECT_EQ(command(7, {place::kData, 0, 0, 0x2120, 0x1958, 0}), kFailed);
    SCOPED_TRACE("OBS-06");
    begin();
    EXPECT_EQ(command(5, {0, 0, 0}), 0U);
    EXPECT_EQ(command(5, {9, 0, 0}), kFailed);
    serve_one(test_unit_ready(1));
    guest->publish(read_10(1));
    kick();
    EXPECT_EQ(command(5, {0, kAbsentLun << 8, 0}), 0U);
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0x25, 999, 999}));
    SCOPED_TRACE("OBS-07");
    three_slow_reads();
    EXPECT_EQ(abort(99), 0U);
    EXPECT_EQ(abort(std::uint64_t{1} << 32 | 1), 0U);
    run_us(1000);
    EXPECT_EQ(hosts(), (Hosts{0, 0, 0}));
    SCOPED_TRACE("OBS-08");
    EXPECT_EQ(command(5, {0, 0, 0, 0}), kFailed);
    EXPECT_EQ(command(4, {0}), kFailed);
}

TEST_F(QemuObservations, OfRingSetUpHold) {
    SCOPED_TRACE("OBS-09");
    for (const auto& [requests, completions] :
         std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 1}, {1, 0}, {33, 1}, {1, 33}}) {
        setup_rings_gives(requests, completions, kFailed);
    }
    SCOPED_TRACE("OBS-10");
    setup_rings_gives(1, 1, 0, 5, 7);
    setup_rings_gives(8, 8, 0, 8, 10);
    setup_rings_gives(32, 32, 0, 10, 12);
    SCOPED_TRACE("OBS-11");
    setup_rings_gives(3, 1, 0, 7, 7);
    setup_rings_gives(5, 5, 0, 8, 10);
    SCOPED_TRACE("OBS-12");
    for (const auto& [pages, log2] :
         std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 5}, {2, 6}, {16, 9}}) {
        begin();
        EXPECT_EQ(command(8, guest->messages(pages)), 34U);
        EXPECT_EQ(guest->state(136), log2);
    }
    SCOPED_TRACE("OBS-13");
    EXPECT_EQ(command(8, guest->messages(0)), kFailed);
    EXPECT_EQ(command(8, guest->messages(17)), kFailed);
    SCOPED_TRACE("OBS-14");
    begin(false);
    memory->log.clear();
    EXPECT_EQ(command(8, guest->messages(1)), 34U);
    EXPECT_TRUE(memory->log.empty());
    SCOPED_TRACE("OBS-43");
    for (const std::uint32_t high : {0x000fffffU, 0xffffffffU}) {
        begin(false);
        std::vector<std::uint32_t> args(132, ~0U);
        args[0] = args[1] = 1;
        args[3] = high;
        EXPECT_EQ(command(3, args), 0U);
        kick();
        EXPECT_EQ(command(1), 0U);
    }
    begin(false);
    std::vector<std::uint32_t> args = guest->rings(1, 1);
    args[3] = 1U << 20;
    EXPECT_EQ(command(3, args), 0U);
    expect_done(test_unit_ready(1), 0, 0);
}

TEST_F(QemuObservations, OfCommandsWithoutMediaHold) {
    SCOPED_TRACE("OBS-15");
    begin();
    interrupts.use_messages(false);
    expect_done(inquiry(1, 36, 36), 0, 0);
    EXPECT_EQ(read(kIntrStatus), 1U);
    EXPECT_FALSE(interrupts.line());
    write(kIntrMask, 1);
    EXPECT_TRUE(interrupts.line());
    SCOPED_TRACE("OBS-16");
    begin();
    command(5, {0, 0, 0});
    expect_done(with(test_unit_ready(1), [](Ask& ask) { ask.sense_len = 96; }), 0, 2, 18);
    EXPECT_EQ(memory->load(place::kSense + 2, 1), 6U);
    EXPECT_EQ(memory->load(place::kSense + 12, 2), 0x29U);
    SCOPED_TRACE("OBS-17");
    for (const std::uint32_t flags : {kToDevice, kToHost, kToDevice | kToHost, 0U}) {
        expect_done(with(test_unit_ready(1), [&](Ask& ask) { ask.flags = flags; }), 0, 0);
    }
    SCOPED_TRACE("OBS-18");
    expect_done(inquiry(1, 36, 255), 0x12, 0);
    SCOPED_TRACE("OBS-19");
    expect_done(inquiry(1, 255, 255), 0, 0);
    SCOPED_TRACE("OBS-20");
    expect_done(inquiry(1, 36, 8), 0, 0);
    SCOPED_TRACE("OBS-23");
    for (const unsigned id : {5U, 64U, 65U, 255U}) {
        expect_done(
            with(test_unit_ready(1), [&](Ask& ask) { ask.target = static_cast<std::uint8_t>(id); }),
            0x11, 0);
    }
    expect_done(with(test_unit_ready(1), [](Ask& ask) { ask.bus = 1; }), 0x11, 0);
    expect_done(with(test_unit_ready(1), [](Ask& ask) { ask.lun[0] = 0x40; }), 0x11, 0);
    expect_done(with(test_unit_ready(1), [](Ask& ask) { ask.lun[2] = 1; }), 0x11, 0);
    SCOPED_TRACE("OBS-24");
    const auto absent = [](Ask& ask) { ask.lun[1] = kAbsentLun; };
    expect_done(with(inquiry(1, 36, 36), absent), 0, 0);
    Ask report = inquiry(1, 0, 16);
    report.cdb = {0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0};
    expect_done(with(report, absent), 0x12, 2);
    SCOPED_TRACE("OBS-25");
    const auto sensed = [](Ask& ask) { ask.sense_len = 96; };
    expect_done(with(with(inquiry(1, 36, 36), sensed), [](Ask& ask) { ask.cdb_len = 5; }), 0, 2,
                18);
    expect_done(with(with(test_unit_ready(1), sensed), [](Ask& ask) { ask.cdb[0] = 0xff; }), 0, 2,
                18);
    SCOPED_TRACE("OBS-26");
    for (const unsigned length : {16U, 17U, 255U}) {
        expect_done(with(inquiry(1, 36, 36),
                         [&](Ask& ask) { ask.cdb_len = static_cast<std::uint8_t>(length); }),
                    0, 0);
    }
    SCOPED_TRACE("OBS-27");
    for (const std::uint32_t flags : {2U, 1U << 31}) {
        expect_done(with(inquiry(1, 36, 36), [&](Ask& ask) { ask.flags = flags; }), 0, 0);
    }
}

TEST_F(QemuObservations, OfTransfersHold) {
    const auto bytes = [](std::uint64_t count) {
        return [count](Ask& ask) { ask.data_len = count; };
    };
    SCOPED_TRACE("OBS-21");
    begin();
    expect_done(with(read_10(1, 0, 2), bytes(512)), 0x12, 0);
    EXPECT_TRUE(delivered(0));
    EXPECT_FALSE(delivered(1));
    SCOPED_TRACE("OBS-22");
    for (const std::uint32_t room : {96U, 4U, 0U}) {
        expect_done(with(read_10(1, 4096), [&](Ask& ask) { ask.sense_len = room; }), 0x12, 2,
                    std::min(room, 18U));
    }
    SCOPED_TRACE("OBS-42");
    begin();
    expect_done(with(read_10(1), bytes(std::uint64_t{1} << 40)), 0x12, 2);
    EXPECT_TRUE(delivered(1));
    EXPECT_TRUE(delivered(2000));
    SCOPED_TRACE("OBS-44");
    begin();
    expect_done(with(read_10(1), bytes(1024)), 0x12, 0);
    EXPECT_TRUE(delivered(1));
    SCOPED_TRACE("OBS-46");
    expect_done(with(read_10(1), bytes(100)), 0x12, 0);
    SCOPED_TRACE("OBS-45");
    memory->store(place::kData, 8, 0);
    memory->store(place::kData + 512, 8, 1);
    memory->store(place::kData + 520, 8, 1);
    expect_done(with(write_10(1), bytes(1024)), 0x12, 0);
    memory->store(place::kData, 8, 77);
    expect_done(read_10(1, 1), 0, 0);
    EXPECT_EQ(memory->load(place::kData, 8), 1U);
    SCOPED_TRACE("OBS-41");
    begin();
    expect_done(with(read_10(1), [](Ask& ask) { ask.data_addr = 1ULL << 40; }), 0, 0);
    SCOPED_TRACE("OBS-47");
    guest->publish(read_10(1));
    const std::uint32_t before = guest->state(4);
    kick();
    EXPECT_EQ(guest->state(4), before + 1);
    EXPECT_TRUE(guest->take().empty());
    run_us(100);
    EXPECT_EQ(guest->take().size(), 1U);
}

}  // namespace
}  // namespace pvscsim
