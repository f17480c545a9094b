// SPDX-License-Identifier: Apache-2.0
// DEVICE-074, SHOULD: Fetch all published requests before executing ABORT_CMD, RESET_DEVICE or
// RESET_BUS; MUST if coalescing is enabled.
// Source: LNX kicks before resets but not before aborts; QBB does not fetch.
// Mutants: MUT-O138, MUT-O139.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

namespace {

/// A request is published without a doorbell, then the command comes, then a doorbell.
void expect_fetched_first(Bench& bench, std::uint32_t id, const std::vector<std::uint32_t>& words,
                          std::uint16_t status) {
    bench.publish(read10(0, 1, kData).at(1).with_context(9));
    bench.expect_equal(bench.command(id, words), 0, "command " + std::to_string(id));
    bench.kick();
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) {
        bench.expect_ended(done[0], status, kGood,
                           "the request before command " + std::to_string(id));
    }
}

}  // namespace

PVS_RULE_TEST(074, fetches_what_was_published_before_an_abort,
              "publishes a request, aborts it without a doorbell, then kicks", "ABORTQUEUE") {
    bench.start();
    bench.publish(read10(0, 1, kData).at(1).with_context(9));
    bench.expect_equal(bench.abort(9, 1), 0, "ABORT_CMD");
    bench.kick();
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kAbortQueue, kGood, "the request");
}

PVS_RULE_TEST(074, fetches_what_was_published_before_a_reset,
              "publishes a request, resets its unit without a doorbell, then kicks; the same with "
              "RESET_BUS",
              "BUSRESET") {
    bench.start();
    expect_fetched_first(bench, kResetDevice, {1, 0, 0}, kBusReset);
    expect_fetched_first(bench, kResetBus, {}, kBusReset);
}

PVS_RULE_TEST(074, fetches_what_coalescing_kept_back_before_aborts_and_resets,
              "the same for all three with coalescing, a slow read in flight",
              "ABORTQUEUE and BUSRESET") {
    bench.start();
    if (bench.probe(kSetupThreshold) == kFailed) bench.skip("the device has no threshold");
    bench.expect_equal(bench.command(kSetupThreshold, {1}), 1, "SETUP_REQCALLTHRESHOLD");
    bench.begin_slow(1, kOther);
    bench.publish(read10(0, 1, kData).at(1).with_context(9));
    bench.expect_equal(bench.abort(9, 1), 0, "ABORT_CMD");
    bench.publish(read10(0, 1, kData + 4096).at(1).with_context(10));
    bench.expect_equal(bench.reset_device(1), 0, "RESET_DEVICE");
    bench.publish(read10(0, 1, kData + 8192).at(1).with_context(11));
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
    bench.kick();
    const std::vector<Done> done = bench.take(4);
    bench.expect_equal(done.size(), 4, "completions");
    for (const Done& one : done) {
        bench.expect_ended(one, one.context == 9 ? kAbortQueue : kBusReset, kGood,
                           "request " + std::to_string(one.context));
    }
}

}  // namespace pvscsim::conformance
