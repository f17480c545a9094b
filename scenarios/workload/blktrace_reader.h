// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scenarios/workload/field_scanner.h"
#include "scenarios/workload/trace_reader.h"

namespace pvscsim::scenarios {

/// Reads the default text output of blkparse: one event a line,
/// `major,minor cpu sequence seconds.nanoseconds pid action rwbs sector + sectors [process]`.
///
/// Each event D (issued to the driver) is a request; other events and the summary that blkparse
/// appends are passed over. `rwbs` names the operation (R read, W write, D discard; F without
/// data: flush), then its flags, of which a second F asks for forced unit access. Pass-through
/// commands, which list their bytes in place of sectors, are passed over too.
class BlktraceReader final : public TraceReader {
public:
    using TraceReader::TraceReader;

    bool next(TraceRecord& record) override;
    std::string_view unit_name() const override { return "sector"; }
    std::uint32_t unit_bytes() const override { return 512; }

private:
    bool read_event(std::string_view line, TraceRecord& record);
    void read_operation(std::string_view rwbs, TraceRecord& record) const;
    bool read_extent(FieldScanner& fields, TraceRecord& record) const;
    std::uint64_t read_time(std::string_view field) const;
    std::uint64_t read_device(std::string_view field) const;
    std::uint32_t device_number(std::uint64_t device);

    std::vector<std::uint64_t> devices_;  // major << 32 | minor, in order of their requests
};

}  // namespace pvscsim::scenarios
