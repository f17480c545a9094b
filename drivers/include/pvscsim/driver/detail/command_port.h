// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/platform.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/commands.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim::driver::detail {

/// The command registers: one complete sequence a call, so that sequences never mix.
class CommandPort {
public:
    explicit CommandPort(Platform& platform) noexcept : platform_(platform) {}

    /// Sends `command` with its arguments, as many dwords as the command table says, and returns
    /// COMMAND_STATUS. That read also flushes the writes, so that the effects are there.
    std::uint32_t execute(protocol::Command command,
                          const std::uint32_t* dwords = nullptr) noexcept {
        const bool probed = command == protocol::Command::SetupMsgRing ||
                            command == protocol::Command::SetupReqCallThreshold;
        if (!(mutated(Mutant::R54) && probed)) {
            write(protocol::reg::kCommand, static_cast<std::uint32_t>(command));
        }
        const std::uint32_t count = protocol::dwords_of(command);
        for (std::uint32_t i = 0; i < count; ++i) {
            if (mutated(Mutant::R58) && command == protocol::Command::AbortCmd && i == 2) {
                execute(protocol::Command::ResetBus);
            }
            write(protocol::reg::kCommandData, dwords[i]);
        }
        return platform_.read_register(protocol::reg::kCommandStatus);
    }
    /// Whether the device knows a command that takes arguments. Leaves a partial command behind,
    /// which the next command drops.
    bool offers(protocol::Command command) noexcept {
        write(protocol::reg::kCommand, static_cast<std::uint32_t>(command));
        const std::uint32_t status = platform_.read_register(protocol::reg::kCommandStatus);
        if (mutated(Mutant::R53) && status == 0) return false;
        return status != protocol::kStatusFailed;
    }

private:
    void write(std::uint32_t offset, std::uint32_t value) noexcept {
        platform_.write_register(offset, value);
    }
    Platform& platform_;
};

}  // namespace pvscsim::driver::detail
