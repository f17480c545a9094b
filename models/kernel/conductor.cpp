// SPDX-License-Identifier: Apache-2.0
#include "models/kernel/conductor.h"

#include "models/kernel/sc_time_cast.h"

namespace pvscsim {

namespace {
// Long enough that the kernel's clock costs little, short enough that it still means something.
constexpr SimTime kQuantum = SimTime::from_us(100);

/// What is due at `last` still precedes it.
constexpr WideProduct beyond(SimTime last) {
    return order_key(last + SimTime{1}, 0);
}
}  // namespace

Conductor::Conductor(const sc_core::sc_module_name& name, SyncMode mode)
    : sc_module(name),
      mode_(mode),
      quantum_(mode == SyncMode::Quantum ? kQuantum : SimTime{}),
      horizon_(beyond(quantum_)) {
    check_context().simulated_ps = &agenda_.now().ps;
    SC_METHOD(start_method);
    SC_METHOD(drive_method);
    sensitive << clock_event_;
    dont_initialize();
}

void Conductor::start_method() {
    // After a delta cycle every thread waits for its turn, in whatever order the kernel began them.
    clock_event_.notify(sc_core::SC_ZERO_TIME);
}

Conductor::~Conductor() {
    check_context().simulated_ps = nullptr;
}

sc_core::sc_time Conductor::offset(SimTime at) const {
    return to_sc_time(at - kernel_now_);
}

void Conductor::drive_method() {
    kernel_now_ = to_sim_time(sc_core::sc_time_stamp());
    if (horizon_ != 0) horizon_ = beyond(kernel_now_ + quantum_);
    drive(kNobody);
}

void Conductor::await(Agenda::Slot self, sc_core::sc_event& resume) {
    if (!drive(self)) pause(resume);
}

// Until `self` is next, whose slot is cleared; false: the baton is gone.
bool Conductor::drive(Agenda::Slot self) {
    agenda_.run_below(horizon_);
    while (agenda_.due()) {
        if (agenda_.next_slot() == self) {
            agenda_.begin(agenda_.next_time());
            agenda_.clear(self);
            return true;
        }
        if (agenda_.run_next() == Actor::Turn::HandedOver) return false;
    }
    rest();
    return false;
}

// Until the kernel's clock has caught up, by the only timed notification in the program; for ever
// if nothing is due, or if the run was ended.
void Conductor::rest() {
    const SimTime next = agenda_.next_time();
    if (horizon_ == 0 || next == SimTime::never()) return;
    ++timed_events_;
    clock_event_.notify(to_sc_time(next - kernel_now_));
}

void Conductor::pause(sc_core::sc_event& resume) {
    ++thread_resumes_;
    sc_core::wait(resume);
}

}  // namespace pvscsim
