// SPDX-License-Identifier: Apache-2.0
// DEVICE-094, MUST: Reject dataAddr + dataLen or element addr + length wrapping past 2^64 with
// INVPARAM.
// Source: hostile guest; chosen.
// Mutants: MUT-D100, MUT-O105.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(094, refuses_a_buffer_that_wraps, "READ to the last 256 bytes of the address space",
              "hostStatus INVPARAM, address 0 not touched") {
    bench.start();
    bench.fill(0, 512, 0xee);
    bench.expect_ended(bench.serve(read10(0, 1, 0xffffffffffffff00ULL)), kInvParam, kGood, "READ");
    bench.expect(bench.holds(0, 512, 0xee), "address 0 was written");
}

PVS_RULE_TEST(094, refuses_an_element_that_wraps,
              "READ into a list whose second element is the last 256 bytes of the address space "
              "and 256 more",
              "hostStatus INVPARAM, neither address 0 nor the first element touched") {
    bench.start();
    bench.fill(0, 512, 0xee);
    bench.fill(kData, 512, 0xee);
    bench.write_list(kList, {{kData, 512}, {0xffffffffffffff00ULL, 512}});
    bench.expect_ended(bench.serve(read10(0, 2, kList).with_flags(kToHost | kListed)), kInvParam,
                       kGood, "READ");
    bench.expect(bench.holds(0, 512, 0xee), "address 0 was written");
    bench.expect(bench.holds(kData, 512, 0xee), "the first element was written");
}

}  // namespace pvscsim::conformance
