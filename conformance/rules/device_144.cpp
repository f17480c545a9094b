// SPDX-License-Identifier: Apache-2.0
// DEVICE-144, SHOULD: In a simulation model, report every DMA access with its purpose (descriptor,
// SG, data, sense, completion, index, message) so that ordering rules can be checked.
// Source: needed for ..16.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(144, tells_of_every_access,
              "a request with a list, one with sense, a new disk; the record of it is read",
              "descriptor, element, data, sense, completion, indices and message are in it") {
    bench.start();
    const bool messages = bench.probe(kSetupMsgRing) != kFailed;
    if (messages) bench.need_messages();
    const std::vector<Act>& acts = bench.need_record();
    bench.write_list(kList, {{kData, 36}});
    bench.serve(inquiry(kList, 36, 36).with_flags(kToHost | kListed));
    bench.serve(Ask{{0xff, 0, 0, 0, 0, 0}}.with_sense(kSense, 32));
    const auto expect_told = [&](Act::Kind kind, std::uint64_t addr, std::uint64_t bytes,
                                 const char* what) {
        const std::size_t at = Bench::find_act(
            acts, 0, [&](const Act& act) { return Bench::touches(act, kind, addr, bytes); });
        bench.expect(at < acts.size(), std::string("nothing tells of ") + what);
    };
    expect_told(Act::Kind::Read, kStatePage << 12, 4, "the producer index");
    expect_told(Act::Kind::Read, kRequestPage << 12, 4096, "the descriptor");
    expect_told(Act::Kind::Read, kList, 16, "the list");
    expect_told(Act::Kind::Write, kData, 36, "the data");
    expect_told(Act::Kind::Write, kSense, 32, "the sense");
    expect_told(Act::Kind::Write, kCompletionPage << 12, 4096, "the completion");
    expect_told(Act::Kind::Write, (kStatePage << 12) + kCmpProdIdx, 4, "the completion's index");
    if (!messages || !bench.dut.plug(7)) return;
    bench.settle();
    expect_told(Act::Kind::Write, kMessagePage << 12, 4096, "the message");
    expect_told(Act::Kind::Write, (kStatePage << 12) + kMsgProdIdx, 4, "the message's index");
}

}  // namespace pvscsim::conformance
