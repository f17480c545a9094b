// SPDX-License-Identifier: Apache-2.0
// Programs of the differential target: drawn, written down, read again, made smaller.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "conformance/differential/difference.h"
#include "conformance/differential/draw.h"
#include "conformance/differential/explanations.h"
#include "conformance/differential/program.h"
#include "conformance/differential/shrink.h"

namespace pvscsim::conformance {
namespace {

constexpr std::uint64_t kPrograms = 300;

std::string refusal_of(const std::string& script) {
    try {
        program_of(script);
    } catch (const ScriptError& error) {
        return error.what();
    }
    return "";
}

Show show_of(std::vector<std::vector<Sight>> steps) {
    Show show;
    show.steps = std::move(steps);
    return show;
}

TEST(DifferentialProgram, WhatIsDrawnIsLegalAndTheSameEachTime) {
    for (std::uint64_t number = 0; number < kPrograms; ++number) {
        const Program program = drawn_program(7, number);
        EXPECT_TRUE(is_legal(program)) << script_of(program);
        EXPECT_EQ(script_of(program), script_of(drawn_program(7, number)));
    }
    EXPECT_NE(script_of(drawn_program(7, 0)), script_of(drawn_program(8, 0)));
}

TEST(DifferentialProgram, ProgramsTogetherHaveEveryKindOfStep) {
    std::set<StepKind> kinds;
    for (std::uint64_t number = 0; number < kPrograms; ++number) {
        for (const Step& step : drawn_program(1, number)) kinds.insert(step.kind);
    }
    EXPECT_EQ(kinds.size(), step_specs().size());
}

TEST(DifferentialProgram, AScriptSaysAllOfIt) {
    for (std::uint64_t number = 0; number < kPrograms; ++number) {
        const std::string script = script_of(drawn_program(1, number));
        EXPECT_EQ(script_of(program_of(script)), script);
    }
}

TEST(DifferentialProgram, ABadScriptIsRefusedByItsLine) {
    const std::string title = "pvscsim-program/1\n";
    EXPECT_NE(refusal_of("rings\n").find("line 1: expected \"pvscsim-program/1\""),
              std::string::npos);
    EXPECT_NE(refusal_of(title).find("at least one step"), std::string::npos);
    EXPECT_NE(refusal_of(title + "rings\nfly\n").find("line 3: expected one of rings, "),
              std::string::npos);
    for (const char* line :
         {"rings pages=1", "rings requests=65", "rings requests=-1", "rings requests=1x",
          "wait a=1", "ask cdb=123", "ask cdb=0g", "ask cdb=0000000000000000000000000000000000",
          "ask piece=5", "ask piece=0x4000+1", "ask offset=0x4000 bytes=1", "read offset=0 width=3",
          "kick other=18446744073709551616"}) {
        EXPECT_EQ(refusal_of(title + line + "\n").find("line 2: expected "), 0U) << line;
    }
    EXPECT_EQ(refusal_of(title + "# a remark\n\nrings requests=0x20\n"), "");
}

TEST(DifferentialProgram, AGuestThatBreaksTheRulesIsNoLegalProgram) {
    const auto legal = [](const std::string& steps) {
        return is_legal(program_of("pvscsim-program/1\n" + steps));
    };
    const std::string rings = "rings\n";
    const std::string write =
        "ask place=1 context=1 flags=0x10 bytes=512 cdb=2a000000000000000100\n";
    EXPECT_TRUE(legal(rings + write));
    EXPECT_FALSE(legal(write));  // without rings
    const std::string same_blocks =
        "ask place=2 context=2 flags=8 bytes=512 cdb=28000000000000000100\n";
    EXPECT_FALSE(legal(rings + write + same_blocks));
    EXPECT_TRUE(legal(rings + write + "kick\n" + same_blocks));
    EXPECT_FALSE(legal(rings + "ask cdb=000000000000\nask place=1 cdb=000000000000\n"));
    EXPECT_FALSE(legal(rings + "ask flags=8 bytes=512 cdb=2a000000000000000100\n"));
}

TEST(DifferentialProgram, TheLeastProgramHasTheStepThatMattersAndNoMore) {
    const Program program = drawn_program(1, 3);
    const auto has_mask = [](const Program& candidate) {
        return std::any_of(candidate.begin(), candidate.end(), [](const Step& step) {
            return step.kind == StepKind::Mask && step.values[0] > 5;
        });
    };
    Program with_mask = program;
    with_mask.insert(with_mask.begin() + 2, Step(StepKind::Mask, {200}));
    const Program least = shrunk(with_mask, has_mask, 5000);
    ASSERT_EQ(least.size(), 1U) << script_of(least);
    EXPECT_EQ(least[0].line(), "mask value=0x6");
}

TEST(DifferentialDifference, TheFirstDifferenceIsToldAndAnExplainedOneIsCounted) {
    const Program program = program_of("pvscsim-program/1\nrings\nask cdb=120000002400 flags=8\n");
    Sight data{SightKind::Data, 1, std::vector<std::uint8_t>(36, 0), &program[1], 0};
    Sight other = data;
    other.bytes[8] = 'Q';
    Explained explained;
    EXPECT_FALSE(difference_of(show_of({{}, {data}}), show_of({{}, {other}}), explained));
    EXPECT_EQ(explained["inquiry-identity"], 1U);
    other.bytes[1] = 0x80;  // nothing explains another medium
    const auto found = difference_of(show_of({{}, {data}}), show_of({{}, {other}}), explained);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->step, 1U);
    EXPECT_NE(found->told(program).find("step 2 (ask"), std::string::npos);
    EXPECT_NE(found->told(program).find("byte 1"), std::string::npos);
}

TEST(DifferentialDifference, ADeviceThatEndsDiffersFromOneThatGoesOn) {
    Show ended = show_of({{}});
    ended.ended = "it has left";
    Explained explained;
    const auto found = difference_of(show_of({{}, {}}), ended, explained);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->second, "it has left");
}

}  // namespace
}  // namespace pvscsim::conformance
