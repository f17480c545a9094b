// SPDX-License-Identifier: Apache-2.0
#include "models/engine/device_rings.h"

#include <gtest/gtest.h>

#include "tests/models/engine/guest_side.h"

namespace pvscsim {
namespace {

class DeviceRingsTest : public ::testing::Test {
protected:
    void install(std::uint32_t request_pages, std::uint32_t completion_pages) {
        ASSERT_TRUE(rings.install(guest.rings(request_pages, completion_pages).data()));
    }
    void show(std::uint32_t req_prod, std::uint32_t cmp_cons) {
        guest.set_state(0, req_prod);
        guest.set_state(16, cmp_cons);
    }
    void post(std::uint64_t context) {
        protocol::CompletionDescriptor completion;
        completion.context = context;
        rings.post(completion);
    }

    PlainMemory memory;
    GuestSide guest{memory};
    DeviceRings rings{memory};
};

TEST_F(DeviceRingsTest, AcceptPowersOfTwoUpToThirtyTwoPages) {
    for (std::uint32_t pages = 0; pages < 70; ++pages) {
        const bool valid = pages != 0 && pages <= 32 && (pages & (pages - 1)) == 0;
        for (const auto& [requests, completions] : {std::pair{pages, 1U}, {1U, pages}}) {
            DeviceRings fresh(memory);
            memory.log.clear();
            EXPECT_EQ(fresh.install(guest.rings(requests, completions).data()), valid) << pages;
            EXPECT_EQ(fresh.installed(), valid);
            EXPECT_EQ(memory.log.empty(), !valid);
            if (!valid) continue;
            EXPECT_EQ(fresh.request_entries(), requests * 32);
            EXPECT_EQ(fresh.completion_entries(), completions * 128);
        }
    }
}

// 32 requests, 128 completions.
TEST_F(DeviceRingsTest, OfferWhatIsPublishedSaneAndHasACompletionSlot) {
    const struct {
        std::uint32_t req_prod, cmp_cons, posted, in_flight, fetchable;
    } cases[] = {
        {0, 0, 0, 0, 0},      {1, 0, 0, 0, 1},
        {32, 0, 0, 0, 32},    {33, 0, 0, 0, 0},
        {~0U, 0, 0, 0, 0},    {32, 0, 0, 128, 0},
        {32, 0, 0, 127, 1},   {32, 0, 0, 100, 28},
        {32, 0, 100, 0, 28},  {32, 0, 100, 28, 0},
        {32, 50, 100, 70, 8}, {32, 100, 100, 0, 32},
        {32, 101, 100, 0, 0}, {32, 101, 100, 5, 0},
        {32, 0, 128, 0, 0},   {32, 0x80000000, 100, 0, 0},
    };
    for (const auto& each : cases) {
        install(1, 1);
        for (std::uint32_t i = 0; i < each.posted; ++i) post(i);
        show(each.req_prod, each.cmp_cons);
        EXPECT_EQ(rings.fetchable(each.in_flight), each.fetchable)
            << each.req_prod << ' ' << each.cmp_cons << ' ' << each.posted;
    }
}

TEST_F(DeviceRingsTest, SampleEachIndexOnce) {
    install(1, 1);
    memory.log.clear();
    rings.fetchable(0);
    EXPECT_EQ(memory.accesses(false, place::kState, 4), 1U);
    EXPECT_EQ(memory.accesses(false, place::kState + 16, 4), 1U);
    EXPECT_EQ(memory.log.size(), 2U);
}

TEST_F(DeviceRingsTest, HaveRoomUntilAllSlotsWaitForTheDriver) {
    install(1, 1);
    for (std::uint32_t i = 0; i < 128; ++i) {
        EXPECT_TRUE(rings.has_room()) << i;
        post(i);
    }
    EXPECT_FALSE(rings.has_room());
    show(0, 1);
    EXPECT_TRUE(rings.has_room());
    show(0, 129);
    EXPECT_FALSE(rings.has_room());
    show(0, 128);
    memory.make_absent(place::kState + 16, 4);
    EXPECT_FALSE(rings.has_room());
}

TEST_F(DeviceRingsTest, GoThroughScatteredPagesAndAroundTheRing) {
    install(4, 2);
    rings.preset_indices(0xfffffff0);
    for (std::uint32_t index = 0xfffffff0; index != 300; ++index) {
        guest.write_request(guest.request_slot(index), test_unit_ready(index));
        guest.set_state(16, index);
        protocol::RequestDescriptor descriptor;
        ASSERT_TRUE(rings.fetch(descriptor));
        EXPECT_EQ(descriptor.context, index);
        post(index + 7);
        EXPECT_EQ(memory.load(guest.completion_slot(index), 8), std::uint64_t{index + 7});
        EXPECT_EQ(guest.state(12), index + 1);
    }
    EXPECT_EQ(guest.state(4), 0xfffffff0U);
    rings.publish_consumed();
    EXPECT_EQ(guest.state(4), 300U);
}

TEST_F(DeviceRingsTest, StayBrokenUntilTheyAreInstalledAgain) {
    install(1, 1);
    show(4, 0);
    memory.make_absent(guest.request_slot(0), 4);
    protocol::RequestDescriptor descriptor;
    EXPECT_FALSE(rings.fetch(descriptor));
    memory.restore();
    EXPECT_EQ(rings.fetchable(0), 0U);
    EXPECT_EQ(rings.req_cons(), 0U);
    install(1, 1);
    show(4, 0);
    EXPECT_EQ(rings.fetchable(0), 4U);
}

TEST_F(DeviceRingsTest, CoverNothingPastACompletionThatWasNotWritten) {
    install(1, 1);
    post(1);
    memory.make_read_only(guest.completion_slot(1), 32);
    post(2);
    memory.restore();
    post(3);
    EXPECT_EQ(guest.state(12), 1U);
    EXPECT_TRUE(rings.has_room());  // nothing has to wait any more
    show(4, 0);
    EXPECT_EQ(rings.fetchable(0), 0U);
}

TEST_F(DeviceRingsTest, PostPlainlyWhereToStoreIsAllThereIsToAPost) {
    const protocol::CompletionDescriptor completion;
    install(1, 1);
    EXPECT_FALSE(rings.post_plainly(completion));  // without direct access
    memory.open_window(PlainMemory::kBytes, true);
    EXPECT_TRUE(rings.post_plainly(completion));
    EXPECT_EQ(guest.state(12), 1U);
    rings.hide_next_index();
    EXPECT_FALSE(rings.post_plainly(completion));
    post(2);
    EXPECT_EQ(guest.state(12), 1U);
    EXPECT_TRUE(rings.post_plainly(completion));
    EXPECT_EQ(guest.state(12), 3U);
    rings.refuse_post();
    EXPECT_FALSE(rings.post_plainly(completion));
    install(1, 1);
    EXPECT_TRUE(rings.post_plainly(completion));
}

TEST_F(DeviceRingsTest, OfferNothingWhenForgottenOrWithoutTheBus) {
    install(1, 1);
    show(4, 0);
    memory.master(false);
    EXPECT_EQ(rings.fetchable(0), 0U);
    memory.master(true);
    EXPECT_EQ(rings.fetchable(0), 4U);
    rings.forget();
    EXPECT_EQ(rings.fetchable(0), 0U);
}

TEST(PageAddress, IsThePageNumberShiftedOrNowhere) {
    EXPECT_EQ(page_addr(0, 0), 0U);
    EXPECT_EQ(page_addr(0x12345, 0), 0x12345000U);
    EXPECT_EQ(page_addr(0xffffffff, 0xfffff), 0xfffffffffffff000U);
    for (const std::uint32_t high : {0x100000U, 0x80000000U, 0xffffffffU}) {
        EXPECT_EQ(page_addr(5, high), 0xfffffffffffff000U);
    }
}

}  // namespace
}  // namespace pvscsim
