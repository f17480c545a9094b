// SPDX-License-Identifier: Apache-2.0
// Options that say how the core behaves under load, and how it notices trouble.
#include <algorithm>

#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

using protocol::Command;
using std::chrono::milliseconds;
namespace reg = protocol::reg;

class Policies : public AdapterTest {
protected:
    template <std::size_t N>
    void submit_all(std::array<ScsiRequest, N>& requests, std::uint8_t target = 0) {
        requests.fill(read_request(target));
        for (ScsiRequest& request : requests) submit(request);
    }
};

TEST_F(Policies, RefuseWhatHasNoRoomAndForgetIt) {
    AdapterConfig config;
    config.on_full = OnFull::Refuse;
    config.request_ring_pages = 1;
    config.lun_queue_depth = 20;
    start(config);
    std::array<ScsiRequest, 33> requests;
    for (std::uint8_t i = 0; i < 33; ++i) requests[i] = read_request(i / 20);
    for (std::uint8_t i = 0; i < 20; ++i) submit(requests[i]);
    ScsiRequest more = read_request(0);
    EXPECT_EQ(adapter->submit(more).error(), Error::Full);  // the unit is at its depth
    for (std::uint8_t i = 20; i < 32; ++i) submit(requests[i]);
    EXPECT_EQ(adapter->submit(requests[32]).error(), Error::Full);  // the ring is full
    EXPECT_EQ(adapter->counters().refused, 2U);
    EXPECT_EQ(logged(LogCode::Refused), 2U);
    machine->complete();
    adapter->handle_interrupt();
    submit(more);
    EXPECT_EQ(adapter->counters().submitted, 33U);
    machine->complete_all();
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 33U);
    EXPECT_EQ(adapter->counters().held_back, 0U);
}

TEST_F(Policies, AcceptNoRequestWhoseMemoryCouldRunOut) {
    // Lists of 1,024 elements need seven pages each; the pool ends before the contexts do.
    std::vector<SgElement> elements(1024, SgElement{0x1000, 4});
    for (const OnFull on_full : {OnFull::Hold, OnFull::Refuse}) {
        AdapterConfig config;
        config.elements_max = 1024;
        config.on_full = on_full;
        start(config);
        upper.done.clear();
        std::vector<ScsiRequest> requests(200, read_request());
        std::size_t taken = 0;
        for (ScsiRequest& request : requests) {
            request.elements = elements.data();
            request.element_count = 1024;
            request.data_bytes = 4096;
            taken += adapter->submit(request).ok();
        }
        EXPECT_EQ(taken, on_full == OnFull::Hold ? 200U : 512U / 7U);
        EXPECT_EQ(machine->in_flight.size(), 512U / 7U);
        while (!machine->in_flight.empty()) {
            machine->complete_all();
            adapter->handle_interrupt();
        }
        EXPECT_EQ(upper.done.size(), taken);
    }
}

TEST_F(Policies, FillTheRingSoFarAndNoFurther) {
    AdapterConfig config;
    config.request_ring_pages = 1;
    config.ring_fill_max_percent = 75;
    start(config);
    EXPECT_EQ(adapter->info().outstanding_max, 24U);
    std::array<ScsiRequest, 40> requests;
    submit_all(requests);
    EXPECT_EQ(machine->in_flight.size(), 24U);
    EXPECT_EQ(adapter->counters().held_back, 16U);
}

TEST_F(Policies, CutAUnitsDepthAtTaskSetFullAndRaiseItByGoodEnds) {
    AdapterConfig config;
    config.depth_control = DepthControl::QueueFull;
    config.lun_queue_depth = 32;
    start(config);
    std::array<ScsiRequest, 32> requests;
    submit_all(requests, 7);
    ASSERT_EQ(machine->in_flight.size(), 32U);
    for (int i = 0; i < 16; ++i) {  // of 32 the target takes 16
        machine->complete(0, 0x28);
        adapter->handle_interrupt();
    }
    EXPECT_EQ(requests[0].outcome, Outcome::Busy);
    EXPECT_EQ(adapter->counters().depth_cuts, 16U);
    EXPECT_EQ(logged(LogCode::DepthCut), 16U);
    machine->complete_all();
    adapter->handle_interrupt();  // idle: what was learned stays
    submit_all(requests, 7);
    EXPECT_EQ(machine->in_flight.size(), 16U);
    std::array<ScsiRequest, 32> others;
    submit_all(others, 8);  // another unit is not concerned
    EXPECT_EQ(machine->in_flight.size(), 48U);
    const std::uint64_t raises = adapter->counters().depth_raises;
    for (int round = 0; round < 400; ++round) {
        machine->complete();
        adapter->handle_interrupt();
        if (upper.done.back()->target == 7) submit(*upper.done.back());
    }
    EXPECT_GT(adapter->counters().depth_raises, raises);
    EXPECT_LT(adapter->counters().depth_raises, raises + 16);
}

TEST_F(Policies, CutAUnitsDepthWhileItsRequestsTakeTooLong) {
    AdapterConfig config;
    config.depth_control = DepthControl::Latency;
    config.depth_latency_us = 5000;
    config.lun_queue_depth = 64;
    start(config);
    std::array<ScsiRequest, 64> requests;
    submit_all(requests);
    const auto go_round = [&](milliseconds latency) {
        machine->advance(*adapter, latency);
        upper.done.clear();
        machine->complete_all();
        adapter->handle_interrupt();
        for (ScsiRequest* request : std::vector<ScsiRequest*>(upper.done)) submit(*request);
    };
    for (int round = 0; round < 12; ++round) go_round(milliseconds(6));
    const std::size_t cut = machine->in_flight.size();
    EXPECT_LT(cut, 16U);
    EXPECT_GT(adapter->counters().depth_cuts, 4U);
    for (int round = 0; round < 100; ++round) go_round(milliseconds(4));
    EXPECT_GT(machine->in_flight.size(), cut);
}

TEST_F(Policies, KeepDepthsOfIdleUnitsOnlyWhileThereIsRoom) {
    AdapterConfig config;
    config.depth_control = DepthControl::QueueFull;
    start(config);
    ScsiRequest first, second;
    for (std::uint32_t unit = 0; unit < 3000; ++unit) {
        first = read_request(static_cast<std::uint8_t>(unit % 250));
        first.lun = static_cast<std::uint8_t>(unit / 250);
        second = first;
        submit(first);
        submit(second);
        machine->complete(0, 0x28);  // each unit learns something
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(upper.done.size(), 6000U);
}

TEST_F(Policies, PollUnderLoadWithTheInterruptMasked) {
    AdapterConfig config;
    config.poll_under_load = 4;
    start(config);
    std::array<ScsiRequest, 8> requests;
    submit_all(requests);
    for (int i = 0; i < 3; ++i) machine->complete();
    adapter->handle_interrupt();
    EXPECT_FALSE(adapter->polling());
    for (int i = 0; i < 4; ++i) machine->complete();
    adapter->handle_interrupt();
    EXPECT_TRUE(adapter->polling());
    EXPECT_EQ(machine->intr_mask, protocol::kIntrMsg0 | protocol::kIntrMsg1);
    machine->complete();
    EXPECT_TRUE(adapter->poll(64));
    EXPECT_TRUE(adapter->polling());
    EXPECT_EQ(upper.done.size(), 8U);
    EXPECT_FALSE(adapter->poll(64));
    EXPECT_FALSE(adapter->polling());
    EXPECT_EQ(machine->intr_mask, protocol::kIntrAll);
    EXPECT_EQ(machine->intr_status, 0U);  // nothing stale raises an interrupt
    EXPECT_EQ(adapter->counters().polling_spells, 1U);
    EXPECT_EQ(logged(LogCode::PollingBegun) + logged(LogCode::PollingEnded), 2U);
}

TEST_F(Policies, StopPollingWithAReset) {
    AdapterConfig config;
    config.poll_under_load = 1;
    start(config);
    std::array<ScsiRequest, 2> requests;
    submit_all(requests);
    machine->complete();
    adapter->handle_interrupt();
    ASSERT_TRUE(adapter->polling());
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_FALSE(adapter->polling());
    EXPECT_EQ(machine->intr_mask, protocol::kIntrAll);
}

TEST_F(Policies, SteerCompletionsToTheProcessorThatSubmitted) {
    AdapterConfig config;
    config.steer_completions = true;
    start(config);
    std::array<ScsiRequest, 4> requests;
    requests.fill(read_request());
    for (std::uint16_t i = 0; i < 4; ++i) {
        machine->cpu = i % 2;
        submit(requests[i]);
    }
    machine->cpu = 0;
    machine->complete_all();
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done, (std::vector<ScsiRequest*>{&requests[0], &requests[2]}));
    EXPECT_EQ(machine->woken, std::vector<std::uint16_t>{1});
    EXPECT_EQ(adapter->outstanding(), 0U);
    machine->cpu = 1;
    adapter->take_steered();
    EXPECT_EQ(upper.done.size(), 4U);
    EXPECT_EQ(adapter->counters().steered, 2U);
    // One that nobody fetched before the end still ends.
    submit(requests[0]);
    machine->cpu = 0;
    machine->complete_all();
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 4U);
    adapter->stop();
    EXPECT_EQ(upper.done.size(), 5U);
}

TEST_F(Policies, ResumeHeldRequestsOnlyWhenAskedWithSplitLocks) {
    AdapterConfig config;
    config.locks = LockPolicy::Split;
    config.lun_queue_depth = 1;
    start(config);
    std::array<ScsiRequest, 3> requests;
    submit_all(requests);
    for (std::size_t ended = 1; ended <= 3; ++ended) {
        machine->trace.clear();
        machine->complete();
        adapter->handle_interrupt();
        EXPECT_EQ(upper.done.size(), ended);
        EXPECT_TRUE(machine->in_flight.empty());
        EXPECT_EQ(writes_of(reg::kKickRwIo), 0U);  // the submitting side's registers
        adapter->resume();
        EXPECT_EQ(machine->in_flight.size(), ended < 3 ? 1U : 0U);
    }
}

TEST_F(Policies, TakeSilenceForALostLinkAndResetTheAdapter) {
    AdapterConfig config;
    config.link_watchdog_ms = 50;
    start(config);
    std::array<ScsiRequest, 4> requests;
    submit_all(requests);
    for (int i = 0; i < 3; ++i) {  // one completion in each span is life
        machine->advance(*adapter, milliseconds(40));
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(adapter->counters().link_losses, 0U);
    machine->advance(*adapter, milliseconds(101));
    EXPECT_EQ(adapter->counters().link_losses, 1U);
    EXPECT_EQ(machine->count_commands(Command::AdapterReset), 1U);
    EXPECT_EQ(machine->count_commands(Command::AbortCmd), 0U);
    EXPECT_EQ(requests[3].outcome, Outcome::Reset);
    EXPECT_EQ(logged(LogCode::LinkLost), 1U);
    machine->advance(*adapter, milliseconds(1000));  // nothing outstanding: silence is normal
    EXPECT_EQ(adapter->counters().link_losses, 1U);
    submit(requests[0]);
    machine->complete();  // and its interrupt is lost: not the link's silence
    machine->advance(*adapter, milliseconds(60));
    EXPECT_EQ(requests[0].outcome, Outcome::Good);
    EXPECT_EQ(adapter->counters().link_losses, 1U);
    submit(requests[1]);
    machine->behaviour.present = false;
    machine->advance(*adapter, milliseconds(120));
    EXPECT_EQ(requests[1].outcome, Outcome::Failed);
    EXPECT_FALSE(adapter->running());
}

TEST_F(Policies, LogWhatTheMaskLetsThroughAndWithWhomAndWhen) {
    AdapterConfig config;
    config.request_timeout_ms = 10;
    config.log_mask = 1U << static_cast<unsigned>(LogCode::Aborting);
    start(config);
    ScsiRequest request = read_request(9);
    request.lun = 2;
    submit(request);
    machine->advance(*adapter, milliseconds(20));
    ASSERT_EQ(machine->events.size(), 1U);
    const LogRecord& record = machine->events[0];
    EXPECT_EQ(record.code, LogCode::Aborting);
    EXPECT_EQ(record.target, 9);
    EXPECT_EQ(record.lun, 2);
    EXPECT_EQ(record.context, request.context);
    EXPECT_GE(record.at, milliseconds(1010));
    EXPECT_LE(record.at, milliseconds(1020));
    EXPECT_EQ(adapter->counters().log_records, 1U);
    EXPECT_EQ(adapter->counters().log_masked, 2U);  // started, timed out
}

TEST_F(Policies, RefuseOptionsOutOfRange) {
    const auto refuses = [this](auto change) {
        AdapterConfig config;
        change(config);
        make(config);
        return adapter->start().error() == Error::BadConfig;
    };
    EXPECT_TRUE(refuses([](AdapterConfig& c) { c.ring_fill_max_percent = 0; }));
    EXPECT_TRUE(refuses([](AdapterConfig& c) { c.ring_fill_max_percent = 101; }));
    EXPECT_TRUE(refuses([](AdapterConfig& c) { c.depth_latency_us = 0; }));
    EXPECT_TRUE(refuses([](AdapterConfig& c) { c.retries_max = 101; }));
    EXPECT_TRUE(refuses([](AdapterConfig& c) { c.poll_under_load = 4097; }));
    EXPECT_FALSE(refuses([](AdapterConfig& c) { c.poll_under_load = 4096; }));
}

}  // namespace
}  // namespace pvscsim::driver::testing
