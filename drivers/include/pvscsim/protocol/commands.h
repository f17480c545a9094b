// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pvscsim/protocol/layout.h"

namespace pvscsim::protocol {

enum class Command : std::uint32_t {
    First = 0,
    AdapterReset = 1,
    IssueScsi = 2,
    SetupRings = 3,
    ResetBus = 4,
    ResetDevice = 5,
    AbortCmd = 6,
    Config = 7,
    SetupMsgRing = 8,
    DeviceUnplug = 9,
    SetupReqCallThreshold = 10,
    GetMaxTargets = 11,
};

inline constexpr std::uint32_t kStatusOk = 0;
inline constexpr std::uint32_t kStatusFailed = 0xffffffff;      ///< -1
inline constexpr std::uint32_t kStatusIncomplete = 0xfffffffe;  ///< -2

struct CommandSpec {
    Command id;
    std::string_view name;
    std::uint32_t dwords;        ///< arguments that follow in COMMAND_DATA
    std::uint32_t probe_status;  ///< COMMAND_STATUS after the COMMAND write alone, if `dwords` > 0
    bool defined;                ///< false: no driver uses it; devices answer -1 at once
};

// Sources: [LNX] ids and argument structures; [QEMU] -2 while arguments are missing; the values 34
// and 1 are what VMware's header documents or drivers expect of a probe.
// clang-format off
inline constexpr std::array<CommandSpec, 12> kCommands{{
    {Command::First,                 "FIRST",                  0,                   kStatusFailed,       false},
    {Command::AdapterReset,          "ADAPTER_RESET",          0,                   kStatusOk,           true},
    {Command::IssueScsi,             "ISSUE_SCSI",             0,                   kStatusFailed,       false},
    {Command::SetupRings,            "SETUP_RINGS",            kSetupRingsDwords,   kStatusIncomplete,   true},
    {Command::ResetBus,              "RESET_BUS",              0,                   kStatusOk,           true},
    {Command::ResetDevice,           "RESET_DEVICE",           3,                   kStatusIncomplete,   true},
    {Command::AbortCmd,              "ABORT_CMD",              4,                   kStatusIncomplete,   true},
    {Command::Config,                "CONFIG",                 6,                   kStatusIncomplete,   true},
    {Command::SetupMsgRing,          "SETUP_MSG_RING",         kSetupMsgRingDwords, kSetupMsgRingDwords, true},
    {Command::DeviceUnplug,          "DEVICE_UNPLUG",          0,                   kStatusFailed,       false},
    {Command::SetupReqCallThreshold, "SETUP_REQCALLTHRESHOLD", 1,                   1,                   true},
    {Command::GetMaxTargets,         "GET_MAX_TARGETS",        0,                   kStatusOk,           true},
}};
// clang-format on

constexpr bool commands_are_indexed_by_id() noexcept {
    for (std::size_t i = 0; i < kCommands.size(); ++i) {
        if (static_cast<std::size_t>(kCommands[i].id) != i) return false;
    }
    return true;
}
static_assert(commands_are_indexed_by_id());

constexpr std::uint32_t dwords_of(Command command) noexcept {
    return kCommands[static_cast<std::size_t>(command)].dwords;
}

}  // namespace pvscsim::protocol
