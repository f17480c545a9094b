// SPDX-License-Identifier: Apache-2.0
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

Outcome run_driver_test(const RuleTest& test, const DriverMaker& make) {
    DriverBench bench(make);
    std::string reason;
    try {
        test.drive(bench);
    } catch (const Skipped& skipped) {
        reason = skipped.reason;
    }
    try {
        bench.judge(test.rule);
    } catch (const Skipped& skipped) {
        if (reason.empty()) reason = skipped.reason;
    }
    if (!bench.failures().empty()) return {Verdict::Fail, bench.failures()};
    if (!reason.empty()) return {Verdict::Skip, {reason}};
    return {Verdict::Pass, {}};
}

}  // namespace pvscsim::conformance
