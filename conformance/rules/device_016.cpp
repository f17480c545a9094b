// SPDX-License-Identifier: Apache-2.0
// DEVICE-016, MUST: Execute a command of length 0 before the COMMAND write completes, and any
// other command before its last COMMAND_DATA write completes, including all memory effects
// (completion of an aborted request: DEVICE-077).
// Source: LNX OBSD SEA OVMF.
// Mutants: MUT-D23, MUT-O136, MUT-O137.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(016, has_carried_out_a_command_when_its_last_write_ends,
              "looks at the state page right behind the last word of SETUP_RINGS",
              "the size is there") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.fill(kStatePage << 12, 64, 0xee);
    bench.expect_equal(bench.command_and_look(kSetupRings, words, (kStatePage << 12) + 8), 5,
                       "reqNumEntriesLog2");
}

PVS_RULE_TEST(016, has_written_the_page_when_the_last_word_of_config_is_there,
              "looks at CONFIG's page right behind its last word", "its number is there") {
    bench.start();
    const std::vector<std::uint32_t> words{
        static_cast<std::uint32_t>(kData), 0, 0, 0x2120, 0x1958, 0};
    if (bench.command(kConfig, words) == kFailed) bench.skip("the device has no CONFIG");
    bench.fill(kData, 4096, 0xee);
    bench.expect_equal(bench.command_and_look(kConfig, words, kData), 0x1958, "the page's number");
}

PVS_RULE_TEST(016, has_installed_the_message_ring_when_the_last_word_is_there,
              "looks at the state page right behind the last word of SETUP_MSG_RING",
              "the size is there") {
    bench.start();
    if (bench.probe(kSetupMsgRing) == kFailed) bench.skip("the device has no message ring");
    bench.fill((kStatePage << 12) + 128, 16, 0xee);
    bench.expect_equal(
        bench.command_and_look(kSetupMsgRing, bench.message_words(1), (kStatePage << 12) + 136), 5,
        "msgNumEntriesLog2");
}

}  // namespace pvscsim::conformance
