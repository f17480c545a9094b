// SPDX-License-Identifier: Apache-2.0
#include "models/engine/command_port.h"

#include <gtest/gtest.h>

#include <vector>

namespace pvscsim {
namespace {

/// Notes what is executed and answers 1000 + id; supports everything but 8.
class NotedExecutor final : public CommandExecutor {
public:
    std::uint32_t execute(std::uint32_t command, const std::uint32_t* args) override {
        commands.push_back(command);
        words.assign(args, args + 132);
        return 1000 + command;
    }
    bool supports(std::uint32_t command) const override {
        return command != 8 && command != 0 && command != 2 && command != 9;
    }

    std::vector<std::uint32_t> commands;
    std::vector<std::uint32_t> words;
};

class CommandPortTest : public ::testing::Test {
protected:
    NotedExecutor executor;
    CommandPort port{executor};
};

TEST_F(CommandPortTest, ExecutesACommandWithoutWordsAtOnce) {
    for (const std::uint32_t id : {1U, 4U, 11U}) {
        port.write_command(id);
        EXPECT_EQ(executor.commands.back(), id);
        EXPECT_EQ(port.status(), 1000 + id);
    }
}

TEST_F(CommandPortTest, HandsOverTheWordsInTheirOrder) {
    for (const auto& [id, dwords] :
         {std::pair{3U, 132U}, {5U, 3U}, {6U, 4U}, {7U, 6U}, {10U, 1U}}) {
        executor.commands.clear();
        port.write_command(id);
        for (std::uint32_t i = 0; i < dwords; ++i) {
            EXPECT_TRUE(executor.commands.empty());
            EXPECT_EQ(port.last_word_expected(), i + 1 == dwords);
            port.write_data(i * 3 + id);
        }
        ASSERT_EQ(executor.commands, std::vector<std::uint32_t>{id});
        for (std::uint32_t i = 0; i < dwords; ++i) EXPECT_EQ(executor.words[i], i * 3 + id);
        EXPECT_EQ(port.status(), 1000 + id);
        EXPECT_FALSE(port.last_word_expected());
    }
}

TEST_F(CommandPortTest, KeepsTheProbesAnswerWhileItCollects) {
    port.write_command(6);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(port.status(), 0xfffffffeU);
        port.write_data(0);
    }
    EXPECT_EQ(port.status(), 0xfffffffeU);
}

TEST_F(CommandPortTest, RefusesWhatIsUnknownOrUnsupported) {
    for (const std::uint32_t id : {0U, 2U, 8U, 9U, 12U, 1000U, 0xffffffffU}) {
        port.set_status(7);
        port.write_command(id);
        EXPECT_EQ(port.status(), 0xffffffffU) << id;
        port.set_status(7);
        port.write_data(0);
        EXPECT_EQ(port.status(), 0xffffffffU) << id;
    }
    EXPECT_TRUE(executor.commands.empty());
}

TEST_F(CommandPortTest, ForgetsAPartialCommandWhenDropped) {
    port.write_command(6);
    for (int i = 0; i < 3; ++i) port.write_data(0);
    port.drop();
    EXPECT_EQ(port.status(), 0xfffffffeU);
    EXPECT_FALSE(port.last_word_expected());
    port.write_data(0);
    EXPECT_EQ(port.status(), 0xffffffffU);
    EXPECT_TRUE(executor.commands.empty());
}

TEST_F(CommandPortTest, BeginsAnewWithTheSameCommand) {
    port.write_command(5);
    port.write_data(1);
    port.write_data(2);
    port.write_command(5);
    for (std::uint32_t i = 0; i < 3; ++i) port.write_data(10 + i);
    ASSERT_EQ(executor.commands.size(), 1U);
    EXPECT_EQ(executor.words[0], 10U);
    EXPECT_EQ(executor.words[2], 12U);
}

}  // namespace
}  // namespace pvscsim
