// SPDX-License-Identifier: Apache-2.0
// The command interface, rules DEVICE-016 to DEVICE-026.
#include <random>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kIncomplete = 0xfffffffe;

struct CommandRow {
    std::uint32_t id;
    std::uint32_t dwords;
    std::uint32_t probe;
};
constexpr CommandRow kCollecting[] = {{3, 132, kIncomplete}, {5, 3, kIncomplete},
                                      {6, 4, kIncomplete},   {7, 6, kIncomplete},
                                      {8, 34, 34},           {10, 1, 1}};

/// An adapter that offers every command.
class AdapterCommands : public AdapterHarness {
protected:
    void SetUp() override {
        DeviceConfig config;
        config.request_call_threshold = 8;
        start(config);
    }
    /// Words that make command `id` do something.
    std::vector<std::uint32_t> words_of(std::uint32_t id) {
        switch (id) {
            case 3:
                return guest->rings(2, 2);
            case 5:
                return {0, 0, 0};
            case 6:
                return {1, 0, 0, 0};
            case 7:
                return {place::kData, 0, 0, 0x2120, 0x1958, 0};
            case 8:
                return guest->messages(1);
            default:
                return {1};
        }
    }
    std::uint32_t log2_of_requests() const { return guest->state(8); }
};

// DEVICE-016: nothing is left for later, so no time passes here.
TEST_F(AdapterCommands, TakeEffectBeforeTheirLastWriteReturns) {
    const auto issue = [this](std::uint32_t id, const std::vector<std::uint32_t>& words) {
        adapter->write_register(kCommand, id, now);
        for (const std::uint32_t word : words) adapter->write_register(kCommandData, word, now);
    };
    issue(3, guest->rings(2, 4));
    EXPECT_EQ(log2_of_requests(), 6U);
    EXPECT_EQ(guest->state(20), 9U);
    issue(8, guest->messages(2));
    EXPECT_EQ(guest->state(136), 6U);
    issue(10, {1});
    EXPECT_EQ(guest->state(24), 1U);
    issue(7, words_of(7));
    EXPECT_EQ(memory->load(place::kData, 4), 0x1958U);
    for (std::uint64_t i = 0; i < 3; ++i) guest->publish(read_10(i));
    issue(6, {1, 0, 0, 0});
    EXPECT_EQ(guest->state(12), 1U);
    issue(4, {});
    EXPECT_EQ(guest->state(12), 3U);
    issue(1, {});
    EXPECT_EQ(read(kIntrStatus), 0U);
    EXPECT_FALSE(adapter->rings().installed());
}

// DEVICE-017
TEST_F(AdapterCommands, DropAPartialCommandWhenAnotherBegins) {
    for (const CommandRow& row : kCollecting) {
        write(kCommand, 3);
        for (int i = 0; i < 131; ++i) write(kCommandData, 1);
        std::vector<std::uint32_t> words = words_of(row.id);
        write(kCommand, row.id);
        for (std::size_t i = 0; i + 1 < words.size(); ++i) write(kCommandData, words[i]);
        EXPECT_EQ(read(kCommandStatus), row.probe) << row.id;
        EXPECT_FALSE(adapter->rings().installed()) << row.id;
        write(kCommand, 0);
    }
}

// DEVICE-018, DEVICE-026
TEST_F(AdapterCommands, RefuseUnknownOnesAtOnceWithoutCollecting) {
    set_up_rings();
    for (const std::uint32_t id : {0U, 2U, 9U, 12U, 255U, 0x10003U, kFailed}) {
        EXPECT_EQ(command(1), 0U);
        write(kCommand, id);
        EXPECT_EQ(read(kCommandStatus), kFailed) << id;
        memory->log.clear();
        for (const std::uint32_t word : guest->rings(1, 1)) write(kCommandData, word);
        EXPECT_TRUE(memory->log.empty()) << id;
        EXPECT_FALSE(adapter->rings().installed()) << id;
    }
}

// DEVICE-018, DEVICE-048, DEVICE-130
TEST_F(AdapterCommands, RefuseAtOnceWhatTheProfileLeavesOut) {
    DeviceConfig config;
    config.config_pages = config.get_max_targets = config.message_ring = false;
    start(config);
    for (const std::uint32_t id : {7U, 8U, 10U, 11U}) {
        EXPECT_EQ(command(1), 0U);
        EXPECT_EQ(command(id), kFailed) << id;
    }
}

// DEVICE-019, DEVICE-020
TEST_F(AdapterCommands, AnswerAProbeByTheirNumberAlone) {
    for (const CommandRow& row : kCollecting) {
        EXPECT_EQ(command(row.id), row.probe) << row.id;
    }
}

// DEVICE-021
TEST_F(AdapterCommands, RunWithTheLastOfTheirWordsAndNotEarlier) {
    for (const CommandRow& row : kCollecting) {
        SetUp();
        set_up_rings();
        for (std::uint64_t i = 0; i < 2; ++i) guest->publish(read_10(i));
        const std::vector<std::uint32_t> words = words_of(row.id);
        ASSERT_EQ(words.size(), row.dwords);
        memory->log.clear();
        write(kCommand, row.id);
        for (std::size_t i = 0; i + 1 < words.size(); ++i) write(kCommandData, words[i]);
        EXPECT_EQ(read(kCommandStatus), row.probe) << row.id;
        EXPECT_TRUE(memory->log.empty()) << row.id;
        write(kCommandData, words.back());
        EXPECT_FALSE(memory->log.empty()) << row.id;
        EXPECT_EQ(read(kCommandStatus), row.probe == kIncomplete ? 0U : row.probe) << row.id;
    }
}

// DEVICE-022
TEST_F(AdapterCommands, AreNotRepeatedBySurplusWords) {
    for (const CommandRow& row : kCollecting) {
        SetUp();
        set_up_rings();
        command(row.id, words_of(row.id));
        memory->log.clear();
        for (const std::uint32_t word : words_of(row.id)) write(kCommandData, word);
        for (int i = 0; i < 200; ++i) write(kCommandData, kFailed);
        EXPECT_EQ(read(kCommandStatus), kFailed) << row.id;
        EXPECT_TRUE(memory->log.empty()) << row.id;
        EXPECT_EQ(serve_one(test_unit_ready(5)).context, 5U) << row.id;
    }
}

// DEVICE-023
TEST_F(AdapterCommands, AnswerExactlyZeroWhenTheySucceed) {
    EXPECT_EQ(command(1), 0U);
    EXPECT_EQ(command(3, words_of(3)), 0U);
    EXPECT_EQ(command(4), 0U);
    EXPECT_EQ(command(5, words_of(5)), 0U);
    EXPECT_EQ(command(6, words_of(6)), 0U);
    EXPECT_EQ(command(1), 0U);
}

// DEVICE-024
TEST_F(AdapterCommands, LeaveTheOtherRegistersAloneWhileTheyAreCollected) {
    set_up_rings();
    const std::vector<std::uint32_t> words = guest->messages(1);
    write(kCommand, 8);
    for (std::size_t i = 0; i < 20; ++i) write(kCommandData, words[i]);
    write(kIntrMask, 0x5);
    EXPECT_EQ(read(kIntrMask), 0x5U);
    EXPECT_EQ(serve_one(test_unit_ready(9)).context, 9U);
    EXPECT_EQ(interrupts.messages.size(), 1U);
    EXPECT_EQ(read(kIntrStatus), 0x1U);
    write(kIntrStatus, 0x1);
    write(kKickNonRw, 0);
    EXPECT_EQ(read(kIntrStatus), 0U);
    EXPECT_EQ(guest->state(136), 0U);
    for (std::size_t i = 20; i < words.size(); ++i) write(kCommandData, words[i]);
    EXPECT_EQ(read(kCommandStatus), 34U);
    EXPECT_EQ(guest->state(136), 5U);
}

// DEVICE-025: what two processors write mixes word by word.
TEST_F(AdapterCommands, SurviveAnyInterleaving) {
    std::mt19937 engine(7);
    const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
    for (int i = 0; i < 20000; ++i) {
        if (random() % 4 == 0) {
            write(kCommand, random() % 13);
        } else {
            write(kCommandData, random() % 3 == 0 ? random() : random() % 64);
        }
        if (random() % 64 == 0) write(random() % 2 == 0 ? kKickRw : kIntrStatus, random());
    }
    run_us(1000);
    EXPECT_EQ(command(1), 0U);
    set_up_rings();
    EXPECT_EQ(serve_one(test_unit_ready(5)).context, 5U);
}

}  // namespace
}  // namespace pvscsim
