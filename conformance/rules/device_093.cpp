// SPDX-License-Identifier: Apache-2.0
// DEVICE-093, MUST: Not allocate memory in proportion to dataLen, SG lengths or senseLen; a fixed
// bound (<= 32,768 SG elements) is not proportional allocation.
// Source: hostile guest.
// Mutants: MUT-D87.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(093, takes_no_memory_for_what_a_request_only_says,
              "INQUIRY with dataLen of 256 MiB, 1 TiB and 2^62, elements of 4 GiB, senseLen of "
              "4 GiB",
              "each is answered, and the host gives no memory of such a size") {
    bench.start();
    const std::uint64_t before = bench.dut.host_memory_bytes();
    bench.write_list(kList, std::vector<Element>(256, {kOther, 0xffffffff}));
    for (const std::uint64_t bytes : {1ULL << 62, 1ULL << 40, 1ULL << 28}) {
        Ask ask = inquiry(kData, 36, 36);
        ask.data_bytes = bytes;
        bench.serve(ask.with_sense(kSense, 0xffffffff));
    }
    Ask listed = inquiry(kList, 36, 36).with_flags(kToHost | kListed);
    listed.data_bytes = 256 * 0xffffffffULL;
    bench.serve(listed);
    bench.serve(Ask{{0xff, 0, 0, 0, 0, 0}}.with_sense(kSense, 0xffffffff));
    bench.expect(bench.dut.host_memory_bytes() < before + (128U << 20), "the host gave memory");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
}

// The slow disk has not begun with the second part of such a list when the first is given up.
PVS_RULE_TEST(093, gives_back_the_memory_of_what_was_aborted,
              "reads of 1 MiB in 2,048 pieces at the slow disk, each aborted, again and again",
              "the host has no more memory in use after the last than after the first few") {
    constexpr std::uint32_t kPieces = 2048;
    constexpr int kRounds = 40;
    constexpr std::uint64_t kSlack = 512U << 10;
    bench.start();
    if (bench.dut.host_memory_bytes() == 0) bench.skip("the host's memory is not known");
    bench.write_list(kOther, std::vector<Element>(kPieces, {kData, 512}));
    std::uint64_t before = 0;
    for (int i = 0; i < kRounds; ++i) {
        Ask ask = read10(0, kPieces, kOther).at(1).with_context(7).with_flags(kToHost | kListed);
        ask.data_bytes = kPieces * 512ULL;
        bench.publish(ask);
        bench.kick();
        bench.steps(2);
        bench.abort(7, 1);
        bench.take(1);
        if (i == 1) before = bench.dut.host_memory_bytes();
    }
    const std::uint64_t after = bench.dut.host_memory_bytes();
    bench.expect(after < before + kSlack, "the host's memory has grown by " +
                                              std::to_string((after - before) >> 10) + " KiB");
}

}  // namespace pvscsim::conformance
