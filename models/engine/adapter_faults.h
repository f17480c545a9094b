// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "models/backend/backend_job.h"
#include "models/base/fault_plan.h"
#include "models/engine/adapter_types.h"

namespace pvscsim {

class Adapter;

/// What injected faults do to an adapter. It is asked at each of their points, but only if any() is
/// true, so that a run without faults pays for one test a point at most.
class AdapterFaults {
    using Request = AdapterTypes::Request;

public:
    AdapterFaults(Adapter& adapter, FaultPlan& plan)
        : adapter_(adapter), plan_(plan), any_(plan.any()) {}

    bool any() const { return any_; }
    /// Dead until ADAPTER_RESET or a reset of PCI.
    bool halted() const { return halted_; }
    void halt() { halted_ = true; }
    /// Completions that would come a second time: their rings are gone.
    void forget_late() {
        late_.clear();
        ++late_epoch_;
    }
    /// What was begun is forgotten.
    void reset() {
        halted_ = false;
        forget_late();
    }
    /// The adapter's thread does nothing before that time; commands are executed.
    SimTime stalled_until() const { return stalled_until_; }
    void stall_worker(SimTime until);

    /// For a while the function answers with all ones, and no write arrives.
    bool deaf(SimTime now) const { return now < deaf_until_; }
    void deafen(SimTime until) { deaf_until_ = later_of(deaf_until_, until); }

    void reach(FaultStage stage, SimTime now) { plan_.reach(stage, now); }
    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(halted_, damaged_fetch_, stalled_until_, deaf_until_, last_context_, late_, late_epoch_);
    }

    /// True if the adapter does not see the doorbell now.
    bool at_doorbell(SimTime now);
    /// True if it does not look at its request ring this time.
    bool at_poll(SimTime now) { return plan_.strike(FaultPoint::Poll, now) != nullptr; }
    /// True if the next descriptor cannot be read.
    bool at_fetch(SimTime now);
    void fetched(Request& request, SimTime now);
    /// True if the request's list cannot be read.
    bool at_list(const Request& request) {
        return plan_.strike(FaultPoint::SgList, request.stamps.parsed, place_of(request)) !=
               nullptr;
    }
    /// The job as it comes to its backend; none: it never will.
    std::optional<BackendJob> at_backend(Request& request, BackendJob job, SimTime arrival);
    /// How much longer a copy takes that begins now.
    SimTime at_copy(SimTime now);
    /// True if the request's data cannot be moved.
    bool at_transfer(const Request& request, SimTime now);
    /// In place of executing it, where the backend does something wrong.
    ScsiResult execute(Request& request, const ScsiCommand& command, TransferBuffer& buffer);
    /// True if sense data cannot be written.
    bool at_sense(const Request& request, SimTime now) {
        return plan_.strike(FaultPoint::SenseWrite, now, place_of(request)) != nullptr;
    }
    /// True if the request's completion has been dealt with.
    bool at_post(std::uint32_t id, SimTime now);
    void post_late(std::uint32_t epoch, SimTime now);
    /// True if INTR_STATUS stays as it is.
    bool at_publish(std::uint64_t context, SimTime now);
    /// True if the interrupt does not go out now.
    bool at_interrupt(std::uint32_t causes, SimTime now);
    /// True if a command or an abort has been answered, with `status`.
    bool at_command(std::uint32_t command, SimTime now, std::uint32_t& status);
    bool at_abort(std::uint64_t context, SimTime now, std::uint32_t& status);
    bool at_reset(SimTime now, std::uint32_t& status);
    /// What happens to a message: null, or a loss, or a duplicate.
    const FaultConfig* at_message(std::uint8_t target, SimTime now) {
        return plan_.strike(FaultPoint::Message, now, {target, 0, 1});
    }

private:
    /// A completion that comes a second time.
    using Held = AdapterTypes::Held;

    static FaultPlace place_of(const Request& request);
    ScsiResult execute_in_part(Request& request, const ScsiCommand& command,
                               TransferBuffer& buffer);
    ScsiResult execute_damaged(Request& request, const ScsiCommand& command,
                               TransferBuffer& buffer);
    void end_aborted(std::uint32_t id, const FaultConfig& fault, SimTime now);
    void publish_foreign(const Held& held, SimTime now);

    Adapter& adapter_;
    FaultPlan& plan_;
    const bool any_;  // of the plan, which never changes
    bool halted_ = false;
    bool damaged_fetch_ = false;  // the descriptor that is being fetched
    SimTime stalled_until_{};
    SimTime deaf_until_{};
    std::uint64_t last_context_ = 0;  // of the completion posted last
    std::deque<Held> late_;
    std::uint32_t late_epoch_ = 0;
};

}  // namespace pvscsim
