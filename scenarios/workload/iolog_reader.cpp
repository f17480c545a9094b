// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/iolog_reader.h"

#include <algorithm>
#include <limits>

#include "scenarios/workload/blktrace_reader.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kBytesMax = std::numeric_limits<std::uint64_t>::max() / 2;
constexpr std::uint64_t kMicrosecondsMax = std::numeric_limits<std::uint64_t>::max() / 2000;

}  // namespace

IologReader::IologReader(const std::filesystem::path& file) : TraceReader(file) {
    std::string_view line;
    lines_.next(line);
    timed_ = line == "fio version 3 iolog";
    if (!timed_ && line != "fio version 2 iolog") {
        lines_.fail("'fio version 2 iolog' or 'fio version 3 iolog'", line);
    }
}

bool IologReader::next(TraceRecord& record) {
    std::string_view line;
    while (lines_.next(line)) {
        if (read_line(line, record)) return true;
    }
    return false;
}

// True if the line is a request.
bool IologReader::read_line(std::string_view line, TraceRecord& record) {
    FieldScanner fields(line);
    if (fields.rest().empty()) return false;
    if (timed_) now_ns_ = read_microseconds(fields.next()) * 1000;
    const std::string_view file = fields.next();
    const std::string_view action = fields.next();
    if (read_file_action(file, action)) {
        expect_end(fields);
        return false;
    }
    if (action == "wait" && !timed_) {
        read_wait(fields);
        return false;
    }
    record = TraceRecord{};
    record.time_ns = now_ns_;
    read_request(action, fields, record);
    record.device = file_number(file);
    return true;
}

bool IologReader::read_file_action(std::string_view file, std::string_view action) {
    if (action != "add") return action == "open" || action == "close";
    if (std::find(files_.begin(), files_.end(), file) == files_.end()) files_.emplace_back(file);
    return true;
}

void IologReader::read_wait(FieldScanner& fields) {
    now_ns_ += read_microseconds(fields.next()) * 1000;
    if (now_ns_ > kMicrosecondsMax * 1000)
        lines_.fail("expected waits of at most 292 years in all, got more");
    fields.next();  // a length without meaning, where the writer of the log had a column for it
    expect_end(fields);
}

void IologReader::read_request(std::string_view action, FieldScanner& fields,
                               TraceRecord& record) const {
    if (action == "read") {
        record.kind = IoKind::Read;
    } else if (action == "write") {
        record.kind = IoKind::Write;
    } else if (action == "trim") {
        record.kind = IoKind::Discard;
    } else if (action == "sync" || action == "datasync") {
        record.kind = IoKind::Flush;
        return;  // offset and length, if they are there, have no meaning
    } else {
        lines_.fail(timed_ ? "read, write, sync, datasync, trim, add, open or close"
                           : "read, write, sync, datasync, trim, wait, add, open or close",
                    action);
    }
    const std::string_view offset = fields.next();
    const std::string_view length = fields.next();
    if (!parse_decimal(offset, record.offset_bytes) || record.offset_bytes > kBytesMax) {
        lines_.fail("an offset in bytes", offset);
    }
    if (!parse_decimal(length, record.bytes) || record.bytes == 0 || record.bytes > kBytesMax) {
        lines_.fail("a length in bytes", length);
    }
    expect_end(fields);
}

std::uint32_t IologReader::file_number(std::string_view file) const {
    const auto found = std::find(files_.begin(), files_.end(), file);
    if (found == files_.end()) lines_.fail("a file that was added before", file);
    return static_cast<std::uint32_t>(found - files_.begin());
}

std::uint64_t IologReader::read_microseconds(std::string_view field) const {
    std::uint64_t value = 0;
    if (!parse_decimal(field, value) || value > kMicrosecondsMax) {
        lines_.fail("a time in microseconds", field);
    }
    return value;
}

void IologReader::expect_end(FieldScanner& fields) const {
    if (!fields.rest().empty()) lines_.fail("the end of the line", fields.rest());
}

std::unique_ptr<TraceReader> open_trace(WorkloadKind kind, const std::filesystem::path& file) {
    if (kind == WorkloadKind::Iolog) return std::make_unique<IologReader>(file);
    return std::make_unique<BlktraceReader>(file);
}

}  // namespace pvscsim::scenarios
