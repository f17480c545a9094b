// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <systemc>

#include "models/base/agenda.h"
#include "models/base/check.h"
#include "models/base/order_key.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// How far the models may run ahead of the kernel's clock. Results do not depend on it.
enum class SyncMode : std::uint8_t {
    Quantum,      ///< up to the conductor's quantum, and past nothing that is due earlier
    EveryAccess,  ///< never; a vCPU waits for the kernel at each access. For reference runs.
};

/// Runs the agenda of one simulation inside the SystemC kernel. Whoever holds the baton - this
/// module's process or a vCPU's thread that waits for its turn - executes what is due, in the
/// agenda's order. The kernel's clock follows within a quantum through the one timed event that
/// the whole simulation arms; nothing else notifies or waits with a time.
class Conductor final : public sc_core::sc_module {
public:
    Conductor(const sc_core::sc_module_name& name, SyncMode mode);
    ~Conductor() override;

    Agenda& agenda() { return agenda_; }
    SyncMode mode() const { return mode_; }
    /// The time of what is being executed; never runs backwards.
    SimTime now() const { return agenda_.now(); }
    const SimTime& clock() const { return agenda_.now(); }  ///< the same, to be read at any time

    /// Called by a thread that has set its slot, which others may move: executes what precedes,
    /// returns when the turn of `self` has come. `resume` is the thread's own event, by which
    /// others hand it the baton; its first turn, set before the simulation starts, the thread
    /// awaits by waiting for `resume`.
    void await(Agenda::Slot self, sc_core::sc_event& resume);
    /// Called by a thread whose slot is clear and stays so: executes what precedes (`at`, `self`),
    /// returns at `at`. True: other threads may have run meanwhile.
    bool catch_up(Agenda::Slot self, SimTime at, sc_core::sc_event& resume) {
        // The thread's own place in the order is a bound for the others, and is set only if it has
        // to pause.
        const WideProduct own = order_key(at, self);
        agenda_.run_below(std::min(own, horizon_));
        while (agenda_.due()) {
            if (agenda_.run_next() == Actor::Turn::Done) continue;
            agenda_.set(self, at);
            pause(resume);
            return true;
        }
        if (own < horizon_) {
            agenda_.begin(at);
            return false;
        }
        agenda_.set(self, at);
        rest();
        pause(resume);
        return true;
    }
    /// A thread has reached `at`, which nothing due precedes, without giving the baton away.
    void reach(SimTime at) { agenda_.reach(at); }

    /// Ends the run: nothing further is executed.
    void stop() {
        horizon_ = 0;
        agenda_.run_below(horizon_);
    }

    /// The offset from the kernel's clock to `at`, for a transaction's delay.
    sc_core::sc_time offset(SimTime at) const;

    std::uint64_t timed_events() const { return timed_events_; }
    std::uint64_t thread_resumes() const { return thread_resumes_; }
    std::uint64_t steps() const { return agenda_.steps(); }

private:
    SC_HAS_PROCESS(Conductor);
    void start_method();
    void drive_method();
    bool drive(Agenda::Slot self);
    void rest();
    void pause(sc_core::sc_event& resume);

    static constexpr Agenda::Slot kNobody = ~Agenda::Slot{0};

    Agenda agenda_;
    SyncMode mode_;
    SimTime quantum_;
    SimTime kernel_now_{};  // of the kernel's clock, read once each time it has moved
    // An order key: what is due from there on waits for the kernel's clock; 0: for ever.
    WideProduct horizon_;
    sc_core::sc_event clock_event_{"clock_event"};
    std::uint64_t timed_events_ = 0;
    std::uint64_t thread_resumes_ = 0;
};

}  // namespace pvscsim
