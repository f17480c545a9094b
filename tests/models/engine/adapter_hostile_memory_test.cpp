// SPDX-License-Identifier: Apache-2.0
// Memory that is not there, not writable or not what it should be, rules DEVICE-087 to DEVICE-092.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kSenseFailed = 0x1b;

class AdapterHostileMemory : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
    }
    /// Whatever has been done to it: a reset and new rings make the adapter whole again.
    void expect_whole() {
        memory->restore();
        EXPECT_EQ(command(1), 0U);
        set_up_rings();
        serve_one(test_unit_ready(1));  // the unit attention
        const Done done = serve_one(read_10(2));
        EXPECT_EQ(done.context, 2U);
        EXPECT_EQ(done.data_len, 512U);
    }
};

// DEVICE-089
TEST_F(AdapterHostileMemory, EndsATransferThatFailsWithTheExactNumberOfBytes) {
    for (const std::uint32_t blocks : {0U, 1U, 5U}) {
        for (Ask ask : {read_10(1, 0, 8), write_10(2, 0, 8)}) {
            memory->make_absent(place::kData + 512 * blocks, 512);
            ask.sense_len = 18;
            const Done done = serve_one(ask);
            EXPECT_EQ(done.host, kHardware);
            EXPECT_EQ(done.scsi, 0U);
            EXPECT_EQ(done.sense_len, 0U);
            EXPECT_EQ(done.data_len, 512 * blocks) << ask.context;
        }
    }
    memory->make_read_only(place::kData, 8);
    const Done done = serve_one(inquiry(3, 36, 36));
    EXPECT_EQ(done.host, kHardware);
    EXPECT_EQ(done.data_len, 0U);
    expect_whole();
}

// DEVICE-089
TEST_F(AdapterHostileMemory, SaysThatSenseCouldNotBeWritten) {
    Ask bad = read_10(1, 4096);
    bad.sense_len = 18;
    for (const std::uint64_t sense : {std::uint64_t{place::kSense}, ~std::uint64_t{0} - 3}) {
        memory->make_read_only(place::kSense, 18);
        bad.sense_addr = sense;
        const Done done = serve_one(bad);
        EXPECT_EQ(done.host, kSenseFailed);
        EXPECT_EQ(done.scsi, 0U);
        EXPECT_EQ(done.sense_len, 0U);
    }
}

// DEVICE-087
TEST_F(AdapterHostileMemory, ExecutesNothingPastADescriptorThatCannotBeRead) {
    memory->make_absent(guest->request_slot(1), 128);
    for (std::uint64_t i = 0; i < 4; ++i) guest->publish(test_unit_ready(i));
    kick();
    run_us(100);
    memory->restore();
    kick();
    run_us(100);
    EXPECT_EQ(guest->take().size(), 1U);
    EXPECT_EQ(device.fetches.size(), 1U);
    expect_whole();
}

// DEVICE-088
TEST_F(AdapterHostileMemory, LosesNoMoreThanTheRingWhenAnIndexCannotBeWritten) {
    for (const std::uint64_t place : {std::uint64_t{place::kState}, guest->completion_slot(0)}) {
        memory->make_read_only(place, 64);
        EXPECT_EQ(command(11), 65U);
        guest->publish(read_10(1));
        guest->publish(read_10(2));
        kick();
        run_us(100);
        EXPECT_EQ(command(4), 0U);
        expect_whole();
    }
}

// DEVICE-091: where the page number with its high bits cut off would lead, nothing happens.
TEST_F(AdapterHostileMemory, DoesNotAliasPageNumbersThatAreTooLarge) {
    for (const std::uint32_t high : {0x00100000U, 0x80000000U, 0xffffffffU}) {
        for (const std::uint32_t word : {3U, 5U, 69U}) {
            std::vector<std::uint32_t> args = guest->rings(1, 1);
            args[word] = high;
            EXPECT_EQ(command(1), 0U);
            memory->log.clear();
            command(3, args);
            guest->publish(test_unit_ready(1));
            kick();
            run_us(100);
            const std::uint32_t page = args[word - 1] << 12;
            EXPECT_EQ(memory->accesses(false, page, place::kPage), 0U) << word;
            EXPECT_EQ(memory->accesses(true, page, place::kPage), 0U) << word;
        }
        set_up_rings();
        std::vector<std::uint32_t> args = guest->messages(1);
        args[3] = high;
        EXPECT_EQ(command(8, args), 34U);
        adapter->hot_add(2, now);
        EXPECT_EQ(memory->accesses(true, place::kMessages, place::kPage), 0U);
        adapter->hot_remove(2, now);
    }
    expect_whole();
}

// DEVICE-092: every pair of the three structures in one page, and all of them.
TEST_F(AdapterHostileMemory, SurvivesRingsThatOverlap) {
    const std::uint32_t shared = place::kState >> 12;
    const std::vector<std::vector<std::uint32_t>> overlaps{{4}, {68}, {4, 68}};
    for (const auto& words : overlaps) {
        for (const bool all_pages : {false, true}) {
            std::vector<std::uint32_t> args = guest->rings(all_pages ? 32 : 1, all_pages ? 32 : 1);
            for (const std::uint32_t word : words) {
                for (std::uint32_t i = 0; i < (all_pages ? 32 : 1); ++i)
                    args[word + 2 * i] = shared;
            }
            EXPECT_EQ(command(3, args), 0U);
            for (std::uint32_t i = 0; i < 200; ++i) {
                guest->write_request(place::kState + i % 32 * 128, read_10(i));
                guest->set_state(0, i);
                guest->set_state(16, i / 2);
                kick();
                run_us(1);
            }
            run_us(1000);
            EXPECT_EQ(command(11), 65U);
            expect_whole();
        }
    }
}

// DEVICE-092: a completion that lands on the request ring becomes a request later on.
TEST_F(AdapterHostileMemory, SurvivesCompletionsInTheRequestRing) {
    std::vector<std::uint32_t> args = guest->rings(1, 1);
    args[68] = args[4];
    EXPECT_EQ(command(3, args), 0U);
    for (std::uint64_t i = 0; i < 100; ++i) {
        guest->publish(test_unit_ready(i));
        kick();
        run_us(10);
        guest->set_state(16, guest->state(12));
    }
    EXPECT_EQ(guest->state(12), 100U);
    expect_whole();
}

}  // namespace
}  // namespace pvscsim
