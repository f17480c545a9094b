// SPDX-License-Identifier: Apache-2.0
// The guest's part in recovery: what the script has it do, and what it makes of trouble.
#include <algorithm>

#include "scenarios/runner/guest.h"

namespace pvscsim::scenarios {

using driver::Error;
using driver::Outcome;

void Guest::do_what_is_asked(Vcpu& vcpu) {
    while (!asked_.empty()) {
        const ScriptStep step = asked_.front();
        asked_.pop_front();
        const std::string what = carry_out(step);
        if (notes_) notes_(vcpu.now(), what);
    }
}

std::string Guest::carry_out(const ScriptStep& step) {
    const auto ended = [](const driver::Result<void>& result) {
        return result.ok() ? std::string(": done")
                           : ": error " + std::to_string(static_cast<int>(result.error()));
    };
    const auto target = static_cast<std::uint8_t>(step.target);
    const auto lun = static_cast<std::uint8_t>(step.lun);
    switch (step.action) {
        case ScriptAction::ResetUnit:
            return "reset_unit target " + std::to_string(target) + " lun " + std::to_string(lun) +
                   ended(driver_.reset_device(target, lun));
        case ScriptAction::ResetBus:
            return "reset_bus" + ended(driver_.reset_bus());
        case ScriptAction::ResetAdapter:
            return "reset_adapter" + ended(driver_.reset_adapter());
        case ScriptAction::Suspend:
        case ScriptAction::FunctionReset:
        case ScriptAction::Migrate:
            return lose_power(step);
        default:
            return "abort: of " + std::to_string(abort_oldest(step.count)) + " requests";
    }
}

std::string Guest::lose_power(const ScriptStep& step) {
    const bool sleeps = step.action == ScriptAction::Suspend;
    const bool moves = step.action == ScriptAction::Migrate;
    const std::string what = moves ? "migrate" : sleeps ? "suspend" : "function_reset";
    const SimTime span = SimTime::from_us(step.duration_us);
    if (const auto down = driver_.suspend(); !down.ok()) {
        return what + ": error " + std::to_string(static_cast<int>(down.error()));
    }
    if (moves) {
        machine_.platform->power_off(
            span, [this, &step](SimTime now) { migration_->move_suspended(step, now); });
    } else if (sleeps) {
        machine_.platform->power_off(span, nullptr);
    } else if (!machine_.platform->reset_function(span)) {
        return what + ": the adapter has none";
    }
    const auto up = driver_.wake();
    if (moves && up.ok()) {
        ++hotplug_.rescans;  // nobody tells which targets are there
        discovery_.scan(driver_.info().targets_max);
    }
    return what + (up.ok() ? ": done" : ": error " + std::to_string(static_cast<int>(up.error())));
}

// The oldest that the driver has; those that it does not have it does not know.
std::uint32_t Guest::abort_oldest(std::uint32_t count) {
    std::vector<GuestRequest*> oldest;
    for (GuestRequest& request : requests_) oldest.push_back(&request);
    std::sort(oldest.begin(), oldest.end(), [](const GuestRequest* a, const GuestRequest* b) {
        return a->sequence < b->sequence;
    });
    std::uint32_t done = 0;
    for (GuestRequest* request : oldest) {
        if (done == count) break;
        if (driver_.abort(request->scsi()).ok()) ++done;
    }
    return done;
}

// A driver that is full is asked again after the next completion. An adapter that is gone for good
// ends the workload: this request fails, no other is made. True if `request` is done with.
bool Guest::refused(GuestRequest& request, Error why) {
    if (why == Error::Full) {
        request.turned_away = true;
        turned_away_.push_front(&request);
        return false;
    }
    if (why != Error::NotRunning || phase_ == Phase::Starting) {
        give_up("the driver refused a request: error " + std::to_string(static_cast<int>(why)));
        return false;
    }
    exhausted_ = true;
    next_ = ahead_end_;
    driver::ScsiRequest& scsi = request.scsi();
    scsi.outcome = Outcome::Failed;
    scsi.host_status = 0;
    scsi.scsi_status = 0;
    scsi.sense_bytes = 0;
    scsi.context = 0;
    completed(scsi);
    return true;
}

// What a unit attention says about its unit, or about the others of its target, is looked at while
// the workload goes on.
void Guest::heed_attention(const driver::ScsiRequest& scsi) {
    constexpr std::uint8_t kUnitAttention = 0x06;
    if (phase_ != Phase::Working || scsi.sense_bytes < 14 ||
        (scsi.sense[2] & 0x0f) != kUnitAttention) {
        return;
    }
    const int code = scsi.sense[12] << 8 | scsi.sense[13];
    if (code == 0x2a09) discovery_.ask_capacity(scsi.target, scsi.lun);
    if (code == 0x3f0e) {
        ++hotplug_.rescans;
        discovery_.list_units(scsi.target);
    }
}

// A size that is another than the last one known is the unit's from now on.
void Guest::look_at_found() {
    const std::vector<FoundUnit>& found = discovery_.found();
    for (; found_seen_ < found.size(); ++found_seen_) {
        const FoundUnit& seen = found[found_seen_];
        Unit& known = unit(seen.target, seen.lun);
        if (seen.capacity_blocks == known.capacity_blocks) continue;
        known.capacity_blocks = seen.capacity_blocks;
        ++hotplug_.resized;
    }
}

void Guest::timed_out(driver::ScsiRequest& scsi) noexcept {
    GuestRequest& request = *static_cast<GuestRequest*>(scsi.owner);
    request.trouble = earlier_of(request.trouble, machine_.platform->current().now());
}

// A time-out, an abort or a reset begins it, the request's good end after however many attempts
// ends it.
void Guest::follow_trouble(GuestRequest& request, SimTime now, bool tried_again) {
    const Outcome outcome = request.scsi().outcome;
    if (outcome == Outcome::Aborted || outcome == Outcome::Reset) {
        request.trouble = earlier_of(request.trouble, now);
    }
    if (tried_again || request.trouble == SimTime::never()) return;
    if (ended_well(request.scsi())) {
        const std::uint64_t took_ps = (now - request.trouble).ps;
        ++recovery_.recoveries;
        recovery_.recovery_sum_ps += took_ps;
        recovery_.recovery_max_ps = std::max(recovery_.recovery_max_ps, took_ps);
    }
    request.trouble = SimTime::never();
}

}  // namespace pvscsim::scenarios
