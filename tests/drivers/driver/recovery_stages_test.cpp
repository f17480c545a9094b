// SPDX-License-Identifier: Apache-2.0
// Every event of recovery meets requests in every stage of their life. Whatever happens, each
// request ends exactly once, no context stays behind, and an adapter that is still there works on.
// And the time that a gathered request has.
#include <algorithm>
#include <string>

#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

using std::chrono::milliseconds;

enum class Life { Gathered, Published, Fetched, Completed, InHandler, Held };
enum class Event { Timeout, Abort, ResetDevice, ResetBus, ResetAdapter, Removal, FailingReset };
enum class Device { Able, Deaf };

class RecoveryStages : public AdapterTest {
protected:
    static constexpr std::size_t kRequests = 6;

    void bring_to(Life life, Device device) {
        AdapterConfig config;
        config.request_timeout_ms = 1000;
        config.abort_timeout_ms = 100;
        config.reset_timeout_ms = 200;
        config.doorbell_batch = life == Life::Gathered ? 32 : 1;
        config.lun_queue_depth = life == Life::Held ? 2 : 254;
        Behaviour how;
        how.fetches = life != Life::Published;
        if (device == Device::Deaf) how.aborts = how.resets_device = how.resets_bus = false;
        start(config, how);
        upper.done.clear();
        upper.on_completed = nullptr;
        requests.fill(read_request(1));
        for (ScsiRequest& request : requests) submit(request);
        machine->behaviour.fetches = true;
        if (life == Life::Completed || life == Life::InHandler) {
            for (std::size_t i = 0; i < kRequests / 2; ++i) machine->complete();
        }
    }
    void strike(Event event) {
        switch (event) {
            case Event::Timeout:
                machine->advance(*adapter, milliseconds(1010));
                break;
            case Event::Abort:
                for (ScsiRequest& request : requests) {
                    static_cast<void>(adapter->abort(request));
                }
                break;
            case Event::ResetDevice:
                static_cast<void>(adapter->reset_device(1, 0));
                break;
            case Event::ResetBus:
                static_cast<void>(adapter->reset_bus());
                break;
            case Event::ResetAdapter:
                static_cast<void>(adapter->reset_adapter());
                break;
            case Event::Removal:
                machine->behaviour.present = false;
                break;
            case Event::FailingReset:
                machine->behaviour.setup_rings_status = protocol::kStatusFailed;
                static_cast<void>(adapter->reset_adapter());
                break;
        }
    }
    /// The event comes while a completion is handed over: resets wait until that is over.
    void strike_in_handler(Event event) {
        upper.on_completed = [this, event](ScsiRequest&) {
            if (event == Event::ResetDevice) {
                EXPECT_EQ(adapter->reset_device(1, 0).error(), Error::Busy);
            } else if (event == Event::ResetBus) {
                EXPECT_EQ(adapter->reset_bus().error(), Error::Busy);
            } else if (event == Event::ResetAdapter || event == Event::FailingReset) {
                EXPECT_EQ(adapter->reset_adapter().error(), Error::Busy);
            } else if (event == Event::Abort) {
                for (ScsiRequest& request : requests) {
                    static_cast<void>(adapter->abort(request));
                }
            } else {
                adapter->handle_timer();
                EXPECT_FALSE(adapter->poll(1));
            }
        };
        adapter->handle_interrupt();
        upper.on_completed = nullptr;
        strike(event);
    }
    void let_all_end() {
        for (int round = 0; round < 20; ++round) {
            if (adapter->running()) adapter->handle_interrupt();
            machine->advance(*adapter, milliseconds(300));
        }
    }
    std::array<ScsiRequest, kRequests> requests;
};

TEST_F(RecoveryStages, EndEveryRequestOnceWhateverHappens) {
    for (const Device device : {Device::Able, Device::Deaf}) {
        for (const Life life : {Life::Gathered, Life::Published, Life::Fetched, Life::Completed,
                                Life::InHandler, Life::Held}) {
            for (const Event event :
                 {Event::Timeout, Event::Abort, Event::ResetDevice, Event::ResetBus,
                  Event::ResetAdapter, Event::Removal, Event::FailingReset}) {
                SCOPED_TRACE("device " + std::to_string(static_cast<int>(device)) + " life " +
                             std::to_string(static_cast<int>(life)) + " event " +
                             std::to_string(static_cast<int>(event)));
                bring_to(life, device);
                life == Life::InHandler ? strike_in_handler(event) : strike(event);
                let_all_end();
                ASSERT_EQ(upper.done.size(), kRequests);
                std::sort(upper.done.begin(), upper.done.end());
                EXPECT_EQ(std::unique(upper.done.begin(), upper.done.end()), upper.done.end());
                EXPECT_EQ(adapter->outstanding(), 0U);
                EXPECT_EQ(adapter->counters().completed, kRequests);
                const bool gone = event == Event::Removal || event == Event::FailingReset;
                ASSERT_EQ(adapter->running(), !gone);
                if (gone) continue;
                ScsiRequest next = read_request(1);
                submit(next);
                adapter->flush();
                machine->complete();
                adapter->handle_interrupt();
                EXPECT_EQ(next.outcome, Outcome::Good);
                EXPECT_EQ(adapter->counters().stale_contexts, 0U);
            }
        }
    }
}

TEST_F(RecoveryStages, ClimbTogetherWithOneResetForAllThatItIsToEnd) {
    bring_to(Life::Fetched, Device::Deaf);
    machine->advance(*adapter, milliseconds(1010));
    EXPECT_EQ(machine->count_commands(protocol::Command::AbortCmd), kRequests);
    machine->advance(*adapter, milliseconds(110));
    EXPECT_EQ(machine->count_commands(protocol::Command::ResetDevice), 1U);
    machine->advance(*adapter, milliseconds(210));
    EXPECT_EQ(machine->count_commands(protocol::Command::ResetBus), 1U);
    EXPECT_TRUE(upper.done.empty());
    machine->advance(*adapter, milliseconds(210));  // 1530 ms in all: the ladder's bound
    EXPECT_EQ(machine->count_commands(protocol::Command::AdapterReset), 1U);
    EXPECT_EQ(upper.done.size(), kRequests);
}

TEST_F(RecoveryStages, LeaveARequestAloneThatComesWhileItsUnitIsReset) {
    bring_to(Life::Fetched, Device::Able);
    ScsiRequest late = read_request(1);
    upper.on_completed = [&](ScsiRequest& request) {
        if (&request == &requests[0]) submit(late);  // takes the context that has come free
    };
    EXPECT_TRUE(adapter->reset_device(1, 0).ok());
    EXPECT_EQ(upper.done.size(), kRequests);
    machine->advance(*adapter, milliseconds(900));  // its own time-out is not shortened
    EXPECT_EQ(machine->count_commands(protocol::Command::ResetBus), 0U);
    machine->complete();
    adapter->handle_interrupt();
    EXPECT_EQ(late.outcome, Outcome::Good);
}

TEST_F(RecoveryStages, HandOverMessagesThatCameBeforeTheReset) {
    bring_to(Life::Fetched, Device::Able);
    for (const std::uint32_t target : {3U, 4U}) {
        protocol::MessageDescriptor message;
        message.type = protocol::kMessageDeviceAdded;
        message.target = target;
        machine->post_message(message);
    }
    ASSERT_TRUE(adapter->reset_adapter().ok());
    ASSERT_EQ(upper.device_events.size(), 2U);
    EXPECT_EQ(upper.device_events[1].target, 4);
    protocol::MessageDescriptor message;
    message.target = 5;
    machine->post_message(message);  // the new ring begins at its first slot
    adapter->handle_interrupt();
    ASSERT_EQ(upper.device_events.size(), 3U);
    EXPECT_EQ(upper.device_events[2].target, 5);
}

TEST_F(RecoveryStages, TakeAllOnesForNoCauseAndATimeOutForTheProof) {
    AdapterConfig config;
    config.interrupt_mode = InterruptMode::Intx;
    config.request_timeout_ms = 1000;
    start(config);
    ScsiRequest request = read_request(1);
    submit(request);
    machine->behaviour.registers_dead = true;  // decoding is off; configuration space answers
    EXPECT_FALSE(adapter->handle_interrupt());
    EXPECT_EQ(adapter->counters().interrupts_foreign, 1U);
    EXPECT_TRUE(upper.done.empty());
    machine->advance(*adapter, milliseconds(60'000));
    ASSERT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(logged(LogCode::ResetFailed), 1U);
    EXPECT_FALSE(adapter->running());
    EXPECT_EQ(adapter->outstanding(), 0U);
}

TEST_F(RecoveryStages, CountACompletionThatComesTwiceOrTooLate) {
    bring_to(Life::Fetched, Device::Able);
    const std::uint64_t first = machine->in_flight[0].context;
    machine->complete();
    machine->post({first, 4096, 0, 0, 0});
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(adapter->counters().stale_contexts, 1U);
    EXPECT_EQ(logged(LogCode::BadContext), 1U);
    ASSERT_TRUE(adapter->reset_bus().ok());
    for (ScsiRequest& request : requests) machine->post({request.context, 0, 0, 0, 0});
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), kRequests);
    EXPECT_EQ(adapter->counters().stale_contexts, 1U + kRequests);
}

class BatchTime : public AdapterTest {};

TEST_F(BatchTime, CountsFromItsFirstRequest) {
    AdapterConfig config;
    config.request_timeout_ms = 1000;
    config.doorbell_batch = 3;
    start(config);
    ScsiRequest first = read_request();
    ScsiRequest second = read_request();
    ScsiRequest other_batch = read_request();
    ASSERT_TRUE(adapter->submit(first).ok());
    machine->advance(*adapter, milliseconds(500));
    ASSERT_TRUE(adapter->submit(second).ok());
    adapter->flush();
    ASSERT_TRUE(adapter->submit(other_batch).ok());
    adapter->flush();
    machine->advance(*adapter, milliseconds(503));
    EXPECT_EQ(machine->commands.size(), 2U);  // aborts
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 2U);
    machine->advance(*adapter, milliseconds(500));
    EXPECT_EQ(machine->commands.size(), 3U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
