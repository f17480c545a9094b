// SPDX-License-Identifier: Apache-2.0
// DEVICE-055, MUST: Copy each descriptor once and use only the copy; read each SG element at most
// once per request.
// Source: QEMU.
// Mutants: MUT-D30.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(055, serves_a_request_from_its_copy,
              "overwrites the descriptor of a slow read that was fetched",
              "context, status and place of the data are as they were published") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    const std::uint64_t slot = bench.req_prod % 32;
    bench.begin_slow(7, kData);
    bench.fill((kRequestPage << 12) + 128 * slot, 128, 0xff);
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (done.empty()) return;
    bench.expect_equal(done[0].context, 7, "context");
    bench.expect_ended(done[0], kSuccess, kGood, "READ");
    bench.expect(!bench.holds(kData, 16, 0xee), "the data did not come");
}

PVS_RULE_TEST(055, reads_descriptor_and_list_once, "an INQUIRY with a list of two elements",
              "one read of the descriptor, one of each element") {
    bench.start();
    bench.write_list(kList, {{kData, 16}, {kData + 64, 20}});
    const std::uint64_t slot = (kRequestPage << 12) + 128 * (bench.req_prod % 32);
    const std::vector<Act>& acts = bench.need_record();
    bench.serve(inquiry(kList, 36, 36).with_flags(kToHost | kListed));
    const auto reads = [&](std::uint64_t addr, std::uint64_t bytes) {
        std::uint64_t read = 0;
        for (const Act& act : acts) {
            if (act.kind != Act::Kind::Read || act.addr >= addr + bytes) continue;
            if (act.addr + act.bytes > addr) ++read;
        }
        return read;
    };
    bench.expect_equal(reads(slot, 128), 1, "reads of the descriptor");
    bench.expect_equal(reads(kList, 16), 1, "reads of the first element");
    bench.expect_equal(reads(kList + 16, 16), 1, "reads of the second element");
}

}  // namespace pvscsim::conformance
