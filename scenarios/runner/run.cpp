// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/run.h"

#include <sys/resource.h>

#include <array>
#include <utility>

#include "pvscsim/protocol/commands.h"
#include "scenarios/config/buffer_rules.h"
#include "scenarios/config/scenario_reader.h"
#include "scenarios/runner/log_text.h"
#include "scenarios/runner/neighbour.h"

namespace pvscsim::scenarios {

namespace {

std::vector<reports::UnitId> all_units(const Scenario& scenario) {
    std::vector<reports::UnitId> units;
    for (const TargetConfig& target : scenario.targets) {
        for (std::uint32_t i = 0; i < target.count; ++i) {
            for (std::uint32_t lun = 0; lun < target.luns; ++lun) {
                units.push_back({static_cast<std::uint16_t>(target.first_id + i),
                                 static_cast<std::uint16_t>(lun)});
            }
        }
    }
    return units;
}

std::vector<reports::ExpectedValue> expected_values(const Scenario& scenario) {
    std::vector<reports::ExpectedValue> values;
    for (const Expectation& expectation : scenario.expectations) {
        values.push_back(
            {expectation.path, expectation.equals, expectation.at_least, expectation.at_most});
    }
    return values;
}

std::uint64_t peak_memory_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss);
}

}  // namespace

Run::Run(const Scenario& scenario, const RunOptions& options) : Run(scenario, options, nullptr) {
    add_neighbours();
}

Run::Run(const Scenario& scenario, const RunOptions& options, Run* beside)
    : scenario_(scenario),
      options_(options),
      log_(options.log),
      machine_(scenario, options.sync_every_access ? SyncMode::EveryAccess : SyncMode::Quantum,
               beside == nullptr ? nullptr : &beside->machine_),
      view_(machine_.conductor, machine_.memory.map(), *machine_.platform),
      bus_trace_(options.bus_trace
                     ? std::make_unique<conformance::TraceRecorder>(
                           view_, !RawGuest::needed(scenario.script), options.bus_trace)
                     : nullptr),
      monitor_(bus_trace_ ? bus_trace_->machine() : view_),
      script_(
          machine_.conductor.agenda(), scenario.script,
          [this](const ScriptStep& step, SimTime now) { carry_out(step, now); },
          [this] {
              out_of_time_ = true;
              machine_.conductor.stop();
          }),
      injector_(machine_),
      source_(make_source(scenario.workload, scenario.targets, scenario.seed,
                          scenario_folder(scenario))),
      recorder_(all_units(scenario)),
      trace_(Clock(scenario.machine.clock_period_ps).after(scenario.machine.costs.submit_cycles),
             Clock(scenario.machine.clock_period_ps).after(scenario.machine.costs.complete_cycles)),
      raw_(RawGuest::needed(scenario.script)
               ? std::make_unique<RawGuest>(machine_, scenario.machine.costs)
               : nullptr),
      migration_(scenario, machine_),
      guest_(scenario, machine_, *source_, recorder_, *this),
      beside_(beside) {
    check_buffers(scenario, source_->transfer_bytes_max());
    machine_.populate(scenario, guest_);
    guest_.act_past_driver(raw_.get());
    guest_.moves_with(migration_);
    watch_bus();
    if (options.trace) {
        recorder_.trace_to(&trace_);
        guest_.trace_to(&trace_);
        machine_.ledger.messages_to([this](const UnitChange& unit, SimTime posted, SimTime taken) {
            trace_.message(posted, taken,
                           std::string(unit.added ? "added" : "removed") + " target " +
                               std::to_string(unit.target) + " lun " + std::to_string(unit.lun));
        });
    }
    if (options.vcd || log_.wants(LogLevel::Debug)) watch_signals();
    listen();
    if (options.progress) guest_.progress_to(options.progress);
}

void Run::watch_bus() {
    // Who acts past the driver breaks its rules on purpose; those of the device hold all the same.
    if (raw_ != nullptr) monitor_.ignore_driver();
    BusWatch* watch = options_.monitor ? &monitor_ : nullptr;
    if (bus_trace_ != nullptr) {
        bus_trace_->hand_on_to(&monitor_);
        watch = bus_trace_.get();
    }
    if (watch == nullptr) return;
    machine_.device.watch(watch);
    if (raw_ == nullptr || bus_trace_ != nullptr) machine_.platform->watch(watch);
}

/// To those who tell what happens beside the requests.
void Run::listen() {
    machine_.platform->log_to([this](SimTime at, const driver::LogRecord& record) {
        note(log_level(record.code), at, "driver", log_text(record));
    });
    guest_.notes_to(
        [this](SimTime at, const std::string& what) { note(LogLevel::Info, at, "guest", what); });
    machine_.device.adapter().tell_end([this](const char* why, SimTime at) {
        note(LogLevel::Error, at, "device", std::string("has ended: ") + why);
    });
    machine_.faults.tell([this](const FaultConfig& fault, SimTime at) {
        note(LogLevel::Warning, at, "fault", fault_name(fault.point, fault.effect));
    });
    guest_.scripted().on_failure = [this](SimTime at, const std::string& what) {
        note(LogLevel::Error, at, "script", what);
    };
    machine_.device.refusals_to([this](const Iommu::Refusal& refusal, SimTime at) {
        note(LogLevel::Warning, at, "iommu", refusal_text(refusal));
    });
    if (!log_.wants(LogLevel::Info)) return;
    machine_.ledger.commands_to([this](std::uint32_t command, std::uint32_t status, SimTime at) {
        log_.line(LogLevel::Info, at, "device",
                  std::string(protocol::kCommands[command].name) + " answers " +
                      std::to_string(static_cast<std::int32_t>(status)));
    });
}

void Run::watch_signals() {
    static constexpr std::array<std::pair<const char*, std::uint32_t>, kDeviceSignals> kNames{
        {{"req_prod_idx", 32},
         {"req_cons_idx", 32},
         {"cmp_prod_idx", 32},
         {"cmp_cons_idx", 32},
         {"in_flight", 16},
         {"intr_status", 4},
         {"intr_mask", 4},
         {"intx", 1},
         {"interrupts", 32}}};
    for (const auto& [name, bits] : kNames) vcd_.add_signal("pvscsi", name, bits);
    machine_.ledger.levels_to([this](DeviceSignal signal, SimTime at, std::uint64_t value) {
        const auto index = static_cast<std::uint32_t>(signal);
        if (options_.vcd) vcd_.change(index, at, value);
        if (!log_.wants(LogLevel::Debug)) return;
        log_.line(LogLevel::Debug, at, "device",
                  std::string(kNames[index].first) + " " + std::to_string(value));
    });
}

void Run::note(LogLevel level, SimTime at, const char* who, const std::string& what) {
    const std::string text = std::string(who) + ": " + what;
    if (options_.trace) trace_.instant(at, text);
    timeline_.add(at, text);
    log_.line(level, at, who, what);
}

void Run::change_unit(const ScriptStep& step, SimTime now) {
    const auto target = static_cast<std::uint8_t>(step.target);
    const auto lun = static_cast<std::uint8_t>(step.lun);
    Adapter& adapter = machine_.device.adapter();
    std::string what;
    if (step.action == ScriptAction::Resize) {
        adapter.resize(target, lun, step.capacity_blocks);
        what = "resize to " + std::to_string(step.capacity_blocks) + " blocks";
    } else {
        const bool add = step.action == ScriptAction::AddLun;
        adapter.change_unit(target, lun, add, now);
        what = add ? "add_lun" : "remove_lun";
    }
    note(LogLevel::Info, now, "script",
         what + " target " + std::to_string(target) + " lun " + std::to_string(lun));
}

void Run::carry_out(const ScriptStep& step, SimTime now) {
    const auto target = static_cast<std::uint8_t>(step.target);
    Adapter& adapter = machine_.device.adapter();
    switch (step.action) {
        case ScriptAction::SaveRestore:
            machine_.save_and_restore(scenario_, machine_.device.adapter().config(), now);
            return;  // nobody is to notice
        case ScriptAction::Migrate:
            if (step.way == MigrationWay::Live) {
                note(LogLevel::Info, now, "script", migration_.move_live(step, now));
            } else {
                guest_.ask(step);
            }
            break;
        case ScriptAction::ResetUnit:
        case ScriptAction::ResetBus:
        case ScriptAction::ResetAdapter:
        case ScriptAction::Abort:
        case ScriptAction::Suspend:
        case ScriptAction::FunctionReset:
            guest_.ask(step);
            break;
        case ScriptAction::RemoveAdapter:
            machine_.device.unplug(now);
            note(LogLevel::Info, now, "script", "remove_adapter");
            break;
        case ScriptAction::HotAdd:
            adapter.hot_add(target, now);
            note(LogLevel::Info, now, "script", "hot_add target " + std::to_string(target));
            break;
        case ScriptAction::HotRemove:
            adapter.hot_remove(target, now);
            note(LogLevel::Info, now, "script", "hot_remove target " + std::to_string(target));
            break;
        case ScriptAction::IommuUnmap:
            note(LogLevel::Info, now, "script",
                 guest_.revoke_page() ? "iommu_unmap of a page in use" : "iommu_unmap finds none");
            break;
        case ScriptAction::Scsi:
            guest_.scripted().begin(step);
            note(LogLevel::Info, now, "script",
                 "scsi target " + std::to_string(target) + ": " +
                     std::to_string(step.commands.size()) + " commands");
            break;
        case ScriptAction::AddLun:
        case ScriptAction::RemoveLun:
        case ScriptAction::Resize:
            change_unit(step, now);
            break;
        case ScriptAction::Guest:
            return act_past_driver(step, now);
    }
    // The guest may have nothing else left that would wake it, and have waited for this.
    machine_.vcpus[0]->set_wakeup(earlier_of(machine_.vcpus[0]->wakeup(), now));
}

void Run::act_past_driver(const ScriptStep& step, SimTime now) {
    Vcpu& vcpu = *machine_.vcpus[step.vcpu];
    raw_->order(step);
    note(LogLevel::Info, now, "script", "the guest acts past its driver");
    vcpu.set_wakeup(earlier_of(vcpu.wakeup(), now));
}

void Run::workload_begins(SimTime at) {
    const Adapter& adapter = machine_.device.adapter();
    before_.adapter = adapter.counters();
    before_.worker = adapter.cycles();
    before_.exits = before_.spurious = 0;
    before_.delivered = machine_.interrupts.delivered();
    before_.gated = adapter.interrupts_gated();
    if (machine_.line_neighbour != nullptr)
        before_.line_neighbour = machine_.line_neighbour->raised();
    if (machine_.iommu != nullptr) before_.iommu = machine_.iommu->counters();
    for (const auto& vcpu : machine_.vcpus) {
        std::array<std::uint64_t, kActivities> cycles{};
        for (std::size_t i = 0; i < kActivities; ++i) {
            cycles[i] = vcpu->cycles(static_cast<Activity>(i));
        }
        before_.cycles.push_back(cycles);
        before_.exits += vcpu->exits();
        before_.spurious += vcpu->spurious_interrupts();
    }
    log_.line(LogLevel::Info, at, "guest", "the workload begins");
    injector_.begin(at);
    script_.begin(at, at + SimTime::from_us(scenario_.simulated_max_ms * 1000));
}

bool Run::guest_idle(SimTime at) {
    if (!script_.over() || (raw_ != nullptr && raw_->busy())) return false;
    log_.line(LogLevel::Info, at, "guest", "the workload has ended");
    final_ = counters();
    return true;
}

std::vector<std::string> Run::failures() const {
    std::vector<std::string> failures;
    if (!guest_.trouble().empty()) failures.push_back(guest_.trouble());
    if (out_of_time_) {
        failures.push_back("the run lasted longer than simulated_max_ms (" +
                           std::to_string(scenario_.simulated_max_ms) + ")");
    } else if (!guest_.finished() && guest_.trouble().empty()) {
        failures.push_back("the run came to a standstill");
    }
    if (guest_.outstanding() != 0) {
        failures.push_back(std::to_string(guest_.outstanding()) +
                           " requests were outstanding at the end");
    }
    const std::vector<std::string>& scripted = guest_.scripted().failures();
    failures.insert(failures.end(), scripted.begin(), scripted.end());
    if (guest_.contexts_left() != 0) {
        failures.push_back(std::to_string(guest_.contexts_left()) +
                           " of the driver's contexts were in use at the end");
    }
    if (guest_.finished() && machine_.platform->mapped_requests() != 0) {
        failures.push_back("the data of " + std::to_string(machine_.platform->mapped_requests()) +
                           " requests was mapped for the device at the end");
    }
    if (recorder_.disordered_count() != 0) {
        failures.push_back(std::to_string(recorder_.disordered_count()) +
                           " requests were ended by completions that were not theirs");
    }
    if (guest_.finished() && script_.waiting()) {
        failures.push_back("the workload ended before every step of the script was due");
    }
    if (raw_ != nullptr) {
        for (std::string& failure : raw_->failures()) failures.push_back(std::move(failure));
    }
    return failures;
}

void Run::simulate() {
    sc_core::sc_start();
    monitor_.finish();
    for (const auto& neighbour : neighbours_) neighbour->run().monitor_.finish();
    if (bus_trace_ != nullptr) bus_trace_->finish();
    for (const std::string& failure : failures())
        log_.line(LogLevel::Error, machine_.conductor.now(), "run", failure);
}

reports::ProtocolFindings Run::protocol() const {
    const conformance::Findings& findings = monitor_.findings();
    reports::ProtocolFindings told{
        findings.tested(), findings.count(), {}, findings.unwatched_count(), {}};
    for (const conformance::Violation& violation : findings.kept()) {
        told.violations.push_back(
            {violation.rule, violation.at.ns(), violation.what, violation.evidence});
    }
    for (const conformance::Unwatched& gap : findings.unwatched()) {
        told.unwatched.push_back({gap.since.ns(), {}, gap.reason, gap.what});
        if (gap.until != SimTime::never()) told.unwatched.back().until_ns = gap.until.ns();
    }
    return told;
}

RunOutput Run::result(std::uint64_t wall_us) const {
    reports::RunInfo info;
    info.scenario = scenario_.name;
    info.purpose = scenario_.purpose;
    info.seed = scenario_.seed;
    info.configuration = effective_configuration(scenario_);
    info.tool_version = PVSCSIM_VERSION;
    const SimTime end = guest_.finished() ? guest_.ended_at() : machine_.conductor.now();
    info.simulated = later_of(end, guest_.began_at()) - guest_.began_at();
    info.expected = expected_values(scenario_);
    info.failures = failures();
    if (options_.monitor) info.protocol = protocol();
    info.shared_backends = shared_backend_reports();
    info.neighbours = neighbour_reports();
    for (std::size_t i = 0; i < info.neighbours.size(); ++i) {
        if (info.neighbours[i].at("verdict") == "pass") continue;
        info.failures.push_back("neighbour " + std::to_string(i) + " failed");
    }
    if (options_.host) {
        reports::HostFigures host;
        host.wall_us = wall_us;
        host.timed_events = machine_.conductor.timed_events();
        host.thread_resumes = machine_.conductor.thread_resumes();
        host.agenda_steps = machine_.conductor.steps();
        host.peak_memory_kib = peak_memory_kib();
        host.sync = options_.sync_every_access ? "every-access" : "on-demand";
        info.host = host;
    }
    RunOutput output;
    output.report = reports::make_report(info, recorder_, final_ ? *final_ : counters());
    if (options_.trace) output.trace_json = trace_.json();
    if (options_.vcd) output.vcd = vcd_.text();
    return output;
}

}  // namespace pvscsim::scenarios
