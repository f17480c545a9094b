// SPDX-License-Identifier: Apache-2.0
// What must fit together across the sections of a scenario.
#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "scenarios/config/buffer_rules.h"
#include "scenarios/config/scenario_reader.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

std::string text_of(std::uint64_t number) {
    return std::to_string(number);
}

/// Which group of `targets` an id belongs to; -1: none.
using Owners = std::array<int, 256>;

Owners check_target_ids(const Node& node, const Scenario& scenario) {
    Owners owners;
    owners.fill(-1);
    std::uint64_t disks = 0;
    for (std::size_t i = 0; i < scenario.targets.size(); ++i) {
        const TargetConfig& group = scenario.targets[i];
        for (std::uint32_t id = group.first_id; id < group.first_id + group.count; ++id) {
            if (id >= scenario.device.max_targets) {
                throw node.problem_at("targets", "expected ids below \"device/max_targets\" (" +
                                                     text_of(scenario.device.max_targets) +
                                                     "), got " + text_of(id));
            }
            if (owners[id] >= 0) {
                throw node["targets"][i].problem("expected ids of its own, got " + text_of(id) +
                                                 " of /targets/" +
                                                 text_of(static_cast<unsigned>(owners[id])));
            }
            owners[id] = static_cast<int>(i);
        }
        if (group.luns > scenario.device.luns_max) {
            throw node["targets"][i].problem_at("luns", "expected at most \"device/luns_max\" (" +
                                                            text_of(scenario.device.luns_max) +
                                                            "), got " + text_of(group.luns));
        }
        disks += group.count;
    }
    if (disks > scenario.device.disks_max) {
        throw node.problem_at("targets", "expected at most \"device/disks_max\" (" +
                                             text_of(scenario.device.disks_max) + ") in all, got " +
                                             text_of(disks));
    }
    return owners;
}

/// Steps about one logical unit of a declared target; `detached` has those that are away by then.
void check_unit_step(const Node& place, const Scenario& scenario, const TargetConfig& target,
                     const ScriptStep& step, std::set<std::uint32_t>& detached) {
    if (step.lun >= target.luns) {
        throw place.problem_at("lun", "expected a logical unit of the target (below " +
                                          text_of(target.luns) + "), got " + text_of(step.lun));
    }
    if (step.action == ScriptAction::Resize) {
        const bool whole = scenario.workload.kind == WorkloadKind::Synthetic &&
                           scenario.workload.region_blocks == 0;
        const std::uint64_t least =
            whole ? target.capacity_blocks : scenario.workload.region_blocks;
        if (step.capacity_blocks < least || step.capacity_blocks > target.capacity_blocks) {
            throw place.problem_at("capacity_blocks",
                                   "expected at least what the workload uses (" + text_of(least) +
                                       ") and at most the target's \"capacity_blocks\" (" +
                                       text_of(target.capacity_blocks) + "), got " +
                                       text_of(step.capacity_blocks));
        }
        return;
    }
    const bool add = step.action == ScriptAction::AddLun;
    if (!add && step.action != ScriptAction::RemoveLun) {
        return;
    }
    const std::uint32_t unit = step.target << 8 | step.lun;
    if (step.lun == 0 || (detached.count(unit) != 0) != add) {
        throw place.problem_at("lun", std::string("expected a unit above 0 that is ") +
                                          (add ? "away" : "there") + " by then, got " +
                                          text_of(step.lun));
    }
    if (add) {
        detached.erase(unit);
    } else {
        detached.insert(unit);
    }
}

void check_script(const Node& node, const Scenario& scenario, const Owners& owners) {
    std::array<bool, 256> present{};
    for (std::size_t id = 0; id < owners.size(); ++id) {
        present[id] =
            owners[id] >= 0 && scenario.targets[static_cast<std::size_t>(owners[id])].present;
    }
    std::set<std::uint32_t> detached;
    for (std::size_t i = 0; i < scenario.script.size(); ++i) {
        const ScriptStep& step = scenario.script[i];
        const Node place = node["script"][i];
        if (step.action == ScriptAction::Scsi) {
            if (step.commands.empty())
                throw place.problem_at("commands", "expected a command, got none");
            continue;
        }
        if (step.action == ScriptAction::Guest && step.vcpu >= scenario.machine.vcpus) {
            throw place.problem_at("vcpu", "expected less than \"machine/vcpus\" (" +
                                               text_of(scenario.machine.vcpus) + "), got " +
                                               text_of(step.vcpu));
        }
        if (step.action == ScriptAction::IommuUnmap &&
            scenario.machine.iommu.mode != IommuMode::Strict) {
            throw place["do"].problem(
                "expected \"machine/iommu/mode\" to be \"strict\" for \"iommu_unmap\"");
        }
        if (step.action == ScriptAction::FunctionReset && !scenario.device.express) {
            throw place.problem_at("do", "expected \"device/express\" for a function-level reset");
        }
        const bool plugs =
            step.action == ScriptAction::HotAdd || step.action == ScriptAction::HotRemove;
        const bool one_unit =
            step.action == ScriptAction::ResetUnit || step.action == ScriptAction::AddLun ||
            step.action == ScriptAction::RemoveLun || step.action == ScriptAction::Resize;
        if (!plugs && !one_unit) {
            continue;
        }
        if (owners[step.target] < 0) {
            throw place["target"].problem("expected the id of a declared target, got " +
                                          text_of(step.target));
        }
        if (one_unit) {
            const auto owner = static_cast<std::size_t>(owners[step.target]);
            check_unit_step(place, scenario, scenario.targets[owner], step, detached);
            continue;
        }
        const bool add = step.action == ScriptAction::HotAdd;
        if (present[step.target] == add) {
            throw place.problem_at("do", std::string("expected a target that is ") +
                                             (add ? "absent" : "present") +
                                             " by then, got target " + text_of(step.target));
        }
        present[step.target] = add;
    }
}

/// A fault of a target that is not there would never strike.
void check_faults(const Node& node, const Scenario& scenario, const Owners& owners) {
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        const std::uint64_t target = scenario.faults[i].target;
        if (target != FaultConfig::kUnset && owners[target] < 0) {
            throw node["faults"][i]["target"].problem("expected the id of a declared target, got " +
                                                      text_of(target));
        }
    }
}

/// Sizes and region must suit every target: a request may go to any.
void check_sizes(const Node& node, const Scenario& scenario) {
    const WorkloadConfig& workload = scenario.workload;
    std::uint64_t largest = 0;
    for (std::size_t i = 0; i < workload.sizes.size(); ++i) {
        largest = std::max<std::uint64_t>(largest, workload.sizes[i].bytes);
    }
    for (const TargetConfig& target : scenario.targets) {
        for (std::size_t i = 0; i < workload.sizes.size(); ++i) {
            if (workload.sizes[i].bytes % target.block_bytes != 0) {
                throw node.problem_below("/workload/sizes", "expected multiples of the block of " +
                                                                text_of(target.block_bytes) +
                                                                " bytes, got " +
                                                                text_of(workload.sizes[i].bytes));
            }
        }
        if (workload.region_blocks > target.capacity_blocks) {
            throw node.problem_below("/workload/region_blocks",
                                     "expected at most \"capacity_blocks\" (" +
                                         text_of(target.capacity_blocks) + "), got " +
                                         text_of(workload.region_blocks));
        }
        const std::uint64_t blocks =
            workload.region_blocks != 0 ? workload.region_blocks : target.capacity_blocks;
        if (blocks * target.block_bytes < largest) {
            throw node.problem_below(
                "/workload/sizes", "expected at most the " + text_of(blocks * target.block_bytes) +
                                       " bytes in use of a unit, got " + text_of(largest));
        }
    }
    if (const auto problem = buffer_problem(scenario, largest)) {
        throw node.problem_below(problem->path, problem->text);
    }
}

/// Targets name shared backends that are there.
void check_shared_names(const Node& node, const Scenario& scenario) {
    std::string names;
    for (const SharedBackendConfig& shared : scenario.shared_backends) {
        names += (names.empty() ? "\"" : ", \"") + shared.name + "\"";
    }
    for (std::size_t i = 0; i < scenario.targets.size(); ++i) {
        const std::string& name = scenario.targets[i].shared_backend;
        const auto& all = scenario.shared_backends;
        const bool known =
            std::any_of(all.begin(), all.end(),
                        [&name](const SharedBackendConfig& shared) { return shared.name == name; });
        if (name.empty() || known) continue;
        throw node["targets"][i].problem_at(
            "shared_backend",
            names.empty()
                ? "expected none, as there are no \"shared_backends\", got \"" + name + "\""
                : "expected one of " + names + ", got \"" + name + "\"");
    }
}

std::uint64_t units_on(const std::string& name, const std::vector<TargetConfig>& targets) {
    std::uint64_t units = 0;
    for (const TargetConfig& target : targets) {
        if (target.shared_backend == name) units += std::uint64_t{target.count} * target.luns;
    }
    return units;
}

/// Each has a name of its own, and something to serve.
void check_shared_backends(const Node& node, const Scenario& scenario) {
    constexpr std::uint64_t kUnitsMax = 65536;
    std::set<std::string> names;
    for (std::size_t i = 0; i < scenario.shared_backends.size(); ++i) {
        const std::string& name = scenario.shared_backends[i].name;
        const Node place = node["shared_backends"][i];
        if (!names.insert(name).second) {
            throw place.problem_at("name", "expected a name of its own, got \"" + name + "\"");
        }
        std::uint64_t units = units_on(name, scenario.targets);
        for (const NeighbourConfig& each : scenario.neighbours) {
            units += units_on(name, each.targets);
        }
        if (units == 0 || units > kUnitsMax) {
            throw place.problem("expected 1 to " + text_of(kUnitsMax) +
                                " logical units of targets that name it, got " + text_of(units));
        }
    }
}

/// What must fit together in one machine.
void check_machine(const Node& node, const Scenario& scenario) {
    if (scenario.machine.shared_line_per_s != 0 &&
        scenario.driver.interrupt_mode != driver::InterruptMode::Intx) {
        throw node.problem_below("/machine/shared_line_per_s",
                                 "expected 0 unless \"driver/interrupt_mode\" is \"intx\", got " +
                                     text_of(scenario.machine.shared_line_per_s));
    }
    const Owners owners = check_target_ids(node, scenario);
    check_shared_names(node, scenario);
    check_script(node, scenario, owners);
    check_faults(node, scenario, owners);
    const bool any_present = std::any_of(scenario.targets.begin(), scenario.targets.end(),
                                         [](const TargetConfig& target) { return target.present; });
    if (!any_present && scenario.workload.kind != WorkloadKind::Boot) {
        throw node.problem_at("targets", "expected one that is present from the start, got none");
    }
    if (const auto problem = script_buffer_problem(scenario)) {
        throw node.problem_below(problem->path, problem->text);
    }
    if (scenario.workload.kind == WorkloadKind::Synthetic) {
        check_sizes(node, scenario);
    }
}

}  // namespace

Scenario neighbour_scenario(const Scenario& scenario, std::size_t index) {
    const NeighbourConfig& neighbour = scenario.neighbours[index];
    Scenario own;
    own.name = scenario.name;
    own.file = scenario.file;
    own.purpose = scenario.purpose;
    own.seed = neighbour.seed;
    own.simulated_max_ms = scenario.simulated_max_ms;
    own.machine = scenario.machine;
    own.device = neighbour.device;
    own.driver = neighbour.driver;
    own.targets = neighbour.targets;
    own.shared_backends = scenario.shared_backends;
    own.workload = neighbour.workload;
    return own;
}

void validate_scenario(const Node& node, const Scenario& scenario) {
    for (std::size_t i = 0; i < scenario.neighbours.size(); ++i) {
        check_machine(node["neighbours"][i], neighbour_scenario(scenario, i));
    }
    check_shared_backends(node, scenario);
    check_machine(node, scenario);
}

}  // namespace pvscsim::scenarios
