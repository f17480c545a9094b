// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/buffer_rules.h"

#include <algorithm>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
// The driver's rings, lists and sense buffers and the guest's own questions: 7 MiB at the most. A
// gap of 64 bytes after 7 buffers: 0.6 MiB.
constexpr std::uint64_t kDriverMib = 8;
// What the guest has beside its driver: the buffer of raw actions and its guards.
constexpr std::uint64_t kRawMib = 2;

std::uint64_t rounded_up(std::uint64_t number, std::uint64_t unit) {
    return (number + unit - 1) / unit * unit;
}

}  // namespace

std::uint64_t buffer_bytes(const WorkloadConfig& workload, std::uint64_t transfer_bytes_max) {
    // A page at least: lists of blocks to discard go there too.
    return rounded_up(std::max(transfer_bytes_max, kPageBytes), workload.segment_bytes);
}

ScriptBuffers script_buffers(const Scenario& scenario) {
    ScriptBuffers buffers;
    std::uint64_t together = 0;
    for (const ScriptStep& step : scenario.script) {
        for (const ScriptedCommand& command : step.commands) {
            const std::uint64_t bytes = std::max<std::uint64_t>(command.data_bytes(), 1);
            together = command.together ? together + command.times : 1;
            buffers.count = std::max(buffers.count, together);
            buffers.each_bytes = std::max(buffers.each_bytes, rounded_up(bytes, kPageBytes));
        }
    }
    return buffers;
}

std::optional<RuleProblem> script_buffer_problem(const Scenario& scenario) {
    const std::uint64_t room_bytes = scenario.machine.work_memory_bytes() - (kDriverMib << 20);
    const ScriptBuffers buffers = script_buffers(scenario);
    if (buffers.count * buffers.each_bytes <= room_bytes) return std::nullopt;
    return RuleProblem{
        "/script", "expected at most " + std::to_string(room_bytes / buffers.each_bytes) +
                       " commands together with buffers of " + std::to_string(buffers.each_bytes) +
                       " bytes, for which \"machine/memory_mib\" (" +
                       std::to_string(scenario.machine.memory_mib) + ") has room, got " +
                       std::to_string(buffers.count)};
}

std::optional<RuleProblem> buffer_problem(const Scenario& scenario,
                                          std::uint64_t transfer_bytes_max) {
    const WorkloadConfig& workload = scenario.workload;
    const std::uint64_t elements_max = scenario.driver.elements_max;
    if (transfer_bytes_max > elements_max * workload.segment_bytes) {
        const std::uint64_t least = (transfer_bytes_max + elements_max - 1) / elements_max;
        return RuleProblem{
            "/workload/segment_bytes",
            "expected at least " + std::to_string(rounded_up(least, 512)) +
                ", so that \"driver/elements_max\" (" + std::to_string(elements_max) +
                ") pieces hold the largest request (" + std::to_string(transfer_bytes_max) +
                " bytes), got " + std::to_string(workload.segment_bytes)};
    }
    const bool raw = std::any_of(scenario.script.begin(), scenario.script.end(),
                                 [](const auto& s) { return s.action == ScriptAction::Guest; });
    const std::uint64_t other_mib = kDriverMib + (raw ? kRawMib : 0);
    const ScriptBuffers of_script = script_buffers(scenario);
    const std::uint64_t room_bytes = scenario.machine.work_memory_bytes() - (other_mib << 20) -
                                     of_script.count * of_script.each_bytes;
    const std::uint64_t each_bytes =
        rounded_up(buffer_bytes(workload, transfer_bytes_max), kPageBytes);
    if (workload.depth * each_bytes > room_bytes) {
        return RuleProblem{"/workload/depth",
                           "expected at most " + std::to_string(room_bytes / each_bytes) +
                               " buffers of " + std::to_string(each_bytes) +
                               " bytes, for which \"machine/memory_mib\" (" +
                               std::to_string(scenario.machine.memory_mib) + ") has room, got " +
                               std::to_string(workload.depth)};
    }
    return std::nullopt;
}

void check_buffers(const Scenario& scenario, std::uint64_t transfer_bytes_max) {
    const auto problem = buffer_problem(scenario, transfer_bytes_max);
    if (!problem) return;
    throw ConfigError(scenario.file == "-" ? "standard input" : scenario.file, "#" + problem->path,
                      problem->text);
}

}  // namespace pvscsim::scenarios
