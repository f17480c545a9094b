// SPDX-License-Identifier: Apache-2.0
// The commands of the register interface.
#include <algorithm>
#include <array>

#include "models/engine/adapter.h"
#include "models/engine/mutant_defects.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/commands.h"

namespace pvscsim {

using protocol::Command;
using protocol::HostStatus;
using protocol::kStatusFailed;
using protocol::kStatusOk;

bool Adapter::supports(std::uint32_t command) const {
    if (!protocol::kCommands[command].defined) return false;
    if (mutated(Mutant::O13) && !rings_.installed() && (command == 7 || command > 9)) return false;
    switch (static_cast<Command>(command)) {
        case Command::Config:
            return config_.config_pages || config_.has(Defect::Q14);
        case Command::GetMaxTargets:
            return config_.get_max_targets;
        case Command::SetupMsgRing:
            return config_.message_ring || config_.has(Defect::Q14);
        case Command::SetupReqCallThreshold:
            return config_.request_call_threshold != 0;
        default:
            return true;
    }
}

std::uint32_t Adapter::probe_status(std::uint32_t command) const {
    const bool masked = command == static_cast<std::uint32_t>(Command::SetupMsgRing) ||
                        command == static_cast<std::uint32_t>(Command::Config);
    if (config_.has(Variant::ProbeIncomplete) || (masked && config_.has(Defect::Q14))) {
        return protocol::kStatusIncomplete;
    }
    return CommandExecutor::probe_status(command);
}

std::uint32_t Adapter::execute(std::uint32_t command, const std::uint32_t* args) {
    cycles_.command += config_.worker.command_cycles;
    std::uint32_t status = carry_out(command, args);
    if (mutated(Mutant::O08) && status == kStatusOk) status = protocol::kCommands[command].dwords;
    observer_.command(command, status, command_time_);
    return status;
}

std::uint32_t Adapter::carry_out(std::uint32_t command, const std::uint32_t* args) {
    if (quirky_ && ends_early_revision(command, args)) return kStatusFailed;
    std::uint32_t status = kStatusFailed;
    if (faults_.any() && faults_.at_command(command, command_time_, status)) return status;
    switch (static_cast<Command>(command)) {
        case Command::AdapterReset:
            if (mutated(Mutant::O25) && in_flight_ != 0) return kStatusFailed;
            ++counters_.adapter_resets;
            reset(ResetKind::Adapter, command_time_);
            return kStatusOk;
        case Command::SetupRings:
            return setup_rings(args);
        case Command::ResetBus:
            return reset_bus();
        case Command::ResetDevice:
            return reset_device(args);
        case Command::AbortCmd:
            return abort(std::uint64_t{args[1]} << 32 | args[0]);
        case Command::Config:
            return config_page(args);
        case Command::SetupMsgRing:
            if (!config_.message_ring || mutated(Mutant::O20)) return kStatusFailed;
            if (!rings_.installed() && !mutated(Mutant::O17)) return protocol::kSetupMsgRingDwords;
            return messages_.install(args, rings_.state_addr()) ? protocol::kSetupMsgRingDwords
                                                                : kStatusFailed;
        case Command::SetupReqCallThreshold:
            return setup_threshold(args[0] != 0);
        case Command::GetMaxTargets:
            if (mutated(Mutant::O131)) return 1;
            return mutated(Mutant::O14) ? protocol::kTargetsMax + 1 : config_.max_targets;
        default:
            return kStatusFailed;
    }
}

std::uint32_t Adapter::setup_rings(const std::uint32_t* args) {
    if (!rings_.install(args)) {
        if (mutated(Mutant::D14)) rings_.forget();
        if (mutated(Mutant::O110)) messages_.forget();
        return kStatusFailed;
    }
    if (config_.first_index != 0) rings_.preset_indices(config_.first_index);
    if (config_.has(Defect::Q10)) {
        messages_.move_state(rings_.state_addr());
    } else {
        // Requests of the old rings are nobody's any more.
        if (!mutated(Mutant::D16)) discard_all();
        if (!mutated(Mutant::D15)) messages_.forget();
        owed_.forget();
        faults_.forget_late();
    }
    if (!mutated(Mutant::D17) && !mutated(Mutant::O140)) threshold_ = 0;
    ++poll_epoch_;
    hold_.clear();
    observer_.rings_installed(RingPlaces{rings_.state_addr(), rings_.request_page(0),
                                         rings_.completion_page(0), rings_.request_entries(),
                                         rings_.completion_entries(), config_.first_index});
    return kStatusOk;
}

std::uint32_t Adapter::setup_threshold(bool enable) {
    if (mutated(Mutant::D105)) return kStatusFailed;
    if (!rings_.installed() || !enable) {
        if (rings_.installed() && threshold_ != 0) {
            threshold_ = 0;
            ++poll_epoch_;
            rings_.publish_threshold(0);
            // Published under the old threshold, without a kick.
            if (rings_.fetchable(in_flight_) != 0 && !mutated(Mutant::O35)) kicked(command_time_);
        }
        return 0;
    }
    set_threshold(in_flight_ == 0 ? 1 : config_.request_call_threshold, command_time_);
    return 1;
}

// A name as SAS adapters have it: IEEE registered, under the number of VMware's virtual adapters.
// [SPC-4 7.8.6]
constexpr std::uint64_t kNodeWwn = 0x5000c29000000001;

std::uint32_t Adapter::config_page(const std::uint32_t* args) {
    const std::uint64_t to = std::uint64_t{args[1]} << 32 | args[0];
    if (!config_.config_pages || args[4] != protocol::kConfigPageController ||
        args[3] != protocol::kConfigAddressController) {
        const std::array<std::uint8_t, 16> good{};
        if (mutated(Mutant::O12)) dma_.write(to, good.data(), good.size());
        return kStatusFailed;
    }
    namespace at = protocol::config_page_layout;
    std::array<std::uint8_t, at::kBytes> page{};
    protocol::store_le32(page.data() + at::kPageNum, protocol::kConfigPageController);
    protocol::store_le16(page.data() + at::kNumDwords, at::kBytes / 4);
    protocol::store_le32(page.data() + at::kNumPhys + (mutated(Mutant::O62) ? 4 : 0),
                         config_.max_targets + (mutated(Mutant::D26) ? 1 : 0));
    const auto text = [&page](std::uint32_t offset, const char* words) {
        for (; *words != 0; ++words, offset += 2) page[offset] = static_cast<std::uint8_t>(*words);
    };
    text(at::kManufacturer, "pvscsim");
    text(at::kSerialNumber, "1");
    text(at::kOpromVersion, "0");  // it has none
    text(at::kHwVersion, "1");
    text(at::kFirmwareVersion, "1");
    protocol::store_le64(page.data() + at::kNodeWwn, kNodeWwn);
    const std::uint32_t from = mutated(Mutant::D25) ? at::kNodeWwn : 0;
    return dma_.write(to + from, page.data() + from, at::kBytes - from) ? kStatusOk : kStatusFailed;
}

// Requests of (target, lun) in flight in the order in which they were fetched; -1 stands for any.
// Those that are addressed to no unit belong to none.
std::vector<std::uint32_t> Adapter::in_flight_of(int target, int lun) const {
    std::vector<std::uint32_t> ids;
    for (std::size_t id = 0; id < requests_.size(); ++id) {
        const Request& request = requests_[id];
        if (request.state != State::InFlight) continue;
        const bool addressed =
            request.descriptor.bus == 0 && protocol::is_single_level(request.descriptor.lun);
        if (target >= 0 && (request.descriptor.target != target || !addressed)) continue;
        if (lun >= 0 && request.descriptor.lun[1] != lun) continue;
        ids.push_back(static_cast<std::uint32_t>(id));
    }
    const std::uint32_t newest = rings_.req_cons();
    std::sort(ids.begin(), ids.end(), [&](std::uint32_t a, std::uint32_t b) {
        return newest - requests_[a].index > newest - requests_[b].index;
    });
    return ids;
}

// Answers requests now. Those whose result is in the completion pipeline keep it; the others end
// with `status`, and what their backend still does is discarded.
void Adapter::end_requests(HostStatus status, const std::vector<std::uint32_t>& ids, bool at_once) {
    constexpr SimTime kLoopTurn = SimTime::from_us(1);  // of an emulator's main loop
    constexpr std::size_t kLostListBytes = 32768;       // 2,048 elements
    constexpr std::size_t kLostListsMax = 64;           // enough to be seen
    const SimTime now = command_time_;
    if constexpr (kHasMutants) {
        if (mutated(Mutant::O133) && status == HostStatus::BusReset) {
            mutate_write(kMutantAgain, static_cast<std::uint32_t>(status), now);
        }
    }
    for (const std::uint32_t id : ids) {
        Request& request = requests_[id];
        DeviceStamps& stamps = request.stamps;
        if (!request.post_pending) {
            request.completion = protocol::CompletionDescriptor{};
            request.completion.context = request.descriptor.context;
            request.completion.host_status = static_cast<std::uint16_t>(status);
            if (mutated(Mutant::O87)) request.completion.data_bytes = request.descriptor.data_bytes;
            const Storage& storage = targets_[request.descriptor.target].storage;
            stamps.service_begin = storage.empty() ? now : storage.start_of(id);
            stamps.service_end = now;
        }
        // What had been settled ahead of time has not happened.
        for (SimTime* stamp : {&stamps.fetch_begin, &stamps.fetched, &stamps.parsed,
                               &stamps.dma_in_done, &stamps.service_begin, &stamps.service_end}) {
            *stamp = earlier_of(*stamp, now);
        }
        stamps.dma_out_done = stamps.posted = now;
        request.state = State::Discarded;
        if (config_.has(Defect::Q21) && lost_lists_.size() < kLostListsMax) {
            lost_lists_.emplace_back(kLostListBytes, '\1');
        }
        if (mutated(Mutant::D45)) {
            request.state = State::InFlight;
            ++in_flight_;
        }
        if (request.plan.in_task_set) leave_task_set(request);
        if (at_once) {
            hand_in(request.completion, stamps, now);
        } else {
            held_.push_back(Held{request.completion, stamps});
        }
        if (request.hung()) release(id);
    }
    if (!at_once && !ids.empty()) push(now + kLoopTurn, Work{WorkKind::PostHeld});
}

void Adapter::discard_all() {
    for (std::size_t id = 0; id < requests_.size(); ++id) {
        Request& request = requests_[id];
        if (request.plan.in_task_set) leave_task_set(request);
        if (request.state == State::Lost) release(static_cast<std::uint32_t>(id));
        if (request.state != State::InFlight) continue;
        request.state = State::Discarded;
        if (request.hung()) release(static_cast<std::uint32_t>(id));
    }
    in_flight_ = 0;
    held_.clear();
}

// Published requests are the device's, kick or no kick: they are fetched before any of them is
// aborted or reset (DEVICE-074).
void Adapter::fetch_published() {
    if (!config_.has(Defect::Q20)) look(command_time_);
}

std::uint32_t Adapter::abort(std::uint64_t context) {
    ++counters_.aborts;
    if (!mutated(Mutant::O139) || threshold_ == 0) fetch_published();
    std::uint32_t status = kStatusOk;
    if (faults_.any() && faults_.at_abort(context, command_time_, status)) return status;
    std::vector<std::uint32_t> in_flight = in_flight_of(-1, -1);
    if (mutated(Mutant::O23)) std::reverse(in_flight.begin(), in_flight.end());
    for (const std::uint32_t id : in_flight) {
        const std::uint64_t compared = mutated(Mutant::D65) ? 0xffffffff : ~std::uint64_t{0};
        if (((requests_[id].descriptor.context ^ context) & compared) != 0) continue;
        std::vector<std::uint32_t> ids{id};
        if (mutated(Mutant::D67)) ids = in_flight_of(requests_[id].descriptor.target, -1);
        end_requests(HostStatus::AbortQueue, ids, !config_.has(Defect::Q25));
        return kStatusOk;
    }
    const auto has_ended = [context](const Request& request) {
        return request.state == State::Free && request.descriptor.context == context;
    };
    if (mutated(Mutant::O63) ||
        (mutated(Mutant::O134) && std::any_of(requests_.begin(), requests_.end(), has_ended))) {
        protocol::CompletionDescriptor stranger;
        stranger.context = context;
        stranger.host_status = static_cast<std::uint16_t>(HostStatus::AbortQueue);
        ++in_flight_;
        hand_in(stranger, DeviceStamps{}, command_time_);
    }
    return mutated(Mutant::D66) ? kStatusFailed : kStatusOk;
}

void Adapter::abort_unit(std::uint8_t target, std::uint8_t lun, SimTime now) {
    command_time_ = now;
    end_requests(HostStatus::AbortQueue, in_flight_of(target, lun));
}

std::uint32_t Adapter::reset_device(const std::uint32_t* args) {
    const std::uint32_t target = args[0];
    auto lun = static_cast<std::uint8_t>(args[1] >> 8);
    if (target >= targets_.size() || !targets_[target].present || (args[1] & ~0xff00U) != 0 ||
        args[2] != 0) {
        return kStatusFailed;
    }
    if (!targets_[target].scsi->has_unit(lun)) {
        if (!config_.has(Defect::Q26) && !mutated(Mutant::D97)) return kStatusFailed;
        lun = 0;
    }
    ++counters_.device_resets;
    if (!mutated(Mutant::O138)) fetch_published();
    std::uint32_t status = kStatusOk;
    if (faults_.any() && faults_.at_reset(command_time_, status)) return status;
    targets_[target].scsi->unit(lun).reset();
    const int concerned = mutated(Mutant::D69) ? -1 : static_cast<int>(target);
    end_requests(HostStatus::BusReset, in_flight_of(concerned, lun),
                 !config_.has(Defect::Q25) && !mutated(Mutant::D68));
    return kStatusOk;
}

std::uint32_t Adapter::reset_bus() {
    ++counters_.bus_resets;
    if (!mutated(Mutant::O138)) fetch_published();
    std::uint32_t status = kStatusOk;
    if (faults_.any() && faults_.at_reset(command_time_, status)) return status;
    for (Target& target : targets_) {
        if (target.scsi != nullptr) target.scsi->reset();
    }
    end_requests(HostStatus::BusReset, in_flight_of(mutated(Mutant::O135) ? 1 : -1, -1),
                 !config_.has(Defect::Q25) && !mutated(Mutant::D96));
    return kStatusOk;
}

}  // namespace pvscsim
