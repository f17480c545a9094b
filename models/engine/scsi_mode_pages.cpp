// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_mode_pages.h"

#include "models/engine/big_endian.h"

namespace pvscsim {

namespace {

constexpr std::uint8_t kSaveable = 0x80;

// Without headers, and up to the last byte that is not 0. Error recovery: reallocates on its own,
// tries 8 times. Caching: the write cache is on, so that flushes mean something. Control: commands
// may be reordered, the busy time-out is unlimited. Provisioning: one threshold, of the storage in
// use, told when it is passed upwards.
constexpr std::array<std::uint8_t, 9> kErrorRecovery{0x00, 0x00, 0xc0, 0x08, 0, 0, 0, 0, 0x08};
constexpr std::array<std::uint8_t, 3> kCaching{0, 0, kWriteCacheBit};
constexpr std::array<std::uint8_t, 10> kControl{0, 0, 0, 0x10, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::uint8_t kUsedIncreasing = kThresholdEnabledBit | 0x02;
constexpr std::uint8_t kUsedResource = 0x02;

template <std::size_t N>
void put_values(ModePages::Values& values, const ModePage& page,
                const std::array<std::uint8_t, N>& content) {
    for (std::size_t i = 2; i < N; ++i) values[page.offset + i] = content[i];
}

}  // namespace

ModePages::Values default_mode_values(const UnitIdentity& unit) {
    ModePages::Values values{};
    for (const ModePage& page : kModePages) {
        std::uint8_t* at = &values[page.offset];
        at[0] = kSaveable | page.code;
        if (page.subpage == 0) {
            at[1] = static_cast<std::uint8_t>(page.bytes - 2);
        } else {
            at[0] = kSaveable | kSubpageFormat | page.code;
            at[1] = page.subpage;
            store_be16(at + 2, static_cast<std::uint16_t>(page.bytes - 4));
        }
    }
    put_values(values, kModePages[0], kErrorRecovery);
    put_values(values, kModePages[2], kCaching);
    put_values(values, kModePages[3], kControl);
    if (unit.thin_blocks != 0) {
        values[kThresholdFlags] = kUsedIncreasing;
        values[kThresholdFlags + 1] = kUsedResource;
        const std::uint64_t four_fifths = unit.thin_blocks / 5 * 4;
        store_be32(&values[kThresholdCount],
                   static_cast<std::uint32_t>(four_fifths >> kThresholdExponent));
    }
    return values;
}

const ModePages::Values& changeable_mode_values() {
    static const ModePages::Values mask = [] {
        ModePages::Values bits{};
        bits[kCachingFlags] = kWriteCacheBit;
        bits[kControlFlags] = kDescriptorSenseBit;
        bits[kControlProtection] = kSoftwareProtectBit;
        bits[kThresholdFlags] = kThresholdEnabledBit;
        store_be32(&bits[kThresholdCount], 0xffffffff);
        return bits;
    }();
    return mask;
}

}  // namespace pvscsim
