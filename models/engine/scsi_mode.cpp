// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_mode.h"

#include <algorithm>

#include "models/engine/big_endian.h"
#include "models/engine/scsi_mode_pages.h"

namespace pvscsim {

namespace {

constexpr std::uint8_t kModeSense6 = 0x1a;
constexpr std::uint8_t kModeSelect6 = 0x15;
constexpr std::uint8_t kAllPages = 0x3f;
constexpr std::uint8_t kAllSubpages = 0xff;
enum class PageControl : std::uint8_t { Current, Changeable, Default, Saved };

PageControl page_control(const std::array<std::uint8_t, 16>& cdb) {
    return static_cast<PageControl>(cdb[2] >> 6);
}

bool offers_mode_page(const ModePage& page, const UnitIdentity& unit) {
    return !page.for_pools || unit.thin_blocks != 0;
}

/// Whether a MODE SENSE asks for the page.
bool asks_for(const ModePage& page, const std::array<std::uint8_t, 16>& cdb,
              const UnitIdentity& unit) {
    const std::uint8_t code = cdb[2] & 0x3f;
    return offers_mode_page(page, unit) && (code == kAllPages || code == page.code) &&
           (cdb[3] == kAllSubpages || cdb[3] == page.subpage);
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

/// A MODE SELECT list as it is taken apart.
struct ListReader {
    const std::uint8_t* list;
    std::size_t bytes;
    std::size_t at = 0;
    bool has(std::size_t n) const { return n <= bytes - at; }
};

ModeChange refused_list(const Sense& sense) {
    ModeChange change;
    change.refusal = sense;
    return change;
}

/// Header and block descriptor; leaves the reader at the first page.
ModeChange read_mode_header(const UnitIdentity& unit, bool is_six, std::uint64_t capacity_max,
                            ListReader& reader) {
    const std::size_t header_bytes = is_six ? 4 : 8;
    if (!reader.has(header_bytes)) return refused_list(sense::parameter_list_length());
    const bool is_long = !is_six && (reader.list[4] & 0x01) != 0;
    const std::size_t length_at = is_six ? 3 : 6;
    const std::size_t descriptor_bytes =
        is_six ? reader.list[length_at] : load_be16(&reader.list[length_at]);
    reader.at = header_bytes;
    if (descriptor_bytes == 0) return {};
    if (descriptor_bytes != (is_long ? 16U : 8U)) {
        return refused_list(sense::invalid_parameter_field(static_cast<std::uint16_t>(length_at)));
    }
    if (!reader.has(descriptor_bytes)) return refused_list(sense::parameter_list_length());
    const std::uint8_t* descriptor = &reader.list[reader.at];
    const std::uint64_t blocks = is_long ? load_be64(descriptor) : load_be32(descriptor);
    const std::uint64_t all = is_long ? ~std::uint64_t{0} : 0xffffffff;
    const std::uint32_t block_bytes =
        is_long ? load_be32(descriptor + 12) : load_be32(descriptor + 4) & 0xffffff;
    const auto at = static_cast<std::uint16_t>(reader.at);
    if (block_bytes != unit.block_bytes) {
        return refused_list(
            sense::invalid_parameter_field(static_cast<std::uint16_t>(at + (is_long ? 12 : 5))));
    }
    if (blocks != all && blocks > capacity_max)
        return refused_list(sense::invalid_parameter_field(at));
    reader.at += descriptor_bytes;
    ModeChange change;
    const std::uint64_t wanted = blocks == all ? capacity_max : blocks;
    const bool unchanged = blocks == 0 || wanted == unit.capacity_blocks ||
                           (!is_long && blocks == all && unit.capacity_blocks >= all);
    if (!unchanged) change.capacity_blocks = wanted;
    return change;
}

/// The page at the reader's place, or null.
const ModePage* find_mode_page(const UnitIdentity& unit, const ListReader& reader) {
    const std::uint8_t* at = &reader.list[reader.at];
    const std::uint8_t code = at[0] & 0x3f;
    const std::uint8_t subpage = (at[0] & kSubpageFormat) != 0 ? at[1] : 0;
    const auto* page = std::find_if(kModePages.begin(), kModePages.end(), [&](const ModePage& row) {
        return row.code == code && row.subpage == subpage && offers_mode_page(row, unit);
    });
    return page == kModePages.end() ? nullptr : page;
}

/// One page over `values`, or what is wrong with it.
std::optional<Sense> read_mode_page(const ModePage& page, const ListReader& reader,
                                    ModePages::Values& values) {
    const std::uint8_t* given = &reader.list[reader.at];
    const auto place = [&](std::size_t i) { return static_cast<std::uint16_t>(reader.at + i); };
    const std::size_t header = page.subpage == 0 ? 2 : 4;
    for (std::size_t i = 1; i < header; ++i) {
        if (given[i] != values[page.offset + i]) return sense::invalid_parameter_field(place(i));
    }
    for (std::size_t i = header; i < page.bytes; ++i) {
        const std::size_t at = page.offset + i;
        const unsigned wrong = (given[i] ^ values[at]) & ~changeable_mode_values()[at] & 0xffU;
        if (wrong != 0) return sense::invalid_parameter_field(place(i));
        values[at] = given[i];
    }
    return std::nullopt;
}

}  // namespace

ModePages::Values ModePages::current(const UnitIdentity& unit) const {
    return stored_ ? stored_->current : default_mode_values(unit);
}

ModePages::Stored& ModePages::stored(const UnitIdentity& unit) {
    if (!stored_) {
        const Values values = default_mode_values(unit);
        stored_ = std::make_unique<Stored>(Stored{values, values});
    }
    return *stored_;
}

void ModePages::reset() {
    if (stored_) stored_->current = stored_->saved;
}

bool ModePages::descriptor_sense() const {
    return stored_ && (stored_->current[kControlFlags] & kDescriptorSenseBit) != 0;
}
bool ModePages::write_protected() const {
    return stored_ && (stored_->current[kControlProtection] & kSoftwareProtectBit) != 0;
}
bool ModePages::write_cache() const {
    return !stored_ || (stored_->current[kCachingFlags] & kWriteCacheBit) != 0;
}
std::uint64_t ModePages::soft_threshold_blocks(const UnitIdentity& unit) const {
    const Values values = current(unit);
    if ((values[kThresholdFlags] & kThresholdEnabledBit) == 0) return 0;
    return std::uint64_t{load_be32(&values[kThresholdCount])} << kThresholdExponent;
}

std::optional<Sense> ModePages::refuse(const std::array<std::uint8_t, 16>& cdb,
                                       const UnitIdentity& unit) {
    if (std::any_of(kModePages.begin(), kModePages.end(),
                    [&](const ModePage& page) { return asks_for(page, cdb, unit); })) {
        return std::nullopt;
    }
    const std::uint8_t code = cdb[2] & 0x3f;
    const bool exists = code == kAllPages ||
                        std::any_of(kModePages.begin(), kModePages.end(),
                                    [code](const ModePage& page) { return page.code == code; });
    return exists ? sense::invalid_cdb_field(3) : sense::invalid_cdb_field(2, 5);
}

void ModePages::sense_data(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
                           ParameterData& data) const {
    constexpr std::uint8_t kForceUnitAccess = 0x10;  // DPOFUA
    constexpr std::uint8_t kWriteProtected = 0x80;
    const bool is_six = cdb[0] == kModeSense6;
    const bool has_descriptor = (cdb[1] & 0x08) == 0;
    const bool is_long = !is_six && has_descriptor && (cdb[1] & 0x10) != 0;
    const unsigned descriptor_bytes = !has_descriptor ? 0 : is_long ? 16 : 8;
    const bool is_protected = unit.read_only || write_protected();
    const unsigned device = kForceUnitAccess | (is_protected ? kWriteProtected : 0U);
    if (is_six) {
        data.u8(0);  // length, set below
        data.u8(0);
        data.u8(device);
        data.u8(descriptor_bytes);
    } else {
        data.u16(0);  // length, set below
        data.u8(0);
        data.u8(device);
        data.u8(is_long ? 1 : 0);
        data.u8(0);
        data.u16(static_cast<std::uint16_t>(descriptor_bytes));
    }
    if (has_descriptor) block_descriptor(unit, is_long, data);
    const PageControl control = page_control(cdb);
    const Values defaults = default_mode_values(unit);
    const Values values = control == PageControl::Current            ? current(unit)
                          : control == PageControl::Changeable       ? changeable_mode_values()
                          : control == PageControl::Saved && stored_ ? stored_->saved
                                                                     : defaults;
    for (const ModePage& page : kModePages) {
        if (!asks_for(page, cdb, unit)) continue;
        const std::size_t header = page.subpage == 0 ? 2 : 4;
        data.append(&defaults[page.offset], header);
        data.append(&values[page.offset + header], page.bytes - header);
    }
    if (is_six) {
        data.set_u8(0, data.size() - 1);
    } else {
        data.set_u16(0, data.size() - 2);
    }
}

ModeChange ModePages::select(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
                             const std::uint8_t* list, std::size_t bytes,
                             std::uint64_t capacity_max) {
    constexpr std::uint8_t kSavePages = 0x01;
    ListReader reader{list, bytes};
    ModeChange change = read_mode_header(unit, cdb[0] == kModeSelect6, capacity_max, reader);
    if (change.refusal) return change;
    const Values before = current(unit);
    Values after = before;
    Values to_save = stored_ ? stored_->saved : before;
    while (reader.has(1)) {
        if (!reader.has(2)) return refused_list(sense::parameter_list_length());
        const ModePage* page = find_mode_page(unit, reader);
        const auto at = static_cast<std::uint16_t>(reader.at);
        if (page == nullptr) return refused_list(sense::invalid_parameter_field(at, 5));
        if (!reader.has(page->bytes)) return refused_list(sense::parameter_list_length());
        if (const auto wrong = read_mode_page(*page, reader, after)) return refused_list(*wrong);
        std::copy_n(&after[page->offset], page->bytes, &to_save[page->offset]);
        reader.at += page->bytes;
    }
    change.pages = after != before;
    if (reader.at != 0 && (change.pages || (cdb[1] & kSavePages) != 0)) {
        Stored& values = stored(unit);
        values.current = after;
        if ((cdb[1] & kSavePages) != 0) values.saved = to_save;
    }
    return change;
}

}  // namespace pvscsim
