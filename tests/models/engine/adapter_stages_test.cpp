// SPDX-License-Identifier: Apache-2.0
// The device's part of a request's stages, from costs added up by hand. No two costs are equal, so
// that none can stand for another. Times in the tables are picoseconds.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint64_t kNs = 1000;
constexpr std::uint64_t kCycle = 500;
constexpr std::uint64_t kWake = 1000 * kNs;
constexpr std::uint64_t kLine = 52 * kNs;
constexpr std::uint64_t kFetch = 110 * kCycle;
constexpr std::uint64_t kParse = 410 * kCycle;
constexpr std::uint64_t kComplete = 330 * kCycle;
constexpr std::uint64_t kPost = 170 * kCycle;
constexpr std::uint64_t kInterrupt = 610 * kCycle;
constexpr std::uint64_t kSetup = 61 * kNs;
constexpr std::uint64_t kService = 1000 * kNs;
/// One descriptor: two lines.
constexpr std::uint64_t kCopy = kFetch + 2 * kLine;

/// 8,000 MB/s are 125 ps a byte; a transfer ends on an edge of the clock.
constexpr std::uint64_t transfer(std::uint64_t bytes, std::uint64_t pieces = 1) {
    const std::uint64_t span = kSetup * pieces + bytes * 125;
    return (span + kCycle - 1) / kCycle * kCycle;
}

DeviceConfig costed() {
    DeviceConfig config;
    config.worker.clock_period_ps = kCycle;
    config.worker.wake_ns = kWake / kNs;
    config.worker.line_transfer_ns = kLine / kNs;
    config.worker.fetch_cycles = kFetch / kCycle;
    config.worker.parse_cycles = kParse / kCycle;
    config.worker.complete_cycles = kComplete / kCycle;
    config.worker.post_cycles = kPost / kCycle;
    config.worker.interrupt_cycles = kInterrupt / kCycle;
    config.worker.dma_setup_ns = kSetup / kNs;
    config.worker.dma_mb_per_s = 8000;
    return config;
}

/// Lengths of the stages from fetch to completion_post.
struct Stages {
    std::uint64_t fetch, parse, dma_in, backend_queue, service, dma_out, completion_post;
};

std::ostream& operator<<(std::ostream& to, const Stages& s) {
    return to << s.fetch << ' ' << s.parse << ' ' << s.dma_in << ' ' << s.backend_queue << ' '
              << s.service << ' ' << s.dma_out << ' ' << s.completion_post;
}
bool operator==(const Stages& a, const Stages& b) {
    return a.fetch == b.fetch && a.parse == b.parse && a.dma_in == b.dma_in &&
           a.backend_queue == b.backend_queue && a.service == b.service && a.dma_out == b.dma_out &&
           a.completion_post == b.completion_post;
}

Stages stages_of(const DeviceStamps& stamps) {
    return Stages{(stamps.fetched - stamps.fetch_begin).ps,
                  (stamps.parsed - stamps.fetched).ps,
                  (stamps.dma_in_done - stamps.parsed).ps,
                  (stamps.service_begin - stamps.dma_in_done).ps,
                  (stamps.service_end - stamps.service_begin).ps,
                  (stamps.dma_out_done - stamps.service_end).ps,
                  (stamps.posted - stamps.dma_out_done).ps};
}

class AdapterStages : public AdapterHarness {
protected:
    void SetUp() override { begin(costed()); }
    void begin(const DeviceConfig& config) {
        start(config);
        set_up_rings();
        write(kIntrMask, 1);
        for (std::uint32_t i = 0; i < 8; ++i) {
            guest->put_element(place::kList + 16 * i, place::kData + 8192 * i, 512);
        }
        run_us(10);
    }
    void send(const std::vector<Ask>& asks) {
        for (const Ask& ask : asks) guest->publish(ask);
        kicked_at = now;
        kick();
        run_us(100);
        ASSERT_EQ(device.posts.size(), asks.size());
    }
    const DeviceStamps& stamps(std::size_t i) const { return device.posts[i].stamps; }
    /// The data lie in pieces of 512 bytes.
    static Ask listed(Ask ask) {
        ask.flags = 1;
        ask.data_addr = place::kList;
        return ask;
    }

    SimTime kicked_at;
};

TEST_F(AdapterStages, OfASingleRequestAreTheSumsOfItsCosts) {
    Ask beyond = read_10(1, 4096);
    beyond.sense_len = 18;
    const std::uint64_t post = kLine + kPost;
    const std::pair<Ask, Stages> cases[] = {
        {test_unit_ready(1), {kCopy, kParse, 0, 0, 0, kComplete, post}},
        {read_10(1, 0, 8), {kCopy, kParse, 0, 0, kService, kComplete + transfer(4096), post}},
        {write_10(1, 0, 8), {kCopy, kParse, transfer(4096), 0, kService, kComplete, post}},
        {listed(read_10(1, 0, 5)),
         {kCopy, kParse, 2 * kLine, 0, kService, kComplete + transfer(2560, 5), post}},
        {listed(write_10(1, 0, 4)),
         {kCopy, kParse, kLine + transfer(2048, 4), 0, kService, kComplete, post}},
        {inquiry(1, 36, 36), {kCopy, kParse, 0, 0, 0, kComplete + transfer(36), post}},
        {beyond, {kCopy, kParse, 0, 0, 0, kComplete + transfer(18), post}},
    };
    for (const auto& [ask, expected] : cases) {
        SetUp();
        send({ask});
        EXPECT_EQ(stamps(0).fetch_begin, kicked_at + SimTime{kWake + kLine});
        EXPECT_EQ(stages_of(stamps(0)), expected);
        ASSERT_EQ(interrupts.messages.size(), 1U);
        EXPECT_EQ(interrupts.messages[0], stamps(0).posted + SimTime{kInterrupt});
    }
}

TEST_F(AdapterStages, BeginAtTheNextEdgeOfTheWorkersClock) {
    run(SimTime{123});
    send({test_unit_ready(1)});
    EXPECT_EQ(stamps(0).fetch_begin, kicked_at + SimTime{kWake + kLine + kCycle - 123});
}

TEST_F(AdapterStages, OfABatchFollowEachOtherInWorkerAndPipeline) {
    send({read_10(0, 0, 8), read_10(1, 8, 8), read_10(2, 16, 8)});
    const SimTime begin = kicked_at + SimTime{kWake + kLine};
    for (std::uint64_t i = 0; i < 3; ++i) {
        EXPECT_EQ(stamps(i).fetch_begin, begin + SimTime{i * kCopy});
        EXPECT_EQ(stamps(i).fetched, begin + SimTime{(i + 1) * kCopy});
        EXPECT_EQ(stamps(i).parsed, begin + SimTime{3 * kCopy + (i + 1) * kParse});
    }
    // Results come 205 ns apart, each takes 573 ns to copy out.
    const SimTime first = stamps(0).service_end + SimTime{kComplete + transfer(4096)};
    EXPECT_EQ(stamps(0).dma_out_done, first);
    EXPECT_EQ(stamps(1).dma_out_done, first + SimTime{transfer(4096)});
    EXPECT_EQ(stamps(2).dma_out_done, first + SimTime{2 * transfer(4096)});
}

/// Another adapter of the same worker.
struct OtherClient final : WorkerClient {
    void stall_worker(SimTime until) override { stalled_until = until; }
    SimTime stalled_until;
};

TEST_F(AdapterStages, WaitWhileASharedWorkerIsOffItsProcessorWhoeverWasToStall) {
    SharedWorker worker;
    OtherClient other;
    worker.serve(other);
    adapter->share_worker(&worker);
    adapter->take_worker_off(now + SimTime::from_us(20));
    EXPECT_EQ(other.stalled_until, now + SimTime::from_us(20));

    worker.stall(now + SimTime::from_us(100));
    guest->publish(read_10(1));
    kick();
    run_us(99);
    EXPECT_EQ(adapter->counters().looks, 0U);
    run_us(2);
    EXPECT_EQ(adapter->counters().looks, 1U);
    run_us(100);
    EXPECT_EQ(guest->take().size(), 1U);
}

TEST_F(AdapterStages, StandStillOfOneMachineDoesNotStallTheSharedWorker) {
    SharedWorker worker;
    OtherClient other;
    worker.serve(other);
    adapter->share_worker(&worker);
    adapter->stall_worker(now + SimTime::from_us(20));
    EXPECT_EQ(other.stalled_until, SimTime{});
}

TEST_F(AdapterStages, NeedNoWakeWhileTheWorkerStillPolls) {
    DeviceConfig config = costed();
    config.worker.idle_poll_ns = 500000;
    begin(config);
    send({test_unit_ready(1)});
    const std::uint64_t wakes = adapter->cycles().wakes;
    device.posts.clear();
    send({test_unit_ready(2)});
    EXPECT_EQ(stamps(0).fetch_begin, kicked_at + SimTime{kLine});
    EXPECT_EQ(adapter->cycles().wakes, wakes);
    run_us(500);
    device.posts.clear();
    send({test_unit_ready(3)});
    EXPECT_EQ(stamps(0).fetch_begin, kicked_at + SimTime{kWake + kLine});
}

TEST_F(AdapterStages, AreWhatTheWorkersCyclesAreCharged) {
    const WorkerCycles before = adapter->cycles();
    send({read_10(1, 0, 8)});
    const WorkerCycles& cycles = adapter->cycles();
    EXPECT_EQ(cycles.wakes - before.wakes, 1U);
    EXPECT_EQ(cycles.wake - before.wake, kWake / kCycle);
    EXPECT_EQ(cycles.fetch - before.fetch, 110U);
    EXPECT_EQ(cycles.parse - before.parse, 410U);
    EXPECT_EQ(cycles.complete - before.complete, 330U);
    EXPECT_EQ(cycles.post - before.post, 170U);
    EXPECT_EQ(cycles.interrupt - before.interrupt, 610U);
    EXPECT_EQ(cycles.dma - before.dma, transfer(4096) / kCycle);
    // The index, two lines of the descriptor, the completion.
    EXPECT_EQ(cycles.cache_line - before.cache_line, 4 * kLine / kCycle);
}

TEST_F(AdapterStages, OfARequestThatIsAbortedEndWhenItIs) {
    guest->publish(read_10(1, 0, 8));
    kick();
    run(SimTime{kWake + kLine + kCopy + kParse + 300 * kNs});
    ASSERT_TRUE(device.posts.empty());
    EXPECT_EQ(abort(1), 0U);
    ASSERT_EQ(device.posts.size(), 1U);
    EXPECT_EQ(stages_of(stamps(0)), (Stages{kCopy, kParse, 0, 0, 300 * kNs, 0, 0}));
    EXPECT_EQ(stamps(0).posted, now);
}

}  // namespace
}  // namespace pvscsim
