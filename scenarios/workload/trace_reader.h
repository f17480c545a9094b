// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "models/base/life_record.h"
#include "scenarios/workload/line_reader.h"
#include "scenarios/workload/workload_config.h"

namespace pvscsim::scenarios {

/// One request as a trace has it, before it is placed on a unit of the scenario.
struct TraceRecord {
    std::uint64_t time_ns = 0;       ///< on the trace's own clock
    std::uint64_t offset_bytes = 0;  ///< 0 for a Flush
    std::uint64_t bytes = 0;         ///< 0 only for a Flush
    std::uint32_t device = 0;        ///< devices or files, numbered as they appear in the trace
    std::uint16_t cpu = 0;
    IoKind kind = IoKind::Read;  ///< Read, Write, Flush or Discard
    bool fua = false;
};

/// The requests of one trace file, in the order of its lines.
class TraceReader {
public:
    /// Throws ConfigError if `file` cannot be read as text.
    explicit TraceReader(const std::filesystem::path& file) : lines_(file) {}
    virtual ~TraceReader() = default;
    TraceReader(const TraceReader&) = delete;
    TraceReader& operator=(const TraceReader&) = delete;

    /// Fills `record` wholly; false after the last request. Throws ConfigError, naming the line,
    /// for one that is malformed.
    virtual bool next(TraceRecord& record) = 0;

    /// What the format counts in, for messages about the request read last: "sector" or "byte".
    virtual std::string_view unit_name() const = 0;
    virtual std::uint32_t unit_bytes() const = 0;

    const LineReader& lines() const { return lines_; }

protected:
    LineReader lines_;
};

/// A reader for `kind`, which is Blktrace or Iolog.
std::unique_ptr<TraceReader> open_trace(WorkloadKind kind, const std::filesystem::path& file);

}  // namespace pvscsim::scenarios
