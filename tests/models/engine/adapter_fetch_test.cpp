// SPDX-License-Identifier: Apache-2.0
// Fetching requests, rules DEVICE-049 to DEVICE-061.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterFetch : public AdapterHarness {
protected:
    bool writes_word(const PlainMemory::Access& access, std::uint32_t offset) const {
        return access.is_write && access.addr == place::kState + offset;
    }
};

// DEVICE-049
TEST_F(AdapterFetch, IgnoresKicksWithoutRings) {
    const auto kick_both = [this] {
        memory->log.clear();
        write(kKickRw, 0);
        write(kKickNonRw, 0);
        run_us(100);
        EXPECT_TRUE(memory->log.empty());
        EXPECT_EQ(read(kIntrStatus), 0U);
    };
    kick_both();
    set_up_rings();
    guest->publish(test_unit_ready(1));
    EXPECT_EQ(command(1), 0U);
    kick_both();
    EXPECT_TRUE(device.fetches.empty());
}

// DEVICE-050, DEVICE-015
TEST_F(AdapterFetch, OnEitherKickTakesAllThatIsPublishedInOrder) {
    for (const std::uint32_t doorbell : {kKickRw, kKickNonRw}) {
        set_up_rings();
        device.fetches.clear();
        const std::vector<Ask> asks{test_unit_ready(0), read_10(1), write_10(2),
                                    inquiry(3, 36, 36), read_10(4), test_unit_ready(5)};
        for (const Ask& ask : asks) guest->publish(ask);
        write(doorbell, 0xdeadbeef);
        run_us(100);
        EXPECT_EQ(device.fetches, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}));
        EXPECT_EQ(guest->take().size(), asks.size());
    }
}

// DEVICE-050: what the bound on one look leaves is fetched without a further kick.
TEST_F(AdapterFetch, GoesOnWithoutAKickWhereItsBoundStoppedIt) {
    set_up_rings();
    for (std::uint64_t i = 0; i < 32; ++i) guest->publish(test_unit_ready(i));
    bool added = false;
    memory->watch = [&](const PlainMemory::Access& access) {
        if (added || !writes_word(access, 4)) return;
        added = true;
        guest->publish(test_unit_ready(32));
    };
    kick();
    run_us(1000);
    EXPECT_EQ(guest->take().size(), 33U);
}

// DEVICE-053, DEVICE-054: the guest publishes one more whenever a descriptor is read.
TEST_F(AdapterFetch, TakesNoMoreThanARingfulAtOnceFromAGuestThatNeverStops) {
    set_up_rings(1, 32);
    for (std::uint64_t i = 0; i < 32; ++i) guest->publish(test_unit_ready(i));
    std::uint64_t next = 32;
    memory->watch = [&](const PlainMemory::Access& access) {
        if (access.bytes != 128 || access.is_write || next == 2000) return;
        guest->publish(test_unit_ready(next++));
    };
    kick();
    std::size_t before = 0;
    std::size_t most = 0;
    for (int i = 0; i < 200000 && device.fetches.size() < 2000; ++i) {
        run(SimTime::from_ns(100));
        most = std::max(most, device.fetches.size() - before);
        before = device.fetches.size();
        EXPECT_EQ(read(kIntrMask), 0U);
    }
    EXPECT_EQ(most, 32U);
    EXPECT_EQ(before, 2000U);
}

// DEVICE-055: what the guest writes over a descriptor after it was read changes nothing.
TEST_F(AdapterFetch, ReadsADescriptorOnceAndUsesTheCopy) {
    set_up_rings();
    guest->publish(read_10(11, 5));
    const std::uint64_t slot = guest->request_slot(0);
    memory->log.clear();
    memory->watch = [&](const PlainMemory::Access& access) {
        if (access.is_write || access.addr != slot) return;
        for (std::uint32_t i = 0; i < 128; ++i) memory->store(slot + i, 1, 0xff);
    };
    kick();
    run_us(1000);
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].context, 11U);
    EXPECT_EQ(done[0].host, 0U);
    EXPECT_EQ(done[0].data_len, 512U);
    EXPECT_EQ(memory->accesses(false, slot, 128), 1U);
}

// DEVICE-055: the same of a list.
TEST_F(AdapterFetch, ReadsAnElementOfAListOnce) {
    set_up_rings();
    Ask ask = read_10(1, 0, 2);
    ask.flags = 1;
    ask.data_addr = place::kList;
    guest->put_element(place::kList, place::kData, 512);
    guest->put_element(place::kList + 16, place::kData + 8192, 512);
    memory->watch = [&](const PlainMemory::Access& access) {
        if (access.is_write || access.addr < place::kList || access.addr >= place::kData) return;
        guest->put_element(access.addr, ~std::uint64_t{0}, 1);
    };
    const Done done = serve_one(ask);
    EXPECT_EQ(done.host, 0U);
    EXPECT_EQ(done.data_len, 1024U);
    EXPECT_EQ(memory->accesses(false, place::kList, 16), 1U);
    EXPECT_EQ(memory->accesses(false, place::kList + 16, 16), 1U);
    EXPECT_EQ(memory->accesses(false, place::kList + 32, 4064), 0U);
}

// DEVICE-056, DEVICE-057, DEVICE-133
TEST_F(AdapterFetch, PublishesWhatItHasTakenBeforeItsCompletionsAndNotAhead) {
    set_up_rings(4, 1);
    std::uint32_t taken = 0;
    std::uint32_t shown = 0;
    std::uint32_t done = 0;
    memory->watch = [&](const PlainMemory::Access& access) {
        if (!access.is_write && access.bytes == 128) ++taken;
        if (writes_word(access, 4)) {
            EXPECT_GE(guest->state(4), shown);
            shown = guest->state(4);
            EXPECT_EQ(shown, taken);
        }
        if (writes_word(access, 12)) {
            done = guest->state(12);
            EXPECT_LE(done, shown);
        }
    };
    for (std::uint64_t round = 0; round < 20; ++round) {
        for (std::uint64_t i = 0; i <= round % 7; ++i) guest->publish(test_unit_ready(i));
        kick();
        if (round % 3 != 0) run(SimTime::from_ns(700));
    }
    run_us(1000);
    EXPECT_EQ(done, guest->req_prod);
    EXPECT_EQ(taken, guest->req_prod);
}

// DEVICE-058: page 0 is a page as any other.
TEST_F(AdapterFetch, UsesSlotsAtAddressZero) {
    std::vector<std::uint32_t> args = guest->rings(1, 1);
    args[4] = 0;
    ASSERT_EQ(command(3, args), 0U);
    guest->write_request(0, read_10(3));
    guest->set_state(0, 1);
    kick();
    run_us(1000);
    EXPECT_EQ(guest->take().size(), 1U);

    args = guest->rings(1, 1);
    args[68] = 0;
    ASSERT_EQ(command(3, args), 0U);
    guest->publish(read_10(0x1234));
    kick();
    run_us(1000);
    EXPECT_EQ(guest->state(12), 1U);
    EXPECT_EQ(memory->load(0, 8), 0x1234U);

    args = guest->rings(1, 1);
    args[2] = 0;
    ASSERT_EQ(command(3, args), 0U);
    guest->write_request(guest->request_slot(0), read_10(5));
    memory->store(0, 4, 1);
    kick();
    run_us(1000);
    EXPECT_EQ(memory->load(12, 4), 1U);
}

// DEVICE-040, DEVICE-059
TEST_F(AdapterFetch, NeverWritesToRequestsListsOrTheDriversIndices) {
    set_up_rings(2, 2);
    set_up_messages();
    Ask listed = write_10(1, 0, 2);
    listed.flags = 1;
    listed.data_addr = place::kList;
    guest->put_element(place::kList, place::kData, 1024);
    Ask looped = listed;
    looped.data_addr = place::kList + 4096;
    guest->put_element(place::kList + 4096, place::kList + 4096, 0, 1);
    Ask odd = test_unit_ready(9);
    odd.bus = 3;
    memory->log.clear();
    serve({listed, looped, odd, read_10(2), inquiry(3, 36, 36), read_10(4, 4096)});
    abort(2);
    adapter->hot_add(2, now);
    EXPECT_FALSE(memory->log.empty());
    EXPECT_EQ(memory->accesses(true, place::kRequests, 32 * place::kPage), 0U);
    EXPECT_EQ(memory->accesses(true, place::kList, 2 * place::kPage), 0U);
    const std::uint32_t state = place::kState;
    for (const std::uint32_t offset : {0U, 8U, 16U, 20U, 28U, 132U, 136U}) {
        EXPECT_EQ(memory->accesses(true, state + offset, 4), 0U) << offset;
    }
    EXPECT_EQ(memory->accesses(true, state + 140, 4096 - 140), 0U);
    EXPECT_EQ(memory->accesses(true, state + 32, 96), 0U);
}

// DEVICE-061
TEST_F(AdapterFetch, CompletesRequestsOfEqualContextsOnceEach) {
    set_up_rings();
    const std::vector<Done> done =
        serve({read_10(7, 0, 1), read_10(7, 0, 2), read_10(7, 0, 3), test_unit_ready(7)});
    std::uint64_t bytes = 0;
    for (const Done& each : done) {
        EXPECT_EQ(each.context, 7U);
        bytes += each.data_len;
    }
    EXPECT_EQ(done.size(), 4U);
    EXPECT_EQ(bytes, 6U * 512);
}

}  // namespace
}  // namespace pvscsim
