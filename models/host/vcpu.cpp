// SPDX-License-Identifier: Apache-2.0
#include "models/host/vcpu.h"

#include "models/kernel/sc_time_cast.h"
#include "pvscsim/protocol/little_endian.h"

namespace pvscsim {

namespace {
constexpr std::size_t kStackBytes = 256 * 1024;
}

Vcpu::Vcpu(const sc_core::sc_module_name& name, Conductor& conductor,
           InterruptController& interrupts, const MachineConfig& config, std::uint32_t index,
           GuestProgram& program)
    : sc_module(name),
      conductor_(conductor),
      interrupts_(interrupts),
      costs_(config.costs),
      clock_(config.clock_period_ps),
      index_(index),
      program_(program),
      slot_(conductor.agenda().add(*this, Agenda::Pace::Often)) {
    SC_THREAD(run_thread);
    set_stack_size(kStackBytes);
    conductor.agenda().set(slot_, SimTime{});
}

Actor::Turn Vcpu::act(SimTime) {
    resume_event_.notify();
    return Turn::HandedOver;
}

void Vcpu::interrupt_pending(SimTime at) {
    if (waiting_) conductor_.agenda().set_earlier(slot_, later_of(at, local_));
}

void Vcpu::set_timer(SimTime when) {
    timer_ = when;
    if (waiting_) conductor_.agenda().set_earlier(slot_, later_of(when, local_));
}

void Vcpu::set_wakeup(SimTime when) {
    wakeup_ = when;
    if (waiting_) conductor_.agenda().set_earlier(slot_, later_of(when, local_));
}

void Vcpu::run_thread() {
    sc_core::wait(resume_event_);
    program_.boot(*this);
    for (;;) {
        const SimTime due = earlier_of(earlier_of(interrupts_.next_due(index_), timer_), wakeup_);
        waiting_ = true;
        conductor_.agenda().set(slot_, later_of(due, local_));
        conductor_.await(slot_, resume_event_);
        waiting_ = false;
        serve(conductor_.now());
    }
}

void Vcpu::serve(SimTime now) {
    const bool halted = now > local_;
    local_ = clock_.edge(later_of(later_of(now, local_), stolen_until_));
    if (interrupts_.next_due(index_) <= now) {
        charge(Activity::Interrupt,
               costs_.interrupt_entry_cycles + (halted ? costs_.idle_wake_cycles : 0));
        const std::uint8_t vector = interrupts_.acknowledge(index_, now);
        program_.interrupt(*this);
        charge(Activity::Interrupt, costs_.interrupt_exit_cycles);
        if (interrupts_.is_line(index_, vector)) {
            sync();
            interrupts_.end_of_interrupt(index_, vector, local_);
        }
    } else if (timer_ <= now) {
        timer_ = SimTime::never();
        charge(Activity::Interrupt, costs_.interrupt_entry_cycles);
        program_.timer(*this);
        charge(Activity::Interrupt, costs_.interrupt_exit_cycles);
    } else if (wakeup_ <= now) {
        wakeup_ = SimTime::never();
        program_.wakeup(*this);
    }
}

void Vcpu::wait_for_turn() {
    if (conductor_.catch_up(slot_, local_, resume_event_)) program_.resumed(*this);
}

void Vcpu::sleep_until(SimTime until) {
    if (until <= local_) return;
    local_ = clock_.edge(until);
    sync();
}

void Vcpu::access(tlm::tlm_command command, std::uint64_t addr, unsigned char* data,
                  std::uint32_t width) {
    access_.set_command(command);
    access_.set_address(addr);
    access_.set_data_ptr(data);
    access_.set_data_length(width);
    access_.set_streaming_width(width);
    access_.set_byte_enable_ptr(nullptr);
    access_.set_dmi_allowed(false);
    access_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    const sc_core::sc_time before = conductor_.offset(local_);
    sc_core::sc_time delay = before;
    bus_socket->b_transport(access_, delay);
    // What the target added is how long it keeps the vCPU.
    if (delay != before) charge(Activity::Register, clock_.cycles(to_sim_time(delay - before)));
}

std::uint32_t Vcpu::read_bus(std::uint64_t addr, std::uint32_t width) {
    unsigned char raw[4] = {};
    access(tlm::TLM_READ_COMMAND, addr, raw, width);
    const std::uint32_t value = protocol::load_le32(raw);
    return width == 4 ? value : value & ((1U << 8 * width) - 1);
}

void Vcpu::write_bus(std::uint64_t addr, std::uint32_t width, std::uint32_t value) {
    unsigned char raw[4];
    protocol::store_le32(raw, value);
    access(tlm::TLM_WRITE_COMMAND, addr, raw, width);
}

}  // namespace pvscsim
