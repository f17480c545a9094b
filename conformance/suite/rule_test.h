// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pvscsim::conformance {

class Bench;
class DriverBench;

/// In place of a rule: programs that two devices play side by side.
constexpr const char* kDifferential = "DIFFERENTIAL";

/// A directed test: puts a device, or a driver, into one situation and looks whether it keeps one
/// rule.
struct RuleTest {
    const char* rule;      ///< DEVICE-013, DRIVER-022
    const char* name;      ///< a claim: clears_only_the_bits_written_as_one
    const char* stimulus;  ///< what the test does
    const char* expected;  ///< what one that keeps the rule does then
    void (*run)(Bench&);   ///< null: a test of drivers
    void (*drive)(DriverBench&) = nullptr;

    std::string id() const { return std::string(rule) + '.' + name; }
};

/// Every test of devices, in the order of rules and of names.
const std::vector<RuleTest>& rule_tests();
/// Every test of drivers, likewise.
const std::vector<RuleTest>& driver_tests();

/// Adds a test while the program starts.
struct RuleTestAdder {
    explicit RuleTestAdder(const RuleTest& test);
};

}  // namespace pvscsim::conformance

/// PVS_RULE_TEST(013, clears_only_the_bits_written_as_one, "stimulus", "expected") { bench... }
#define PVS_RULE_TEST(number, name, stimulus, expected)                                   \
    static void rule_##number##_##name(::pvscsim::conformance::Bench& bench);             \
    static const ::pvscsim::conformance::RuleTestAdder adder_##number##_##name{           \
        {"DEVICE-" #number, #name, stimulus, expected, rule_##number##_##name, nullptr}}; \
    static void rule_##number##_##name([[maybe_unused]] ::pvscsim::conformance::Bench& bench)
