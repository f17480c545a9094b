// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/fault_injector.h"

#include <utility>

namespace pvscsim::scenarios {

FaultInjector::FaultInjector(Machine& machine)
    : machine_(machine), slot_(machine.conductor.agenda().add(*this)) {
    // Whoever brings a request to its stage is at its own time, and in the middle of something.
    machine.faults.on_moment([this](const FaultConfig& fault, SimTime when) {
        due_.push_back({fault, when});
        machine_.conductor.agenda().set_earlier(slot_, when);
    });
}

void FaultInjector::begin(SimTime now) {
    machine_.faults.begin(now);
    arm();
}

void FaultInjector::arm() {
    SimTime next = machine_.faults.next_moment();
    for (const Due& due : due_) next = earlier_of(next, due.when);
    machine_.conductor.agenda().set(slot_, next);
}

Actor::Turn FaultInjector::act(SimTime now) {
    if (machine_.faults.next_moment() <= now) machine_.faults.strike_moments(now);
    std::vector<Due> later;
    for (const Due& due : std::exchange(due_, {})) {
        if (due.when <= now) {
            carry_out(due.fault, now);
        } else {
            later.push_back(due);
        }
    }
    due_.insert(due_.end(), later.begin(), later.end());
    arm();
    return Turn::Done;
}

void FaultInjector::carry_out(const FaultConfig& fault, SimTime now) {
    AdapterFaults& adapter = machine_.device.adapter().faults();
    const SimTime until = now + SimTime::from_ns(fault.stall_ns);
    switch (fault.point) {
        case FaultPoint::Registers:
            adapter.deafen(until);
            break;
        case FaultPoint::Device:
            adapter.halt();
            break;
        case FaultPoint::Worker:
            machine_.device.adapter().take_worker_off(until);
            break;
        case FaultPoint::Vcpu:
            machine_.interrupt_vcpu().steal_until(until);
            break;
        default:  // the whole machine
            machine_.stand_still(until);
    }
}

}  // namespace pvscsim::scenarios
