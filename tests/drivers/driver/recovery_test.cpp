// SPDX-License-Identifier: Apache-2.0
// Time-outs, aborts, the reset ladder, and devices that vanish.
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

namespace reg = protocol::reg;
namespace state = protocol::rings_state;
using protocol::Command;
using std::chrono::milliseconds;

class Recovery : public AdapterTest {
protected:
    std::vector<Command> sent() const {
        std::vector<Command> ids;
        for (const auto& entry : machine->commands) ids.push_back(entry.first);
        return ids;
    }
    static AdapterConfig short_times() {
        AdapterConfig config;
        config.request_timeout_ms = 1000;
        config.abort_timeout_ms = 100;
        config.reset_timeout_ms = 200;
        return config;
    }
    static Behaviour deaf() {
        Behaviour how;
        how.aborts = how.resets_device = how.resets_bus = false;
        return how;
    }
};

TEST_F(Recovery, AbortsAfterTheTimeoutAndNotBefore) {
    start(short_times());
    ScsiRequest request = read_request(6);
    submit(request);
    machine->advance(*adapter, milliseconds(999));
    EXPECT_TRUE(sent().empty());
    machine->advance(*adapter, milliseconds(3));
    ASSERT_EQ(sent(), std::vector<Command>{Command::AbortCmd});
    EXPECT_EQ(machine->commands[0].second,
              (std::vector<std::uint32_t>{static_cast<std::uint32_t>(request.context), 0, 6, 0}));
    EXPECT_TRUE(upper.done.empty());  // the completion tells, not the command
    adapter->handle_interrupt();
    ASSERT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(request.outcome, Outcome::Aborted);
    EXPECT_EQ(adapter->counters().timeouts, 1U);
}

TEST_F(Recovery, DrainsBeforeItDecidesToAbort) {
    start(short_times());
    ScsiRequest request = read_request();
    submit(request);
    machine->complete();  // and the interrupt is lost
    machine->advance(*adapter, milliseconds(1100));
    EXPECT_TRUE(sent().empty());
    EXPECT_EQ(request.outcome, Outcome::Good);
    EXPECT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(adapter->counters().timeouts, 0U);
    EXPECT_EQ(adapter->counters().timer_rescues, 1U);
}

TEST_F(Recovery, TakesTheRequestsOwnTimeout) {
    start();
    ScsiRequest fast = read_request();
    fast.timeout = milliseconds(5);
    ScsiRequest slow = read_request();
    submit(slow);
    submit(fast);
    machine->advance(*adapter, milliseconds(10));
    ASSERT_EQ(sent().size(), 1U);
    EXPECT_EQ(machine->commands[0].second[0], fast.context);
}

TEST_F(Recovery, ClimbsTheLadderStepByStep) {
    start(short_times(), deaf());
    ScsiRequest request = read_request(2);
    request.lun = 1;
    submit(request);
    machine->advance(*adapter, milliseconds(1010));
    EXPECT_EQ(sent(), std::vector<Command>{Command::AbortCmd});
    machine->advance(*adapter, milliseconds(80));
    EXPECT_EQ(sent().size(), 1U);
    EXPECT_EQ(adapter->outstanding(), 1U);
    machine->advance(*adapter, milliseconds(30));
    ASSERT_EQ(sent(), (std::vector<Command>{Command::AbortCmd, Command::ResetDevice}));
    EXPECT_EQ(machine->commands[1].second, (std::vector<std::uint32_t>{2, 0x0100, 0}));
    machine->advance(*adapter, milliseconds(180));
    EXPECT_EQ(sent().size(), 2U);
    machine->advance(*adapter, milliseconds(30));
    EXPECT_EQ(sent().back(), Command::ResetBus);
    EXPECT_TRUE(upper.done.empty());
    machine->advance(*adapter, milliseconds(220));
    EXPECT_EQ(machine->count_commands(Command::AdapterReset), 1U);
    ASSERT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(request.outcome, Outcome::Reset);
    EXPECT_EQ(adapter->counters().aborts_failed, 1U);
    // Everything is set up again.
    submit(request);
    machine->complete();
    adapter->handle_interrupt();
    EXPECT_EQ(request.outcome, Outcome::Good);
}

TEST_F(Recovery, StopsClimbingWhenARequestEndsOnItsOwn) {
    start(short_times(), deaf());
    ScsiRequest request = read_request();
    submit(request);
    machine->advance(*adapter, milliseconds(1010));
    machine->complete();
    machine->advance(*adapter, milliseconds(5000));
    EXPECT_EQ(sent(), std::vector<Command>{Command::AbortCmd});
    EXPECT_EQ(request.outcome, Outcome::Good);
    EXPECT_EQ(upper.done.size(), 1U);
}

TEST_F(Recovery, KicksBeforeItAbortsWhatMayBeUnfetched) {
    AdapterConfig config;
    config.doorbell_batch = 8;
    start(config);
    ScsiRequest request = read_request();
    submit(request);
    ASSERT_TRUE(machine->in_flight.empty());
    ASSERT_TRUE(adapter->abort(request).ok());
    ASSERT_GE(machine->trace.size(), 3U);
    EXPECT_EQ(machine->trace[0].at, reg::kKickRwIo);
    EXPECT_EQ(machine->trace[1].at, reg::kKickNonRwIo);
    EXPECT_EQ(machine->trace[2].at, reg::kCommand);
    adapter->handle_interrupt();
    EXPECT_EQ(request.outcome, Outcome::Aborted);
}

TEST_F(Recovery, ReportsAnAbortOnlyWithTheCompletion) {
    start({}, deaf());
    ScsiRequest request = read_request();
    submit(request);
    ASSERT_TRUE(adapter->abort(request).ok());
    ASSERT_TRUE(adapter->abort(request).ok());  // asking twice sends one
    EXPECT_EQ(machine->count_commands(Command::AbortCmd), 1U);
    EXPECT_TRUE(upper.done.empty());
    EXPECT_EQ(adapter->outstanding(), 1U);
    machine->complete(0x26);
    adapter->handle_interrupt();
    EXPECT_EQ(request.outcome, Outcome::Aborted);
    EXPECT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(adapter->abort(request).error(), Error::NotFound);
}

TEST_F(Recovery, GivesTheNaturalOutcomeToARequestThatEndsBeforeItsAbort) {
    start();
    ScsiRequest request = read_request();
    submit(request);
    machine->complete();
    ASSERT_TRUE(adapter->abort(request).ok());
    EXPECT_EQ(machine->count_commands(Command::AbortCmd), 0U);
    EXPECT_EQ(request.outcome, Outcome::Good);
    EXPECT_EQ(upper.done.size(), 1U);
}

TEST_F(Recovery, AbortsAHeldRequestWithoutTheDevice) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    config.request_ring_pages = 1;
    start(config);
    std::array<ScsiRequest, 3> same_unit;
    same_unit.fill(read_request());
    for (ScsiRequest& request : same_unit) submit(request);
    ASSERT_TRUE(adapter->abort(same_unit[1]).ok());
    EXPECT_EQ(upper.done, std::vector<ScsiRequest*>{&same_unit[1]});
    EXPECT_EQ(same_unit[1].outcome, Outcome::Aborted);
    EXPECT_TRUE(sent().empty());
    machine->complete();
    adapter->handle_interrupt();
    machine->complete();
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 3U);
}

TEST_F(Recovery, AbortsFromWithinACompletion) {
    start();
    ScsiRequest first = read_request();
    ScsiRequest second = read_request();
    ScsiRequest third = read_request();
    submit(first);
    submit(second);
    submit(third);
    upper.on_completed = [&](ScsiRequest& request) {
        if (&request != &first) return;
        EXPECT_TRUE(adapter->abort(second).ok());
        EXPECT_TRUE(adapter->abort(third).ok());
    };
    machine->complete();
    machine->complete();  // the second is in the same pass and ends on its own
    adapter->handle_interrupt();
    EXPECT_EQ(second.outcome, Outcome::Good);
    EXPECT_EQ(machine->count_commands(Command::AbortCmd), 1U);
    adapter->handle_interrupt();
    EXPECT_EQ(third.outcome, Outcome::Aborted);
    EXPECT_EQ(upper.done.size(), 3U);
}

TEST_F(Recovery, ResetsOneUnitAndHandsBackItsRequests) {
    start();
    ScsiRequest here = read_request(4);
    ScsiRequest there = read_request(5);
    submit(here);
    submit(there);
    machine->trace.clear();
    ASSERT_TRUE(adapter->reset_device(4, 0).ok());
    EXPECT_EQ(machine->trace[0].at, reg::kKickNonRwIo);
    EXPECT_EQ(here.outcome, Outcome::Reset);
    EXPECT_EQ(upper.done, std::vector<ScsiRequest*>{&here});
    ASSERT_TRUE(adapter->reset_bus().ok());
    EXPECT_EQ(there.outcome, Outcome::Reset);
    EXPECT_EQ(upper.done.size(), 2U);
}

TEST_F(Recovery, DoesNotCallAResetDoneThatLeftARequestBehind) {
    start(short_times(), deaf());
    ScsiRequest request = read_request(4);
    submit(request);
    EXPECT_EQ(adapter->reset_device(4, 0).error(), Error::TimedOut);
    EXPECT_TRUE(adapter->reset_device(3, 0).ok());
    EXPECT_EQ(adapter->reset_bus().error(), Error::TimedOut);
    EXPECT_EQ(adapter->outstanding(), 1U);
    machine->advance(*adapter, milliseconds(210));  // after the bus only the adapter is left
    EXPECT_EQ(machine->count_commands(Command::AdapterReset), 1U);
    EXPECT_EQ(request.outcome, Outcome::Reset);
    machine->behaviour.device_reset_status = protocol::kStatusFailed;
    EXPECT_EQ(adapter->reset_device(9, 0).error(), Error::DeviceFailed);
}

TEST_F(Recovery, SetsEverythingUpAgainAfterAnAdapterReset) {
    Behaviour how;
    how.threshold = true;
    start({}, how);
    std::array<ScsiRequest, 3> requests;
    requests.fill(read_request());
    for (ScsiRequest& request : requests) submit(request);
    machine->complete();  // one has ended in time
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_EQ(sent(),
              (std::vector<Command>{Command::AdapterReset, Command::SetupRings,
                                    Command::SetupMsgRing, Command::SetupReqCallThreshold}));
    EXPECT_EQ(requests[0].outcome, Outcome::Good);
    EXPECT_EQ(requests[1].outcome, Outcome::Reset);
    EXPECT_EQ(requests[2].outcome, Outcome::Reset);
    EXPECT_EQ(upper.done.size(), 3U);
    EXPECT_EQ(machine->trace.back().at, reg::kIntrMask);
    EXPECT_EQ(machine->trace.back().value, protocol::kIntrAll);
    EXPECT_TRUE(adapter->info().request_call_threshold);
    EXPECT_EQ(adapter->outstanding(), 0U);
}

TEST_F(Recovery, StopsApplyingTheThresholdIfTheDeviceLostIt) {
    Behaviour how;
    how.threshold = true;
    start({}, how);
    machine->behaviour.threshold = false;
    ASSERT_TRUE(adapter->reset_adapter().ok());
    machine->behaviour.fetches = false;
    machine->set_state_word(state::kReqCallThreshold, 100);
    machine->trace.clear();
    ScsiRequest request = read_request();
    submit(request);
    EXPECT_EQ(writes_of(reg::kKickRwIo), 1U);
}

TEST_F(Recovery, HoldsSubmissionsUntilTheRingsAreBack) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    start(config);
    std::array<ScsiRequest, 4> requests;
    requests.fill(read_request());
    ScsiRequest late = read_request();
    for (ScsiRequest& request : requests) submit(request);
    bool resubmitted = false;
    upper.on_completed = [&](ScsiRequest& request) {
        if (request.outcome != Outcome::Reset || resubmitted) return;
        resubmitted = true;
        const auto before = machine->trace.size();
        EXPECT_TRUE(adapter->submit(late).ok());
        EXPECT_EQ(machine->trace.size(), before);
    };
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_TRUE(resubmitted);
    std::uint32_t rounds = 0;
    while (!machine->in_flight.empty() && ++rounds < 10) {
        EXPECT_EQ(machine->in_flight.size(), 1U);
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(upper.done, (std::vector<ScsiRequest*>{&requests[0], &requests[1], &requests[2],
                                                     &requests[3], &late}));
}

TEST_F(Recovery, TakesNothingOldAfterAReset) {
    start();
    ScsiRequest request = read_request();
    submit(request);
    const std::uint64_t old = machine->in_flight[0].context;
    ASSERT_TRUE(adapter->reset_adapter().ok());
    machine->post({old, 4096, 0, 0, 0});
    submit(request);
    EXPECT_NE(request.context, old);
    machine->post({old, 4096, 0, 0, 0});
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(adapter->counters().stale_contexts, 2U);
}

TEST_F(Recovery, EndsEverythingOnceIfTheDeviceCannotBeSetUpAgain) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    start(config);
    std::array<ScsiRequest, 3> requests;
    requests.fill(read_request());
    for (ScsiRequest& request : requests) submit(request);
    machine->behaviour.setup_rings_status = protocol::kStatusFailed;
    EXPECT_EQ(adapter->reset_adapter().error(), Error::DeviceFailed);
    ASSERT_EQ(upper.done.size(), 3U);
    EXPECT_EQ(requests[0].outcome, Outcome::Reset);
    EXPECT_EQ(requests[1].outcome, Outcome::Failed);
    EXPECT_EQ(requests[2].outcome, Outcome::Failed);
    EXPECT_EQ(adapter->submit(requests[0]).error(), Error::NotRunning);
    EXPECT_EQ(logged(LogCode::ResetFailed), 1U);
    adapter->stop();
    EXPECT_EQ(machine->live_buffers, 0U);
    EXPECT_FALSE(machine->frees_with_rings);
    machine->behaviour.setup_rings_status = 0;
    EXPECT_TRUE(adapter->start().ok());
}

TEST_F(Recovery, EndsEverythingOnceWhenTheDeviceIsGone) {
    for (const InterruptMode mode : {InterruptMode::Intx, InterruptMode::Msix}) {
        AdapterConfig config = short_times();
        config.interrupt_mode = mode;
        start(config);
        upper.done.clear();
        std::array<ScsiRequest, 5> requests;
        requests.fill(read_request());
        for (ScsiRequest& request : requests) submit(request);
        machine->behaviour.present = false;
        if (mode == InterruptMode::Intx) {
            EXPECT_FALSE(adapter->handle_interrupt());
        } else {
            machine->advance(*adapter, milliseconds(1100));
        }
        EXPECT_EQ(upper.done.size(), 5U);
        EXPECT_EQ(requests[4].outcome, Outcome::Failed);
        EXPECT_EQ(logged(LogCode::DeviceGone), 1U);
        EXPECT_FALSE(adapter->running());
        EXPECT_EQ(machine->armed_ns, std::chrono::nanoseconds::max().count());
        machine->advance(*adapter, milliseconds(10'000));
        EXPECT_EQ(upper.done.size(), 5U);
    }
}

TEST_F(Recovery, ArmsItsTimerAgainAfterTheQueueWasEmpty) {
    start(short_times(), deaf());
    ScsiRequest request = read_request();
    for (std::uint32_t round = 1; round <= 3; ++round) {
        machine->behaviour.aborts = true;
        submit(request);
        machine->advance(*adapter, milliseconds(1010));
        EXPECT_EQ(machine->count_commands(Command::AbortCmd), round);
        adapter->handle_interrupt();
        EXPECT_EQ(upper.done.size(), round);
        machine->advance(*adapter, milliseconds(300'000));
    }
}

TEST_F(Recovery, ForgetsTheTimeoutOfARequestThatEnded) {
    start(short_times());
    ScsiRequest first = read_request();
    ScsiRequest second = read_request();
    submit(first);
    machine->advance(*adapter, milliseconds(500));
    machine->complete();
    adapter->handle_interrupt();
    submit(second);  // in the same slot
    machine->advance(*adapter, milliseconds(990));
    EXPECT_TRUE(sent().empty());
    machine->advance(*adapter, milliseconds(20));
    EXPECT_EQ(sent(), std::vector<Command>{Command::AbortCmd});
}

}  // namespace
}  // namespace pvscsim::driver::testing
