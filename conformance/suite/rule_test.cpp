// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/rule_test.h"

#include <algorithm>

namespace pvscsim::conformance {

namespace {

/// Of devices, and of drivers.
struct Registry {
    std::vector<RuleTest> device_tests;
    std::vector<RuleTest> driver_tests;
};

Registry& registry() {
    static Registry tests;
    return tests;
}

// The order in which the linker met the files is not ours.
const std::vector<RuleTest>& sorted(std::vector<RuleTest>& tests) {
    std::sort(tests.begin(), tests.end(),
              [](const RuleTest& a, const RuleTest& b) { return a.id() < b.id(); });
    return tests;
}

}  // namespace

RuleTestAdder::RuleTestAdder(const RuleTest& test) {
    (test.run == nullptr ? registry().driver_tests : registry().device_tests).push_back(test);
}

const std::vector<RuleTest>& rule_tests() {
    static const std::vector<RuleTest>& tests = sorted(registry().device_tests);
    return tests;
}

const std::vector<RuleTest>& driver_tests() {
    static const std::vector<RuleTest>& tests = sorted(registry().driver_tests);
    return tests;
}

}  // namespace pvscsim::conformance
