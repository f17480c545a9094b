// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// What is wrong with a value of a scenario.
struct RuleProblem {
    std::string path;  ///< JSON pointer
    std::string text;  ///< what is allowed, and what was given
};

/// The buffer that each of the workload's requests has, if the largest moves `transfer_bytes_max`.
std::uint64_t buffer_bytes(const WorkloadConfig& workload, std::uint64_t transfer_bytes_max);

/// The buffers of the script's commands: as many as are outstanding at a time.
struct ScriptBuffers {
    std::uint64_t count = 0;
    std::uint64_t each_bytes = 0;
};
ScriptBuffers script_buffers(const Scenario& scenario);
/// Whether guest memory holds them.
std::optional<RuleProblem> script_buffer_problem(const Scenario& scenario);

/// Whether the driver can take the workload's largest request, and guest memory holds all buffers.
std::optional<RuleProblem> buffer_problem(const Scenario& scenario,
                                          std::uint64_t transfer_bytes_max);

/// Throws ConfigError for what buffer_problem() finds.
void check_buffers(const Scenario& scenario, std::uint64_t transfer_bytes_max);

}  // namespace pvscsim::scenarios
