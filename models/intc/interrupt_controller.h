// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>
#include <tlm>
#include <vector>

#include "models/base/sim_time.h"
#include "models/kernel/blocking_target.h"

namespace pvscsim {

/// A vCPU, as the interrupt controller sees it.
class InterruptSink {
public:
    /// Something is pending for the vCPU from `at` on.
    virtual void interrupt_pending(SimTime at) = 0;

protected:
    ~InterruptSink() = default;
};

/// Routes message-signalled interrupts and one level-triggered line to the vCPUs: masks, pending
/// bits, delivery cost. A vector pends once however often it is sent, as in a local interrupt
/// unit. Messages: destination vCPU in address bits 12 to 19, vector in data bits 0 to 7.
class InterruptController final : public sc_core::sc_module, private BlockingTarget {
public:
    tlm::tlm_target_socket<> message_socket{"message_socket"};

    /// `delivery` passes between a message or edge and its arrival at the vCPU.
    InterruptController(const sc_core::sc_module_name& name, SimTime delivery);

    /// Ranks by order: the first is vCPU 0.
    void add_vcpu(InterruptSink& sink) { vcpus_.push_back(Vcpu{&sink, {}}); }

    /// An input of the line, level-triggered, active high. The line is up while any input is.
    void set_line(bool level, SimTime at, std::uint32_t input = 0);
    /// Where the line goes; masked at first.
    void route_line(std::uint32_t vcpu, std::uint8_t vector);
    void mask_line(bool masked, SimTime at);

    /// When the next interrupt reaches `vcpu`, or never.
    SimTime next_due(std::uint32_t vcpu) const;
    /// Takes the interrupt that has waited longest; it must be due at `at`. Returns its vector.
    std::uint8_t acknowledge(std::uint32_t vcpu, SimTime at);
    /// True if `vector` is the line's, which needs an end of interrupt.
    bool is_line(std::uint32_t vcpu, std::uint8_t vector) const {
        return line_in_service_ && vcpu == line_vcpu_ && vector == line_vector_;
    }
    /// End of interrupt: a line that is still high pends again.
    void end_of_interrupt(std::uint32_t vcpu, std::uint8_t vector, SimTime at);

    std::uint64_t delivered() const { return delivered_; }
    /// Messages and edges that found their vector pending already.
    std::uint64_t merged() const { return merged_; }

private:
    struct Pending {
        Pending(std::uint8_t message, SimTime at) : vector(message), due(at) {}
        std::uint8_t vector;
        SimTime due;
    };
    struct Vcpu {
        InterruptSink* sink;
        std::vector<Pending> pending;
    };

    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) override;
    void line_changed(SimTime at);
    void pend(std::uint32_t vcpu, std::uint8_t vector, SimTime at);

    SimTime delivery_;
    std::vector<Vcpu> vcpus_;
    std::uint32_t line_vcpu_ = 0;
    std::uint8_t line_vector_ = 0;
    bool line_masked_ = true;
    std::uint32_t line_inputs_ = 0;  // that are up, a bit each
    bool line_in_service_ = false;
    std::uint64_t delivered_ = 0;
    std::uint64_t merged_ = 0;
};

}  // namespace pvscsim
