// SPDX-License-Identifier: Apache-2.0
// DEVICE-102, MUST: Complete WITH_SG_LIST requests with dataLen 0 without reading the list.
// Source: LNX never sends it.
// Mutants: MUT-D101.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(102, does_not_read_a_list_for_no_data,
              "TEST UNIT READY with a list that is not there and dataLen 0", "it is served") {
    bench.start();
    Ask ask = test_unit_ready().with_flags(kNoData | kListed);
    ask.data_addr = 0x30000000;
    bench.expect_ended(bench.serve(ask), kSuccess, kGood, "TEST UNIT READY");
}

PVS_RULE_TEST(102, ends_a_read_with_a_list_and_no_data, "READ with a list and dataLen 0",
              "one completion with DATARUN") {
    bench.start();
    bench.write_list(kList, {{kData, 512}});
    bench.expect_ended(
        bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed).with_length(0)), kDataRun,
        kGood, "READ");
}

}  // namespace pvscsim::conformance
