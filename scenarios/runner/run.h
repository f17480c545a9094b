// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/monitor/monitor.h"
#include "conformance/trace/trace_recorder.h"
#include "reports/report.h"
#include "reports/vcd.h"
#include "scenarios/runner/fault_injector.h"
#include "scenarios/runner/guest.h"
#include "scenarios/runner/machine.h"
#include "scenarios/runner/machine_view.h"
#include "scenarios/runner/migration.h"
#include "scenarios/runner/run_log.h"
#include "scenarios/runner/script.h"
#include "scenarios/runner/timeline.h"

namespace pvscsim::scenarios {

class Neighbour;

/// One scenario being run: machine, guest and script, and the counters when the workload began,
/// so that the report is about the workload alone.
class Run final : private GuestObserver {
public:
    Run(const Scenario& scenario, const RunOptions& options);
    /// Beside another run, in its simulation: ends when that one and all beside it have ended.
    Run(const Scenario& scenario, const RunOptions& options, Run* beside);
    ~Run();

    /// Runs it to its end: once.
    void simulate();
    /// What came of it; `wall_us` is how long it took on this computer.
    RunOutput result(std::uint64_t wall_us) const;

private:
    std::uint64_t completed(std::uint64_t count, SimTime at) override {
        return script_.completed(count, at);
    }
    void workload_begins(SimTime at) override;
    bool guest_idle(SimTime at) override;
    void guest_ended() override;

    void carry_out(const ScriptStep& step, SimTime now);
    void change_unit(const ScriptStep& step, SimTime now);
    void act_past_driver(const ScriptStep& step, SimTime now);
    void watch_bus();
    void listen();
    void note(LogLevel level, SimTime at, const char* who, const std::string& what);
    void watch_signals();
    std::vector<std::string> failures() const;
    void add_neighbours();
    std::vector<nlohmann::ordered_json> neighbour_reports() const;
    std::vector<reports::SharedBackendFigures> shared_backend_reports() const;
    void add_shares(std::uint32_t machine, std::size_t index,
                    std::vector<reports::ShareFigures>& into) const;

    reports::ProtocolFindings protocol() const;

    // counters.cpp
    reports::RunCounters counters() const;
    reports::CpuCounters cpu_counters() const;
    void count_device(reports::RunCounters& counters) const;
    void count_driver(reports::RunCounters& counters) const;
    void count_iommu(reports::RunCounters& counters) const;

    /// What was counted before the workload began.
    struct Before {
        AdapterCounters adapter;
        WorkerCycles worker;
        std::vector<std::array<std::uint64_t, kActivities>> cycles;
        std::uint64_t exits = 0;
        std::uint64_t spurious = 0;
        std::uint64_t delivered = 0;
        std::uint64_t gated = 0;
        std::uint64_t line_neighbour = 0;
        Iommu::Counters iommu;
    };

    const Scenario& scenario_;
    const RunOptions& options_;
    const RunLog log_;
    SharedWorker worker_;  // of those neighbours that share it
    Machine machine_;
    const MachineView view_;
    std::unique_ptr<conformance::TraceRecorder> bus_trace_;  // null: nobody wants one
    conformance::Monitor monitor_;
    Script script_;
    FaultInjector injector_;
    std::unique_ptr<IoSource> source_;
    reports::RunRecorder recorder_;
    reports::TraceWriter trace_;
    reports::VcdWriter vcd_;
    std::unique_ptr<RawGuest> raw_;  // null: the script has nothing for it
    Migration migration_;
    Guest guest_;
    Before before_;
    bool out_of_time_ = false;
    std::optional<reports::RunCounters> final_;  // at the workload's end, before the shutdown
    Timeline timeline_;
    Run* const beside_;  // null: this is the run that simulates
    std::vector<std::unique_ptr<Neighbour>> neighbours_;
};

}  // namespace pvscsim::scenarios
