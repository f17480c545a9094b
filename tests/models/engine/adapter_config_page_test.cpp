// SPDX-License-Identifier: Apache-2.0
// CONFIG and GET_MAX_TARGETS, rules DEVICE-027 to DEVICE-032.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kPageAt = place::kData;

class AdapterConfigPage : public AdapterHarness {
protected:
    /// Fills the buffer as drivers do, so that an untouched header reads as a failure.
    void prepare() {
        for (std::uint32_t i = 0; i < 480; ++i) memory->store(kPageAt + i, 1, 0x5a);
        memory->store(kPageAt + 6, 2, 0x1a);
        memory->store(kPageAt + 8, 2, 2);
    }
    std::uint32_t ask(std::uint32_t page, std::uint32_t type, std::uint64_t to = kPageAt) {
        return command(7, {static_cast<std::uint32_t>(to), static_cast<std::uint32_t>(to >> 32), 0,
                           type, page, 0});
    }
};

// DEVICE-027, DEVICE-028, DEVICE-030, DEVICE-031
TEST_F(AdapterConfigPage, SaysHowManyTargetsThereMayBeBeforeAnyRings) {
    for (const std::uint32_t targets : {1U, 16U, 65U, 256U}) {
        DeviceConfig config;
        config.max_targets = targets;
        start(config);
        prepare();
        EXPECT_EQ(ask(0x1958, 0x2120), 0U);
        EXPECT_EQ(memory->load(kPageAt, 4), 0x1958U);
        EXPECT_EQ(memory->load(kPageAt + 4, 2), 120U);
        EXPECT_EQ(memory->load(kPageAt + 6, 2), 0U);
        EXPECT_EQ(memory->load(kPageAt + 8, 2), 0U);
        EXPECT_EQ(memory->load(kPageAt + 472, 4), targets);
        EXPECT_EQ(memory->load(kPageAt + 476, 4), 0U);
        EXPECT_EQ(memory->accesses(true, kPageAt + 480, 4096 - 480), 0U);
        EXPECT_EQ(command(11), targets);
    }
}

TEST_F(AdapterConfigPage, NamesTheAdapterInCharactersOfTwoBytes) {
    prepare();
    EXPECT_EQ(ask(0x1958, 0x2120), 0U);
    EXPECT_EQ(memory->load(kPageAt + 10, 6), 0U);
    EXPECT_EQ(memory->load(kPageAt + 16, 8), 0x5000c29000000001U);
    std::string manufacturer;
    for (std::uint64_t at = 24; memory->load(kPageAt + at, 2) != 0; at += 2) {
        manufacturer += static_cast<char>(memory->load(kPageAt + at, 2));
    }
    EXPECT_EQ(manufacturer, "pvscsim");
    EXPECT_EQ(memory->load(kPageAt + 152, 4), '1');
    EXPECT_EQ(memory->load(kPageAt + 280, 4), '0');
    EXPECT_EQ(memory->load(kPageAt + 344, 4), '1');
    EXPECT_EQ(memory->load(kPageAt + 408, 4), '1');
}

// DEVICE-030
TEST_F(AdapterConfigPage, AnswersInEveryStateOfTheRings) {
    EXPECT_EQ(command(8), 34U);
    set_up_rings();
    EXPECT_EQ(ask(0x1958, 0x2120), 0U);
    EXPECT_EQ(command(11), 65U);
    EXPECT_EQ(command(1), 0U);
    EXPECT_EQ(ask(0x1958, 0x2120), 0U);
    EXPECT_EQ(command(11), 65U);
}

// DEVICE-029
TEST_F(AdapterConfigPage, LeavesTheHeaderOfARefusedPageAlone) {
    constexpr std::uint32_t kPages[] = {0, 0x1957, 0x1959, 0x195a};
    for (const std::uint32_t page : kPages) {
        prepare();
        EXPECT_EQ(ask(page, 0x2120), kFailed) << page;
        EXPECT_EQ(ask(0x1958, 0x2121 + page % 2), kFailed) << page;
        EXPECT_EQ(memory->load(kPageAt + 6, 2), 0x1aU);
        EXPECT_EQ(memory->load(kPageAt + 8, 2), 2U);
    }
}

// DEVICE-029
TEST_F(AdapterConfigPage, FailsWhereTheBufferCannotBeWritten) {
    prepare();
    memory->make_read_only(kPageAt + 400, 16);
    EXPECT_EQ(ask(0x1958, 0x2120), kFailed);
    EXPECT_EQ(memory->load(kPageAt + 6, 2), 0x1aU);
    EXPECT_EQ(ask(0x1958, 0x2120, ~std::uint64_t{0} - 100), kFailed);
    memory->restore();
    memory->master(false);
    EXPECT_EQ(ask(0x1958, 0x2120), kFailed);
    EXPECT_EQ(memory->load(kPageAt + 6, 2), 0x1aU);
}

// DEVICE-032
TEST_F(AdapterConfigPage, EveryTargetBelowTheReportedNumberCanBeAddressed) {
    DeviceConfig config;
    config.max_targets = 256;
    start(config);
    for (std::uint32_t id = 3; id < 256; ++id) add_target(static_cast<std::uint8_t>(id), true);
    set_up_rings();
    for (std::uint32_t id = 0; id < 256; ++id) {
        Ask ask = test_unit_ready(id);
        ask.target = static_cast<std::uint8_t>(id);
        EXPECT_EQ(serve_one(ask).host, id == 2 ? 0x11U : 0U) << id;
    }
}

}  // namespace
}  // namespace pvscsim
