// SPDX-License-Identifier: Apache-2.0
#include "models/host/line_neighbour.h"

namespace pvscsim {

LineNeighbour::LineNeighbour(Agenda& agenda, InterruptController& line, const VcpuCosts& costs,
                             std::uint32_t per_second)
    : agenda_(agenda),
      line_(line),
      costs_(costs),
      period_(SimTime{1'000'000'000'000U / per_second}),
      slot_(agenda.add(*this)) {
    agenda_.set(slot_, period_);
}

Actor::Turn LineNeighbour::act(SimTime now) {
    if (!pending_) {
        pending_ = true;
        ++raised_;
        line_.set_line(true, now, kInput);
    }
    agenda_.set(slot_, now + period_);
    return Turn::Done;
}

bool LineNeighbour::handle_interrupt(Vcpu& vcpu) {
    const std::uint64_t cycles = costs_.exit_cycles + costs_.register_cycles;
    vcpu.count_exit();
    vcpu.charge(Activity::Register, cycles);
    vcpu.sync();
    if (!pending_) return false;
    vcpu.count_exit();
    vcpu.charge(Activity::Register, cycles);
    vcpu.sync();
    pending_ = false;
    line_.set_line(false, vcpu.now(), kInput);
    return true;
}

}  // namespace pvscsim
