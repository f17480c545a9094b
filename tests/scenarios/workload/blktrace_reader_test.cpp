// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/blktrace_reader.h"

#include <tuple>

#include "tests/scenarios/workload/scratch_file.h"

namespace pvscsim::scenarios {
namespace {

constexpr const char* kQueued = "  8,0    0        1     0.000000000   126  Q FWS [mkfs.ext4]\n";

std::vector<TraceRecord> blktrace_records(const std::string& content) {
    const ScratchFile file(content);
    BlktraceReader reader(file.path());
    std::vector<TraceRecord> records;
    TraceRecord record;
    while (reader.next(record)) records.push_back(record);
    return records;
}

/// The only request of an event D with these fields behind the action.
TraceRecord issued(const std::string& fields) {
    const auto records =
        blktrace_records("  8,0    1      298    12.343130480    57  D  " + fields);
    EXPECT_EQ(records.size(), 1U) << fields;
    return records.empty() ? TraceRecord{} : records.front();
}

/// The message without the file's name, for a file whose second line is `line`.
std::string blktrace_refusal(const std::string& line) {
    const ScratchFile file(kQueued + line + "\n");
    const std::string message = refusal([&] {
        BlktraceReader reader(file.path());
        TraceRecord record;
        while (reader.next(record)) {
        }
    });
    EXPECT_EQ(message.find(file.name() + ":2: "), 0U) << message;
    return message.substr(std::min(message.size(), file.name().size() + 4));
}

TEST(BlktraceReader, ReadsTheFieldsOfAnIssuedRequest) {
    const TraceRecord read = issued("RA 2048 + 32 [mkfs.ext4]");
    EXPECT_EQ(read.time_ns, 12343130480U);
    EXPECT_EQ(read.cpu, 1);
    EXPECT_EQ(read.kind, IoKind::Read);
    EXPECT_EQ(read.offset_bytes, 2048U * 512);
    EXPECT_EQ(read.bytes, 32U * 512);
    EXPECT_EQ(read.device, 0U);
    EXPECT_FALSE(read.fua);
}

TEST(BlktraceReader, TellsOperationsAndForcedUnitAccessApart) {
    const auto shape = [](const std::string& fields) {
        const TraceRecord record = issued(fields);
        return std::make_tuple(record.kind, record.fua, record.bytes);
    };
    EXPECT_EQ(shape("R 8 + 8 [a]"), std::make_tuple(IoKind::Read, false, 4096U));
    EXPECT_EQ(shape("RSM 8 + 8 [a b]"), std::make_tuple(IoKind::Read, false, 4096U));
    EXPECT_EQ(shape("W 8 + 1 [a]"), std::make_tuple(IoKind::Write, false, 512U));
    EXPECT_EQ(shape("WFS 8 + 8 [a]"), std::make_tuple(IoKind::Write, true, 4096U));
    EXPECT_EQ(shape("FWS 8 + 8 [a]"), std::make_tuple(IoKind::Write, false, 4096U));
    EXPECT_EQ(shape("FWFSM 8 + 8 [a]"), std::make_tuple(IoKind::Write, true, 4096U));
    EXPECT_EQ(shape("FN [kworker/0:1H]"), std::make_tuple(IoKind::Flush, false, 0U));
    EXPECT_EQ(shape("FF [kworker/0:1H]"), std::make_tuple(IoKind::Flush, false, 0U));
    EXPECT_EQ(shape("D 0 + 524288 [a]"), std::make_tuple(IoKind::Discard, false, 268435456U));
    EXPECT_EQ(shape("DE 0 + 8 [a]"), std::make_tuple(IoKind::Discard, false, 4096U));
    EXPECT_EQ(shape("W 8 + 8 (    1234) [a]"), std::make_tuple(IoKind::Write, false, 4096U));
}

TEST(BlktraceReader, PassesOverOtherEventsPassThroughAndTheSummary) {
    const auto records =
        blktrace_records(std::string("Input file sda.blktrace.0 added\n") + kQueued +
                         "  8,0    0        2     0.000379450   126  G FWS [a]\n"
                         "  8,0    0        3     0.000400000     0  m   N cfq alloced\n"
                         "  8,0    0        4     0.000500000     9  U   N [a] 1\n"
                         "  8,0    0        5     0.000600000     9 UT   N [a] 1\n"
                         "  8,0    0        6     0.000700000     9  D   N [a]\n"
                         "  8,0    0        7     0.000800000     9  D   R 36 (12 00 00 "
                         "00 24 00) [a]\n"
                         "  8,0    0        8     0.000900000     9  D   R 0 + 8 [a]\n"
                         "  8,0    0        9     0.001000000     9  C   R 0 + 8 [0]\n"
                         "CPU0 (sda):\n"
                         " Reads Queued:           1,        4KiB\t Writes Queued: 0\n"
                         " Read Dispatches:        1,        4KiB\t Write Disp.:  0\n"
                         " PC Reads Queued:        0,        0KiB\t PC Writes:    0\n"
                         " IO unplugs:             0        \t Timer unplugs:  0\n"
                         "\n"
                         "Total (sda):\n"
                         " Reads Completed:        1,        4KiB\t Writes Compl.: 0\n"
                         " Read depth:             1        \t Write depth:    0\n"
                         "Throughput (R/W): 4KiB/s / 0KiB/s\n"
                         "Events (sda): 9 entries\n"
                         "Skips: 0 forward (0 -   0.0%)\n");
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records.front().time_ns, 900000U);
}

TEST(BlktraceReader, NumbersDevicesInTheOrderOfTheirRequests) {
    const auto records = blktrace_records(
        "253,0 0 1 0.000000001 9 Q R 0 + 8 [a]\n"
        "8,16 0 1 0.000000001 9 D R 0 + 8 [a]\n"
        "8,0 0 1 0.000000002 9 D R 0 + 8 [a]\n"
        "8,16 0 2 0.000000003 9 D R 8 + 8 [a]\n");
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[0].device, 0U);
    EXPECT_EQ(records[1].device, 1U);
    EXPECT_EQ(records[2].device, 0U);
}

TEST(BlktraceReader, RefusesMalformedLines) {
    EXPECT_EQ(blktrace_refusal("hello world"),
              "expected a device as major,minor (field 1), got 'hello'");
    EXPECT_EQ(blktrace_refusal("8 0 1 0.000000001 9 D R 0 + 8 [a]"),
              "expected a device as major,minor (field 1), got '8'");
    EXPECT_EQ(blktrace_refusal("8,0 x 1 0.000000001 9 D R 0 + 8 [a]"),
              "expected the number of a CPU (field 2), got 'x'");
    EXPECT_EQ(blktrace_refusal("8,0 70000 1 0.000000001 9 D R 0 + 8 [a]"),
              "expected the number of a CPU (field 2), got '70000'");
    EXPECT_EQ(blktrace_refusal("8,0 0 -1 0.000000001 9 D R 0 + 8 [a]"),
              "expected a sequence number (field 3), got '-1'");
    for (const std::string time :
         {"0.1", "1", "0.0000000001", ".000000001", "0.00000000x", "-0.000000001"}) {
        EXPECT_EQ(blktrace_refusal("8,0 0 1 " + time + " 9 D R 0 + 8 [a]"),
                  "expected a time as seconds.nanoseconds with nine decimals (field 4), got '" +
                      time + "'");
    }
    EXPECT_EQ(blktrace_refusal("8,0 0 1 0.000000001 pid D R 0 + 8 [a]"),
              "expected a process id (field 5), got 'pid'");
    EXPECT_EQ(blktrace_refusal("8,0 0 1 0.000000001 9"),
              "expected an action such as Q, D or C (field 6), got nothing");
}

TEST(BlktraceReader, RefusesMalformedRequests) {
    const std::string issue = "8,0 0 1 0.000000001 9 D ";
    EXPECT_EQ(blktrace_refusal(issue), "expected R, W, D or F and flags (field 7), got nothing");
    for (const std::string rwbs : {"X", "r", "FR", "FD", "S"}) {
        EXPECT_EQ(blktrace_refusal(issue + rwbs + " 0 + 8 [a]"),
                  "expected R, W, D or F and flags (field 7), got '" + rwbs + "'");
    }
    EXPECT_EQ(blktrace_refusal(issue + "RX 0 + 8 [a]"),
              "expected R, W, D or F and flags of F, A, S, M, E (field 7), got 'RX'");
    EXPECT_EQ(blktrace_refusal(issue + "R [a]"), "expected a sector (field 8), got '[a]'");
    EXPECT_EQ(blktrace_refusal(issue + "R"), "expected a sector (field 8), got nothing");
    EXPECT_EQ(blktrace_refusal(issue + "R 18446744073709551616 + 8 [a]"),
              "expected a sector (field 8), got '18446744073709551616'");
    EXPECT_EQ(blktrace_refusal(issue + "R 18446744073709551615 + 8 [a]"),
              "expected a sector below 2^54 (field 8), got '18446744073709551615'");
    EXPECT_EQ(blktrace_refusal(issue + "R 0 8 [a]"),
              "expected a + between sector and count (field 9), got '8'");
    EXPECT_EQ(blktrace_refusal(issue + "R 0 + 0 [a]"),
              "expected a count of sectors (field 10), got '0'");
    EXPECT_EQ(blktrace_refusal(issue + "R 0 + "),
              "expected a count of sectors (field 10), got nothing");
    EXPECT_EQ(blktrace_refusal(issue + "R 0 + 8 9"), "expected [process] (field 11), got '9'");
}

}  // namespace
}  // namespace pvscsim::scenarios
