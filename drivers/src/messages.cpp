// SPDX-License-Identifier: Apache-2.0
// The message ring: targets that come and go.
#include <array>

#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::driver {

namespace state = protocol::rings_state;

// Until the ring is empty, but no more than one ring full. A ring found full may have lost
// messages, which only a scan of all targets makes good.
bool HostAdapter::take_messages() noexcept {
    bool overflow = false;
    std::uint32_t taken = 0;
    std::uint32_t limit = rings_.message_entries < policy_.messages_a_pass
                              ? rings_.message_entries
                              : policy_.messages_a_pass;
    if (mutated(Mutant::R36)) limit = 1;
    if (mutated(Mutant::O65)) limit = ~0U;
    while (taken < limit) {
        const std::uint32_t produced = rings_.state.load_acquire(state::kMsgProdIdx);
        const std::uint32_t available = produced - rings_.msg_cons;
        if (available == 0) break;
        if (available > rings_.message_entries) {
            ++counters_.bad_indices;
            log(LogCode::BadIndex, produced);
            break;
        }
        overflow |= available == rings_.message_entries;
        detail::Rings::sync_entries(rings_.messages, rings_.message_entries,
                                    protocol::message_layout::kBytes, rings_.msg_cons, 1,
                                    [this](DmaRange range) { platform_.sync_for_cpu(range); });
        protocol::MessageBytes bytes;
        rings_.read_message(rings_.msg_cons, bytes);
        protocol::MessageDescriptor message;
        protocol::decode(bytes, message);
        if (mutated(Mutant::R35) && message.type > protocol::kMessageDeviceRemoved) break;
        ++rings_.msg_cons;
        rings_.state.store_release(state::kMsgConsIdx, rings_.msg_cons);
        ++taken;
        in_pass_ = true;
        handle_message(message);
        in_pass_ = false;
    }
    if (overflow) {
        ++counters_.message_overflows;
        log(LogCode::MessagesLost);
        in_pass_ = true;
        upper_.device_event(DeviceEvent::RescanNeeded, 0, 0);
        in_pass_ = false;
    }
    return taken != 0;
}

void HostAdapter::handle_message(const protocol::MessageDescriptor& message) noexcept {
    ++counters_.messages;
    const bool known = message.type == protocol::kMessageDeviceAdded ||
                       message.type == protocol::kMessageDeviceRemoved;
    const bool believed = mutated(Mutant::O74);
    if (!known || (message.bus != 0 && !believed) ||
        (message.target >= info_.targets_max && !believed) ||
        !(protocol::is_single_level(message.lun) || believed)) {
        ++counters_.messages_invalid;
        log(LogCode::UnknownMessage, message.type);
        return;
    }
    const bool added = message.type == protocol::kMessageDeviceAdded;
    const auto target = static_cast<std::uint8_t>(message.target);
    const std::uint8_t lun = message.lun[1];
    if (mutated(Mutant::O64)) {
        static std::array<bool, 256> present{};
        if (present[target] == added) return give_up(LogCode::UnknownMessage);
        present[target] = added;
    }
    log(added ? LogCode::TargetAdded : LogCode::TargetRemoved, target, lun, 0, 0);
    if (!added && !policy_.sees_removal) return;
    upper_.device_event(added ? DeviceEvent::Added : DeviceEvent::Removed, target, lun);
}

}  // namespace pvscsim::driver
