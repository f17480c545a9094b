// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pvscsim/protocol/constants.h"

namespace pvscsim::protocol {

/// Register offsets, in bytes from the start of the memory BAR. All registers are 32 bits.
namespace reg {
inline constexpr std::uint32_t kCommand = 0x0000;
inline constexpr std::uint32_t kCommandData = 0x0004;
inline constexpr std::uint32_t kCommandStatus = 0x0008;
inline constexpr std::uint32_t kLastSts0 = 0x0100;
inline constexpr std::uint32_t kLastSts1 = 0x0104;
inline constexpr std::uint32_t kLastSts2 = 0x0108;
inline constexpr std::uint32_t kLastSts3 = 0x010c;
inline constexpr std::uint32_t kIntrStatus = 0x100c;
inline constexpr std::uint32_t kIntrMask = 0x2010;
inline constexpr std::uint32_t kKickNonRwIo = 0x3014;
inline constexpr std::uint32_t kDebug = 0x3018;
inline constexpr std::uint32_t kKickRwIo = 0x4018;
}  // namespace reg

inline constexpr std::uint32_t kBarBytes = 0x8000;
inline constexpr std::uint32_t kMsixTableOffset = 0x6000;
inline constexpr std::uint32_t kMsixPbaOffset = 0x7000;

enum class Access : std::uint8_t { ReadOnly, WriteOnly, ReadWrite, WriteOneToClear };
enum class Effect : std::uint8_t {
    None,
    SelectCommand,
    PushCommandWord,
    UpdateIrq,          ///< interrupt level and messages follow from status and mask
    DrainRequests,      ///< look at the request ring now
    DrainRequestsLazy,  ///< look at the request ring now or a little later
};

struct RegisterSpec {
    std::uint32_t offset;  ///< bytes from the start of the BAR
    std::string_view name;
    Access access;
    std::uint32_t reset;       ///< after power-on and every PCI reset
    bool kept;                 ///< ADAPTER_RESET leaves the value
    std::uint32_t write_mask;  ///< bits that a guest write can change
    Effect on_write;           ///< runs after the value is stored
};

// clang-format off
inline constexpr std::array<RegisterSpec, 12> kRegisters{{
    {reg::kCommand,       "COMMAND",        Access::WriteOnly,       0, false, ~0U,      Effect::SelectCommand},
    {reg::kCommandData,   "COMMAND_DATA",   Access::WriteOnly,       0, false, ~0U,      Effect::PushCommandWord},
    {reg::kCommandStatus, "COMMAND_STATUS", Access::ReadOnly,        0, false, 0U,       Effect::None},
    {reg::kLastSts0,      "LAST_STS_0",     Access::ReadOnly,        0, false, 0U,       Effect::None},
    {reg::kLastSts1,      "LAST_STS_1",     Access::ReadOnly,        0, false, 0U,       Effect::None},
    {reg::kLastSts2,      "LAST_STS_2",     Access::ReadOnly,        0, false, 0U,       Effect::None},
    {reg::kLastSts3,      "LAST_STS_3",     Access::ReadOnly,        0, false, 0U,       Effect::None},
    {reg::kIntrStatus,    "INTR_STATUS",    Access::WriteOneToClear, 0, false, kIntrAll, Effect::UpdateIrq},
    {reg::kIntrMask,      "INTR_MASK",      Access::ReadWrite,       0, true,  kIntrAll, Effect::UpdateIrq},
    {reg::kKickNonRwIo,   "KICK_NON_RW_IO", Access::WriteOnly,       0, false, ~0U,      Effect::DrainRequests},
    {reg::kDebug,         "DEBUG",          Access::WriteOnly,       0, false, ~0U,      Effect::None},
    {reg::kKickRwIo,      "KICK_RW_IO",     Access::WriteOnly,       0, false, ~0U,      Effect::DrainRequestsLazy},
}};
// clang-format on

constexpr bool ascending_by_offset() noexcept {
    for (std::size_t i = 1; i < kRegisters.size(); ++i) {
        if (kRegisters[i - 1].offset >= kRegisters[i].offset) return false;
    }
    return true;
}
static_assert(ascending_by_offset(), "kRegisters must be sorted and free of duplicates");

}  // namespace pvscsim::protocol
