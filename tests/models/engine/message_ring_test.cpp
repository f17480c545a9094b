// SPDX-License-Identifier: Apache-2.0
#include "models/engine/message_ring.h"

#include <gtest/gtest.h>

#include "tests/models/engine/guest_side.h"

namespace pvscsim {
namespace {

class MessageRingTest : public ::testing::Test {
protected:
    void install(std::uint32_t pages) {
        ASSERT_TRUE(ring.install(guest.messages(pages).data(), place::kState));
    }
    bool post(std::uint32_t target) {
        protocol::MessageDescriptor message;
        message.type = protocol::kMessageDeviceRemoved;
        message.target = target;
        return ring.post(message);
    }

    PlainMemory memory;
    GuestSide guest{memory};
    MessageRing ring{memory};
};

TEST_F(MessageRingTest, AcceptsPowersOfTwoUpToSixteenPages) {
    for (std::uint32_t pages = 0; pages < 40; ++pages) {
        const bool valid = pages != 0 && pages <= 16 && (pages & (pages - 1)) == 0;
        MessageRing fresh(memory);
        EXPECT_EQ(fresh.install(guest.messages(pages).data(), place::kState), valid) << pages;
        EXPECT_EQ(fresh.installed(), valid);
        EXPECT_EQ(fresh.entries(), valid ? pages * 32 : 0);
    }
}

TEST_F(MessageRingTest, GoesThroughScatteredPagesAndAroundTheRing) {
    install(4);
    for (std::uint32_t i = 0; i < 500; ++i) {
        ASSERT_TRUE(post(i % 256));
        const std::vector<Message> all = guest.take_messages();
        ASSERT_EQ(all.size(), 1U);
        EXPECT_EQ(all[0].type, 1U);
        EXPECT_EQ(all[0].target, i % 256);
        EXPECT_TRUE(all[0].padded_with_zeros);
    }
}

TEST_F(MessageRingTest, RefusesWhatWouldNotFit) {
    install(1);
    for (std::uint32_t i = 0; i < 32; ++i) EXPECT_TRUE(post(i));
    EXPECT_FALSE(post(99));
    EXPECT_EQ(guest.state(128), 32U);
    EXPECT_EQ(guest.take_messages()[0].target, 0U);
    EXPECT_TRUE(post(99));
    guest.set_state(132, 34);  // ahead of the producer
    EXPECT_FALSE(post(100));
    EXPECT_EQ(guest.state(128), 33U);
}

TEST_F(MessageRingTest, HasPostedNothingThatMemoryRefused) {
    install(1);
    EXPECT_TRUE(post(1));
    for (const std::uint64_t addr : {place::kMessages + 128, place::kState + 128}) {
        memory.make_read_only(addr, 4);
        EXPECT_FALSE(post(2));
        memory.restore();
    }
    memory.make_absent(place::kState + 132, 4);
    EXPECT_FALSE(post(2));
    memory.restore();
    EXPECT_EQ(guest.take_messages().size(), 1U);
    EXPECT_TRUE(post(3));
    const std::vector<Message> all = guest.take_messages();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].target, 3U);
}

TEST_F(MessageRingTest, ForgetsItsPages) {
    install(2);
    ring.forget();
    EXPECT_FALSE(ring.installed());
    install(1);
    EXPECT_EQ(ring.entries(), 32U);
}

}  // namespace
}  // namespace pvscsim
