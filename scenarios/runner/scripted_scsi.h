// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "models/engine/scsi_target.h"
#include "scenarios/config_structs.h"
#include "scenarios/runner/guest_request.h"
#include "scenarios/runner/machine.h"

namespace pvscsim::scenarios {

/// Sends the SCSI commands of a script's steps, in order, and holds against its expectation how
/// each ends. Those of the guest go out as requests of its driver; those of other initiators are
/// carried out at the target itself, at once.
class ScriptedScsi {
public:
    ScriptedScsi(const Scenario& scenario, Machine& machine);

    /// Whether the script has such commands at all.
    bool any() const { return any_; }
    /// Allocates the guest's buffers; false if guest memory has no room.
    bool allocate();
    /// A step's time has come; what earlier steps have left goes first.
    void begin(const ScriptStep& step);
    /// The guest's next request to submit at `now`, or null: then the former ones must end first.
    GuestRequest* next(SimTime now);
    /// A request that next() gave has ended.
    void ended(GuestRequest& request, SimTime now);
    bool idle() const { return queue_.empty() && outstanding_ == 0; }

    /// What did not end as it had to.
    const std::vector<std::string>& failures() const { return failures_; }
    /// Is told of each failure.
    std::function<void(SimTime, const std::string&)> on_failure;

private:
    struct Place {
        std::size_t step = 0;
        std::size_t command = 0;
    };
    /// A command that waits, all its repeats.
    struct Pending {
        Place place;
        std::uint32_t left = 0;
    };
    struct Sent final : GuestRequest {
        using GuestRequest::GuestRequest;
        Place place;
    };
    /// How a command ended, whoever sent it.
    struct End {
        ScriptedEnd status = ScriptedEnd::Any;
        std::vector<std::uint8_t> sense;
        std::uint64_t residual = 0;
        std::vector<std::uint8_t> data;  ///< as much of the buffer as is expected
    };

    const ScriptedCommand& command_at(Place place) const {
        return scenario_.script[place.step].commands[place.command];
    }
    std::uint8_t lun_of(Place place) const;
    bool may_go(const Pending& pending) const;
    GuestRequest* prepare(Place place);
    void run_elsewhere(Place place, SimTime now);
    void judge(Place place, const End& end, SimTime now);

    const Scenario& scenario_;
    Machine& machine_;
    const bool any_;
    std::deque<Pending> queue_;
    std::deque<Sent> requests_;
    std::vector<Sent*> free_;
    std::uint32_t outstanding_ = 0;
    std::vector<std::string> failures_;
};

}  // namespace pvscsim::scenarios
