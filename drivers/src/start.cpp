// SPDX-License-Identifier: Apache-2.0
#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/pci.h"

namespace pvscsim::driver {
namespace {

namespace pci = protocol::pci;
namespace reg = protocol::reg;
using protocol::Command;

bool is_page_count(std::uint32_t pages, std::uint32_t max) noexcept {
    const bool power_of_two = (pages & (pages - 1)) == 0 || mutated(Mutant::R57);
    return pages >= 1 && pages <= max && power_of_two;
}
bool in_range(std::uint32_t value, std::uint32_t low, std::uint32_t high) noexcept {
    return value >= low && value <= high;
}

}  // namespace

HostAdapter::HostAdapter(Platform& platform, UpperLayer& upper,
                         const AdapterConfig& config) noexcept
    : platform_(platform),
      upper_(upper),
      config_(detail::resolved(config)),
      policy_(detail::policy_of(config.personality)),
      commands_(platform) {
    depth_.configure(config_);
    odd_descriptor_ = policy_.odd_descriptor();
    odd_end_ = policy_.odd_outcome() || depth_.active() || config_.steer_completions;
}

Result<void> HostAdapter::check_config() const noexcept {
    const bool fine = is_page_count(config_.request_ring_pages, protocol::kRingPagesMax) &&
                      is_page_count(config_.completion_ring_pages, protocol::kRingPagesMax) &&
                      (config_.message_ring_pages == 0 ||
                       is_page_count(config_.message_ring_pages, protocol::kMessagePagesMax)) &&
                      in_range(config_.doorbell_batch, 1, protocol::kRequestEntriesMax) &&
                      in_range(config_.lun_queue_depth, 1, protocol::kRequestEntriesMax) &&
                      in_range(config_.completion_budget, 1, protocol::kCompletionEntriesMax) &&
                      in_range(config_.elements_max, 1,
                               protocol::kDriverSegmentElements * protocol::kSegmentsMax) &&
                      config_.request_timeout_ms > 0 && config_.abort_timeout_ms > 0 &&
                      config_.reset_timeout_ms > 0 && config_.retries_max <= 100 &&
                      in_range(config_.ring_fill_max_percent, 1, 100) &&
                      config_.depth_latency_us > 0 &&
                      config_.poll_under_load <= protocol::kCompletionEntriesMax;
    return fine ? Result<void>{} : Error::BadConfig;
}

Result<void> HostAdapter::start() noexcept {
    stop();
    if (const auto fine = check_config(); !fine.ok()) return fine;
    info_ = AdapterInfo{};
    mapper_ = platform_.maps_data() ? &platform_ : nullptr;
    if (const auto found = discover(); !found.ok()) return found;
    const auto up = bring_up();
    if (!up.ok() && !mutated(Mutant::O71)) stop();
    return up;
}

// No interrupt can come before the last line: the mask is clear from the first.
Result<void> HostAdapter::bring_up() noexcept {
    if (mutated(Mutant::O43)) choose_interrupts();
    if (mutated(Mutant::O42)) platform_.read_register(reg::kIntrStatus + 2);
    platform_.write_register(reg::kIntrMask, 0);
    if (policy_.resets_first && !mutated(Mutant::O44) &&
        commands_.execute(Command::AdapterReset) != protocol::kStatusOk) {
        return Error::DeviceFailed;
    }
    if (const auto got = allocate_memory(); !got.ok()) return got;
    if (mutated(Mutant::R34)) platform_.write_register(reg::kIntrMask, protocol::kIntrAll);
    info_.targets_max = query_targets();
    if (info_.targets_max == 0) return Error::Unsupported;
    if (const auto set_up = set_up_device(true); !set_up.ok()) return set_up;
    forget_requests();
    phase_ = Phase::Running;
    choose_interrupts();
    log(LogCode::Started, info_.outstanding_max);
    unmask_interrupts();
    return {};
}

/// All contexts are free, no unit has anything, no timer runs.
void HostAdapter::forget_requests() noexcept {
    contexts_.reset(info_.outstanding_max);
    units_.reset(config_.lun_queue_depth);
    timers_.reset(platform_.now().count());
    watch_.due_ns =
        config_.link_watchdog_ms == 0 ? detail::TimerWheel::kNever : detail::LinkWatch::kIdle;
}

void HostAdapter::choose_interrupts() noexcept {
    for (auto mode = config_.interrupt_mode; mode != InterruptMode::Polled;
         mode = static_cast<InterruptMode>(static_cast<std::uint8_t>(mode) + 1)) {
        info_.interrupt_mode = mode;
        interrupts_on_ = platform_.enable_interrupts(mode).ok();
        if (interrupts_on_) return;
    }
    info_.interrupt_mode = InterruptMode::Polled;
    interrupts_on_ = platform_.enable_interrupts(InterruptMode::Polled).ok();
}

void HostAdapter::disconnect_interrupts() noexcept {
    if (interrupts_on_) platform_.disable_interrupts();
    interrupts_on_ = false;
}

void HostAdapter::unmask_interrupts() noexcept {
    if (info_.interrupt_mode == InterruptMode::Polled) return;
    const std::uint32_t completions = protocol::kIntrCmpl0 | protocol::kIntrCmpl1;
    platform_.write_register(reg::kIntrMask,
                             rings_.message_entries != 0 ? protocol::kIntrAll : completions);
}

// The device must have forgotten all memory before the platform gets it back.
void HostAdapter::stop() noexcept {
    if (in_pass_ || !rings_.state.valid()) return;
    platform_.write_register(reg::kIntrMask, 0);
    disconnect_interrupts();
    const bool was_running = phase_ == Phase::Running;
    if (was_running) {
        kick_non_rw();
        phase_ = Phase::Resetting;
    }
    const bool resets = (!was_running || policy_.resets_at_stop) && !mutated(Mutant::R51);
    if (resets) commands_.execute(Command::AdapterReset);
    polling_ = false;
    if (was_running) {
        drain();
        end_outstanding(Outcome::Aborted, protocol::HostStatus::AbortQueue);
        end_steered();
        phase_ = Phase::Stopped;
        end_held(Outcome::Aborted, protocol::HostStatus::AbortQueue);
        arm_timer(detail::TimerWheel::kNever);
        log(LogCode::Stopped);
    }
    const std::uint32_t command = platform_.read_config(pci::kCommand, 2);
    platform_.write_config(pci::kCommand, 2, command & ~std::uint32_t{pci::kCommandBusMaster});
    free_memory();
}

}  // namespace pvscsim::driver
