// SPDX-License-Identifier: Apache-2.0
// DEVICE-021, MUST: Accept exactly 132, 3, 4, 6, 34 and 1 data dwords for commands 3, 5, 6, 7, 8
// and 10 and execute on the last one, not earlier.
// Source: all; QBB.
// Mutants: MUT-D18, MUT-O61, MUT-O116.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(021, acts_on_the_last_of_132_words, "gives SETUP_RINGS 131 words, then one more",
              "nothing before the last, rings after it") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.fill(kStatePage << 12, 64, 0xee);
    bench.write(kCommand, kSetupRings);
    for (std::uint32_t i = 0; i < 131; ++i) bench.write(kCommandData, words[i]);
    bench.expect(bench.holds(kStatePage << 12, 64, 0xee), "it acted before the last word");
    bench.write(kCommandData, words[131]);
    bench.expect_equal(bench.read(kCommandStatus), 0, "COMMAND_STATUS");
    bench.expect_equal(bench.state(8), 5, "reqNumEntriesLog2");
}

PVS_RULE_TEST(021, acts_on_the_last_word_of_the_short_commands,
              "gives RESET_DEVICE of nobody 3 words, ABORT_CMD 4",
              "the answer changes with the last word alone") {
    bench.start();
    bench.write(kCommand, kResetDevice);
    const std::uint32_t waiting = bench.read(kCommandStatus);
    bench.write(kCommandData, 5);
    bench.write(kCommandData, 0);
    bench.expect_equal(bench.read(kCommandStatus), waiting, "RESET_DEVICE with two words");
    bench.write(kCommandData, 0);
    bench.expect_equal(bench.read(kCommandStatus), kFailed, "RESET_DEVICE of an absent target");
    bench.write(kCommand, kAbortCmd);
    for (int i = 0; i < 3; ++i) bench.write(kCommandData, 99);
    bench.expect_equal(bench.read(kCommandStatus), waiting, "ABORT_CMD with three words");
    bench.write(kCommandData, 0);
    bench.expect_equal(bench.read(kCommandStatus), 0, "ABORT_CMD");
}

PVS_RULE_TEST(021, acts_on_the_last_of_34_words, "gives SETUP_MSG_RING 33 words, then one more",
              "nothing before the last, a message ring after it") {
    bench.start();
    if (bench.probe(kSetupMsgRing) == kFailed) bench.skip("the device has no message ring");
    const std::vector<std::uint32_t> words = bench.message_words(1);
    bench.set_state(136, 0xee);
    bench.write(kCommand, kSetupMsgRing);
    for (std::uint32_t i = 0; i < 33; ++i) bench.write(kCommandData, words[i]);
    bench.expect_equal(bench.state(136), 0xee, "msgNumEntriesLog2 with 33 words");
    bench.write(kCommandData, words[33]);
    bench.expect_equal(bench.state(136), 5, "msgNumEntriesLog2 with 34 words");
}

PVS_RULE_TEST(021, acts_on_the_last_of_six_words, "gives CONFIG 5 words, then one more",
              "nothing before the last, the page after it") {
    bench.start();
    const std::vector<std::uint32_t> words{
        static_cast<std::uint32_t>(kOther), 0, 0, 0x2120, 0x1958, 0};
    bench.fill(kOther, 64, 0xee);
    bench.write(kCommand, kConfig);
    for (std::size_t i = 0; i < 5; ++i) bench.write(kCommandData, words[i]);
    bench.expect(bench.holds(kOther, 64, 0xee), "it acted before the last word");
    bench.write(kCommandData, words[5]);
    const bool untouched = bench.holds(kOther, 64, 0xee);
    if (untouched && bench.read(kCommandStatus) == kFailed) bench.skip("the device has no CONFIG");
    bench.expect(!untouched, "it did not act on the last word");
}

}  // namespace pvscsim::conformance
