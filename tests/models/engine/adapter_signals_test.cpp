// SPDX-License-Identifier: Apache-2.0
#include "models/engine/event_heap.h"
#include "models/engine/post_queue.h"

#include <algorithm>
#include <map>
#include <utility>

#include "models/base/random.h"
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterSignals : public AdapterHarness {};

TEST_F(AdapterSignals, LineIsALevelThatAnAcknowledgeEnds) {
    interrupts.use_messages(false);
    set_up_rings();
    write(kIntrMask, 0x1);
    serve_one(test_unit_ready(1));
    EXPECT_TRUE(interrupts.line());
    write(kIntrStatus, 0xe);
    EXPECT_TRUE(interrupts.line());
    EXPECT_EQ(read(kIntrStatus), 1U);
    write(kIntrStatus, 0x1);
    EXPECT_FALSE(interrupts.line());
    EXPECT_EQ(read(kIntrStatus), 0U);
}

TEST_F(AdapterSignals, AMaskedCauseIsPendingAndSignalledWhenEnabled) {
    set_up_rings();
    serve_one(test_unit_ready(1));
    EXPECT_EQ(read(kIntrStatus), 1U);
    EXPECT_TRUE(interrupts.messages.empty());
    write(kIntrMask, 0x1);
    EXPECT_EQ(interrupts.messages.size(), 1U);
}

TEST_F(AdapterSignals, HotPlugIsAnnouncedWithItsTargetAlreadyThere) {
    set_up_rings();
    set_up_messages();
    write(kIntrMask, 0xf);
    adapter->hot_add(2, now);
    agenda->run_until(now);
    const std::vector<Message> all = guest->take_messages();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].type, 0U);
    EXPECT_EQ(all[0].target, 2U);
    EXPECT_TRUE(all[0].padded_with_zeros);
    EXPECT_EQ(read(kIntrStatus), 4U);
    EXPECT_EQ(interrupts.messages.size(), 1U);
    Ask ask = test_unit_ready(1);
    ask.target = 2;
    EXPECT_EQ(serve_one(ask).host, 0U);
}

TEST_F(AdapterSignals, AFullMessageRingKeepsTheFinalStateForLater) {
    set_up_rings();
    set_up_messages();
    for (int i = 0; i < 17; ++i) {
        adapter->hot_add(2, now);
        adapter->hot_remove(2, now);
    }
    EXPECT_EQ(guest->state(128), 32U);
    guest->take_messages();
    write(kIntrStatus, 4);
    const std::vector<Message> owed = guest->take_messages();
    ASSERT_EQ(owed.size(), 1U);
    EXPECT_EQ(owed[0].type, 1U);
}

// A driver that is told by messages acknowledges nothing.
TEST_F(AdapterSignals, WhatIsOwedIsToldWithoutAnAcknowledgement) {
    set_up_rings();
    write(kIntrMask, 0xf);
    for (const bool kicks : {true, false}) {
        set_up_messages();
        for (int i = 0; i < 17; ++i) {
            adapter->hot_add(2, now);
            adapter->hot_remove(2, now);
        }
        agenda->run_until(now);
        EXPECT_EQ(guest->take_messages().size(), 32U);
        interrupts.messages.clear();
        if (kicks) {
            serve_one(test_unit_ready(1));
        } else {
            run_us(10000);  // the device has looked meanwhile
        }
        const std::vector<Message> owed = guest->take_messages();
        ASSERT_EQ(owed.size(), 1U);
        EXPECT_EQ(owed[0].type, 1U);
        EXPECT_FALSE(interrupts.messages.empty());
    }
}

TEST_F(AdapterSignals, NothingTicksForEverForARingThatStaysFull) {
    set_up_rings();
    set_up_messages();
    for (int i = 0; i < 17; ++i) {
        adapter->hot_add(2, now);
        adapter->hot_remove(2, now);
    }
    run_us(4000000);
    EXPECT_EQ(agenda->next_time(), SimTime::never());
    EXPECT_EQ(guest->take_messages().size(), 32U);
    kick();
    EXPECT_EQ(guest->take_messages().size(), 1U);
}

TEST_F(AdapterSignals, AUnitsFinalStateIsKeptForLaterToo) {
    set_up_rings();
    set_up_messages();
    for (int i = 0; i < 16; ++i) {
        adapter->hot_add(2, now);
        adapter->hot_remove(2, now);
    }
    adapter->change_unit(1, 1, false, now);
    adapter->change_unit(0, 1, false, now);
    adapter->change_unit(0, 1, true, now);
    EXPECT_EQ(guest->take_messages().size(), 32U);
    write(kIntrStatus, 4);
    const std::vector<Message> owed = guest->take_messages();
    ASSERT_EQ(owed.size(), 2U);
    EXPECT_EQ(owed[0].target, 1U);
    EXPECT_EQ(owed[0].lun, 0x100U);
    EXPECT_EQ(owed[0].type, 1U);
    EXPECT_EQ(owed[1].target, 0U);
    EXPECT_EQ(owed[1].type, 0U);
}

// What was owed to the owner of the old rings is nothing to that of the new ones.
TEST_F(AdapterSignals, NewRingsOweNothing) {
    set_up_rings();
    set_up_messages();
    for (int i = 0; i < 17; ++i) {
        adapter->hot_add(2, now);
        adapter->hot_remove(2, now);
    }
    set_up_rings();
    set_up_messages();
    write(kIntrStatus, 4);
    run_us(10000);
    EXPECT_TRUE(guest->take_messages().empty());
}

// Nor does a completion of the old rings come a second time in the new ones.
TEST_F(AdapterSignals, NewRingsGetNoLateCompletion) {
    FaultConfig late;
    late.point = FaultPoint::Abort;
    late.effect = FaultEffect::Late;
    late.nth = 1;
    late.stall_ns = 1000000;
    FaultConfig hang;
    hang.point = FaultPoint::BackendRead;
    hang.effect = FaultEffect::Hang;
    hang.nth = 1;
    start(DeviceConfig{}, {late, hang});
    set_up_rings();
    EXPECT_TRUE(serve({read_10(7)}).empty());
    EXPECT_EQ(abort(7), 0U);
    EXPECT_EQ(guest->take().size(), 1U);
    set_up_rings();
    run_us(3000);
    EXPECT_TRUE(guest->take().empty());
}

TEST_F(AdapterSignals, ASleepingWorkerLooksWhenItHasWokenAndNotEarlier) {
    set_up_rings();
    run_us(10);
    guest->publish(test_unit_ready(1));
    kick();
    run(SimTime{1070 * 1000 - 1});
    EXPECT_TRUE(device.fetches.empty());
    run(SimTime{1});
    EXPECT_EQ(device.fetches.size(), 1U);
}

TEST_F(AdapterSignals, ListsThatDoNotDescribeTheDataAreInvalid) {
    set_up_rings();
    Ask ask = read_10(1, 0, 2);
    ask.flags = 1;
    ask.data_addr = place::kList;
    guest->put_element(place::kList, place::kList, 0, 1);  // a chain to itself
    const Done looped = serve_one(ask);
    EXPECT_EQ(looped.host, 0x1aU);
    EXPECT_EQ(looped.data_len, 0U);
    guest->put_element(place::kList, place::kData, 512);
    guest->put_element(place::kList + 16, place::kList + 64, 7, 1);
    guest->put_element(place::kList + 64, place::kData + 4096, 0);
    guest->put_element(place::kList + 80, place::kData + 4096, 9999);
    const Done chained = serve_one(ask);
    EXPECT_EQ(chained.host, 0U);
    EXPECT_EQ(chained.data_len, 1024U);
}

TEST(EventHeap, HandsOutByTimeThenArrival) {
    EventHeap<int> heap;
    for (int i = 0; i < 100; ++i) heap.push(SimTime{static_cast<std::uint64_t>(i * 7 % 10)}, i);
    std::pair<std::uint64_t, int> last{0, -1};
    for (int i = 0; i < 100; ++i) {
        const std::uint64_t time = heap.next_time().ps;
        const std::pair<std::uint64_t, int> next{time, heap.pop()};
        ASSERT_LT(last, next);
        last = next;
    }
    EXPECT_EQ(heap.next_time(), SimTime::never());
}

TEST(EventHeap, HandsOutLateWorkLastAmongEqualTimesWheneverItCame) {
    EventHeap<int> heap;
    heap.push(SimTime{5}, 3, true);
    heap.push(SimTime{5}, 1);
    heap.push(SimTime{6}, 5);
    heap.push(SimTime{5}, 4, true);
    heap.push(SimTime{5}, 2);
    for (int i = 1; i <= 5; ++i) EXPECT_EQ(heap.pop(), i);
    EXPECT_TRUE(heap.empty());
}

// Some comes in order, some a few places out of it, some far out of it, some is told to be far.
TEST(EventHeap, HandsOutTheEarliestWhereverItIsKept) {
    EventHeap<int> heap;
    RandomStream random(1, "event_heap");
    std::multimap<std::uint64_t, int> all;  // equal times in order of arrival
    std::uint64_t now = 0;
    for (int i = 0; i < 20000; ++i) {
        const std::uint64_t spread = random.below(8) == 0 ? 400 : 20;
        const std::uint64_t when = now + random.below(spread);
        if (spread == 400 && i % 2 == 0) {
            heap.push_far(SimTime{when}, i);
        } else {
            heap.push(SimTime{when}, i);
        }
        all.emplace(when, i);
        for (std::uint64_t n = random.below(3); n != 0 && !all.empty(); --n) {
            now = all.begin()->first;
            ASSERT_EQ(heap.next_time(), SimTime{now});
            ASSERT_EQ(heap.pop(), all.begin()->second);
            all.erase(all.begin());
        }
        ASSERT_EQ(heap.empty(), all.empty());
    }
}

// Bursts of up to some hundred, more than there is room for at first.
TEST(PostQueue, HandsOutInOrderWithItsPlaceAmongOtherWork) {
    EventHeap<std::uint32_t> others;
    PostQueue posts;
    RandomStream random(1, "post_queue");
    std::multimap<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> all;
    std::uint64_t now = 0;
    std::uint64_t last = 0;
    std::uint64_t arrivals = 0;
    for (std::uint32_t i = 0; i < 20000; ++i) {
        const bool is_post = random.below(4) != 0;
        const std::uint64_t when = (is_post ? std::max(now, last) : now) + random.below(3);
        if (is_post) {
            last = when;
            posts.push(SimTime{when}, others.take_sequence(), i);
        } else {
            others.push(SimTime{when}, i);
        }
        all.emplace(std::pair{when, arrivals++}, i);
        for (std::uint64_t n = i % 400 < 300 ? 0 : 4; n != 0 && !all.empty(); --n) {
            now = all.begin()->first.first;
            ASSERT_EQ(earlier_of(posts.next_time(), others.next_time()), SimTime{now});
            const bool other_due = others.next_time() == SimTime{now};
            const bool posts_turn = posts.next_time() == SimTime{now} &&
                                    (!other_due || posts.next_sequence() < others.next_sequence());
            ASSERT_EQ(posts_turn ? posts.pop() : others.pop(), all.begin()->second);
            all.erase(all.begin());
        }
        ASSERT_EQ(posts.empty() && others.empty(), all.empty());
    }
}

}  // namespace
}  // namespace pvscsim
