// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_inquiry.h"

#include <algorithm>
#include <array>
#include <string>

namespace pvscsim {

namespace {

constexpr std::string_view kVendor = "PVSCSIM";
constexpr std::string_view kProduct = "SIMULATED DISK";
constexpr std::string_view kRevision = "0001";
constexpr std::uint8_t kDisk = 0x00;
constexpr std::uint8_t kNothingThere = 0x7f;  // qualifier 3, type 1F
constexpr std::size_t kPageHeaderBytes = 4;

void inquiry_data(std::uint8_t device, ParameterData& data) {
    constexpr std::uint8_t kSpc4 = 0x06;
    constexpr std::uint8_t kFormat = 0x12;  // HISUP, response data format 2
    constexpr std::uint8_t kThirdPartyCopy = 0x08;
    constexpr std::uint8_t kCommandQueuing = 0x02;
    data.u8(device);
    data.u8(0);  // not removable
    data.u8(kSpc4);
    data.u8(kFormat);
    data.u8(31);  // bytes that follow this one
    data.u8(kThirdPartyCopy);
    data.u8(0);
    data.u8(kCommandQueuing);
    data.text(kVendor, 8);
    data.text(kProduct, 16);
    data.text(kRevision, 4);
}

std::string serial_number(const UnitIdentity& unit) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string serial = "PVS-";
    for (const unsigned byte : {unsigned{unit.target}, unsigned{unit.lun}}) {
        serial += kDigits[byte >> 4];
        serial += kDigits[byte & 0xf];
    }
    return serial;
}

void supported_pages(const UnitIdentity&, ParameterData& data);

void unit_serial_number(const UnitIdentity& unit, ParameterData& data) {
    const std::string serial = serial_number(unit);
    data.text(serial, serial.size());
}

/// Two names of the unit: vendor text with serial number, and a locally assigned NAA number.
void device_identification(const UnitIdentity& unit, ParameterData& data) {
    constexpr std::uint8_t kBinary = 0x01;
    constexpr std::uint8_t kAscii = 0x02;
    constexpr std::uint8_t kVendorText = 0x01;
    constexpr std::uint8_t kNaa = 0x03;
    const std::string serial = serial_number(unit);
    data.u8(kAscii);
    data.u8(kVendorText);
    data.u8(0);
    data.u8(static_cast<unsigned>(8 + 16 + serial.size()));
    data.text(kVendor, 8);
    data.text(kProduct, 16);
    data.text(serial, serial.size());

    data.u8(kBinary);
    data.u8(kNaa);
    data.u8(0);
    data.u8(8);
    constexpr std::uint64_t kLocallyAssigned = std::uint64_t{0x3} << 60;
    constexpr std::uint64_t kOurs = std::uint64_t{0x505653} << 32;
    data.u64(kLocallyAssigned | kOurs | std::uint64_t{unit.target} << 8 | unit.lun);
}

/// Task attributes of all three kinds, a volatile cache; no protection information.
void extended_inquiry(const UnitIdentity&, ParameterData& data) {
    constexpr std::uint8_t kAllAttributes = 0x07;  // HEADSUP, ORDSUP, SIMPSUP
    constexpr std::uint8_t kVolatileCache = 0x01;
    data.u8(0);
    data.u8(kAllAttributes);
    data.u8(kVolatileCache);
    data.zeros(57);
}

void block_limits(const UnitIdentity& unit, ParameterData& data) {
    constexpr std::uint32_t kStorageBytes = 4096;
    constexpr std::uint32_t kOptimalBytes = 262144;
    constexpr std::uint8_t kNoZeroLength = 0x01;  // WRITE SAME of 0 blocks is refused
    const std::uint32_t granularity_blocks =
        std::max(kStorageBytes / unit.block_bytes, 1U << unit.physical_exponent);
    data.u8(kNoZeroLength);
    data.u8(kCompareAndWriteBlocksMax);
    data.u16(static_cast<std::uint16_t>(granularity_blocks));
    data.u32(0);  // no limit of a transfer
    data.u32(kOptimalBytes / unit.block_bytes);
    data.u32(0);  // no prefetch
    data.u32(unit.thin ? 0xffffffff : 0);
    data.u32(unit.thin ? kUnmapDescriptorsMax : 0);
    data.u32(unit.thin ? granularity_blocks : 0);
    data.u32(0);  // unmap alignment: not given
    data.u64(kWriteSameBlocksMax);
    data.zeros(20);
}

void block_characteristics(const UnitIdentity&, ParameterData& data) {
    constexpr std::uint16_t kNonRotating = 0x0001;
    data.u16(kNonRotating);
    data.zeros(58);
}

void logical_block_provisioning(const UnitIdentity& unit, ParameterData& data) {
    // LBPU, LBPWS, LBPWS10: all three ways to unmap; LBPRZ: unmapped blocks read as zero.
    constexpr std::uint8_t kAllWaysReadZero = 0x80 | 0x40 | 0x20 | 0x04;
    constexpr std::uint8_t kThin = 0x02;
    data.u8(unit.thin_blocks != 0 ? kThresholdExponent : 0U);  // 0: no threshold
    data.u8(unit.thin ? kAllWaysReadZero : 0);
    data.u8(unit.thin ? kThin : 0);
    data.u8(0);
}

struct VitalPage {
    std::uint8_t code;
    void (*build)(const UnitIdentity& unit, ParameterData& data);
};
constexpr std::array<VitalPage, 7> kVitalPages{{
    {0x00, supported_pages},
    {0x80, unit_serial_number},
    {0x83, device_identification},
    {0x86, extended_inquiry},
    {0xb0, block_limits},
    {0xb1, block_characteristics},
    {0xb2, logical_block_provisioning},
}};

void supported_pages(const UnitIdentity&, ParameterData& data) {
    for (const VitalPage& page : kVitalPages) data.u8(page.code);
}

const VitalPage* find_page(std::uint8_t code) {
    const auto* page = std::find_if(kVitalPages.begin(), kVitalPages.end(),
                                    [code](const VitalPage& row) { return row.code == code; });
    return page == kVitalPages.end() ? nullptr : page;
}

}  // namespace

bool has_vital_page(std::uint8_t page) {
    return find_page(page) != nullptr;
}

void standard_inquiry(ParameterData& data) {
    inquiry_data(kDisk, data);
}

void absent_inquiry(ParameterData& data) {
    inquiry_data(kNothingThere, data);
}

void vital_page(const UnitIdentity& unit, std::uint8_t page, ParameterData& data) {
    data.u8(kDisk);
    data.u8(page);
    data.u16(0);
    find_page(page)->build(unit, data);
    data.set_u16(2, data.size() - kPageHeaderBytes);
}

}  // namespace pvscsim
