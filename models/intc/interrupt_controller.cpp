// SPDX-License-Identifier: Apache-2.0
#include "models/intc/interrupt_controller.h"

#include <algorithm>
#include <cstring>

#include "models/base/check.h"
#include "models/kernel/sc_time_cast.h"
#include "pvscsim/protocol/little_endian.h"

namespace pvscsim {

InterruptController::InterruptController(const sc_core::sc_module_name& name, SimTime delivery)
    : sc_module(name), delivery_(delivery) {
    message_socket.bind(*this);
}

void InterruptController::b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
    const std::uint32_t vcpu = access.get_address() >> 12 & 0xff;
    if (!access.is_write() || access.get_data_length() != 4 || vcpu >= vcpus_.size()) {
        access.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        return;
    }
    const std::uint32_t data = protocol::load_le32(access.get_data_ptr());
    pend(vcpu, static_cast<std::uint8_t>(data), to_sim_time(sc_core::sc_time_stamp() + delay));
    access.set_response_status(tlm::TLM_OK_RESPONSE);
}

void InterruptController::pend(std::uint32_t vcpu, std::uint8_t vector, SimTime at) {
    Vcpu& to = vcpus_[vcpu];
    for (const Pending& pending : to.pending) {
        if (pending.vector == vector) {
            ++merged_;
            return;
        }
    }
    to.pending.emplace_back(vector, at + delivery_);
    to.sink->interrupt_pending(at + delivery_);
}

void InterruptController::route_line(std::uint32_t vcpu, std::uint8_t vector) {
    line_vcpu_ = vcpu;
    line_vector_ = vector;
}

void InterruptController::mask_line(bool masked, SimTime at) {
    line_masked_ = masked;
    line_changed(at);
}

void InterruptController::set_line(bool level, SimTime at, std::uint32_t input) {
    line_inputs_ = (line_inputs_ & ~(1U << input)) | (level ? 1U : 0U) << input;
    line_changed(at);
}

void InterruptController::line_changed(SimTime at) {
    std::vector<Pending>& pending = vcpus_[line_vcpu_].pending;
    if (line_inputs_ == 0 || line_masked_) {
        // A level that is gone before the vCPU took it interrupts nobody.
        pending.erase(std::remove_if(pending.begin(), pending.end(),
                                     [&](const Pending& p) { return p.vector == line_vector_; }),
                      pending.end());
        return;
    }
    if (!line_in_service_) pend(line_vcpu_, line_vector_, at);
}

SimTime InterruptController::next_due(std::uint32_t vcpu) const {
    const std::vector<Pending>& pending = vcpus_[vcpu].pending;
    return pending.empty() ? SimTime::never() : pending.front().due;
}

std::uint8_t InterruptController::acknowledge(std::uint32_t vcpu, SimTime at) {
    std::vector<Pending>& pending = vcpus_[vcpu].pending;
    PVS_CHECK(!pending.empty() && pending.front().due <= at);
    const std::uint8_t vector = pending.front().vector;
    pending.erase(pending.begin());
    ++delivered_;
    if (vcpu == line_vcpu_ && vector == line_vector_) line_in_service_ = true;
    return vector;
}

void InterruptController::end_of_interrupt(std::uint32_t vcpu, std::uint8_t vector, SimTime at) {
    if (vcpu != line_vcpu_ || vector != line_vector_ || !line_in_service_) return;
    line_in_service_ = false;
    if (line_inputs_ != 0 && !line_masked_) pend(vcpu, vector, at);
}

}  // namespace pvscsim
