// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/rule_test.h"

#include <algorithm>

namespace pvscsim::conformance {

namespace {

std::vector<RuleTest>& registry() {
    static std::vector<RuleTest> tests;
    return tests;
}

}  // namespace

RuleTestAdder::RuleTestAdder(const RuleTest& test) {
    registry().push_back(test);
}

const std::vector<RuleTest>& rule_tests() {
    // The order in which the linker met the files is not ours.
    static const bool sorted = [] {
        std::sort(registry().begin(), registry().end(),
                  [](const RuleTest& a, const RuleTest& b) { return a.id() < b.id(); });
        return true;
    }();
    static_cast<void>(sorted);
    return registry();
}

}  // namespace pvscsim::conformance
