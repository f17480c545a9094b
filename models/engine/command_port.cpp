// SPDX-License-Identifier: Apache-2.0
#include "models/engine/command_port.h"

#include "models/base/check.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/commands.h"

namespace pvscsim {

using protocol::kCommands;

std::uint32_t CommandExecutor::probe_status(std::uint32_t command) const {
    return kCommands[command].probe_status;
}

void CommandPort::write_command(std::uint32_t command) {
    if (mutated(Mutant::O24) && collecting_) return write_data(command);
    const bool kept = mutated(Mutant::D19) && collecting_;
    const bool outlasts = mutated(Mutant::O141) && collecting_ && command == 1;
    collecting_ = false;
    if (command >= kCommands.size() || !executor_.supports(command)) {
        status_ = mutated(Mutant::D20) ? protocol::kStatusOk : protocol::kStatusFailed;
        if (mutated(Mutant::O11) && command < kCommands.size()) {
            status_ = protocol::kStatusIncomplete;
        }
        return;
    }
    const protocol::CommandSpec& spec = kCommands[command];
    if (spec.dwords == 0) {
        status_ = executor_.execute(command, args_.data());
        if (outlasts) collecting_ = true;
        return;
    }
    command_ = command;
    filled_ = kept ? filled_ : 0;
    wanted_ = spec.dwords;
    collecting_ = true;
    status_ = executor_.probe_status(command);
    if (mutated(Mutant::D21)) status_ = protocol::kStatusFailed;
}

void CommandPort::write_data(std::uint32_t value) {
    if (!collecting_) {
        PVS_CHECK(!mutated(Mutant::O10));
        status_ = protocol::kStatusFailed;
        const bool again =
            (mutated(Mutant::O111) && command_ == 8) || (mutated(Mutant::O112) && command_ == 7);
        if ((mutated(Mutant::D22) || again) && wanted_ != 0) {
            status_ = executor_.execute(command_, args_.data());
        }
        return;
    }
    args_[filled_++] = value;
    const bool early = mutated(Mutant::D18) || (mutated(Mutant::O116) && command_ == 7);
    if (filled_ + (early ? 1 : 0) < wanted_) return;
    if (mutated(Mutant::O61) && filled_ == wanted_ && wanted_ < kArgsMax) return;
    collecting_ = false;
    status_ = executor_.execute(command_, args_.data());
}

}  // namespace pvscsim
