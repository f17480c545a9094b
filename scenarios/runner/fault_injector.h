// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/base/agenda.h"
#include "scenarios/runner/machine.h"

namespace pvscsim::scenarios {

/// Carries out the faults that strike at a moment: a time, or a request's arrival at a stage.
class FaultInjector final : public Actor {
public:
    explicit FaultInjector(Machine& machine);

    /// The workload begins: times count from here.
    void begin(SimTime now);
    Turn act(SimTime now) override;

private:
    struct Due {
        FaultConfig fault;
        SimTime when;
    };
    void carry_out(const FaultConfig& fault, SimTime now);
    void arm();

    Machine& machine_;
    Agenda::Slot slot_;
    std::vector<Due> due_;
};

}  // namespace pvscsim::scenarios
