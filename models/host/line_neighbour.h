// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/agenda.h"
#include "models/host/machine_config.h"
#include "models/host/vcpu.h"
#include "models/intc/interrupt_controller.h"

namespace pvscsim {

/// A second device on the adapter's interrupt line, with its driver: raises the line at a steady
/// rate, and keeps it up until its driver has read its status and acknowledged it. On a shared line
/// every driver is asked, and each must find out for itself whether it was meant.
class LineNeighbour final : public Actor {
public:
    /// `per_second` is at least 1. All references outlive it.
    LineNeighbour(Agenda& agenda, InterruptController& line, const VcpuCosts& costs,
                  std::uint32_t per_second);

    /// Its driver's handler, on the vCPU that was interrupted. True if it was meant.
    bool handle_interrupt(Vcpu& vcpu);

    std::uint64_t raised() const { return raised_; }

    Turn act(SimTime now) override;

private:
    static constexpr std::uint32_t kInput = 1;  // of the line; the adapter's is 0

    Agenda& agenda_;
    InterruptController& line_;
    const VcpuCosts costs_;
    const SimTime period_;
    Agenda::Slot slot_;
    bool pending_ = false;
    std::uint64_t raised_ = 0;
};

}  // namespace pvscsim
