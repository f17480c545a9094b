// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenarios/config/section_fields.h"
#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

// The tables of the scenario language, one a section. Each is built once and lives for ever.

const Section<VcpuCosts>& costs_section();
const Section<IommuConfig>& iommu_section();
const Section<MachineConfig>& machine_section();
const Section<CoalescingConfig>& coalescing_section();
const Section<DynamicDepthConfig>& dynamic_depth_section();
const Section<WorkerConfig>& worker_section();
const Section<DeviceConfig>& device_section();
const Section<driver::AdapterConfig>& driver_section();
const Section<LatencyConfig>& latency_section();
const Section<PmemConfig>& pmem_section();
const Section<NvmeTcpConfig>& nvme_tcp_section();
const Section<BackendConfig>& backend_section();
const Section<TargetConfig>& target_section();
const Section<SharedBackendConfig>& shared_backend_section();
const Section<WorkloadConfig>& workload_section();
const Section<FaultConfig>& fault_section();
const Section<ScriptedCommand>& scripted_command_section();
const Section<RawAction>& raw_action_section();
const Section<ScriptStep>& step_section();
const Section<Scenario>& scenario_section();

/// The `schema` that a scenario file names.
inline constexpr std::string_view kScenarioSchema = "pvscsim-scenario/1";

/// Checks across sections. `node` is the whole document.
void validate_scenario(const Node& node, const Scenario& scenario);

/// Bounds that keep every sum of simulated times within SimTime.
inline constexpr std::uint64_t kCyclesMax = 10'000'000;
inline constexpr std::uint64_t kSpanNsMax = 100'000'000'000;      ///< 100 s
inline constexpr std::uint64_t kSimulatedMsMax = 10'000'000'000;  ///< 115 days
inline constexpr std::uint64_t kCountMax = 1'000'000'000'000;

}  // namespace pvscsim::scenarios
