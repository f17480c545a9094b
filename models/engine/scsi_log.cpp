// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_log.h"

#include "models/engine/big_endian.h"

namespace pvscsim {

namespace {

constexpr std::uint8_t kSupportedPages = 0x00;
constexpr std::uint8_t kProvisioning = 0x0c;
constexpr std::uint8_t kTemperature = 0x0d;

struct LogPage {
    std::uint8_t code;
    std::uint16_t last_parameter;
};
constexpr std::array<LogPage, 3> kLogPages{{
    {kSupportedPages, 0},
    {kProvisioning, 2},
    {kTemperature, 1},
}};

bool offers_log_page(const UnitIdentity& unit, const LogPage& page) {
    return page.code != kProvisioning || unit.thin_blocks != 0;
}

void log_parameter(std::uint16_t code, std::uint8_t bytes, ParameterData& data) {
    constexpr unsigned kBinaryList = 0x03;
    data.u16(code);
    data.u8(kBinaryList);
    data.u8(bytes);
}

void temperature_page(std::uint16_t first, ParameterData& data) {
    constexpr unsigned kCelsius = 30;
    constexpr unsigned kReferenceCelsius = 60;
    for (const std::uint16_t code : {std::uint16_t{0}, std::uint16_t{1}}) {
        if (code < first) continue;
        log_parameter(code, 2, data);
        data.u8(0);
        data.u8(code == 0 ? kCelsius : kReferenceCelsius);
    }
}

/// What is left of the pool, and what is used of it.
void provisioning_page(const UnitIdentity& unit, std::uint64_t used_blocks, std::uint16_t first,
                       ParameterData& data) {
    const std::uint64_t left = unit.thin_blocks - used_blocks;
    for (const std::uint16_t code : {std::uint16_t{1}, std::uint16_t{2}}) {
        if (code < first) continue;
        log_parameter(code, 8, data);
        data.u32(
            static_cast<std::uint32_t>((code == 1 ? left : used_blocks) >> kThresholdExponent));
        data.u8(0x01);  // of this unit alone
        data.zeros(3);
    }
}

}  // namespace

std::optional<Sense> refuse_log_sense(const std::array<std::uint8_t, 16>& cdb,
                                      const UnitIdentity& unit) {
    constexpr std::size_t kPointerAt = 5;
    if (cdb[3] != 0) return sense::invalid_cdb_field(3);
    for (const LogPage& page : kLogPages) {
        if (page.code != (cdb[2] & 0x3f) || !offers_log_page(unit, page)) continue;
        if (load_be16(&cdb[kPointerAt]) > page.last_parameter) {
            return sense::invalid_cdb_field(kPointerAt);
        }
        return std::nullopt;
    }
    return sense::invalid_cdb_field(2, 5);
}

void log_data(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
              std::uint64_t used_blocks, ParameterData& data) {
    const std::uint8_t code = cdb[2] & 0x3f;
    const std::uint16_t first = load_be16(&cdb[5]);
    data.u8(code);
    data.u8(0);
    data.u16(0);  // length, set below
    if (code == kSupportedPages) {
        for (const LogPage& page : kLogPages) {
            if (offers_log_page(unit, page)) data.u8(page.code);
        }
    } else if (code == kTemperature) {
        temperature_page(first, data);
    } else {
        provisioning_page(unit, used_blocks, first, data);
    }
    data.set_u16(2, data.size() - 4);
}

}  // namespace pvscsim
