// SPDX-License-Identifier: Apache-2.0
// The message ring, rules DEVICE-043 to DEVICE-047, DEVICE-129, DEVICE-135 to DEVICE-140.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kMsgProd = 128;
constexpr std::uint32_t kMsgCons = 132;
constexpr std::uint32_t kMsgLog2 = 136;

class AdapterMessages : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
    }
    void plug() {
        adapter->hot_add(2, now);
        agenda->run_until(now);
    }
    void unplug() {
        adapter->hot_remove(2, now);
        agenda->run_until(now);
    }
    std::uint32_t message_accesses() const {
        return memory->accesses(true, place::kMessages, 16 * place::kPage) +
               memory->accesses(true, place::kState + kMsgProd, 12);
    }
};

// DEVICE-047
TEST_F(AdapterMessages, SetUpZeroesIndicesAndPublishesTheSizeAndNothingElse) {
    for (std::uint32_t log2 = 0; log2 <= 4; ++log2) {
        for (const std::uint32_t word : {kMsgProd, kMsgCons, kMsgLog2}) guest->set_state(word, 77);
        memory->log.clear();
        set_up_messages(1U << log2);
        EXPECT_EQ(guest->state(kMsgProd), 0U);
        EXPECT_EQ(guest->state(kMsgCons), 0U);
        EXPECT_EQ(guest->state(kMsgLog2), log2 + 5);
        for (const PlainMemory::Access& access : memory->log) {
            EXPECT_TRUE(access.is_write);
            EXPECT_GE(access.addr, place::kState + kMsgProd);
            EXPECT_LE(access.addr + access.bytes, place::kState + kMsgLog2 + 4);
        }
    }
}

// DEVICE-143: the index of messages wraps too.
TEST_F(AdapterMessages, GoOnWhereTheirIndexWraps) {
    set_up_messages();
    adapter->preset_ring_indices(~0U);
    guest->msg_cons = ~0U;
    for (std::uint32_t i = 0; i < 4; ++i) {
        if (i % 2 == 0) plug();
        if (i % 2 == 1) unplug();
    }
    EXPECT_EQ(guest->state(kMsgProd), 3U);
    EXPECT_EQ(guest->take_messages().size(), 4U);
}

// DEVICE-045, DEVICE-046
TEST_F(AdapterMessages, SetUpRefusesWrongPageCountsAndKeepsTheOldRing) {
    set_up_messages(1);
    plug();
    EXPECT_EQ(guest->take_messages().size(), 1U);
    for (const std::uint32_t pages : {0U, 3U, 15U, 17U, 32U, 0x80000000U, kFailed}) {
        GuestSide other(*memory);
        memory->log.clear();
        EXPECT_EQ(command(8, other.messages(pages)), kFailed) << pages;
        EXPECT_TRUE(memory->log.empty());
    }
    unplug();
    EXPECT_EQ(guest->state(kMsgProd), 2U);
    EXPECT_EQ(guest->take_messages().size(), 1U);
}

// DEVICE-044, DEVICE-140
TEST_F(AdapterMessages, SetUpWithoutRingsHasNoEffect) {
    EXPECT_EQ(command(1), 0U);
    memory->log.clear();
    command(8, guest->messages(1));
    plug();
    EXPECT_TRUE(memory->log.empty());
    EXPECT_EQ(read(kIntrStatus), 0U);
    set_up_rings();
    unplug();
    EXPECT_EQ(message_accesses(), 0U);
}

// DEVICE-043, DEVICE-140: the ways in which a message ring ends.
TEST_F(AdapterMessages, EndWithTheirRingsAndAResetOfAnyKind) {
    const std::function<void()> ways[] = {
        [this] { set_up_rings(); },
        [this] { command(1); },
        [this] { adapter->reset(ResetKind::Pci, now); },
        [this] {
            command(1);
            set_up_rings();
        },
    };
    for (const auto& end : ways) {
        SetUp();
        set_up_messages();
        plug();
        end();
        write(kIntrStatus, 0xf);
        memory->log.clear();
        unplug();
        plug();
        write(kIntrStatus, 0xf);
        run_us(1000);
        EXPECT_EQ(message_accesses(), 0U);
        EXPECT_EQ(read(kIntrStatus), 0U);
    }
}

// DEVICE-043
TEST_F(AdapterMessages, AreBackAfterANewSetUpAndBeginAtZero) {
    set_up_messages();
    plug();
    set_up_rings();
    set_up_messages();
    unplug();
    EXPECT_EQ(guest->state(kMsgProd), 1U);
    const std::vector<Message> all = guest->take_messages();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].type, 1U);
}

// DEVICE-135, DEVICE-136, DEVICE-145
TEST_F(AdapterMessages, GoWhereTheAdapterItselfIsWhateverTheGuestWrites) {
    set_up_messages();
    plug();
    guest->set_state(kMsgProd, 20);
    unplug();
    EXPECT_EQ(guest->state(kMsgProd), 2U);
    EXPECT_EQ(guest->take_messages().size(), 2U);
    guest->set_state(kMsgProd, 0);
    plug();
    EXPECT_EQ(guest->state(kMsgProd), 3U);
    guest->set_state(kMsgCons, 4);  // ahead of the producer: no room
    unplug();
    EXPECT_EQ(guest->state(kMsgProd), 3U);
}

// DEVICE-135
TEST_F(AdapterMessages, OverwriteNothingThatWasNotRead) {
    set_up_messages();
    for (int i = 0; i < 20; ++i) {
        plug();
        unplug();
    }
    EXPECT_EQ(guest->state(kMsgProd), 32U);
    const std::vector<Message> all = guest->take_messages();
    ASSERT_EQ(all.size(), 32U);
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].type, i % 2);
}

// DEVICE-107 for messages, DEVICE-137, DEVICE-139
TEST_F(AdapterMessages, AreCompleteWhenTheIndexCoversThemAndSignalledAfterwards) {
    set_up_messages();
    write(kIntrMask, 0xf);
    for (std::uint32_t i = 0; i < 128; ++i) memory->store(place::kMessages + i, 1, 0xff);
    bool covered = false;
    memory->watch = [&](const PlainMemory::Access& access) {
        if (!access.is_write || access.addr != place::kState + kMsgProd) return;
        covered = true;
        EXPECT_EQ(read(kIntrStatus), 0U);
        EXPECT_TRUE(interrupts.messages.empty());
        EXPECT_EQ(memory->load(place::kMessages, 4), 0U);
        EXPECT_EQ(memory->load(place::kMessages + 8, 4), 2U);
        for (std::uint32_t i = 12; i < 128; ++i)
            EXPECT_EQ(memory->load(place::kMessages + i, 1), 0U);
    };
    plug();
    EXPECT_TRUE(covered);
    EXPECT_EQ(read(kIntrStatus), 4U);
    EXPECT_EQ(interrupts.messages.size(), 1U);
}

TEST_F(AdapterMessages, NameTheLogicalUnitThatComesOrGoes) {
    set_up_messages();
    for (const bool present : {false, false, true, true}) adapter->change_unit(1, 1, present, now);
    agenda->run_until(now);
    const std::vector<Message> all = guest->take_messages();
    ASSERT_EQ(all.size(), 2U);  // what changes nothing is not told
    for (const std::uint32_t i : {0U, 1U}) {
        EXPECT_EQ(all[i].type, 1U - i);
        EXPECT_EQ(all[i].target, 1U);
        EXPECT_EQ(all[i].lun, 0x0100U);
    }
    // A unit that is away is the target's to answer for; its neighbour is there.
    adapter->change_unit(1, 1, false, now);
    EXPECT_EQ(command(5, {1, 0x0100, 0}), kFailed);
    EXPECT_EQ(command(5, {1, 0, 0}), 0U);
}

// DEVICE-138
TEST_F(AdapterMessages, OfRemovalComeWithTheEndOfTheTargetsRequests) {
    set_up_messages();
    plug();
    const auto ask = [](std::uint64_t context) {
        Ask read = read_10(context);
        read.target = 2;
        return read;
    };
    serve_one(ask(0));  // the unit attention of an arrival
    bool aborted = false;
    for (std::uint64_t ns = 0; ns < 4000; ns += 200) {
        Ask other = read_10(3);
        guest->publish(ask(1));
        guest->publish(other);
        kick();
        run(SimTime::from_ns(ns));
        unplug();
        guest->publish(ask(2));
        kick();
        run_us(1000);
        const std::vector<Done> all = guest->take();
        ASSERT_EQ(all.size(), 3U) << ns;
        for (const Done& done : all) {
            if (done.context == 1) {
                aborted = aborted || done.host == 0x26;
                EXPECT_TRUE(done.host == 0 || done.host == 0x26 || done.host == 0x11) << ns;
            } else {
                EXPECT_EQ(done.host, done.context == 2 ? 0x11U : 0U) << ns;
            }
        }
        plug();
        EXPECT_EQ(guest->take_messages().back().type, 0U);
        serve_one(ask(0));
    }
    EXPECT_TRUE(aborted);
}

// DEVICE-129
TEST_F(AdapterMessages, AndCompletionsUseTheFirstCauseOfEachKindOnly) {
    set_up_messages();
    write(kIntrMask, 0xf);
    std::uint32_t seen = 0;
    for (int i = 0; i < 10; ++i) {
        serve({test_unit_ready(1), read_10(2)});
        seen |= read(kIntrStatus);
        plug();
        unplug();
        seen |= read(kIntrStatus);
        write(kIntrStatus, 0xf);
    }
    EXPECT_EQ(seen, 5U);
}

}  // namespace
}  // namespace pvscsim
