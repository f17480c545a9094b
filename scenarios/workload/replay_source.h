// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "scenarios/workload/io_source.h"
#include "scenarios/workload/trace_reader.h"
#include "scenarios/workload/units.h"

namespace pvscsim::scenarios {

/// The requests of a trace, placed on the units of the scenario: the trace's first device or file
/// is the first unit, and so on. Times count from the first request that is replayed.
///
/// The constructor reads all that the run will use, so that what is wrong is said before simulated
/// time starts, and keeps the first 65,536 requests (2 MiB); a longer trace is read a second time
/// from there on while the run goes on. Memory does not depend on the trace's length.
class ReplaySource final : public IoSource {
public:
    /// No request of a replay moves more.
    static constexpr std::uint64_t kTransferBytesMax = 8ULL << 20;

    /// Throws ConfigError for what is wrong with the trace or does not fit the units: an address
    /// beyond the capacity or not on a block, time that runs backwards, nothing to replay.
    ReplaySource(const WorkloadConfig& config, std::vector<Unit> units, std::filesystem::path file);

    bool next(IoRequest& request) override;
    std::uint64_t total() const override { return total_; }
    std::uint64_t transfer_bytes_max() const override { return transfer_bytes_max_; }

private:
    void open();
    bool read(IoRequest& request);
    void place(IoRequest& request) const;
    void check_extent(const Unit& unit) const;
    SimTime pace(std::uint64_t since_start_ns) const;

    WorkloadConfig config_;
    std::vector<Unit> units_;
    std::filesystem::path file_;
    std::unique_ptr<TraceReader> reader_;  // null while requests come from `kept_`
    TraceRecord record_;
    std::vector<IoRequest> kept_;
    std::uint64_t start_ns_ = 0;
    std::uint64_t last_ns_ = 0;
    std::uint64_t skipped_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t transfer_bytes_max_ = 0;
    std::uint64_t given_ = 0;
    std::uint64_t read_ = 0;  // by `reader_`, those skipped left out
};

}  // namespace pvscsim::scenarios
