// SPDX-License-Identifier: Apache-2.0
// DEVICE-091, MUST: Accept PPNs with high bits set (PPN << 12 overflow) without aliasing other
// memory: treat as unreachable.
// Source: hostile guest.
// Mutants: MUT-D99, MUT-O102, MUT-O103, MUT-O104.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(091, does_not_mistake_a_page_number_beyond_2_52,
              "a state page number with bit 52 set", "the page of its low bits is not touched") {
    bench.command(kAdapterReset);
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[2] = kOtherPage;
    words[3] = 1U << 20;
    bench.fill(kOtherPage << 12, 4096, 0xee);
    bench.command(kSetupRings, words);
    bench.expect(bench.holds(kOtherPage << 12, 4096, 0xee), "page n was written for page 2^52 + n");
}

PVS_RULE_TEST(091, reads_no_requests_from_a_page_beyond_2_52,
              "a request page number with bit 52 set, and a request in the page of its low bits",
              "nothing is served") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[4] = static_cast<std::uint32_t>(kOtherPage);
    words[5] = 1U << 20;
    bench.set_up_with(words);
    bench.publish(test_unit_ready().with_context(0x91));
    bench.kick();
    for (const Done& done : bench.take(1)) {
        bench.expect(done.context != 0x91, "page n was read for page 2^52 + n");
    }
}

PVS_RULE_TEST(091, writes_no_completions_to_a_page_beyond_2_52,
              "a completion page number with bit 52 set",
              "the page of its low bits is not touched") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[68] = static_cast<std::uint32_t>(kOtherPage);
    words[69] = 1U << 20;
    bench.fill(kOther, 4096, 0xee);
    bench.set_up_with(words);
    bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
    bench.expect(bench.holds(kOther, 4096, 0xee), "page n was written for page 2^52 + n");
}

PVS_RULE_TEST(091, writes_no_messages_to_a_page_beyond_2_52,
              "a message page number with bit 52 set; a disk is plugged in",
              "the page of its low bits is not touched") {
    bench.start();
    if (bench.probe(kSetupMsgRing) == kFailed) bench.skip("the device has no message ring");
    std::vector<std::uint32_t> words = bench.message_words(1);
    words[2] = static_cast<std::uint32_t>(kOtherPage);
    words[3] = 1U << 20;
    bench.fill(kOther, 4096, 0xee);
    bench.command(kSetupMsgRing, words);
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect(bench.holds(kOther, 4096, 0xee), "page n was written for page 2^52 + n");
}

}  // namespace pvscsim::conformance
