// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/base/agenda.h"
#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// Carries out the steps of a scenario's script, each at its time or when so many requests have
/// completed, and ends a run that lasts too long. Times count from the workload's beginning.
class Script final : public Actor {
public:
    using Act = std::function<void(const ScriptStep&, SimTime)>;

    /// `steps` outlive the script. `act` carries out a step; `out_of_time` is called if the run
    /// lasts past `deadline`.
    Script(Agenda& agenda, const std::vector<ScriptStep>& steps, Act act,
           std::function<void()> out_of_time);

    void begin(SimTime now, SimTime deadline);
    /// `count` requests have completed: returns from how many on a step waits for more.
    std::uint64_t completed(std::uint64_t count, SimTime now);
    /// Every step that can still come has been carried out: those that wait for a number of
    /// completions that the workload does not reach never will.
    bool over() const;

    /// Steps wait for completions that the workload never reached.
    bool waiting() const { return waits_for_count_; }

    Turn act(SimTime now) override;

private:
    struct Pending {
        const ScriptStep& step;
        SimTime due = SimTime::never();
        bool done = false;
    };
    void arm();

    Agenda& agenda_;
    Agenda::Slot slot_;
    std::vector<Pending> pending_;
    bool waits_for_count_ = false;
    Act act_;
    std::function<void()> out_of_time_;
    SimTime deadline_ = SimTime::never();
};

}  // namespace pvscsim::scenarios
