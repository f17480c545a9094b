// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "models/base/life_record.h"
#include "models/base/sim_time.h"
#include "models/engine/disk_config.h"
#include "scenarios/workload/workload_config.h"

namespace pvscsim::scenarios {

/// One request that the guest makes of a logical unit.
struct IoRequest {
    /// Not to be submitted before; from the run's start, never less than the request before.
    /// Zero throughout in a closed loop and with Pacing::Depth.
    SimTime earliest;
    std::uint64_t lba = 0;     ///< in blocks of the unit; 0 for a Flush
    std::uint64_t blocks = 0;  ///< a Discard may cover the whole unit; 0 only for a Flush
    std::uint16_t target = 0;
    std::uint16_t lun = 0;
    /// Who submits it, to be reduced modulo the number of vCPUs: the recorded processor of a
    /// blktrace replay, else requests take turns.
    std::uint16_t vcpu = 0;
    IoKind kind = IoKind::Read;  ///< Read, Write, Flush or Discard
    bool fua = false;            ///< a Write that must be on the medium before it completes
};

/// Where a run's requests come from, in order, one at a time or several long before they are made.
/// Depth and think time are kept by whoever pulls.
class IoSource {
public:
    virtual ~IoSource() = default;

    /// Fills `request` wholly and returns true; false, again and again, when there are no more.
    /// Throws ConfigError only if a trace has changed since it was checked.
    virtual bool next(IoRequest& request) = 0;
    /// The next `count` from `requests` on; fewer only if there are no more. Returns how many.
    virtual std::size_t draw(IoRequest* requests, std::size_t count) {
        std::size_t drawn = 0;
        while (drawn < count && next(requests[drawn])) ++drawn;
        return drawn;
    }

    /// How many requests there are in all; 0 for Boot, which has none of its own.
    virtual std::uint64_t total() const = 0;

    /// The most data that one request moves, at most 8 MiB; what a buffer must hold.
    virtual std::uint64_t transfer_bytes_max() const = 0;
};

/// The source that `config` describes, over every logical unit of the targets that are present
/// from the start, in the order of `targets`. Both have been validated together by their reader. A
/// trace's `file` is looked up in `scenario_dir` unless absolute; as much of it as the run uses is
/// read and checked here.
///
/// Throws ConfigError, naming file and line, for a trace that cannot be read, is malformed or does
/// not fit the units.
std::unique_ptr<IoSource> make_source(const WorkloadConfig& config,
                                      const std::vector<TargetConfig>& targets, std::uint64_t seed,
                                      const std::filesystem::path& scenario_dir);

}  // namespace pvscsim::scenarios
