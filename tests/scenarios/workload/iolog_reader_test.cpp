// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/iolog_reader.h"

#include "tests/scenarios/workload/scratch_file.h"

namespace pvscsim::scenarios {
namespace {

std::vector<TraceRecord> iolog_records(const std::string& content) {
    const ScratchFile file(content);
    IologReader reader(file.path());
    std::vector<TraceRecord> records;
    TraceRecord record;
    while (reader.next(record)) records.push_back(record);
    return records;
}

/// The message from the line's number on.
std::string iolog_refusal(const std::string& content) {
    const ScratchFile file(content);
    const std::string message = refusal([&] {
        IologReader reader(file.path());
        TraceRecord record;
        while (reader.next(record)) {
        }
    });
    EXPECT_EQ(message.find(file.name() + ":"), 0U) << message;
    return message.substr(std::min(message.size(), file.name().size()));
}

std::string version_two(const std::string& line) {
    return iolog_refusal("fio version 2 iolog\n/a add\n/a open\n" + line + "\n");
}

std::string version_three(const std::string& line) {
    return iolog_refusal("fio version 3 iolog\n0 /a add\n1 /a open\n" + line + "\n");
}

TEST(IologReader, ReadsVersionTwoWithItsWaitsAddedUp) {
    const auto records = iolog_records(
        "fio version 2 iolog\n/a add\n/b add\n/a open\n/a read 4096 8192\n/a wait 150 0\n"
        "/b write 0 512\n/b wait 50\n/b sync 0 0\n/a datasync\n/a trim 0 1048576\n/a close\n");
    ASSERT_EQ(records.size(), 5U);
    EXPECT_EQ(records[0].kind, IoKind::Read);
    EXPECT_EQ(records[0].offset_bytes, 4096U);
    EXPECT_EQ(records[0].bytes, 8192U);
    EXPECT_EQ(records[0].device, 0U);
    EXPECT_EQ(records[0].time_ns, 0U);
    EXPECT_EQ(records[1].kind, IoKind::Write);
    EXPECT_EQ(records[1].device, 1U);
    EXPECT_EQ(records[1].time_ns, 150000U);
    EXPECT_EQ(records[2].kind, IoKind::Flush);
    EXPECT_EQ(records[2].bytes, 0U);
    EXPECT_EQ(records[2].time_ns, 200000U);
    EXPECT_EQ(records[3].kind, IoKind::Flush);
    EXPECT_EQ(records[3].device, 0U);
    EXPECT_EQ(records[4].kind, IoKind::Discard);
    EXPECT_EQ(records[4].bytes, 1048576U);
}

TEST(IologReader, ReadsVersionThreeWithItsTimes) {
    const auto records = iolog_records(
        "fio version 3 iolog\n2 /dev/sda add\n872 /dev/sda open\n878 /dev/sda write 0 16384\n"
        "891 /dev/sda sync 0 0\n10001677 /dev/sda close\n");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].time_ns, 878000U);
    EXPECT_EQ(records[0].kind, IoKind::Write);
    EXPECT_EQ(records[1].time_ns, 891000U);
    EXPECT_EQ(records[1].kind, IoKind::Flush);
}

TEST(IologReader, NumbersFilesInTheOrderInWhichTheyWereAdded) {
    const auto records = iolog_records(
        "fio version 2 iolog\n/a add\n/b add\n/a add\n/c add\n/c read 0 512\n/b read 0 512\n");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].device, 2U);
    EXPECT_EQ(records[1].device, 1U);
}

TEST(IologReader, RefusesAnotherFirstLine) {
    const std::string expected =
        ":1: expected 'fio version 2 iolog' or 'fio version 3 iolog', got ";
    EXPECT_EQ(iolog_refusal(""), expected + "nothing");
    EXPECT_EQ(iolog_refusal("fio version 1 iolog\n"), expected + "'fio version 1 iolog'");
    EXPECT_EQ(iolog_refusal("0 1 2\n"), expected + "'0 1 2'");
}

TEST(IologReader, RefusesMalformedLines) {
    EXPECT_EQ(version_two("/a look 0 512"),
              ":4: expected read, write, sync, datasync, trim, wait, add, open or close, got "
              "'look'");
    EXPECT_EQ(version_two("/a"),
              ":4: expected read, write, sync, datasync, trim, wait, add, open or close, got "
              "nothing");
    EXPECT_EQ(version_two("/a read x 512"), ":4: expected an offset in bytes, got 'x'");
    EXPECT_EQ(version_two("/a read 18446744073709551615 512"),
              ":4: expected an offset in bytes, got '18446744073709551615'");
    EXPECT_EQ(version_two("/a read 0 0"), ":4: expected a length in bytes, got '0'");
    EXPECT_EQ(version_two("/a read 0"), ":4: expected a length in bytes, got nothing");
    EXPECT_EQ(version_two("/a read 0 512 1"), ":4: expected the end of the line, got '1'");
    EXPECT_EQ(version_two("/a close 1"), ":4: expected the end of the line, got '1'");
    EXPECT_EQ(version_two("/b read 0 512"), ":4: expected a file that was added before, got '/b'");
    EXPECT_EQ(version_two("/a wait soon"), ":4: expected a time in microseconds, got 'soon'");
    EXPECT_EQ(version_two("/a wait 9000000000000000\n/a wait 9000000000000000"),
              ":5: expected waits of at most 292 years in all, got more");
}

TEST(IologReader, RefusesWaitsAndMissingTimesInVersionThree) {
    EXPECT_EQ(version_three("5 /a wait 100 0"),
              ":4: expected read, write, sync, datasync, trim, add, open or close, got 'wait'");
    EXPECT_EQ(version_three("/a read 0 512"), ":4: expected a time in microseconds, got '/a'");
}

}  // namespace
}  // namespace pvscsim::scenarios
