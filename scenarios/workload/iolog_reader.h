// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/workload/field_scanner.h"
#include "scenarios/workload/trace_reader.h"

namespace pvscsim::scenarios {

/// Reads fio's I/O logs, which say their version in the first line.
///
/// Version 2 has `file action` and `file action offset length`, offsets in bytes; time passes by
/// `file wait microseconds` alone, each counted from the wait before. Version 3 puts a time before
/// it, in microseconds as fio writes it, and has no wait. Actions are add, open, close, read,
/// write, sync, datasync (both a Flush) and trim (a Discard). A file must have been added before
/// its first request; files are numbered in the order of their `add`.
class IologReader final : public TraceReader {
public:
    /// Throws ConfigError if the first line names neither version.
    explicit IologReader(const std::filesystem::path& file);

    bool next(TraceRecord& record) override;
    std::string_view unit_name() const override { return "byte"; }
    std::uint32_t unit_bytes() const override { return 1; }

private:
    bool read_line(std::string_view line, TraceRecord& record);
    bool read_file_action(std::string_view file, std::string_view action);
    void read_wait(FieldScanner& fields);
    void read_request(std::string_view action, FieldScanner& fields, TraceRecord& record) const;
    std::uint32_t file_number(std::string_view file) const;
    std::uint64_t read_microseconds(std::string_view field) const;
    void expect_end(FieldScanner& fields) const;

    bool timed_ = false;  // version 3
    std::uint64_t now_ns_ = 0;
    std::vector<std::string> files_;
};

}  // namespace pvscsim::scenarios
