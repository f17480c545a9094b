// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/json_document.h"

#include <gtest/gtest.h>

#include "scenarios/config/config_error.h"
#include "scenarios/config/override.h"

namespace pvscsim::scenarios {
namespace {

std::string parse_refusal(const std::string& text) {
    try {
        parse_json(text, "f.json");
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "not refused";
}

TEST(JsonDocument, KeepsStructureAndTheTextOfNumbers) {
    const auto document = parse_json(R"({"b": [1, -2, 1.50, null, true, "x"], "a": {}})", "f");
    EXPECT_EQ(document.at("b").at(0), 1);
    EXPECT_EQ(document.at("b").at(1), -2);
    EXPECT_EQ(decimal_text(document.at("b").at(2)), "1.50");
    EXPECT_TRUE(document.at("b").at(3).is_null());
    EXPECT_EQ(document.begin().key(), "b");
}

TEST(JsonDocument, NamesLineAndColumnOfSyntaxErrors) {
    EXPECT_EQ(parse_refusal("{\n  \"a\": 5,\n}").substr(0, 20), "f.json:3:1: syntax e");
    EXPECT_EQ(parse_refusal("[1, tru]").substr(0, 20), "f.json:1:8: syntax e");
    EXPECT_EQ(parse_refusal("").substr(0, 20), "f.json:1:1: syntax e");
    EXPECT_EQ(parse_refusal("{} x").substr(0, 20), "f.json:1:4: syntax e");
    EXPECT_NE(parse_refusal("// comment\n{}"), "not refused");
}

TEST(JsonDocument, RefusesADuplicateKeyAtItsPointer) {
    EXPECT_EQ(parse_refusal(R"({"a": [0, {"b/c": 1, "b/c": 2}]})"),
              "f.json#/a/1/b~1c: duplicate key");
}

TEST(JsonDocument, LimitsNestingOnBothSides) {
    const std::string open(kJsonDepthMax, '[');
    const std::string close(kJsonDepthMax, ']');
    EXPECT_EQ(parse_refusal(open + close), "not refused");
    EXPECT_EQ(parse_refusal("[" + open + close + "]"),
              "f.json:1:65: expected arrays and objects nested at most 64 deep, got more");
    EXPECT_EQ(parse_refusal(std::string(100000, '[')),
              "f.json:1:65: expected arrays and objects nested at most 64 deep, got more");
    EXPECT_EQ(parse_refusal("[\"[{\\\"[\", [], {},\n" + open),
              "f.json:2:64: expected arrays and objects nested at most 64 deep, got more");
}

TEST(JsonDocument, ShowsValuesOnOneShortLine) {
    EXPECT_EQ(shown(parse_json(R"("a\nb")", "f")), "\"a\\nb\"");
    EXPECT_EQ(shown(parse_json("{\"a\": 1}", "f")), "an object");
    EXPECT_EQ(shown(parse_json("[1, 2]", "f")), "an array of 2");
    EXPECT_EQ(shown(nlohmann::ordered_json(std::string(1000, 'x'))).size(), 63U);
}

std::string overridden(const std::string& text, const std::string& option) {
    auto document = parse_json(text, "f.json");
    try {
        apply_override(document, option);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return document.dump();
}

TEST(Override, MakesWhatIsNotThere) {
    EXPECT_EQ(overridden("{}", "a.0.b=1"), R"({"a":[{"b":1}]})");
    EXPECT_EQ(overridden(R"({"a":[1]})", "a.1=2"), R"({"a":[1,2]})");
    EXPECT_EQ(overridden(R"({"a":{"b":1}})", "a.b=text"), R"({"a":{"b":"text"}})");
    EXPECT_EQ(overridden("{}", "expect.a.b=1"), R"({"expect":{"a.b":1}})");
    EXPECT_EQ(overridden("{}", "a=b=c"), R"({"a":"b=c"})");
}

TEST(Override, RefusesWhatCannotBeSet) {
    EXPECT_EQ(overridden("{}", "a"), "--set a: expected JSON.PATH=VALUE");
    EXPECT_EQ(overridden("{}", "=1"), "--set =1: expected JSON.PATH=VALUE");
    EXPECT_EQ(overridden(R"({"a":[]})", "a.1=2"),
              "--set a.1=2: expected an index of at most 0, got 1");
    EXPECT_EQ(overridden(R"({"a":[]})", "a.x=2"),
              "--set a.x=2: expected an index of at most 0, got x");
    EXPECT_EQ(overridden(R"({"a":5})", "a.b=2"),
              "--set a.b=2: expected \"b\" below an object or array, got it below 5");
    EXPECT_EQ(overridden("{}", "a..b=2"),
              "--set a..b=2: expected JSON.PATH=VALUE, got an empty part of the path");
    EXPECT_NE(overridden("{}", "a={").find("--set a={: syntax error"), std::string::npos);
}

}  // namespace
}  // namespace pvscsim::scenarios
