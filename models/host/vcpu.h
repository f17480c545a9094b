// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <array>
#include <cstdint>
#include <systemc>
#include <tlm>

#include "models/base/clock.h"
#include "models/host/machine_config.h"
#include "models/intc/interrupt_controller.h"
#include "models/kernel/conductor.h"

namespace pvscsim {

class Vcpu;

/// What runs on the vCPUs: ordinary synchronous code, called with the vCPU on which it runs.
class GuestProgram {
public:
    /// Once on each vCPU, at time 0, in order of rank.
    virtual void boot(Vcpu& vcpu) = 0;
    virtual void interrupt(Vcpu& vcpu) = 0;
    /// The vCPU's timer, set by Vcpu::set_timer, has expired.
    virtual void timer(Vcpu& vcpu) = 0;
    /// The time of Vcpu::set_wakeup has come.
    virtual void wakeup(Vcpu& vcpu) = 0;
    /// The vCPU goes on in the middle of one of these calls, after others may have run their own.
    virtual void resumed(Vcpu& vcpu) { static_cast<void>(vcpu); }

protected:
    ~GuestProgram() = default;
};

/// What a vCPU spends its cycles on.
enum class Activity : std::uint8_t { Submit, Exit, Register, Interrupt, Complete, CacheLine };
inline constexpr std::size_t kActivities = 6;

/// A guest processor: runs the guest program ahead of the rest of the machine over private memory,
/// and brings the rest up to its own time with sync() before anything that both sides see.
class Vcpu final : public sc_core::sc_module, public Actor, public InterruptSink {
public:
    tlm_utils::simple_initiator_socket<Vcpu> bus_socket{"bus_socket"};

    Vcpu(const sc_core::sc_module_name& name, Conductor& conductor, InterruptController& interrupts,
         const MachineConfig& config, std::uint32_t index, GuestProgram& program);

    std::uint32_t index() const { return index_; }
    /// The vCPU's own time, at or after that of the machine.
    SimTime now() const { return local_; }
    const Clock& clock() const { return clock_; }

    void charge(Activity activity, std::uint64_t cycles) {
        cycles_[static_cast<std::size_t>(activity)] += cycles;
        local_ += clock_.after(cycles);
    }
    /// Everything that precedes this vCPU's time happens now; costs no simulated time.
    void sync() {
        if (conductor_.mode() == SyncMode::Quantum &&
            !conductor_.agenda().precedes(local_, slot_)) {
            return conductor_.reach(local_);
        }
        wait_for_turn();
    }
    /// Whether sync_private() does nothing.
    bool runs_ahead() const { return conductor_.mode() != SyncMode::EveryAccess; }
    /// For accesses that both sides cannot see: synchronises in reference runs alone.
    void sync_private() {
        if (!runs_ahead()) wait_for_turn();
    }
    /// Lets time pass until `until`.
    void sleep_until(SimTime until);
    /// The hypervisor runs something else until then: the vCPU begins nothing before, and what it
    /// is at goes on until it next looks at suffer_theft().
    void steal_until(SimTime until) { stolen_until_ = later_of(stolen_until_, until); }
    void suffer_theft() {
        sync();
        sleep_until(stolen_until_);
    }
    /// Stands still until another vCPU calls unblock() on this one.
    void block() {
        conductor_.await(slot_, resume_event_);
        local_ = later_of(local_, conductor_.now());
        program_.resumed(*this);
    }
    void unblock(SimTime at) { conductor_.agenda().set(slot_, later_of(clock_.edge(at), local_)); }

    /// Bus accesses of 1, 2 or 4 bytes at the vCPU's time; the caller has synchronised if the
    /// access is not posted. Values are the bus's, little-endian.
    std::uint32_t read_bus(std::uint64_t addr, std::uint32_t width);
    void write_bus(std::uint64_t addr, std::uint32_t width, std::uint32_t value);

    void set_timer(SimTime when);
    void set_wakeup(SimTime when);
    SimTime wakeup() const { return wakeup_; }

    std::uint64_t cycles(Activity activity) const {
        return cycles_[static_cast<std::size_t>(activity)];
    }
    std::uint64_t exits() const { return exits_; }
    void count_exit() { ++exits_; }
    std::uint64_t spurious_interrupts() const { return spurious_; }
    void count_spurious() { ++spurious_; }

    Turn act(SimTime now) override;
    void interrupt_pending(SimTime at) override;

private:
    SC_HAS_PROCESS(Vcpu);
    void run_thread();
    void serve(SimTime now);
    void wait_for_turn();
    void access(tlm::tlm_command command, std::uint64_t addr, unsigned char* data,
                std::uint32_t width);

    Conductor& conductor_;
    InterruptController& interrupts_;
    const VcpuCosts costs_;
    const Clock clock_;
    const std::uint32_t index_;
    GuestProgram& program_;
    Agenda::Slot slot_;
    sc_core::sc_event resume_event_{"resume_event"};
    tlm::tlm_generic_payload access_;  // reused: a vCPU does one access at a time
    SimTime local_{};
    SimTime timer_ = SimTime::never();
    SimTime wakeup_ = SimTime::never();
    SimTime stolen_until_{};
    bool waiting_ = false;  // for work, not for its turn
    std::uint64_t exits_ = 0;
    std::uint64_t spurious_ = 0;
    std::array<std::uint64_t, kActivities> cycles_{};
};

}  // namespace pvscsim
