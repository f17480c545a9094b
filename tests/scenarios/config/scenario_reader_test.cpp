// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/scenario_reader.h"

#include <gtest/gtest.h>

#include "models/backend/presets.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

const char* const kSmallest = R"({"schema": "pvscsim-scenario/1", "purpose": "a test"})";

/// The smallest scenario with `overrides`.
Scenario with(const std::vector<std::string>& overrides) {
    return parse_scenario(kSmallest, "dir/small.json", overrides);
}

/// The message with which the same is refused.
std::string refusal(const std::vector<std::string>& overrides) {
    try {
        with(overrides);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "not refused";
}

TEST(ScenarioReader, TakesDefaultsFromTheStructs) {
    const Scenario scenario = with({});
    EXPECT_EQ(scenario.name, "small");
    EXPECT_EQ(scenario.machine.clock_period_ps, MachineConfig{}.clock_period_ps);
    EXPECT_EQ(scenario.targets.size(), 1U);
    EXPECT_TRUE(scenario.expectations.empty());
}

TEST(ScenarioReader, ReadsIntegersExactlyUpTo64Bits) {
    EXPECT_EQ(with({"seed=18446744073709551615"}).seed, 18446744073709551615U);
    EXPECT_EQ(refusal({"seed=18446744073709551616"}),
              "dir/small.json#/seed: expected an integer in [0, 18446744073709551615], got "
              "18446744073709551616 (set by an option)");
    EXPECT_NE(refusal({"seed=1e3"}).find("got 1e3"), std::string::npos);
    EXPECT_NE(refusal({"seed=-1"}).find("got -1"), std::string::npos);
    EXPECT_NE(refusal({"seed=1.0"}).find("got 1.0"), std::string::npos);
}

TEST(ScenarioReader, EchoesAConfigurationThatReadsBackTheSame) {
    const Scenario scenario = with(
        {"seed=7", "device.coalescing.kind=delay", "targets.0.preset=nand-p3700",
         "targets.0.backend.servers=3", "workload.locality=zipf",
         R"(faults.0={"point": "backend_read", "effect": "stall", "stall_ns": 5, "chance": "1/3"})",
         R"(faults.1={"point": "interrupt", "effect": "lose", "nth": 4})",
         R"(script.0={"at_us": 5, "do": "hot_remove", "target": 0})",
         R"(script.1={"after_completed": 5, "do": "hot_add", "target": 0})",
         R"(expect={"a.b": 1, "c": "x", "d": {"at_least": 0.5, "at_most": 18446744073709551615}})"});
    const nlohmann::ordered_json echo = effective_configuration(scenario);
    const Scenario again = parse_scenario(echo.dump(), "echo.json");
    EXPECT_EQ(effective_configuration(again).dump(), echo.dump());
    EXPECT_EQ(echo.at("workload").at("zipf_theta_milli"), 990);
    EXPECT_EQ(echo.at("targets").at(0).at("backend").at("servers"), 3);
    EXPECT_EQ(echo.at("faults").at(0).at("chance"), "1/3");
    EXPECT_EQ(again.faults.at(1).nth, 4U);
    EXPECT_EQ(again.expectations.at(2).at_most, "18446744073709551615");
}

TEST(ScenarioReader, LeavesOutWhatAnOptionMadeIdle) {
    constexpr const char* kFile =
        R"({"schema": "pvscsim-scenario/1", "purpose": "p",
            "device": {"coalescing": {"kind": "count", "count_max": 4}}})";
    const Scenario scenario = parse_scenario(kFile, "s.json", {"device.coalescing.kind=none"});
    EXPECT_EQ(scenario.device.coalescing.kind, CoalescingKind::None);
    EXPECT_FALSE(
        effective_configuration(scenario).at("device").at("coalescing").contains("count_max"));
    for (const char* option :
         {"device.coalescing.count_max=5", "device.coalescing.delay_max_ns=5"}) {
        EXPECT_THROW(parse_scenario(kFile, "s.json", {"device.coalescing.kind=none", option}),
                     ConfigError);
    }
}

TEST(ScenarioReader, LaysABackendOverItsPreset) {
    const TargetConfig target =
        with({"targets.0.backend.servers=3", "targets.0.preset=nand-p3700"}).targets.at(0);
    EXPECT_EQ(target.backend.servers, 3U);
    EXPECT_EQ(target.backend.read.median_ns,
              find_backend_preset("nand-p3700")->config.read.median_ns);
}

TEST(ScenarioReader, SaysWhatItMeansByAMisspeltKey) {
    EXPECT_EQ(refusal({"device.colaescing=1"}),
              "dir/small.json#/device/colaescing: unknown key; did you mean \"coalescing\"? (set "
              "by an option)");
}

TEST(ScenarioReader, RefusesKeysThatHaveNoEffectBesideAnother) {
    EXPECT_NE(refusal({"device.coalescing.count_max=3"}).find("counts only if \"kind\""),
              std::string::npos);
    EXPECT_EQ(refusal({"device.coalescing.count_max=3", "device.coalescing.kind=count"}),
              "not refused");
    EXPECT_NE(refusal({"workload.zipf_theta_milli=500"}).find("counts only if \"locality\""),
              std::string::npos);
    EXPECT_NE(refusal({"workload.kind=boot", "workload.locality=zipf"}).find("\"kind\""),
              std::string::npos);
    EXPECT_NE(refusal({"workload.scale_percent=50"}).find("counts only if"), std::string::npos);
}

TEST(ScenarioReader, WantsExactlyOneWayToSayWhen) {
    EXPECT_NE(refusal({R"(script.0={"do": "hot_remove", "target": 0})"}).find("exactly one of"),
              std::string::npos);
    EXPECT_NE(refusal({R"(faults.0={"point": "interrupt", "effect": "lose", "nth": 1,)"
                       R"( "chance": "1/2"})"})
                  .find("exactly one of"),
              std::string::npos);
    EXPECT_NE(refusal({R"(faults.0={"point": "interrupt", "effect": "lose", "nth": 1,)"
                       R"( "times": 2})"})
                  .find("together with \"chance\""),
              std::string::npos);
}

TEST(ScenarioReader, RefusesChancesThatAreNoExactRatioUpToOne) {
    const auto chance = [](const std::string& text) {
        return refusal(
            {R"(faults.0={"point": "interrupt", "effect": "lose", "chance": )" + text + "}"});
    };
    EXPECT_EQ(chance(R"("1/1000000000")"), "not refused");
    for (const char* text : {R"("2/1")", R"("0/1")", R"("1/0")", R"("01/2")", R"("1/2000000000")",
                             R"("1")", R"("/")", R"("1/2/3")", R"("-1/2")", "0.5"}) {
        EXPECT_NE(chance(text).find("/faults/0/chance: expected"), std::string::npos) << text;
    }
}

/// What is refused, and the start of the pointer and the rule that the message must hold.
struct Contradiction {
    std::vector<std::string> overrides;
    const char* message;
};

TEST(ScenarioReader, RefusesWhatDoesNotFitTogether) {
    const std::vector<Contradiction> contradictions{
        {{"machine.interrupt_vcpu=1"}, "/machine/interrupt_vcpu: expected less than \"vcpus\""},
        {{"driver.request_ring_pages=3"}, "/driver/request_ring_pages: expected one of 1, 2, 4"},
        {{R"(targets=[{"count": 3}, {"first_id": 2}])"}, "/targets/1: expected ids of its own"},
        {{"targets.0.first_id=65"}, "/targets: expected ids below \"device/max_targets\" (65)"},
        {{"targets.0.first_id=255", "targets.0.count=2"}, "/targets/0/count: expected ids up to"},
        {{"targets.0.capacity_blocks=8"}, "/capacity_blocks: expected at least 1048576 bytes"},
        {{R"(targets.0.backend.read={"kind": "uniform", "min_ns": 9, "max_ns": 8})"},
         "/targets/0/backend/read/max_ns: expected at least \"min_ns\" (9), got 8"},
        {{R"(targets.0.backend.read={"kind": "table"})"}, "read/table: expected at least one"},
        {{R"(targets.0.backend.read={"kind": "table", "table": [{"per_mille": 9, "ns": 1}]})"},
         "read/table: expected 1000 as the last"},
        {{R"(targets.0.backend.read={"kind": "table", "table": [{"per_mille": 9, "ns": 1},)"
          R"({"per_mille": 9, "ns": 1}]})"},
         "read/table/1: expected \"per_mille\" above"},
        {{"workload.requests=0"}, "/workload/requests: expected at least 1"},
        {{"workload.rate_per_s=5", "workload.think_ns=5"}, "/workload/think_ns: expected 0"},
        {{"workload.flush_every=5"}, "/workload/flush_every: expected 0"},
        {{"workload.segment_bytes=600"}, "/workload/segment_bytes: expected a multiple of 512"},
        {{"workload.kind=iolog"}, "/workload/file: expected the name of a trace, got nothing"},
        {{R"(workload.sizes=[{"bytes": 600}])"}, "/workload/sizes: expected multiples of"},
        {{R"(workload.sizes=[{"bytes": 8388608}])"},
         "/workload/segment_bytes: expected at least 65536, so that"},
        {{"workload.depth=65536"}, "/workload/depth: expected at most 59392 buffers of 4096"},
        {{"workload.region_blocks=4"}, "/workload/sizes: expected at most the 2048 bytes"},
        {{"workload.region_blocks=99999999"}, "/workload/region_blocks: expected at most"},
        {{"targets.0.present=false"}, "/targets: expected one that is present"},
        {{R"(faults.0={"point": "interrupt", "effect": "stall", "stall_ns": 1, "nth": 1})"},
         "/faults/0/effect: expected \"lose\""},
        {{R"(faults.0={"point": "backend_read", "effect": "lose", "nth": 1})"},
         "/faults/0/effect: expected \"medium_error\" or \"stall\""},
        {{R"(faults.0={"point": "backend_read", "effect": "stall", "nth": 1})"},
         "/faults/0/stall_ns: expected at least 1"},
        {{R"(script.0={"at_us": 1, "do": "hot_add", "target": 7})"},
         "/script/0/target: expected the id of a declared target, got 7"},
        {{R"(script.0={"at_us": 1, "do": "hot_add", "target": 0})"},
         "/script/0/do: expected a target that is absent by then"},
    };
    for (const Contradiction& each : contradictions) {
        EXPECT_NE(refusal(each.overrides).find(each.message), std::string::npos)
            << refusal(each.overrides) << "\n"
            << each.message;
    }
}

TEST(ScenarioReader, KeepsExpectationsAsWritten) {
    const Scenario scenario =
        with({"expect.requests.completed=5", "expect.latency.p99_ns={\"at_most\": 1.50}"});
    ASSERT_EQ(scenario.expectations.size(), 2U);
    EXPECT_EQ(scenario.expectations[0].path, "requests.completed");
    EXPECT_EQ(scenario.expectations[0].equals, "5");
    EXPECT_EQ(scenario.expectations[1].at_most, "1.50");
}

TEST(ScenarioReader, RefusesExpectationsThatCannotBeCompared) {
    EXPECT_NE(refusal({"expect.a={}"}).find("expected one or more of"), std::string::npos);
    EXPECT_NE(refusal({"expect.a={\"below\": 1}"}).find("unknown key"), std::string::npos);
    EXPECT_NE(refusal({"expect.a=null"}).find("expected an integer of 64 bits"), std::string::npos);
    EXPECT_NE(refusal({"expect.a=0.12345678901234567"}).find("at most 15 digits"),
              std::string::npos);
    EXPECT_NE(refusal({"expect.a={\"at_least\": \"x\"}"}).find("/expect/a/at_least: expected"),
              std::string::npos);
}

}  // namespace
}  // namespace pvscsim::scenarios
