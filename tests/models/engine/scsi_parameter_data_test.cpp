// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "tests/models/engine/scsi_harness.h"

namespace pvscsim {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string text(const Bytes& data, std::size_t at, std::size_t n) {
    return std::string(data.begin() + static_cast<std::ptrdiff_t>(at),
                       data.begin() + static_cast<std::ptrdiff_t>(at + n));
}

class ScsiParameterData : public ScsiHarness {
protected:
    using ScsiHarness::ScsiHarness;
    Bytes vital(unsigned page, std::uint8_t lun = 0) {
        return data_of(command_of({0x12, 1, page, 1, 0, 0}, 256, lun));
    }
};

TEST_F(ScsiParameterData, InquiryDescribesADisk) {
    const Bytes data = data_of(command_of({0x12, 0, 0, 0, 255, 0}));
    ASSERT_EQ(data.size(), 36U);
    EXPECT_EQ(data[0], 0x00);      // connected, direct access
    EXPECT_EQ(data[1], 0x00);      // not removable
    EXPECT_EQ(data[2], 0x06);      // SPC-4
    EXPECT_EQ(data[3] & 0x0f, 2);  // response data format
    EXPECT_EQ(data[4], data.size() - 5);
    EXPECT_EQ(data[7] & 0x02, 0x02);  // command queuing
    EXPECT_EQ(text(data, 8, 8), "PVSCSIM ");
    EXPECT_EQ(text(data, 16, 16), "SIMULATED DISK  ");
    EXPECT_EQ(text(data, 32, 4), "0001");
}

TEST_F(ScsiParameterData, TheAllocationLengthCutsWithoutAnError) {
    for (const unsigned length : {0U, 1U, 5U, 36U}) {
        PlainBuffer buffer(255);
        const ScsiResult result = run(command_of({0x12, 0, 0, 0, length, 0}), buffer);
        EXPECT_EQ(result.status, kStatusGood);
        EXPECT_FALSE(result.overrun);
        EXPECT_EQ(result.moved_bytes, length);
        EXPECT_EQ(buffer.data[length], 0xee);
    }
}

TEST_F(ScsiParameterData, ABufferThatIsTooShortIsAnOverrun) {
    PlainBuffer buffer(8);
    const ScsiResult result = run(command_of({0x12, 0, 0, 0, 36, 0}), buffer);
    EXPECT_EQ(result.status, kStatusGood);
    EXPECT_TRUE(result.overrun);
    EXPECT_EQ(result.moved_bytes, 8U);
}

TEST_F(ScsiParameterData, ARefusedBufferIsAFault) {
    PlainBuffer buffer(255);
    buffer.refused_from = 0;
    const ScsiResult result = run(command_of({0x12, 0, 0, 0, 36, 0}), buffer);
    EXPECT_TRUE(result.dma_fault);
    EXPECT_EQ(result.moved_bytes, 0U);
}

TEST_F(ScsiParameterData, InquiryRefusesPagesThatDoNotExist) {
    EXPECT_EQ(refusal_of(command_of({0x12, 0, 0x80, 0, 36, 0})), sense::invalid_cdb_field(2));
    EXPECT_EQ(refusal_of(command_of({0x12, 1, 0x89, 0, 36, 0})), sense::invalid_cdb_field(2));
}

TEST_F(ScsiParameterData, EveryListedVitalPageIsThereAndHasItsLength) {
    const Bytes list = vital(0x00);
    EXPECT_EQ(Bytes(list.begin() + 4, list.end()),
              (Bytes{0x00, 0x80, 0x83, 0x86, 0xb0, 0xb1, 0xb2}));
    for (std::size_t i = 4; i < list.size(); ++i) {
        const Bytes page = vital(list[i]);
        EXPECT_EQ(page[0], 0x00);
        EXPECT_EQ(page[1], list[i]);
        EXPECT_EQ(load_be16(&page[2]), page.size() - 4);
    }
}

TEST_F(ScsiParameterData, UnitsHaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (const std::uint8_t id : std::initializer_list<std::uint8_t>{0, 64, 255}) {
        TargetConfig config = ScsiHarness::config();
        ScsiTarget other(config, id);
        for (const std::uint8_t lun : std::initializer_list<std::uint8_t>{0, 1}) {
            for (const unsigned page : {0x80U, 0x83U}) {
                const ScsiCommand command = command_of({0x12, 1, page, 0, 255, 0}, 255, lun);
                PlainBuffer buffer(255);
                const ScsiResult result = other.execute(command, other.plan(command), buffer);
                names.insert(text(buffer.data, 0, result.moved_bytes));
            }
        }
    }
    EXPECT_EQ(names.size(), 12U);
}

TEST_F(ScsiParameterData, DeviceIdentificationIsALegalListOfDesignators) {
    const Bytes page = vital(0x83);
    std::vector<unsigned> types;
    std::size_t at = 4;
    while (at < page.size()) {
        types.push_back(page[at + 1] & 0x0fU);
        EXPECT_EQ(page[at + 1] & 0x30, 0x00);  // of the logical unit
        if (types.back() == 3) {
            EXPECT_EQ(page[at], 0x01);  // binary
            EXPECT_EQ(page[at + 3], 8);
            EXPECT_EQ(page[at + 4] >> 4, 0x3);  // locally assigned
            EXPECT_EQ(page[at + 10], 5);        // target
            EXPECT_EQ(page[at + 11], 0);        // unit
        }
        at += 4U + page[at + 3];
    }
    EXPECT_EQ(at, page.size());
    EXPECT_EQ(types, (std::vector<unsigned>{1, 3}));
}

TEST_F(ScsiParameterData, BlockLimitsOfferUnmap) {
    const Bytes page = vital(0xb0);
    ASSERT_EQ(page.size(), 64U);
    EXPECT_EQ(page[4], 0x01);                      // WRITE SAME needs a length
    EXPECT_EQ(page[5], 255);                       // COMPARE AND WRITE
    EXPECT_EQ(load_be16(&page[6]), 8U);            // optimal granularity: 4 KiB
    EXPECT_EQ(load_be32(&page[8]), 0U);            // no longest transfer
    EXPECT_EQ(load_be32(&page[12]), 512U);         // optimal transfer: 256 KiB
    EXPECT_EQ(load_be32(&page[20]), 0xffffffffU);  // blocks of an unmap
    EXPECT_EQ(load_be32(&page[24]), 255U);         // its descriptors
    EXPECT_EQ(load_be32(&page[28]), 8U);
    EXPECT_EQ(load_be64(&page[36]), 0x400000U);
}

TEST_F(ScsiParameterData, CharacteristicsSayThatNothingRotates) {
    const Bytes page = vital(0xb1);
    ASSERT_EQ(page.size(), 64U);
    EXPECT_EQ(load_be16(&page[4]), 1U);
}

TEST_F(ScsiParameterData, ProvisioningIsThinAndReadsZero) {
    EXPECT_EQ(vital(0xb2), (Bytes{0x00, 0xb2, 0, 4, 0, 0xe4, 0x02, 0}));
}

TEST_F(ScsiParameterData, CapacityIsTheLastBlock) {
    EXPECT_EQ(data_of(command_of({0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0})),
              (Bytes{0, 0, 0x27, 0x0f, 0, 0, 2, 0}));
    const Bytes data = data_of(command_of({0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0}));
    ASSERT_EQ(data.size(), 32U);
    EXPECT_EQ(load_be64(data.data()), 9999U);
    EXPECT_EQ(load_be32(&data[8]), 512U);
    EXPECT_EQ(data[14], 0xc0);
}

TEST_F(ScsiParameterData, CapacityOfPartOfTheDiskIsNotGiven) {
    EXPECT_EQ(refusal_of(command_of({0x25, 0, 0, 0, 0, 1, 0, 0, 0, 0})),
              sense::invalid_cdb_field(2));
    EXPECT_FALSE(target.plan(command_of({0x25, 0, 0, 0, 0, 1, 0, 0, 1, 0})).decided);
}

TEST_F(ScsiParameterData, ModeSenseGivesHeaderDescriptorAndAllPages) {
    const Bytes data = data_of(command_of({0x1a, 0, 0x3f, 0, 255, 0}));
    ASSERT_EQ(data.size(), 4U + 8U + 12U + 16U + 20U + 12U + 40U + 12U);
    EXPECT_EQ(data[0], data.size() - 1);
    EXPECT_EQ(data[2], 0x10);  // FUA is honoured, no write protection
    EXPECT_EQ(data[3], 8);
    EXPECT_EQ(load_be32(&data[4]), kCapacityBlocks);
    EXPECT_EQ(load_be32(&data[8]), 512U);
    EXPECT_EQ(data[12], 0x81);
    EXPECT_EQ(data[40], 0x88);
    EXPECT_EQ(data[41], 18);
    EXPECT_EQ(data[42], 0x04);  // write cache on
    EXPECT_EQ(data[60], 0x8a);
    EXPECT_EQ(data[61], 10);
}

TEST_F(ScsiParameterData, TheLongModeHeaderCanHaveALongDescriptor) {
    const Bytes data = data_of(command_of({0x5a, 0x10, 0x08, 0, 0, 0, 0, 1, 0, 0}));
    ASSERT_EQ(data.size(), 8U + 16U + 20U);
    EXPECT_EQ(load_be16(data.data()), data.size() - 2);
    EXPECT_EQ(data[4], 1);
    EXPECT_EQ(load_be16(&data[6]), 16U);
    EXPECT_EQ(load_be64(&data[8]), kCapacityBlocks);
    EXPECT_EQ(load_be32(&data[20]), 512U);
    EXPECT_EQ(data[24], 0x88);
}

TEST_F(ScsiParameterData, TheBlockDescriptorCanBeLeftOut) {
    const Bytes six = data_of(command_of({0x1a, 0x08, 0x0a, 0, 255, 0}));
    EXPECT_EQ(six.size(), 4U + 12U);
    EXPECT_EQ(six[3], 0);
    const Bytes ten = data_of(command_of({0x5a, 0x18, 0x0a, 0xff, 0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(ten.size(), 8U + 12U + 32U);
    EXPECT_EQ(load_be16(&ten[6]), 0U);
}

TEST_F(ScsiParameterData, DefaultsAreCurrentAndSavedUntilSomethingIsChanged) {
    const Bytes current = data_of(command_of({0x1a, 8, 0x3f, 0, 255, 0}));
    EXPECT_EQ(data_of(command_of({0x1a, 8, 0xbf, 0, 255, 0})), current);
    EXPECT_EQ(data_of(command_of({0x1a, 8, 0xff, 0, 255, 0})), current);
}

TEST_F(ScsiParameterData, ModeSenseRefusesWhatIsNotThere) {
    EXPECT_EQ(refusal_of(command_of({0x1a, 0, 0x19, 0, 255, 0})), sense::invalid_cdb_field(2, 5));
    EXPECT_EQ(refusal_of(command_of({0x1a, 0, 0x08, 1, 255, 0})), sense::invalid_cdb_field(3));
}

TEST_F(ScsiParameterData, RequestSenseHandsOverAPendingAttention) {
    const ScsiCommand command = command_of({0x03, 0, 0, 0, 18, 0});
    unit().attend(kReportedLunsChanged);
    const Bytes first = data_of(command);
    ASSERT_EQ(first.size(), 18U);
    EXPECT_EQ(first[2], 6);
    EXPECT_EQ(first[12], 0x3f);
    EXPECT_EQ(first[13], 0x0e);
    EXPECT_FALSE(unit().attention_pending());
    EXPECT_EQ(data_of(command)[2], 0);
}

class ScsiThickDisk : public ScsiParameterData {
protected:
    static TargetConfig thick() {
        TargetConfig config = ScsiHarness::config();
        config.thin = false;
        config.capacity_blocks = 0x1'0000'0000;
        config.block_bytes = 4096;
        return config;
    }
    ScsiThickDisk() : ScsiParameterData(thick()) {}
};

TEST_F(ScsiThickDisk, PagesOfferNoUnmap) {
    EXPECT_EQ(vital(0xb2), (Bytes{0x00, 0xb2, 0, 4, 0, 0, 0, 0}));
    const Bytes limits = vital(0xb0);
    EXPECT_EQ(load_be16(&limits[6]), 1U);
    EXPECT_EQ(load_be32(&limits[12]), 64U);
    EXPECT_EQ(load_be32(&limits[20]), 0U);
    EXPECT_EQ(load_be32(&limits[24]), 0U);
    const Bytes capacity =
        data_of(command_of({0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0}));
    EXPECT_EQ(capacity[14], 0);
}

TEST_F(ScsiThickDisk, CapacityThatDoesNotFitAsksForTheLongCommand) {
    EXPECT_EQ(data_of(command_of({0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0})),
              (Bytes{0xff, 0xff, 0xff, 0xff, 0, 0, 0x10, 0}));
    const Bytes mode = data_of(command_of({0x1a, 0, 0x3f, 0, 255, 0}));
    EXPECT_EQ(load_be32(&mode[4]), 0xffffffffU);
}

TEST_F(ScsiThickDisk, BlocksBehindThirtyTwoBitsAreReached) {
    const ScsiCommand command =
        command_of({0x88, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0}, 4096);
    PlainBuffer buffer(4096);
    EXPECT_EQ(run(command, buffer).moved_bytes, 4096U);
    EXPECT_TRUE(buffer.tag_at(0).zero());
}

}  // namespace
}  // namespace pvscsim
