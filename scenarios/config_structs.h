// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/fault_plan.h"
#include "models/device/device_config.h"
#include "models/engine/disk_config.h"
#include "models/host/machine_config.h"
#include "pvscsim/driver/adapter_config.h"
#include "scenarios/workload/workload_config.h"

namespace pvscsim::scenarios {

using pvscsim::FaultConfig;
using pvscsim::FaultEffect;
using pvscsim::FaultPoint;

enum class ScriptAction : std::uint8_t { HotAdd, HotRemove };

/// One step of the script, at a simulated time or when so many requests have completed.
struct ScriptStep {
    std::optional<std::uint64_t> at_us;
    std::optional<std::uint64_t> after_completed;
    ScriptAction action = ScriptAction::HotAdd;
    std::uint32_t target = 0;
};

/// An expectation: the value at a dotted path of the report against exact bounds (decimal text
/// kept as written, compared as numbers; strings compare equal only).
struct Expectation {
    std::string path;
    std::string equals;  ///< JSON text, empty: not used
    std::string at_least;
    std::string at_most;
};

/// One experiment, resolved and checked.
struct Scenario {
    std::string name;  ///< the file's name without .json
    std::string file;  ///< as given by the user
    std::string purpose;
    std::uint64_t seed = 1;
    std::uint64_t simulated_max_ms = 600000;  ///< a run that lasts longer has failed
    MachineConfig machine;
    DeviceConfig device;
    driver::AdapterConfig driver;
    std::vector<TargetConfig> targets{TargetConfig{}};
    WorkloadConfig workload;
    std::vector<FaultConfig> faults;
    std::vector<ScriptStep> script;
    std::vector<Expectation> expectations;
};

}  // namespace pvscsim::scenarios
