// SPDX-License-Identifier: Apache-2.0
#include "models/kernel/conductor.h"

#include "models/kernel/sc_time_cast.h"

namespace pvscsim {

namespace {
// Long enough that the kernel's clock costs little, short enough that it still means something.
constexpr SimTime kQuantum = SimTime::from_us(20);
constexpr SimTime kNext{1};
}  // namespace

Conductor::Conductor(const sc_core::sc_module_name& name, SyncMode mode)
    : sc_module(name),
      mode_(mode),
      quantum_(mode == SyncMode::Quantum ? kQuantum : SimTime{}),
      horizon_(quantum_ + kNext) {
    check_context().simulated_ps = &now_.ps;
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
    if (horizon_ != SimTime{}) horizon_ = kernel_now_ + quantum_ + kNext;
    drive(kNobody);
}

void Conductor::await(Agenda::Slot self, sc_core::sc_event& resume) {
    if (drive(self) == Outcome::OwnTurn) return;
    ++thread_resumes_;
    sc_core::wait(resume);
}

Conductor::Outcome Conductor::drive(Agenda::Slot self) {
    const auto begin = [this](SimTime next) {
        PVS_CHECK(next >= now_);
        now_ = next;
        ++steps_;
    };
    for (;;) {
        const SimTime next = agenda_.next_time();
        if (next >= horizon_) return rest(next);
        if (agenda_.next_slot() == self) {
            begin(next);
            agenda_.clear(self);
            return Outcome::OwnTurn;
        }
        if (agenda_.run_next(horizon_, begin) == Actor::Turn::HandedOver) {
            return Outcome::BatonGone;
        }
    }
}

// Until the kernel's clock has caught up, by the only timed notification in the program; for ever
// if nothing is due, or if the run was ended.
Conductor::Outcome Conductor::rest(SimTime next) {
    if (horizon_ != SimTime{} && next != SimTime::never()) {
        ++timed_events_;
        clock_event_.notify(to_sc_time(next - kernel_now_));
    }
    return Outcome::BatonGone;
}

}  // namespace pvscsim
