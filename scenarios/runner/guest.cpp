// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/guest.h"

#include <algorithm>

#include "scenarios/config/buffer_rules.h"

namespace pvscsim::scenarios {

using driver::InterruptMode;

namespace {
constexpr std::uint32_t kQuestionBytes = 4096;  // more than discovery ever asks for
}  // namespace

Guest::Guest(const Scenario& scenario, Machine& machine, IoSource& source,
             reports::RunRecorder& recorder, GuestObserver& observer)
    : scenario_(scenario),
      machine_(machine),
      source_(source),
      recorder_(recorder),
      observer_(observer),
      costs_(scenario.machine.costs),
      think_(SimTime::from_ns(scenario.workload.think_ns)),
      smp_(scenario.machine.vcpus > 1),
      buffer_bytes_(buffer_bytes(scenario.workload, source.transfer_bytes_max())),
      driver_(*machine.platform, *this, scenario.driver),
      split_(driver_.locks() == driver::LockPolicy::Split),
      first_unit_(protocol::kTargetsMax),
      handed_(scenario.machine.vcpus),
      question_(std::make_unique<GuestRequest>(*machine.ram, kQuestionBytes)),
      scripted_(scenario, machine) {
    if (machine.faults.watches(FaultPoint::DmaMap)) {
        machine.platform->may_refuse_maps(
            [this](const driver::ScsiRequest& scsi) { return cannot_map(scsi); });
    }
    question_->internal = true;
    question_->scsi().owner = question_.get();
    const bool booting = scenario.workload.kind == WorkloadKind::Boot;
    for (const TargetConfig& target : scenario.targets) add_units(target, booting);
}

void Guest::add_units(const TargetConfig& target, bool booting) {
    for (std::uint32_t i = 0; i < target.count; ++i) {
        const std::uint32_t id = target.first_id + i;
        first_unit_[id] = static_cast<std::uint32_t>(units_.size());
        for (std::uint32_t lun = 0; lun < target.luns; ++lun) {
            const reports::UnitId unit_id{static_cast<std::uint16_t>(id),
                                          static_cast<std::uint16_t>(lun)};
            units_.push_back(Unit{IntegrityChecker(target.capacity_blocks, id << 8 | (lun + 1)),
                                  target.block_bytes, target.capacity_blocks,
                                  scenario_.backend_of(target).servers,
                                  recorder_.number_of(unit_id)});
            unit_ids_.push_back(unit_id);
            if (target.present && !booting) {
                discovery_.make_ready(static_cast<std::uint8_t>(id),
                                      static_cast<std::uint8_t>(lun));
            }
        }
    }
}

void Guest::enter(Vcpu& vcpu) {
    if (smp_) {
        lock_.acquire(vcpu);
        delay_at(FaultPoint::Lock, vcpu);
    }
    if (smp_ && split_) completion_lock_.acquire(vcpu);
    machine_.platform->run_on(vcpu);
}

// A processor that an injected fault keeps from going on.
void Guest::delay_at(FaultPoint point, Vcpu& vcpu) {
    if (!machine_.faults.watches(point)) return;
    vcpu.sync();
    const FaultConfig* const fault = machine_.faults.strike(point, vcpu.now());
    if (fault != nullptr) vcpu.sleep_until(vcpu.now() + SimTime::from_ns(fault->stall_ns));
}

void Guest::leave(Vcpu& vcpu, SimTime begin, const char* what) {
    if (trace_ != nullptr) {
        trace_->vcpu_span(static_cast<std::uint16_t>(vcpu.index()), begin, vcpu.now(), what);
    }
    if (!smp_) return;
    machine_.platform->finish_stores();
    if (split_) completion_lock_.release(vcpu);
    lock_.release(vcpu);
}

void Guest::boot(Vcpu& vcpu) {
    if (vcpu.index() != 0) return;
    enter(vcpu);
    const SimTime begin = vcpu.now();
    machine_.platform->place_bars();
    if (!question_->allocate(kQuestionBytes, 0) || !scripted_.allocate()) {
        give_up("guest memory (machine.memory_mib) is too small");
    } else if (const auto started = driver_.start(); !started.ok()) {
        give_up("the driver did not start: error " +
                std::to_string(static_cast<int>(started.error())));
    } else if (scenario_.workload.kind == WorkloadKind::Boot) {
        begin_workload(vcpu);
        discovery_.scan(driver_.info().targets_max);
    } else {
        phase_ = Phase::Readying;
    }
    go_on(vcpu);
    leave(vcpu, begin, "boot");
}

// With split locks submitters go on while completions are taken; what these have made room for is
// submitted under both.
void Guest::interrupt(Vcpu& vcpu) {
    delay_at(FaultPoint::Handler, vcpu);
    const bool alone = smp_ && split_;
    if (alone) {
        completion_lock_.acquire(vcpu);
        machine_.platform->run_on(vcpu);
    } else {
        enter(vcpu);
    }
    const SimTime begin = vcpu.now();
    take_completions(vcpu);
    if (alone) {
        machine_.platform->finish_stores();
        completion_lock_.release(vcpu);
        enter(vcpu);
    }
    go_on(vcpu);
    leave(vcpu, begin, "interrupt");
}

void Guest::take_completions(Vcpu& vcpu) {
    const std::uint64_t before = driver_.counters().completion_passes + driver_.counters().messages;
    driver_.handle_interrupt();
    while (driver_.work_left()) driver_.poll(scenario_.driver.completion_budget);
    const bool found = driver_.counters().completion_passes + driver_.counters().messages != before;
    const bool other =
        machine_.line_neighbour != nullptr && machine_.line_neighbour->handle_interrupt(vcpu);
    if (!found && !other) vcpu.count_spurious();
}

void Guest::timer(Vcpu& vcpu) {
    enter(vcpu);
    const SimTime begin = vcpu.now();
    driver_.handle_timer();
    go_on(vcpu);
    leave(vcpu, begin, "timer");
}

void Guest::wakeup(Vcpu& vcpu) {
    if (raw_ != nullptr) raw_->act(vcpu);
    enter(vcpu);
    const SimTime begin = vcpu.now();
    if (polls(vcpu)) driver_.poll(scenario_.driver.completion_budget);
    if (scenario_.driver.steer_completions) driver_.take_steered();
    if (!asked_.empty()) do_what_is_asked(vcpu);
    go_on(vcpu);
    leave(vcpu, begin, "submit");
}

/// Whether this vCPU looks for completions by itself: that of the interrupts does when they are
/// masked under load.
bool Guest::polls(const Vcpu& vcpu) const {
    if (driver_.info().interrupt_mode == InterruptMode::Polled) return true;
    return driver_.polling() && vcpu.index() == scenario_.machine.interrupt_vcpu;
}

void Guest::go_on(Vcpu& vcpu) {
    if (phase_ == Phase::Done) return;
    if (split_) driver_.resume();
    discover(vcpu);
    if (phase_ == Phase::Working && scripted_.any()) send_scripted(vcpu);
    if (phase_ == Phase::Working) pump(vcpu);
    driver_.flush();
    if (phase_ == Phase::Working) recorder_.outstanding(vcpu.now(), driver_.outstanding());
    if (polls(vcpu) && (driver_.outstanding() != 0 || driver_.polling())) {
        const SimTime next = vcpu.now() + SimTime::from_ns(scenario_.machine.poll_interval_ns);
        if (next < vcpu.wakeup()) vcpu.set_wakeup(next);
    }
    finish_if_idle(vcpu);
}

void Guest::discover(Vcpu& vcpu) {
    if (discovering_) return;
    if (discovery_.next(*question_)) {
        discovering_ = true;
        submit(vcpu, *question_);
    } else if (phase_ == Phase::Readying) {
        begin_workload(vcpu);
    }
}

// The script acts at its own time: what is due by now has to be known, however far the vCPU has run
// ahead.
void Guest::send_scripted(Vcpu& vcpu) {
    vcpu.sync();
    while (GuestRequest* request = scripted_.next(vcpu.now())) submit(vcpu, *request);
}

void Guest::begin_workload(Vcpu& vcpu) {
    if (!discovery_.trouble().empty()) return give_up(discovery_.trouble());
    for (const FoundUnit& found : discovery_.found()) {
        const Unit& known = unit(found.target, found.lun);
        if (found.capacity_blocks != known.capacity_blocks ||
            found.block_bytes != known.block_bytes) {
            return give_up("READ CAPACITY of target " + std::to_string(found.target) +
                           " differs from its configuration");
        }
    }
    found_seen_ = discovery_.found().size();
    vcpu.sync();  // what the device did before counts as before
    phase_ = Phase::Working;
    began_ = vcpu.now();
    driver_before_ = driver_.counters();
    recorder_.begin_at(began_);
    observer_.workload_begins(began_);
}

void Guest::device_event(driver::DeviceEvent event, std::uint8_t target,
                         std::uint8_t lun) noexcept {
    switch (event) {
        case driver::DeviceEvent::Added:
            ++hotplug_.added;
            discovery_.examine(target, lun);
            break;
        case driver::DeviceEvent::Removed:
            ++hotplug_.removed;
            break;
        case driver::DeviceEvent::RescanNeeded:
            ++hotplug_.rescans;
            discovery_.scan(driver_.info().targets_max);
            break;
    }
}

void Guest::finish_if_idle(Vcpu& vcpu) {
    const bool busy = busy_ != 0 || discovering_;
    if (phase_ != Phase::Working || busy) return;
    if (have_next() || !exhausted_) return;
    vcpu.sync();  // what the device does until now still counts
    if (!scripted_.idle()) return;
    if (!observer_.guest_idle(vcpu.now())) return;
    ended_ = vcpu.now();
    phase_ = Phase::Done;
    contexts_left_ = driver_.outstanding();
    driver_.stop();
    finished_ = true;
    observer_.guest_ended();
}

void Guest::give_up(std::string why) {
    trouble_ = std::move(why);
    phase_ = Phase::Done;
    observer_.guest_ended();
}

std::vector<reports::UnitCounters> Guest::unit_counters() const {
    std::vector<reports::UnitCounters> counters;
    for (std::size_t i = 0; i < units_.size(); ++i) {
        counters.push_back({unit_ids_[i], units_[i].servers, units_[i].outstanding_max});
    }
    return counters;
}

}  // namespace pvscsim::scenarios
