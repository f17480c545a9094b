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
#include "pvscsim/driver/request.h"
#include "scenarios/raw_action.h"
#include "scenarios/workload/workload_config.h"

namespace pvscsim::scenarios {

using pvscsim::FaultConfig;
using pvscsim::FaultEffect;
using pvscsim::FaultPoint;

enum class ScriptAction : std::uint8_t {
    HotAdd,
    HotRemove,
    Scsi,
    ResetUnit,
    ResetBus,
    ResetAdapter,
    Abort,
    RemoveAdapter,
    AddLun,
    RemoveLun,
    Resize,
    Guest,
    IommuUnmap,
    Suspend,
    FunctionReset,
    SaveRestore,
    Migrate
};

/// How a guest moves to another adapter. Live: it notices nothing but a pause, or stays where it
/// is. Suspended: its driver lets go before, and finds the other adapter after.
enum class MigrationWay : std::uint8_t { Live, Suspended };

/// How a command of the script ended, or must.
enum class ScriptedEnd : std::uint8_t {
    Good,
    ConditionMet,
    CheckCondition,
    Busy,
    ReservationConflict,
    TaskSetFull,
    TaskAborted,
    NoTarget,
    Aborted,
    Reset,
    DataOverrun,
    Failed,
    Any
};

/// One SCSI command of a step of the script, and how it must end. Data as hexadecimal text.
struct ScriptedCommand {
    std::string cdb;
    std::optional<std::uint64_t> lun;  ///< another than the step's
    std::uint32_t initiator = 0;       ///< 0: the guest; others reach the target past the adapter
    driver::TaskAttribute attribute = driver::TaskAttribute::Simple;
    std::string data_out;
    std::uint32_t data_out_bytes = 0;  ///< `data_out` is repeated so far; 0: once
    std::uint32_t data_in_bytes = 0;
    std::uint32_t times = 1;
    bool together = false;  ///< sent though those before it have not ended
    ScriptedEnd status = ScriptedEnd::Good;
    std::string sense;    ///< "key/asc/ascq", hexadecimal; empty: any
    std::string data_in;  ///< its beginning, ".." for any byte; empty: any
    std::optional<std::uint64_t> residual;

    /// Bytes of the command's data, whichever way they go.
    std::uint32_t data_bytes() const;
};

/// One step of the script, at a simulated time or when so many requests have completed.
struct ScriptStep {
    std::optional<std::uint64_t> at_us;
    std::optional<std::uint64_t> after_completed;
    ScriptAction action = ScriptAction::HotAdd;
    std::uint32_t target = 0;
    std::uint32_t lun = 0;
    std::uint64_t capacity_blocks = 0;
    std::uint32_t count = 1;  ///< Abort: so many of the oldest requests outstanding
    std::vector<ScriptedCommand> commands;
    std::uint32_t vcpu = 0;              ///< which executes `actions`
    std::vector<RawAction> actions;      ///< of Guest
    std::uint64_t duration_us = 100000;  ///< Suspend, FunctionReset, Migrate
    MigrationWay way = MigrationWay::Live;
    DeviceConfig to;  ///< Migrate: the other adapter
};

/// An expectation: the value at a dotted path of the report against exact bounds (decimal text
/// kept as written, compared as numbers; strings compare equal only).
struct Expectation {
    std::string path;
    std::string equals;  ///< JSON text, empty: not used
    std::string at_least;
    std::string at_most;
};

/// Storage for several targets, of the scenario's machine and of its neighbours.
struct SharedBackendConfig {
    std::string name;
    std::string preset;  ///< as TargetConfig::preset
    BackendConfig backend;
};

/// Another machine on the same host: like the scenario's own, with an adapter, disks and a workload
/// of its own.
struct NeighbourConfig {
    std::uint64_t seed = 1;
    bool share_worker = false;  ///< the scenario's adapter and this one have one worker
    DeviceConfig device;
    driver::AdapterConfig driver;
    std::vector<TargetConfig> targets{TargetConfig{}};
    WorkloadConfig workload;
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
    std::vector<SharedBackendConfig> shared_backends;
    WorkloadConfig workload;
    std::vector<FaultConfig> faults;
    std::vector<ScriptStep> script;
    std::vector<NeighbourConfig> neighbours;
    std::vector<Expectation> expectations;

    /// Which of `shared_backends` serves `target`, or their number if none does.
    std::size_t shared_backend(const TargetConfig& target) const {
        std::size_t i = 0;
        while (i < shared_backends.size() && shared_backends[i].name != target.shared_backend) ++i;
        return i;
    }
    const BackendConfig& backend_of(const TargetConfig& target) const {
        const std::size_t shared = shared_backend(target);
        return shared == shared_backends.size() ? target.backend : shared_backends[shared].backend;
    }
};

}  // namespace pvscsim::scenarios
