// SPDX-License-Identifier: Apache-2.0
// Scatter-gather lists, rules DEVICE-093 to DEVICE-102.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kPage = place::kPage;
constexpr std::uint32_t kTaskSetFull = 0x28;

class AdapterLists : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
    }
    static Ask listed(Ask ask, std::uint64_t list = place::kList) {
        ask.flags = 1;
        ask.data_addr = list;
        return ask;
    }
    std::uint32_t data_accesses() const {
        return memory->accesses(false, place::kData, 1 << 20) +
               memory->accesses(true, place::kData, 1 << 20);
    }
    /// The request ends with INVPARAM and no byte has moved.
    void expect_invalid(const Ask& ask) {
        memory->log.clear();
        const Done done = serve_one(ask);
        EXPECT_EQ(done.host, kInvalidParameter);
        EXPECT_EQ(done.scsi, 0U);
        EXPECT_EQ(done.data_len, 0U);
        EXPECT_EQ(data_accesses(), 0U);
    }
};

// DEVICE-093: a buffer's claimed size is the guest's affair.
TEST_F(AdapterLists, TakeAnyLengthForShortData) {
    for (const std::uint64_t bytes : {std::uint64_t{1} << 32, std::uint64_t{1} << 62}) {
        Ask ask = inquiry(1, 36, bytes);
        ask.sense_len = ~0U;
        EXPECT_EQ(serve_one(ask).data_len, 36U);
    }
}

// DEVICE-094
TEST_F(AdapterLists, MustNotWrapPastTheEndOfMemory) {
    Ask direct = read_10(1);
    for (const std::uint64_t beyond : {1U, 511U}) {
        direct.data_addr = std::uint64_t{0} - 512 + beyond;
        expect_invalid(direct);
        guest->put_element(place::kList, direct.data_addr, 512);
        expect_invalid(listed(direct));
        guest->put_element(place::kList, place::kData, 256);
        guest->put_element(place::kList + 16, direct.data_addr, 512);
        expect_invalid(listed(direct));
    }
    direct.data_addr = std::uint64_t{0} - 512;  // up to the end: nothing is there, that is all
    EXPECT_EQ(serve_one(direct).host, kHardware);
}

// DEVICE-095: a block, written from 128 pieces and read into 128 others.
TEST_F(AdapterLists, HoldHundredTwentyEightElementsAnywhereInTheirPage) {
    for (const std::uint32_t at : {0U, 16U, 1U, 7U, 2047U, kPage - 128 * 16}) {
        for (std::uint32_t i = 0; i < 512; ++i) {
            memory->store(place::kData + i / 4 * 100 + i % 4, 1, i * 7 + at);
        }
        for (std::uint32_t i = 0; i < 128; ++i) {
            guest->put_element(place::kList + at + 16 * i, place::kData + 100 * i, 4);
        }
        EXPECT_EQ(serve_one(listed(write_10(1), place::kList + at)).data_len, 512U) << at;
        for (std::uint32_t i = 0; i < 128; ++i) {
            guest->put_element(place::kList + at + 16 * i, place::kData + 0x10000 - 8 * i, 4);
        }
        const Done done = serve_one(listed(read_10(2), place::kList + at));
        EXPECT_EQ(done.host, 0U) << at;
        EXPECT_EQ(done.data_len, 512U) << at;
        for (std::uint32_t i = 0; i < 16; ++i) {  // a block's tag is what is kept of it
            EXPECT_EQ(memory->load(place::kData + 0x10000 - i / 4 * 8 + i % 4, 1),
                      (i * 7 + at) % 256);
        }
    }
}

// DEVICE-096
TEST_F(AdapterLists, MayHaveEmptyElementsUpToTheEndOfThePage) {
    for (std::uint32_t i = 0; i < 255; ++i) {
        guest->put_element(place::kList + 16 * i, ~std::uint64_t{0}, 0);
    }
    guest->put_element(place::kList + 16 * 255, place::kData, 512);
    EXPECT_EQ(serve_one(listed(read_10(1))).data_len, 512U);
    guest->put_element(place::kList + 16 * 255, place::kData, 0);
    guest->put_element(place::kList + kPage, place::kData, 512);
    expect_invalid(listed(read_10(1)));
}

// DEVICE-097
TEST_F(AdapterLists, MustDescribeTheDataBeforeTheirPageEnds) {
    for (const std::uint32_t from_end : {1U, 15U, 16U, 17U, 40U}) {
        const std::uint32_t at = place::kList + kPage - from_end;
        for (std::uint32_t i = 0; i < 64; ++i) {
            guest->put_element(at + 16 * i, place::kData + 8 * i, 8);
        }
        memory->log.clear();
        expect_invalid(listed(read_10(1), at));
        EXPECT_EQ(memory->accesses(false, place::kList + kPage, kPage), 0U);
    }
}

// DEVICE-097: the last byte counts.
TEST_F(AdapterLists, MustDescribeAllOfTheData) {
    for (std::uint32_t i = 0; i < 256; ++i) guest->put_element(place::kList + 16 * i, 0, 0);
    guest->put_element(place::kList, place::kData, 511);
    expect_invalid(listed(read_10(1)));
    guest->put_element(place::kList + 16, place::kData + 511, 1);
    EXPECT_EQ(serve_one(listed(read_10(1))).data_len, 512U);
    expect_invalid(listed(write_10(1, 0, 2)));
}

// DEVICE-096, DEVICE-098, DEVICE-099
TEST_F(AdapterLists, MayHaveHundredTwentyEightSegmentsAndNoMore) {
    for (std::uint32_t segments = 126; segments < 131; ++segments) {
        std::uint64_t at = place::kList;
        for (std::uint32_t i = 1; i < segments; ++i, at += 32) {
            guest->put_element(at, at + 32, i, 1);  // its length means nothing
        }
        guest->put_element(at, place::kData, 512);
        if (segments <= 128) {
            EXPECT_EQ(serve_one(listed(read_10(1))).data_len, 512U) << segments;
        } else {
            expect_invalid(listed(read_10(1)));
        }
    }
}

// DEVICE-099: a loop that describes data on its way is bounded too.
TEST_F(AdapterLists, EndWhereAChainLoops) {
    guest->put_element(place::kList, place::kData, 1);
    guest->put_element(place::kList + 16, place::kList, 0, 1);
    memory->log.clear();
    expect_invalid(listed(read_10(1)));
    EXPECT_EQ(memory->accesses(false, place::kList, 16), 128U);
    Ask enough = listed(read_10(2));
    enough.data_len = 128;
    EXPECT_EQ(serve_one(enough).data_len, 128U);
}

// What all lists together take of the host is bounded; afterwards they have given it back.
TEST_F(AdapterLists, AreBoundedInAll) {
    constexpr std::uint32_t kBytes = 128 * 255;  // one page of single bytes, 128 times
    for (std::uint32_t i = 0; i < 255; ++i) {
        guest->put_element(place::kList + 16 * i, place::kData + i, 1);
    }
    guest->put_element(place::kList + 16 * 255, place::kList, 0, 1);
    set_up_rings(4);
    for (int round = 0; round < 2; ++round) {
        std::vector<Ask> asks;
        for (std::uint64_t context = 0; context < 70; ++context) {
            asks.push_back(listed(read_10(context, 0, kBytes / 512)));
            asks.back().data_len = kBytes;
        }
        for (const Ask& ask : asks) guest->publish(ask);
        kick();
        run_us(2000000);
        std::size_t full = 0;
        const std::vector<Done> all = guest->take();
        EXPECT_EQ(all.size(), 70U);
        for (const Done& done : all) {
            EXPECT_EQ(done.host, 0U);
            EXPECT_EQ(done.data_len, done.scsi == 0 ? kBytes / 512 * 512 : 0U);
            if (done.scsi == kTaskSetFull) ++full;
        }
        EXPECT_EQ(full, 6U);
    }
}

// DEVICE-100
TEST_F(AdapterLists, AreUsedAsFarAsTheDataGoes) {
    memory->store(place::kData + 36, 4, 0xa5a5a5a5);
    guest->put_element(place::kList, place::kData, 4096);
    guest->put_element(place::kList + 16, place::kData + 0x8000, 4096);
    memory->log.clear();
    EXPECT_EQ(serve_one(listed(inquiry(1, 36, 36))).data_len, 36U);
    EXPECT_EQ(memory->load(place::kData + 36, 4), 0xa5a5a5a5U);
    EXPECT_EQ(memory->accesses(false, place::kList + 16, 16), 0U);
    EXPECT_EQ(memory->accesses(true, place::kData + 0x8000, 4096), 0U);
}

// DEVICE-101
TEST_F(AdapterLists, AreAddedUpInSixtyFourBits) {
    Ask ask = listed(read_10(1));
    ask.data_len = (std::uint64_t{1} << 32) + 512;
    for (std::uint32_t i = 0; i < 256; ++i) guest->put_element(place::kList + 16 * i, 0, 0);
    guest->put_element(place::kList, place::kData, 512);
    expect_invalid(ask);
    guest->put_element(place::kList + 16, place::kData, 0xffffffff);
    expect_invalid(ask);
    guest->put_element(place::kList + 32, place::kData, 1);
    const Done done = serve_one(ask);
    EXPECT_EQ(done.host, 0U);
    EXPECT_EQ(done.data_len, 512U);
}

// DEVICE-102
TEST_F(AdapterLists, AreNotReadForNoData) {
    for (Ask ask : {test_unit_ready(1), read_10(2, 0, 0), read_10(3), write_10(4)}) {
        ask.data_len = 0;
        memory->log.clear();
        const Done done = serve_one(listed(ask));
        EXPECT_EQ(done.host, ask.context < 3 ? 0U : 0x12U);
        EXPECT_EQ(memory->accesses(false, place::kList, kPage), 0U);
    }
}

// DEVICE-089
TEST_F(AdapterLists, ThatCannotBeReadFailTheRequest) {
    guest->put_element(place::kList, place::kData, 256);
    memory->make_absent(place::kList + 16, 16);
    const Done done = serve_one(listed(read_10(1)));
    EXPECT_EQ(done.host, kHardware);
    EXPECT_EQ(done.data_len, 0U);
    EXPECT_EQ(serve_one(listed(read_10(2), ~std::uint64_t{0} - 64)).host, kHardware);
}

}  // namespace
}  // namespace pvscsim
