// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/base/sim_time.h"
#include "reports/protocol_findings.h"

namespace pvscsim::reports {

/// What a value of the report must be: bounds as JSON text, empty where there is none. A number is
/// compared as such; anything else only for equality.
struct ExpectedValue {
    std::string path;  ///< dotted, an array's element by its index: "targets.0.errors"
    std::string equals;
    std::string at_least;
    std::string at_most;
};

/// What depends on the computer that ran the simulation, or on the way in which it synchronised.
struct HostFigures {
    std::uint64_t wall_us = 0;
    std::uint64_t timed_events = 0;    ///< timed notifications of the SystemC kernel
    std::uint64_t thread_resumes = 0;  ///< of SC_THREADs
    std::uint64_t agenda_steps = 0;
    std::uint64_t peak_memory_kib = 0;
    std::string sync;  ///< how vCPUs synchronise: "on-demand" or "every-access"
};

/// What a target had of storage that it shared.
struct ShareFigures {
    std::uint32_t machine = 0;  ///< 0: the scenario's own; neighbours count from 1
    std::uint32_t target = 0;
    std::uint64_t requests = 0;
    SimTime service;  ///< sum over them, as is the next
    SimTime waited;
};

/// Storage that several targets share.
struct SharedBackendFigures {
    std::string name;
    std::uint32_t servers = 1;
    std::uint32_t waiting_max = 0;
    SimTime span;  ///< from the first arrival to the last end
    std::vector<ShareFigures> targets;
};

/// What was run.
struct RunInfo {
    std::string scenario;  ///< name
    std::string purpose;
    std::uint64_t seed = 0;
    nlohmann::ordered_json configuration;  ///< effective: reading it back repeats the run
    std::string tool_version;
    SimTime simulated;  ///< when the run ended
    std::vector<ExpectedValue> expected;
    std::vector<std::string> failures;         ///< why the run has failed whatever was expected
    std::optional<ProtocolFindings> protocol;  ///< absent: nobody watched
    std::vector<SharedBackendFigures> shared_backends;
    std::vector<nlohmann::ordered_json> neighbours;  ///< a report each, of machines beside this
    std::optional<HostFigures> host;                 ///< absent: left out
};

}  // namespace pvscsim::reports
