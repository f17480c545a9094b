// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/replay_source.h"

#include <array>

#include "tests/scenarios/workload/scratch_file.h"

namespace pvscsim::scenarios {
namespace {

WorkloadConfig replay_of(WorkloadKind kind, const std::string& file) {
    WorkloadConfig config;
    config.kind = kind;
    config.file = file;
    config.requests = 0;
    return config;
}

TargetConfig replay_disk(std::uint64_t capacity_blocks, std::uint32_t block_bytes = 512) {
    TargetConfig config;
    config.capacity_blocks = capacity_blocks;
    config.block_bytes = block_bytes;
    return config;
}

std::vector<IoRequest> replayed(const WorkloadConfig& config,
                                const std::vector<TargetConfig>& targets) {
    const auto source = make_source(config, targets, 1, "/");
    std::vector<IoRequest> requests;
    IoRequest request;
    while (source->next(request)) requests.push_back(request);
    EXPECT_FALSE(source->next(request));
    EXPECT_EQ(source->total(), requests.size());
    return requests;
}

/// Reads of 4 KiB from sector 8 on, one each millisecond from 5.001 s on.
std::string reads(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) {
        const std::string milliseconds = std::to_string(1000 + i).substr(1);
        text += "8,0 " + std::to_string(i % 3) + " 1 5." + milliseconds + "000000 9 D R " +
                std::to_string(8 * i) + " + 8 [a]\n";
    }
    return text;
}

/// The message without the file's name.
std::string refusal_of(WorkloadKind kind, const std::string& content,
                       const std::vector<TargetConfig>& targets) {
    const ScratchFile file(content);
    const std::string message =
        refusal([&] { make_source(replay_of(kind, file.name()), targets, 1, "/"); });
    EXPECT_EQ(message.find(file.name()), 0U) << message;
    return message.substr(std::min(message.size(), file.name().size()));
}

TEST(ReplaySource, CountsTimesFromTheFirstRequest) {
    const ScratchFile file(reads(3));
    const auto requests =
        replayed(replay_of(WorkloadKind::Blktrace, file.name()), {replay_disk(4096)});
    ASSERT_EQ(requests.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(requests[i].earliest, SimTime::from_us(1000 * i));
        EXPECT_EQ(requests[i].lba, 8 * (i + 1));
        EXPECT_EQ(requests[i].blocks, 8U);
        EXPECT_EQ(requests[i].vcpu, (i + 1) % 3);
        EXPECT_EQ(requests[i].kind, IoKind::Read);
    }
}

TEST(ReplaySource, ScalesTimesOrLeavesThemAside) {
    const ScratchFile file(reads(3));
    WorkloadConfig config = replay_of(WorkloadKind::Blktrace, file.name());
    config.pacing = Pacing::Scaled;
    config.scale_percent = 25;
    EXPECT_EQ(replayed(config, {replay_disk(4096)})[2].earliest, SimTime::from_us(500));
    config.pacing = Pacing::Depth;
    EXPECT_EQ(replayed(config, {replay_disk(4096)})[2].earliest, SimTime{});
}

TEST(ReplaySource, SkipsAndStopsWhereTold) {
    const ScratchFile file(reads(9));
    WorkloadConfig config = replay_of(WorkloadKind::Blktrace, file.name());
    config.skip = 2;
    config.requests = 4;
    const auto requests = replayed(config, {replay_disk(4096)});
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(requests[0].lba, 24U);
    EXPECT_EQ(requests[0].earliest, SimTime{});
    EXPECT_EQ(requests[3].lba, 48U);
    config.requests = 100;
    EXPECT_EQ(replayed(config, {replay_disk(4096)}).size(), 7U);
}

TEST(ReplaySource, LooksForTheTraceBesideTheScenario) {
    const ScratchFile file(reads(1));
    const WorkloadConfig config =
        replay_of(WorkloadKind::Blktrace, file.path().filename().string());
    EXPECT_EQ(make_source(config, {replay_disk(4096)}, 1, file.path().parent_path())->total(), 1U);
}

TEST(ReplaySource, PutsTheFilesOfALogOnTheUnitsInOrder) {
    const ScratchFile file(
        "fio version 2 iolog\n/a add\n/b add\n/c add\n"
        "/c read 8192 4096\n/b write 4096 4096\n/a read 0 512\n");
    TargetConfig first = replay_disk(64);
    first.first_id = 3;
    first.luns = 2;
    TargetConfig absent = replay_disk(64);
    absent.present = false;
    TargetConfig last = replay_disk(64, 4096);
    last.first_id = 9;
    const auto requests =
        replayed(replay_of(WorkloadKind::Iolog, file.name()), {first, absent, last});
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].target, 9);
    EXPECT_EQ(requests[0].lun, 0);
    EXPECT_EQ(requests[0].lba, 2U);
    EXPECT_EQ(requests[0].blocks, 1U);
    EXPECT_EQ(requests[1].target, 3);
    EXPECT_EQ(requests[1].lun, 1);
    EXPECT_EQ(requests[1].lba, 8U);
    EXPECT_EQ(requests[1].blocks, 8U);
    EXPECT_EQ(requests[2].target, 3);
    EXPECT_EQ(requests[2].lun, 0);
}

TEST(ReplaySource, RefusesRequestsThatDoNotFitTheirUnit) {
    const std::string at = "8,0 0 1 0.000000001 9 D ";
    const auto blktrace = [&](const std::string& fields, const TargetConfig& target) {
        return refusal_of(WorkloadKind::Blktrace, at + fields + " [a]\n", {target});
    };
    EXPECT_EQ(blktrace("R 96 + 5", replay_disk(100)),
              ":1: expected the end at or before sector 100, the capacity of target 0, lun 0, got "
              "sector 96 + 5");
    EXPECT_EQ(blktrace("D 200 + 8", replay_disk(100)),
              ":1: expected the end at or before sector 100, the capacity of target 0, lun 0, got "
              "sector 200 + 8");
    EXPECT_EQ(blktrace("R 4 + 8", replay_disk(100, 4096)),
              ":1: expected whole blocks of 4096 bytes (target 0, lun 0), got sector 4 + 8");
    EXPECT_EQ(blktrace("R 8 + 4", replay_disk(100, 4096)),
              ":1: expected whole blocks of 4096 bytes (target 0, lun 0), got sector 8 + 4");
    EXPECT_EQ(blktrace("W 0 + 16385", replay_disk(100000)),
              ":1: expected a transfer of at most 8388608 bytes, got sector 0 + 16385");
    EXPECT_EQ(refusal_of(WorkloadKind::Iolog, "fio version 2 iolog\n/a add\n/a read 100 512\n",
                         {replay_disk(100)}),
              ":3: expected whole blocks of 512 bytes (target 0, lun 0), got byte 100 + 512");
}

TEST(ReplaySource, TakesRequestsUpToTheLastBlockAndADiscardOfTheWholeUnit) {
    const ScratchFile file(
        "8,0 0 1 0.000000001 9 D W 0 + 16384 [a]\n8,0 0 1 0.000000001 9 D R 99992 + 8 [a]\n"
        "8,0 0 1 0.000000001 9 D D 0 + 100000 [a]\n");
    const auto requests =
        replayed(replay_of(WorkloadKind::Blktrace, file.name()), {replay_disk(100000)});
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[2].blocks, 100000U);
}

TEST(ReplaySource, TellsTheLargestTransferOfThoseReplayed) {
    const ScratchFile file(
        "8,0 0 1 0.000000001 9 D W 0 + 16 [a]\n8,0 0 1 0.000000001 9 D D 0 + 128 [a]\n"
        "8,0 0 1 0.000000001 9 D R 0 + 24 [a]\n8,0 0 1 0.000000001 9 D R 0 + 32 [a]\n");
    WorkloadConfig config = replay_of(WorkloadKind::Blktrace, file.name());
    config.requests = 3;
    EXPECT_EQ(make_source(config, {replay_disk(128)}, 1, "/")->transfer_bytes_max(), 24U * 512);
}

TEST(ReplaySource, RefusesMoreDevicesThanUnits) {
    EXPECT_EQ(refusal_of(WorkloadKind::Blktrace,
                         "8,0 0 1 0.000000001 9 D R 0 + 8 [a]\n"
                         "8,16 0 1 0.000000001 9 D R 0 + 8 [a]\n",
                         {replay_disk(100)}),
              ":2: expected requests of at most 1 devices, as many as the scenario has units, got "
              "another one");
}

TEST(ReplaySource, RefusesTimesThatRunBackwardsOrTooFar) {
    EXPECT_EQ(refusal_of(WorkloadKind::Blktrace,
                         "8,0 0 1 0.000000100 9 D R 0 + 8 [a]\n"
                         "8,0 0 1 0.000000099 9 D R 0 + 8 [a]\n",
                         {replay_disk(100)}),
              ":2: expected times in ascending order, got one 1 ns before the last request's");
    EXPECT_EQ(refusal_of(WorkloadKind::Blktrace,
                         "8,0 0 1 0.000000100 9 D R 0 + 8 [a]\n"
                         "8,0 0 1 20000000.000000100 9 D R 0 + 8 [a]\n",
                         {replay_disk(100)}),
              ":2: expected a time within 213 days of the start, got 20000000 s");
}

TEST(ReplaySource, RefusesATraceWithNothingToReplay) {
    EXPECT_EQ(refusal_of(WorkloadKind::Blktrace, "", {replay_disk(100)}),
              ": expected at least one request, got none");
    const ScratchFile file(reads(3));
    WorkloadConfig config = replay_of(WorkloadKind::Blktrace, file.name());
    config.skip = 3;
    EXPECT_EQ(refusal([&] { make_source(config, {replay_disk(4096)}, 1, "/"); }),
              file.name() + ": expected more than the 3 requests that are skipped, got 3");
}

/// More requests than are kept in memory, each at another address.
std::string long_log(int requests) {
    std::string text = "fio version 3 iolog\n0 /a add\n";
    for (int i = 0; i < requests; ++i) {
        text += std::to_string(i) + " /a read " + std::to_string(512 * i) + " 512\n";
    }
    return text;
}

TEST(ReplaySource, GoesOnWithALongTraceWhereMemoryEnds) {
    const ScratchFile file(packed(long_log(70000)));
    WorkloadConfig config = replay_of(WorkloadKind::Iolog, file.name());
    config.skip = 10;
    const auto requests = replayed(config, {replay_disk(70000)});
    ASSERT_EQ(requests.size(), 69990U);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        ASSERT_EQ(requests[i].lba, i + 10);
        ASSERT_EQ(requests[i].earliest, SimTime::from_us(i));
        ASSERT_EQ(requests[i].vcpu, i & 0xffff);
    }
}

TEST(ReplaySource, NoticesThatATraceHasShrunkMeanwhile) {
    const ScratchFile file(long_log(70000));
    const auto source =
        make_source(replay_of(WorkloadKind::Iolog, file.name()), {replay_disk(70000)}, 1, "/");
    file.write(long_log(69000));
    IoRequest request;
    for (int i = 0; i < 69000; ++i) ASSERT_TRUE(source->next(request));
    EXPECT_EQ(refusal([&] { source->next(request); }),
              file.name() + ": has become shorter while it was being replayed");
}

// The figures were counted with awk in the unpacked text.
TEST(ReplaySource, ReplaysTheRealTraceWhole) {
    const auto requests = replayed(
        replay_of(WorkloadKind::Blktrace, PVSCSIM_TRACES "/linux-ext4-sqlite-fio.blkparse.xz"),
        {replay_disk(524288)});
    ASSERT_EQ(requests.size(), 40287U);
    std::array<std::uint64_t, 4> kinds{};
    std::array<std::uint64_t, 2> cpus{};
    std::uint64_t end = 0;
    std::uint64_t fua = 0;
    SimTime last;
    for (const IoRequest& request : requests) {
        ++kinds.at(static_cast<std::size_t>(request.kind));
        ++cpus.at(request.vcpu);
        end = std::max(end, request.lba + request.blocks);
        fua += request.fua ? 1 : 0;
        ASSERT_LE(last, request.earliest);
        last = request.earliest;
    }
    EXPECT_EQ(kinds, (std::array<std::uint64_t, 4>{26475, 12515, 1295, 2}));
    EXPECT_EQ(cpus, (std::array<std::uint64_t, 2>{28871, 11416}));
    EXPECT_EQ(end, 524288U);
    EXPECT_EQ(fua, 0U);
    EXPECT_EQ(requests[0].kind, IoKind::Flush);
    EXPECT_EQ(requests[1].earliest, SimTime::from_ns(3813550));
    EXPECT_EQ(last, SimTime::from_ns(16989896300 - 869610));
}

}  // namespace
}  // namespace pvscsim::scenarios
