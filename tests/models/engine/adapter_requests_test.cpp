// SPDX-License-Identifier: Apache-2.0
// What a request descriptor may say, rules DEVICE-060 to DEVICE-071.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kToHost = 8;
constexpr std::uint32_t kToDevice = 16;
constexpr std::uint32_t kBadMessage = 0x1d;
constexpr std::uint32_t kGood = 0;

class AdapterRequests : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
    }
    std::uint32_t data_accesses() const {
        return memory->accesses(false, place::kData, 1 << 20) +
               memory->accesses(true, place::kData, 1 << 20);
    }
};

// DEVICE-060
TEST_F(AdapterRequests, GetTheirContextBackWhole) {
    for (const std::uint64_t context :
         {std::uint64_t{0}, std::uint64_t{1} << 63, ~std::uint64_t{0}, 0xdeadbeef00000001U}) {
        EXPECT_EQ(serve_one(test_unit_ready(context)).context, context);
    }
}

// DEVICE-062
TEST_F(AdapterRequests, ThatAddressNobodyTimeOut) {
    std::vector<Ask> asks;
    for (std::uint64_t byte = 0; byte < 8; ++byte) {
        if (byte == 1) continue;
        asks.push_back(read_10(byte));
        asks.back().lun[byte] = 1;
    }
    asks.push_back(read_10(100));
    asks.back().bus = 1;
    asks.push_back(read_10(101));
    asks.back().target = 255;
    memory->log.clear();
    for (const Done& done : serve(asks)) {
        EXPECT_EQ(done.host, 0x11U) << done.context;
        EXPECT_EQ(done.scsi, 0U);
        EXPECT_EQ(done.data_len, 0U);
    }
    EXPECT_EQ(data_accesses(), 0U);
}

// DEVICE-063
TEST_F(AdapterRequests, ReachTheirTargetWithEveryUnitNumber) {
    for (std::uint32_t lun = 0; lun < 256; ++lun) {
        Ask ready = test_unit_ready(lun);
        ready.lun[1] = static_cast<std::uint8_t>(lun);
        Ask ask = inquiry(lun, 36, 36);
        ask.lun = ready.lun;
        const std::vector<Done> done = serve({ready, ask});
        ASSERT_EQ(done.size(), 2U);
        EXPECT_EQ(done[0].host, 0U) << lun;
        EXPECT_EQ(done[0].scsi, lun < 2 ? kGood : kCheck) << lun;
        EXPECT_EQ(done[1].scsi, kGood) << lun;
        EXPECT_EQ(memory->load(place::kData, 1), lun < 2 ? 0U : 0x7fU) << lun;
    }
}

// DEVICE-064, DEVICE-065, DEVICE-066
TEST_F(AdapterRequests, NeedACdbOfTheirOpcodesLengthOrMoreUpToSixteen) {
    for (std::uint32_t bytes = 1; bytes < 256; ++bytes) {
        for (Ask ask : {test_unit_ready(1), read_10(2)}) {
            const std::size_t needed = ask.cdb.size();
            ask.cdb_len = static_cast<std::uint8_t>(bytes);
            memory->log.clear();
            const Done done = serve_one(ask);
            EXPECT_EQ(done.host, bytes > 16 ? kInvalidParameter : 0U) << bytes;
            EXPECT_EQ(done.scsi, bytes < needed ? kCheck : kGood) << bytes;
            const bool runs = bytes >= needed && bytes <= 16;
            EXPECT_EQ(done.data_len, runs ? ask.data_len : 0) << bytes;
            EXPECT_EQ(data_accesses() != 0, runs && ask.data_len != 0) << bytes;
        }
    }
    Ask empty = test_unit_ready(3);
    empty.cdb.clear();
    EXPECT_EQ(serve_one(empty).scsi, kCheck);
}

// DEVICE-067
TEST_F(AdapterRequests, MayNameAnyDirectionWhereNothingIsToMove) {
    for (std::uint32_t direction = 0; direction < 32; direction += 4) {
        for (Ask ask :
             {test_unit_ready(1), read_10(2, 0, 0), write_10(3, 0, 0), inquiry(4, 0, 0)}) {
            for (const std::uint64_t bytes : {0U, 512U}) {
                ask.flags = direction;
                ask.data_len = bytes;
                const Done done = serve_one(ask);
                EXPECT_EQ(done.host, 0U) << ask.context << ' ' << direction;
                EXPECT_EQ(done.scsi, kGood);
                EXPECT_EQ(done.data_len, 0U);
            }
        }
    }
}

// DEVICE-068, DEVICE-069: dataLen 0 would be an overrun, were the direction right.
TEST_F(AdapterRequests, MustNotContradictTheirCdbsDirection) {
    for (std::uint32_t direction = 0; direction < 32; direction += 4) {
        for (Ask ask : {read_10(1), write_10(2), inquiry(3, 36, 36)}) {
            const std::uint32_t right = ask.context == 2 ? kToDevice : kToHost;
            const std::uint32_t said = direction & (kToHost | kToDevice);
            const bool agrees = said == 0 || said == right;
            for (const std::uint64_t bytes : {ask.data_len, std::uint64_t{0}}) {
                ask.flags = direction;
                ask.data_len = bytes;
                memory->log.clear();
                const Done done = serve_one(ask);
                const std::uint32_t run = bytes == 0 ? kDataRun : 0;
                EXPECT_EQ(done.host, agrees ? run : kBadMessage) << ask.context << ' ' << direction;
                EXPECT_EQ(done.scsi, kGood);
                EXPECT_EQ(done.data_len, agrees ? bytes : 0);
                EXPECT_EQ(data_accesses() != 0, agrees && bytes != 0);
            }
        }
    }
}

// DEVICE-070
TEST_F(AdapterRequests, MustHaveTheirCdbInline) {
    for (Ask ask : {test_unit_ready(1), read_10(2)}) {
        ask.flags = 2;
        memory->log.clear();
        const Done done = serve_one(ask);
        EXPECT_EQ(done.host, kInvalidParameter);
        EXPECT_EQ(done.data_len, 0U);
        EXPECT_EQ(data_accesses(), 0U);
    }
}

// DEVICE-071
TEST_F(AdapterRequests, MayHaveAnythingInWhatIsNotDefined) {
    for (std::uint32_t tag = 0; tag < 256; ++tag) {
        Ask ask = read_10(tag);
        ask.tag = static_cast<std::uint8_t>(tag);
        ask.flags = 0xffffffe0 | kToHost;
        ask.unused = static_cast<std::uint8_t>(~tag);
        const Done done = serve_one(ask);
        EXPECT_EQ(done.host, 0U) << tag;
        EXPECT_EQ(done.data_len, 512U) << tag;
    }
}

}  // namespace
}  // namespace pvscsim
