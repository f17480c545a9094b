// SPDX-License-Identifier: Apache-2.0
// DEVICE-071, MUST: Ignore unknown flag bits, tag values it does not implement, and descriptor
// bytes 68-127 (vcpuHint, unused).
// Source: QBB; header.
// Mutants: MUT-D64.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(071, ignores_unknown_flags_tags_and_bytes,
              "reserved flag bits, an unknown tag, bytes 68 to 127 set", "the request is served") {
    bench.start();
    Ask ask = inquiry(kData, 36, 36).with_flags(kToHost | 0xffffffe0U);
    ask.tag = 0x77;
    ask.rest = 0xff;
    bench.expect_ended(bench.serve(ask), kSuccess, kGood, "INQUIRY");
}

}  // namespace pvscsim::conformance
