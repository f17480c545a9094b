// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/engine/integrity.h"
#include "models/host/guest_lock.h"
#include "pvscsim/driver/host_adapter.h"
#include "reports/perfetto.h"
#include "reports/run_counters.h"
#include "reports/run_recorder.h"
#include "scenarios/runner/discovery.h"
#include "scenarios/runner/guest_observer.h"
#include "scenarios/runner/guest_request.h"
#include "scenarios/runner/migration.h"
#include "scenarios/runner/raw_guest.h"
#include "scenarios/runner/run_scenario.h"
#include "scenarios/runner/scripted_scsi.h"
#include "scenarios/workload/io_source.h"

namespace pvscsim::scenarios {

/// What the guest does: starts the driver, readies its disks, then makes the workload's requests,
/// checks what comes back, and tries again what deserves it.
class Guest final : private driver::UpperLayer, public GuestProgram {
public:
    Guest(const Scenario& scenario, Machine& machine, IoSource& source,
          reports::RunRecorder& recorder, GuestObserver& observer);

    void trace_to(reports::TraceWriter* trace) { trace_ = trace; }
    /// Where it is told what came of the script's requests to it.
    void notes_to(std::function<void(SimTime, const std::string&)> sink) {
        notes_ = std::move(sink);
    }
    void act_past_driver(RawGuest* raw) { raw_ = raw; }
    void moves_with(Migration& migration) { migration_ = &migration; }
    void progress_to(const std::function<void(const Progress&)>& sink) { progress_ = sink; }

    void boot(Vcpu& vcpu) override;
    void interrupt(Vcpu& vcpu) override;
    void timer(Vcpu& vcpu) override;
    void wakeup(Vcpu& vcpu) override;
    void resumed(Vcpu& vcpu) override { machine_.platform->run_on(vcpu); }

    /// The script wants something of the driver: done when a vCPU next runs. Wake one up.
    void ask(const ScriptStep& step) { asked_.push_back(step); }

    /// Takes a page that the data of the newest outstanding request has for itself from the IOMMU;
    /// false: there is none.
    bool revoke_page();

    /// All requests have ended, and the driver has been stopped.
    bool finished() const { return finished_; }
    /// The guest does nothing more, whether it finished, its driver stopped, or gave up.
    bool over() const { return finished_ || !trouble_.empty(); }
    SimTime began_at() const { return began_; }
    SimTime ended_at() const { return ended_; }
    /// Why the guest gave up; empty if it did not.
    const std::string& trouble() const { return trouble_; }
    std::uint64_t outstanding() const { return outstanding_; }
    /// Of the driver's contexts, those in use when the workload had ended.
    std::uint32_t contexts_left() const { return contexts_left_; }
    std::uint64_t retried() const { return retried_; }
    const driver::HostAdapter& driver() const { return driver_; }
    /// Counters of the driver when the workload began.
    const driver::Counters& driver_before() const { return driver_before_; }
    const reports::IntegrityCounters& integrity() const { return integrity_; }
    /// Troubles overcome; what the driver did about them, it counts itself.
    const reports::RecoveryCounters& recovery() const { return recovery_; }
    const reports::HotplugCounters& hotplug() const { return hotplug_; }
    /// The SCSI commands of the script.
    ScriptedScsi& scripted() { return scripted_; }
    const ScriptedScsi& scripted() const { return scripted_; }
    std::vector<reports::UnitCounters> unit_counters() const;

private:
    struct Unit {
        IntegrityChecker checker;
        std::uint32_t block_bytes;
        std::uint64_t capacity_blocks;
        std::uint32_t servers, recorded_as;  // the latter: the recorder's number of it
        std::uint32_t outstanding = 0, outstanding_max = 0;
    };
    using Sort = reports::RunRecorder::Sort;
    enum class Phase : std::uint8_t { Starting, Readying, Working, Done };

    void completed(driver::ScsiRequest& request) noexcept override;
    void device_event(driver::DeviceEvent event, std::uint8_t target,
                      std::uint8_t lun) noexcept override;
    void timed_out(driver::ScsiRequest& request) noexcept override;

    // guest.cpp: who runs when
    void enter(Vcpu& vcpu);
    void delay_at(FaultPoint point, Vcpu& vcpu);
    void take_completions(Vcpu& vcpu);
    bool polls(const Vcpu& vcpu) const;
    void leave(Vcpu& vcpu, SimTime begin, const char* what);
    void go_on(Vcpu& vcpu);
    void discover(Vcpu& vcpu);
    void send_scripted(Vcpu& vcpu);
    void begin_workload(Vcpu& vcpu);
    void finish_if_idle(Vcpu& vcpu);
    void give_up(std::string why);
    void add_units(const TargetConfig& target, bool booting);

    // guest_recovery.cpp: what goes wrong, and what the script asks for
    void do_what_is_asked(Vcpu& vcpu);
    std::string carry_out(const ScriptStep& step);
    std::string lose_power(const ScriptStep& step);
    std::uint32_t abort_oldest(std::uint32_t count);
    bool refused(GuestRequest& request, driver::Error why);
    void follow_trouble(GuestRequest& request, SimTime now, bool tried_again);
    void heed_attention(const driver::ScsiRequest& scsi);
    void look_at_found();

    // guest_io.cpp: requests
    void pump(Vcpu& vcpu);
    bool resubmit(Vcpu& vcpu);
    bool have_next() const { return next_ != ahead_end_; }
    bool fetch_ahead();
    bool has_room(Vcpu& vcpu);
    bool submit(Vcpu& vcpu, GuestRequest& request);
    void note_submission(Vcpu& vcpu, GuestRequest& request);
    void enlist(GuestRequest& request, Unit& to);
    bool hand_in(Vcpu& vcpu, GuestRequest& request);
    bool not_taken(Vcpu& vcpu, GuestRequest& request, driver::Error why);
    void fill(GuestRequest& request, Unit& unit);
    void fill_written(GuestRequest& request, Unit& unit);
    void check(GuestRequest& request, Unit& unit);
    void settle(GuestRequest& request, Unit& unit, bool good);
    bool deserves_retry(GuestRequest& request) const;
    void completed_own(Vcpu& vcpu, GuestRequest& request, bool well, const Passage* passage);
    bool tried_again(Vcpu& vcpu, GuestRequest& request, bool well);
    void tell_ended(SimTime now);
    static bool ended_well(const driver::ScsiRequest& scsi);
    void record(Vcpu& vcpu, const GuestRequest& request, const Sort& sort, const Passage* passage);
    LifeRecord life_of(const Vcpu& vcpu, const GuestRequest& request, const Sort& sort,
                       const Passage* passage) const;
    Unit& unit(std::uint16_t target, std::uint16_t lun) {
        return units_[first_unit_[target] + lun];
    }
    void make_request();
    GuestRequest& new_request(const IoRequest& io, std::uint32_t number, const Unit& to);
    bool cannot_map(const driver::ScsiRequest& scsi);
    void pass_stage(Vcpu& vcpu, FaultStage stage);

    const Scenario& scenario_;
    Machine& machine_;
    IoSource& source_;
    reports::RunRecorder& recorder_;
    GuestObserver& observer_;
    reports::TraceWriter* trace_ = nullptr;
    RawGuest* raw_ = nullptr;
    Migration* migration_ = nullptr;
    std::function<void(const Progress&)> progress_;
    std::function<void(SimTime, const std::string&)> notes_;
    const VcpuCosts& costs_;
    const SimTime think_;
    const bool smp_;
    const std::uint64_t buffer_bytes_;  // of each request's buffer
    driver::HostAdapter driver_;
    const bool split_;           // locks of their own for submission and completion
    GuestLock lock_;             // of everything, or of submission
    GuestLock completion_lock_;  // with split locks; taken after the other, if both are
    Discovery discovery_;
    Phase phase_ = Phase::Starting;
    bool discovering_ = false, finished_ = false, exhausted_ = false;
    std::array<IoRequest, 16> ahead_;  // drawn, from next_ on not made yet
    IoRequest* next_ = ahead_.data();
    IoRequest* ahead_end_ = ahead_.data();
    std::string trouble_;
    SimTime began_{}, ended_{};
    std::uint64_t sequence_ = 0, ended_count_ = 0, retried_ = 0;
    std::uint64_t tell_at_ = 0;  // ended, from which on somebody wants to know
    std::uint32_t outstanding_ = 0, contexts_left_ = 0, busy_ = 0;  // the last: not in free_
    std::vector<Unit> units_;
    std::vector<std::uint32_t> first_unit_;  // by target
    std::vector<reports::UnitId> unit_ids_;
    std::deque<GuestRequest> requests_;
    std::vector<GuestRequest*> free_, retries_, unmapped_;  // the last: their buffers, once more
    std::deque<GuestRequest*> turned_away_;  // refused for want of room, oldest first
    std::deque<ScriptStep> asked_;
    std::deque<SimTime> thinking_;                   // when each may go on; constant think time
    std::vector<std::deque<GuestRequest*>> handed_;  // by vCPU: made elsewhere, to submit there
    std::unique_ptr<GuestRequest> question_;         // discovery's one request
    ScriptedScsi scripted_;
    std::size_t found_seen_ = 0;  // of discovery's units, those whose size was looked at
    driver::Counters driver_before_;
    reports::IntegrityCounters integrity_;
    reports::HotplugCounters hotplug_;
    reports::RecoveryCounters recovery_;
};

}  // namespace pvscsim::scenarios
