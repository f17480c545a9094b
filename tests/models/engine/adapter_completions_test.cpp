// SPDX-License-Identifier: Apache-2.0
// What a completion says and when it is there, rules DEVICE-103 to DEVICE-119.
#include <map>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kBeyondTheEnd = 4096;  // blocks of each unit

class AdapterCompletions : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
    }
    void fill(std::uint64_t addr, std::uint32_t bytes) {
        for (std::uint32_t i = 0; i < bytes; ++i) memory->store(addr + i, 1, 0xa5);
    }
    /// How many bytes from `addr` on are not what fill() left there, up to the first that is.
    std::uint32_t written(std::uint64_t addr, std::uint32_t bytes) const {
        std::uint32_t count = bytes;
        while (count != 0 && memory->load(addr + count - 1, 1) == 0xa5) --count;
        return count;
    }
};

struct Outcome {
    const char* what;
    Ask ask;
    std::uint32_t host;
    std::uint32_t scsi;
    std::uint64_t data_len;
};

Ask with_buffer(Ask ask, std::uint64_t bytes) {
    ask.data_len = bytes;
    return ask;
}

// DEVICE-103, DEVICE-111 to DEVICE-115, DEVICE-119
TEST_F(AdapterCompletions, CountTheBytesThatMovedWhateverTheStatus) {
    Ask bad_opcode = read_10(8);
    bad_opcode.cdb[0] = 0xff;
    Ask nobody = read_10(9);
    nobody.target = 9;
    const Outcome outcomes[] = {
        {"whole read", read_10(0, 0, 4), 0, 0, 2048},
        {"whole write", write_10(0, 0, 4), 0, 0, 2048},
        {"no data", test_unit_ready(0), 0, 0, 0},
        {"short inquiry", inquiry(0, 8, 36), 0, 0, 8},
        {"read into too much", with_buffer(read_10(0), 4096), 0, 0, 512},
        {"write from too much", with_buffer(write_10(0), 4096), 0, 0, 512},
        {"read into half", with_buffer(read_10(0, 0, 2), 512), kDataRun, 0, 512},
        {"write from half", with_buffer(write_10(0, 0, 2), 512), kDataRun, 0, 512},
        {"inquiry into too little", inquiry(0, 36, 10), kDataRun, 0, 10},
        {"read into nothing", with_buffer(read_10(0), 0), kDataRun, 0, 0},
        {"write from nothing", with_buffer(write_10(0), 0), kDataRun, 0, 0},
        {"beyond the end", read_10(0, kBeyondTheEnd), 0, kCheck, 0},
        {"beyond the end, to nothing", with_buffer(read_10(0, kBeyondTheEnd), 0), 0, kCheck, 0},
        {"beyond the end, written", write_10(0, kBeyondTheEnd), 0, kCheck, 0},
        {"beyond the end, half", with_buffer(write_10(0, 4095, 2), 512), 0, kCheck, 0},
        {"unknown opcode", bad_opcode, 0, kCheck, 0},
        {"no target", nobody, 0x11, 0, 0},
    };
    for (const Outcome& outcome : outcomes) {
        const Done done = serve_one(outcome.ask);
        EXPECT_EQ(done.host, outcome.host) << outcome.what;
        EXPECT_EQ(done.scsi, outcome.scsi) << outcome.what;
        EXPECT_EQ(done.pad, 0U) << outcome.what;
        EXPECT_EQ(done.data_len, outcome.data_len) << outcome.what;
    }
}

// DEVICE-112: the data are as long as they say themselves, and that is a success.
TEST_F(AdapterCompletions, ReportAShortTransferAsASuccess) {
    const Done done = serve_one(inquiry(1, 255, 255));
    EXPECT_EQ(done.host, 0U);
    EXPECT_EQ(done.data_len, 5 + memory->load(place::kData + 4, 1));
    EXPECT_LT(done.data_len, 255U);
}

// DEVICE-113, DEVICE-114
TEST_F(AdapterCompletions, ComeWithNoByteMoreThanBufferAndCdbAllow) {
    const Outcome outcomes[] = {
        {"", with_buffer(read_10(0), 4096), 0, 0, 512},
        {"", with_buffer(read_10(0, 0, 8), 520), 0, 0, 520},
        {"", inquiry(0, 36, 10), 0, 0, 10},
        {"", inquiry(0, 10, 4096), 0, 0, 10},
    };
    for (const Outcome& outcome : outcomes) {
        fill(place::kData, 8192);
        EXPECT_EQ(serve_one(outcome.ask).data_len, outcome.data_len);
        EXPECT_GT(written(place::kData, 8192), 0U);
        EXPECT_LE(written(place::kData, 8192), outcome.data_len);
    }
}

// DEVICE-116, DEVICE-117
TEST_F(AdapterCompletions, BringAsMuchSenseAsFitsAndOnlyWithACheckCondition) {
    for (const std::uint32_t room : {0U, 1U, 17U, 18U, 19U, 96U, 252U, ~0U}) {
        const std::uint32_t expected = std::min(room, 18U);
        fill(place::kSense, 256);
        Ask bad = read_10(1, kBeyondTheEnd);
        bad.sense_len = room;
        const Done failed = serve_one(bad);
        EXPECT_EQ(failed.host, 0U);
        EXPECT_EQ(failed.scsi, kCheck);
        EXPECT_EQ(failed.sense_len, expected) << room;
        EXPECT_EQ(written(place::kSense, 256), expected) << room;
        if (room >= 14) {
            EXPECT_EQ(memory->load(place::kSense + 12, 1), 0x21U);
        }
        for (Ask ask : {read_10(2), with_buffer(read_10(3), 0), inquiry(4, 36, 8)}) {
            fill(place::kSense, 256);
            ask.sense_len = room;
            EXPECT_EQ(serve_one(ask).sense_len, 0U);
            EXPECT_EQ(written(place::kSense, 256), 0U);
        }
    }
}

// DEVICE-105, DEVICE-106, DEVICE-107, DEVICE-126
TEST_F(AdapterCompletions, AreCompleteWhenTheIndexCoversThemAndSignalledAfterwards) {
    write(kIntrMask, 0xf);
    fill(guest->completion_slot(0), 64);
    fill(place::kData, 36);
    fill(place::kSense, 18);
    std::uint32_t covered = 0;
    memory->watch = [&](const PlainMemory::Access& access) {
        if (!access.is_write || access.addr != place::kState + 12) return;
        ++covered;
        EXPECT_EQ(read(kIntrStatus), 0U);
        EXPECT_TRUE(interrupts.messages.empty());
        const std::vector<Done> done = guest->take(false);
        ASSERT_EQ(done.size(), 1U);
        EXPECT_EQ(done[0].context, covered);
        EXPECT_EQ(done[0].pad, 0U);
        EXPECT_EQ(done[0].data_len, covered == 1 ? 36U : 0U);
        EXPECT_EQ(written(place::kData, 36), covered == 1 ? 36U : 0U);
        EXPECT_EQ(written(place::kSense, 18), covered == 2 ? 18U : 0U);
    };
    serve_one(inquiry(1, 36, 36));
    EXPECT_EQ(read(kIntrStatus), 1U);
    EXPECT_EQ(interrupts.messages.size(), 1U);
    interrupts.messages.clear();
    write(kIntrStatus, 1);
    fill(place::kData, 36);
    Ask bad = read_10(2, kBeyondTheEnd);
    bad.sense_len = 18;
    serve_one(bad);
    EXPECT_EQ(covered, 2U);
    EXPECT_EQ(read(kIntrStatus), 1U);
}

// DEVICE-104, DEVICE-118: many at once, of all kinds, with stalls that change their order.
TEST_F(AdapterCompletions, ComeExactlyOnceForEachRequestInAnyOrder) {
    FaultConfig stall;
    stall.point = FaultPoint::BackendRead;
    stall.effect = FaultEffect::Stall;
    stall.chance_numerator = 1;
    stall.chance_denominator = 3;
    stall.times = 0;
    stall.stall_ns = 50000;
    start(DeviceConfig{}, {stall});
    set_up_rings(32, 8);
    std::map<std::uint64_t, int> seen;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        Ask ask = i % 3 == 0 ? read_10(i) : i % 3 == 1 ? write_10(i) : inquiry(i, 36, i % 40);
        if (i % 7 == 0) ask.target = 9;
        if (i % 11 == 0) ask.flags = 2;
        if (i % 13 == 0) ask.lun[1] = 77;
        if (i % 5 == 0) ask.target = 1;
        guest->publish(ask);
        if (i % 4 == 0) kick();
        if (i % 10 == 0) run_us(3);
    }
    kick();
    run_us(5000);
    std::uint64_t last = 0;
    bool overtaken = false;
    for (const Done& done : guest->take()) {
        ++seen[done.context];
        overtaken = overtaken || done.context < last;
        last = done.context;
    }
    EXPECT_EQ(seen.size(), 1000U);
    for (const auto& [context, times] : seen) EXPECT_EQ(times, 1) << context;
    EXPECT_TRUE(overtaken);
    run_us(5000);
    EXPECT_TRUE(guest->take().empty());
}

// Ends at one time: those of the targets' own backends come first, whoever was asked first.
TEST_F(AdapterCompletions, OfOwnBackendsPrecedeThoseOfSharedOnesAtOneTime) {
    BackendConfig config;
    config.clock_period_ps = 1'000'000;  // so that both end at one edge
    config.read.ns = 5000;
    SharedBackend shared(*agenda, config, 1, "shared");
    TargetConfig target;
    target.capacity_blocks = 4096;
    for (const std::uint8_t id : {std::uint8_t{3}, std::uint8_t{4}}) {
        auto scsi = std::make_unique<ScsiTarget>(target, id);
        scsi->unit(0).forget_attention();
        BackendSink& sink = adapter->backend_sink();
        Storage storage =
            id == 3
                ? Storage(shared, shared.add_client(1, 4096), sink)
                : Storage(std::make_unique<Backend>(adapter->in_service(), config, 1, "own", sink));
        adapter->add_target(id, std::move(scsi), std::move(storage), true);
        Ask ask = read_10(id);
        ask.target = id;
        guest->publish(ask);
    }
    kick();
    run_us(100);
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 2U);
    EXPECT_EQ(done[0].context, 4U);
    EXPECT_EQ(done[1].context, 3U);
    adapter.reset();  // before what it shares
}

}  // namespace
}  // namespace pvscsim
