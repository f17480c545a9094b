// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/blktrace_reader.h"

#include <algorithm>
#include <array>
#include <limits>

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kSectorsMax = std::numeric_limits<std::uint64_t>::max() / 512 / 2;

// How the lines begin that blkparse prints before and after the events.
constexpr std::array<std::string_view, 14> kSummaryStarts{
    {"CPU", "Total (", "Throughput ", "Events (", "Skips: ", "Input file ", "Reads ", "Read ",
     "PC Read", "IO unplugs", "Timer unplugs", "Allocation wait", "Dispatch wait",
     "Completion wait"}};

// What blkparse prints as an event's action.
constexpr std::array<std::string_view, 18> kActions{
    {"A", "B", "C", "D", "F", "G", "I", "M", "P", "Q", "R", "S", "T", "U", "UT", "W", "X", "m"}};

bool is_summary(std::string_view text) {
    return text.empty() || std::any_of(kSummaryStarts.begin(), kSummaryStarts.end(),
                                       [text](std::string_view start) {
                                           return text.substr(0, start.size()) == start;
                                       });
}

}  // namespace

bool BlktraceReader::next(TraceRecord& record) {
    std::string_view line;
    while (lines_.next(line)) {
        if (read_event(line, record)) return true;
    }
    return false;
}

// True if the line is a request. What every event has is checked for those passed over as well, so
// that a file of another kind is refused at its first line.
bool BlktraceReader::read_event(std::string_view line, TraceRecord& record) {
    FieldScanner fields(line);
    if (is_summary(fields.rest())) return false;
    const std::string_view device = fields.next();
    const std::string_view cpu = fields.next();
    const std::string_view sequence = fields.next();
    const std::string_view time = fields.next();
    const std::string_view pid = fields.next();
    const std::string_view action = fields.next();
    std::uint64_t number = 0;
    record = TraceRecord{};
    const std::uint64_t device_key = read_device(device);
    if (!parse_decimal(cpu, record.cpu)) lines_.fail("the number of a CPU (field 2)", cpu);
    if (!parse_decimal(sequence, number)) lines_.fail("a sequence number (field 3)", sequence);
    record.time_ns = read_time(time);
    if (!parse_decimal(pid, number)) lines_.fail("a process id (field 5)", pid);
    if (std::find(kActions.begin(), kActions.end(), action) == kActions.end()) {
        lines_.fail("an action such as Q, D or C (field 6)", action);
    }
    if (action != "D") return false;
    const std::string_view rwbs = fields.next();
    // Pass-through: a byte count or nothing, then perhaps the bytes in parentheses.
    if (rwbs == "N") return false;
    read_operation(rwbs, record);
    if (record.kind != IoKind::Flush && !read_extent(fields, record)) return false;
    record.device = device_number(device_key);
    return true;
}

// blkparse writes an F for a flush before the operation and one for forced unit access after it;
// a flush alone is FN, or FF from newer kernels' own formatter. A write whose F comes first has
// had its flush as a request of its own when it is issued.
void BlktraceReader::read_operation(std::string_view rwbs, TraceRecord& record) const {
    const bool flush_first = !rwbs.empty() && rwbs.front() == 'F';
    std::string_view rest = rwbs.substr(flush_first ? 1 : 0);
    const char operation = rest.empty() ? 'N' : rest.front();
    if (!rest.empty()) rest.remove_prefix(1);
    const bool flags_known = rest.find_first_not_of("FASME") == std::string_view::npos;
    record.fua = rest.find('F') != std::string_view::npos;
    if (flush_first && (operation == 'N' || operation == 'F')) {
        record.kind = IoKind::Flush;
    } else if (operation == 'W') {
        record.kind = IoKind::Write;
    } else if (operation == 'R' && !flush_first) {
        record.kind = IoKind::Read;
    } else if (operation == 'D' && !flush_first) {
        record.kind = IoKind::Discard;
    } else {
        lines_.fail("R, W, D or F and flags (field 7)", rwbs);
    }
    if (!flags_known) lines_.fail("R, W, D or F and flags of F, A, S, M, E (field 7)", rwbs);
}

// False for a pass-through command.
bool BlktraceReader::read_extent(FieldScanner& fields, TraceRecord& record) const {
    const std::string_view start = fields.next();
    std::uint64_t sector = 0;
    if (!parse_decimal(start, sector)) lines_.fail("a sector (field 8)", start);
    const std::string_view plus = fields.next();
    if (!plus.empty() && plus.front() == '(') return false;
    if (plus != "+") lines_.fail("a + between sector and count (field 9)", plus);
    const std::string_view count = fields.next();
    std::uint64_t sectors = 0;
    if (!parse_decimal(count, sectors) || sectors == 0 || sectors > kSectorsMax) {
        lines_.fail("a count of sectors (field 10)", count);
    }
    if (sector > kSectorsMax) lines_.fail("a sector below 2^54 (field 8)", start);
    const std::string_view process = fields.rest();
    if (!process.empty() && process.front() != '[' && process.front() != '(') {
        lines_.fail("[process] (field 11)", process);
    }
    record.offset_bytes = sector * 512;
    record.bytes = sectors * 512;
    return true;
}

std::uint64_t BlktraceReader::read_time(std::string_view field) const {
    const std::size_t point = field.find('.');
    std::uint32_t seconds = 0;
    std::uint32_t nanoseconds = 0;
    if (point == std::string_view::npos || field.size() != point + 10 ||
        !parse_decimal(field.substr(0, point), seconds) ||
        !parse_decimal(field.substr(point + 1), nanoseconds)) {
        lines_.fail("a time as seconds.nanoseconds with nine decimals (field 4)", field);
    }
    return seconds * 1000000000ULL + nanoseconds;
}

std::uint64_t BlktraceReader::read_device(std::string_view field) const {
    const std::size_t comma = field.find(',');
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    if (comma == std::string_view::npos || !parse_decimal(field.substr(0, comma), major) ||
        !parse_decimal(field.substr(comma + 1), minor)) {
        lines_.fail("a device as major,minor (field 1)", field);
    }
    return (std::uint64_t{major} << 32) | minor;
}

std::uint32_t BlktraceReader::device_number(std::uint64_t device) {
    const auto found = std::find(devices_.begin(), devices_.end(), device);
    const auto number = static_cast<std::uint32_t>(found - devices_.begin());
    if (found == devices_.end()) devices_.push_back(device);
    return number;
}

}  // namespace pvscsim::scenarios
