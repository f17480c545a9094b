// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_mode.h"

#include <algorithm>

namespace pvscsim {

namespace {

constexpr std::uint8_t kModeSense6 = 0x1a;
constexpr std::uint8_t kAllPages = 0x3f;
constexpr std::uint8_t kAllSubpages = 0xff;
enum class PageControl : std::uint8_t { Current, Changeable, Default, Saved };

struct ModePage {
    std::uint8_t code;
    std::uint8_t bytes;  ///< whole page
    std::array<std::uint8_t, 20> values;
};
// Caching: the write cache is on (WCE), so that flushes mean something. Control: commands may be
// reordered (QUEUE ALGORITHM MODIFIER 1), the busy time-out is unlimited.
constexpr std::array<ModePage, 2> kModePages{{
    {0x08, 20, {0x08, 0x12, 0x04}},
    {0x0a, 12, {0x0a, 0x0a, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff}},
}};

PageControl page_control(const std::array<std::uint8_t, 16>& cdb) {
    return static_cast<PageControl>(cdb[2] >> 6);
}
std::uint8_t page_code(const std::array<std::uint8_t, 16>& cdb) {
    return cdb[2] & 0x3f;
}

void block_descriptor(const UnitIdentity& unit, bool is_long, ParameterData& data) {
    if (is_long) {
        data.u64(unit.capacity_blocks);
        data.u32(0);
        data.u32(unit.block_bytes);
    } else {
        data.u32(
            static_cast<std::uint32_t>(std::min<std::uint64_t>(unit.capacity_blocks, 0xffffffff)));
        data.u32(unit.block_bytes);  // three bytes below a density code of 0
    }
}

}  // namespace

std::optional<Sense> refuse_mode_sense(const std::array<std::uint8_t, 16>& cdb) {
    if (page_control(cdb) == PageControl::Saved) return sense::saving_not_supported();
    const std::uint8_t code = page_code(cdb);
    const bool exists = code == kAllPages ||
                        std::any_of(kModePages.begin(), kModePages.end(),
                                    [code](const ModePage& page) { return page.code == code; });
    if (!exists) return sense::invalid_cdb_field(2, 5);
    if (cdb[3] != 0 && cdb[3] != kAllSubpages) return sense::invalid_cdb_field(3);
    return std::nullopt;
}

void mode_data(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
               ParameterData& data) {
    constexpr std::uint8_t kForceUnitAccess = 0x10;  // DPOFUA
    const bool is_six = cdb[0] == kModeSense6;
    const bool has_descriptor = (cdb[1] & 0x08) == 0;
    const bool is_long = !is_six && has_descriptor && (cdb[1] & 0x10) != 0;
    const unsigned descriptor_bytes = !has_descriptor ? 0 : is_long ? 16 : 8;
    if (is_six) {
        data.u8(0);  // length, set below
        data.u8(0);
        data.u8(kForceUnitAccess);
        data.u8(descriptor_bytes);
    } else {
        data.u16(0);  // length, set below
        data.u8(0);
        data.u8(kForceUnitAccess);
        data.u8(is_long ? 1 : 0);
        data.u8(0);
        data.u16(static_cast<std::uint16_t>(descriptor_bytes));
    }
    if (has_descriptor) block_descriptor(unit, is_long, data);
    for (const ModePage& page : kModePages) {
        if (page_code(cdb) != kAllPages && page_code(cdb) != page.code) continue;
        data.append(page.values.data(), 2);
        if (page_control(cdb) == PageControl::Changeable) {
            data.zeros(page.bytes - 2U);
        } else {
            data.append(page.values.data() + 2, page.bytes - 2U);
        }
    }
    if (is_six) {
        data.set_u8(0, data.size() - 1);
    } else {
        data.set_u16(0, data.size() - 2);
    }
}

}  // namespace pvscsim
