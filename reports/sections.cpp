// SPDX-License-Identifier: Apache-2.0
#include "reports/sections.h"

#include <array>
#include <cstddef>
#include <string>

namespace pvscsim::reports {

namespace {

/// FNV-1a with 64 bits, as 16 hexadecimal digits.
std::string digest(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    std::string result;
    for (int shift = 60; shift >= 0; shift -= 4) {
        result += "0123456789abcdef"[hash >> shift & 0xfU];
    }
    return result;
}

void describe_tool(Entry& root, const RunInfo& info) {
    root.text("schema", "Format of this file", "pvscsim-report/1");
    Entry& tool = root.object("tool", "The program that made the report");
    tool.text("name", "Its name", "pvscsim");
    tool.text("version", "Its version", info.tool_version);
}

void describe_scenario(Entry& root, const RunInfo& info) {
    Entry& scenario = root.object("scenario", "What was run");
    scenario.text("name", "File name of the scenario without its ending", info.scenario);
    scenario.text("purpose", "Why the scenario exists, in its author's words", info.purpose);
    scenario.number("seed", "", "Seed of all random streams", info.seed);
    scenario.json(
        "configuration",
        "Effective configuration, defaults filled in; as a scenario it repeats the run",
        info.configuration.is_null() ? nlohmann::ordered_json::object() : info.configuration);
    scenario.text("digest", "FNV-1a, 64 bits, of the configuration as JSON without white space",
                  digest(info.configuration.dump()));
}

void describe_driver(Entry& driver, const DriverCounters& d) {
    driver.number("interrupts", "", "Calls of the handler that were for the adapter", d.interrupts);
    driver.number("interrupts_foreign", "", "Calls that were not", d.interrupts_foreign);
    driver.number("passes", "", "Groups of completions taken at once", d.passes);
    driver.number("budget_stops", "", "Passes that the budget ended", d.budget_stops);
    driver.number("polls", "", "Looks without an interrupt", d.polls);
    driver.number("polling_spells", "", "Times that load made it mask the interrupt and poll",
                  d.polling_spells);
    driver.number("steered", "", "Completions handed back on another vCPU", d.steered);
    driver.number("refused", "", "Submissions refused for want of room", d.refused);
    driver.number("depth_cuts", "", "Times that a unit's depth was lowered", d.depth_cuts);
    driver.number("depth_raises", "", "Times that it was raised", d.depth_raises);
    driver.number("stale_contexts", "", "Completions that fitted no outstanding request",
                  d.stale_contexts);
    driver.number("bad_indices", "", "Producer indices that cannot be", d.bad_indices);
    driver.number("messages_invalid", "", "Messages of unknown type or address",
                  d.messages_invalid);
    driver.number("message_overflows", "", "Times that the message ring was found full",
                  d.message_overflows);
    driver.number("timer_arms", "", "Times that the timer was set", d.timer_arms);
    driver.number("log_records", "", "Records of the log", d.log_records);
    driver.number("log_masked", "", "Records that the log mask left out", d.log_masked);
}

void describe_recovery(Entry& root, const RunCounters& counters) {
    const RecoveryCounters& r = counters.recovery;
    Entry& recovery = root.object("recovery", "What the driver did about trouble");
    recovery.number("timeouts", "", "Requests without a completion when their time was up",
                    r.timeouts);
    recovery.number("timer_rescues", "",
                    "Times that the timer found completions of which no interrupt had told; "
                    "stages.interrupt_hold has how long they lay there",
                    r.timer_rescues);
    recovery.number("aborts", "", "Abort commands sent", r.aborts);
    recovery.number("device_resets", "", "Logical units reset", r.device_resets);
    recovery.number("bus_resets", "", "Bus resets", r.bus_resets);
    recovery.number("adapter_resets", "", "Adapter resets", r.adapter_resets);
    recovery.number("link_losses", "", "Silences that were taken for a lost link", r.link_losses);
    recovery.number("recoveries", "",
                    "Requests that met a time-out, an abort or a reset and ended well",
                    r.recoveries);
    recovery.number("mean_ns", "ns", "Mean time from the first of these to that end",
                    scaled_ratio(1, r.recovery_sum_ps, Uint128{r.recoveries} * 1000));
    recovery.number("max_ns", "ns", "Longest such time", r.recovery_max_ps / 1000);
    recovery.number("completions_rejected", "",
                    "Completions that the driver did not wait for, those of injected faults too",
                    counters.rejected);
    describe_driver(recovery.object("driver", "Signs of life of the driver, and its policies"),
                    counters.driver);
}

void describe_faults(Entry& root, const RunCounters& counters) {
    Entry& faults = root.object("faults", "Injected faults since power-on");
    std::uint64_t strikes = 0;
    for (const FaultCounter& fault : counters.faults) strikes += fault.strikes;
    faults.number("strikes", "", "How often any of them struck", strikes);
    faults.list("injected", "Each fault of the scenario", counters.faults,
                [](Entry& entry, const FaultCounter& fault) {
                    entry.text("fault", "Point and effect", fault.fault);
                    entry.number("strikes", "", "How often it struck", fault.strikes);
                });
    const HotplugCounters& h = counters.hotplug;
    Entry& hotplug = root.object("hotplug", "Disks that came and went while the run lasted");
    hotplug.number("added", "", "Targets attached", h.added);
    hotplug.number("removed", "", "Targets detached", h.removed);
    hotplug.number("resized", "", "Units whose size the guest found changed", h.resized);
    hotplug.number("rescans", "", "Times that the guest looked anew which units there are",
                   h.rescans);
    hotplug.number("messages", "", "Messages that the driver took from the ring", h.messages);
    hotplug.number("messages_dropped", "", "Messages for which the ring had no room",
                   h.messages_dropped);

    const IntegrityCounters& i = counters.integrity;
    Entry& integrity = root.object("integrity",
                                   "Every block written carries a tag, every read "
                                   "checks it");
    integrity.number("blocks_written", "blocks", "Blocks that were written with a tag",
                     i.blocks_written);
    integrity.number("blocks_checked", "blocks", "Blocks read whose tag was compared",
                     i.blocks_checked);
    integrity.number("corruptions", "blocks", "Blocks whose tag was not the one expected",
                     i.corruptions);
}

void describe_raw_guest(Entry& root, const RunCounters& counters) {
    if (!counters.raw_guest) return;
    const RawGuestCounters& g = *counters.raw_guest;
    Entry& guest = root.object("raw_guest",
                               "What the guest did past its driver, and what the device did to "
                               "memory in the whole run; only if the script asked for it");
    guest.set_optional();
    guest.number("actions", "", "Actions carried out", g.actions);
    guest.number("register_accesses", "", "Accesses to registers", g.register_accesses);
    guest.number("memory_accesses", "", "Accesses to memory", g.memory_accesses);
    guest.number("expectations", "", "Values compared", g.expectations);
    guest.number("mismatches", "", "Those that were not as expected", g.mismatches);
    guest.number("changes_at_fetch", "", "Changes of memory right after the device read it",
                 g.changes_at_fetch);
    guest.number("guarded_changed", "B", "Guarded bytes that are not as they were",
                 g.guarded_changed);
    guest.number("dma_reads", "", "Reads of memory by the device", g.dma_reads);
    guest.number("dma_read_bytes", "B", "Their bytes", g.dma_read_bytes);
    guest.number("dma_writes", "", "Writes to memory by the device", g.dma_writes);
    guest.number("dma_write_bytes", "B", "Their bytes", g.dma_write_bytes);
    guest.number("dma_refused", "", "Accesses by the device that the bus refused", g.dma_refused);
    guest.number("dma_strays", "", "Its writes to memory that the guest had not allocated",
                 g.dma_strays);
    guest.number("dma_max_per_action", "",
                 "Most accesses by the device from one action to the next", g.dma_max_per_action);
}

void describe_migrations(Entry& root, const RunCounters& counters) {
    if (!counters.migrations) return;
    const MigrationCounters& m = *counters.migrations;
    Entry& migrations = root.object("migrations",
                                    "Ways of the guest to adapters of other hosts; only if the "
                                    "script has some");
    migrations.set_optional();
    migrations.number("moved", "", "Those that it went", m.moved);
    migrations.number("refused", "", "Those that the other adapter could not take", m.refused);
    migrations.number("targets_left", "", "Targets that stayed behind", m.targets_left);
}

void describe_share(Entry& entry, const ShareFigures& share) {
    entry.number("machine", "", "0: the scenario's own; neighbours count from 1", share.machine);
    entry.number("target", "", "Target id there", share.target);
    entry.number("requests", "", "Its requests that were served", share.requests);
    entry.number("service_mean_ns", "ns", "Mean time in service",
                 scaled_ratio(1, share.service.ps, Uint128{share.requests} * 1000));
    entry.number("waited_mean_ns", "ns", "Mean time in the queue before that",
                 scaled_ratio(1, share.waited.ps, Uint128{share.requests} * 1000));
}

void describe_shared_backends(Entry& root, const RunInfo& info) {
    if (info.shared_backends.empty()) return;
    root.list("shared_backends",
              "Storage that several targets share, from power-on to the end of the last machine; "
              "only if the scenario has some",
              info.shared_backends,
              [](Entry& entry, const SharedBackendFigures& shared) {
                  std::uint64_t requests = 0;
                  std::uint64_t service_ps = 0;
                  for (const ShareFigures& share : shared.targets) {
                      requests += share.requests;
                      service_ps += share.service.ps;
                  }
                  entry.text("name", "Its name", shared.name);
                  entry.number("requests", "", "Requests served", requests);
                  entry.number(
                      "utilisation_ppm", "ppm",
                      "Busy share of its servers from the first arrival to the last end",
                      scaled_ratio(1000000, service_ps, Uint128{shared.span.ps} * shared.servers));
                  entry.number("waiting_max", "", "Most requests that waited at one time",
                               shared.waiting_max);
                  entry.list("targets", "Whom it serves", shared.targets, describe_share);
              })
        .set_optional();
}

void describe_neighbours(Entry& root, const RunInfo& info) {
    if (info.neighbours.empty()) return;
    root.json("neighbours",
              "Of each machine beside this one verdict, failures, simulated_ns, requests, "
              "throughput, latency, stages, notifications, cpu, rings, recovery, integrity and "
              "protocol, as a report of its own has them; only if the scenario has some",
              info.neighbours)
        .set_optional();
}

void describe_iommu(Entry& root, const RunCounters& counters) {
    const IommuCounters& i = counters.iommu;
    Entry& iommu = root.object("iommu", "What stands between the adapter and memory");
    iommu.number("translations", "", "Accesses to another page than the one before",
                 i.translations);
    iommu.number("tlb_hits", "", "Those whose translation was kept", i.tlb_hits);
    iommu.number("tlb_misses", "", "The others", i.tlb_misses);
    iommu.number("blocked", "", "Accesses refused, each in `events`", i.blocked);
    iommu.number("maps", "", "Elements mapped for a request", i.maps);
    iommu.number("unmaps", "", "Elements unmapped after it", i.unmaps);
}

void describe_events(Entry& root, const RunCounters& counters) {
    root.list("events", "The scripted timeline as it happened", counters.events,
              [](Entry& entry, const TimelineEvent& event) {
                  entry.number("time_ps", "ps", "When", event.time.ps);
                  entry.text("text", "What", event.text);
              });
}

void describe_host(Entry& root, const ReportSource& source) {
    if (!source.info.host) {
        return;
    }
    const HostFigures& h = *source.info.host;
    const std::uint64_t ended = source.recorder.ended_count();
    Entry& host = root.object("host",
                              "What depends on the computer and on the way of "
                              "synchronising; --no-host leaves it out");
    host.set_optional();
    host.number("wall_us", "us", "Time that the simulation took", h.wall_us);
    host.number("requests_per_wall_s", "1/s", "Requests simulated in a second of that time",
                scaled_ratio(1000000, ended, h.wall_us));
    host.number("timed_events", "", "Timed notifications of the simulation kernel", h.timed_events);
    host.number("timed_events_per_request_milli", "1/1000", "The same for each request",
                scaled_ratio(1000, h.timed_events, ended));
    host.number("thread_resumes", "", "Times that a vCPU's thread was resumed", h.thread_resumes);
    host.number("agenda_steps", "", "Steps of the components' agenda", h.agenda_steps);
    host.number("peak_memory_kib", "KiB", "Most memory that the process used", h.peak_memory_kib);
    host.text("sync", "How vCPUs synchronise with the device", h.sync);
}

void describe_protocol(Entry& root, const RunInfo& info) {
    if (!info.protocol) return;
    Entry& protocol =
        root.object("protocol", "What the monitor saw of the protocol; absent with --no-monitor");
    protocol.set_optional();
    protocol.json("rules_exercised", "Rules that the run put to the test, by id",
                  info.protocol->rules);
    protocol.number("violations_count", "",
                    "How often a rule was broken; fails the run unless it is expected",
                    info.protocol->violations_count);
    protocol.list("violations", "The first of them", info.protocol->violations,
                  [](Entry& entry, const ProtocolViolation& violation) {
                      entry.text("rule", "Its id; `pvscsim list rules` says what it demands",
                                 violation.rule);
                      entry.number("at_ns", "ns", "When", violation.at_ns);
                      entry.text("what", "What happened", violation.what);
                      entry.json("evidence",
                                 "Lines: addresses, bytes before and after, the request's life, "
                                 "indices",
                                 violation.evidence);
                  });
    protocol.number("unwatched_count", "",
                    "How often the monitor lost sight of the rings, up to the next reset or set-up "
                    "of rings: what happens there breaks no rule for it",
                    info.protocol->unwatched_count);
    protocol.list("unwatched", "The first of them", info.protocol->unwatched,
                  [](Entry& entry, const ProtocolGap& gap) {
                      entry.number("since_ns", "ns", "From when on", gap.since_ns);
                      entry.json("until_ns", "Until when; null: the end",
                                 gap.until_ns ? nlohmann::ordered_json(*gap.until_ns)
                                              : nlohmann::ordered_json());
                      entry.text("reason", "A word for it", gap.reason);
                      entry.text("what", "What cannot be followed", gap.what);
                  });
}

}  // namespace

void describe_verdict(Entry& root, const Judgement& judgement) {
    root.text("verdict", "pass or fail", judgement.passed() ? "pass" : "fail");
    root.list("expectations", "What the scenario expected of this report", judgement.values,
              [](Entry& entry, const JudgedValue& value) {
                  entry.text("path", "Dotted path of the value", value.path);
                  entry.text("expected", "What it was to be", value.expected);
                  entry.json("actual", "What it is; null if there is no such value", value.actual);
                  entry.flag("held", "Whether it is as expected", value.held);
              });
    root.list(
        "failures", "Why the run failed apart from its expectations", judgement.failures,
        [](Entry& entry, const std::string& text) { entry.text("text", "The reason", text); });
}

void describe_report(Entry& root, const ReportSource& source) {
    describe_tool(root, source.info);
    describe_scenario(root, source.info);
    describe_verdict(root, source.judgement);
    root.number("simulated_ns", "ns", "Simulated time when the run ended",
                source.info.simulated.ns());
    describe_requests(root, source);
    describe_times(root, source);
    describe_work(root, source);
    describe_recovery(root, source.counters);
    describe_faults(root, source.counters);
    describe_protocol(root, source.info);
    describe_raw_guest(root, source.counters);
    describe_migrations(root, source.counters);
    describe_shared_backends(root, source.info);
    describe_neighbours(root, source.info);
    describe_iommu(root, source.counters);
    describe_events(root, source.counters);
    describe_host(root, source);
}

}  // namespace pvscsim::reports
