// SPDX-License-Identifier: Apache-2.0
// The rings across a reset of the adapter.
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

class AdapterReset : public AdapterTest {};

TEST_F(AdapterReset, TouchesNoRingBetweenResetAndSetUp) {
    start();
    ScsiRequest request = read_request();
    ScsiRequest late = read_request();
    submit(request);
    upper.on_completed = [&](ScsiRequest& ended) {
        if (&ended != &request) return;
        const auto before = machine->trace.size();
        submit(late);
        EXPECT_EQ(machine->trace.size(), before);
    };
    ASSERT_TRUE(adapter->reset_adapter().ok());
    ASSERT_EQ(machine->in_flight.size(), 1U);
    EXPECT_EQ(machine->in_flight[0].context, late.context);
}

TEST_F(AdapterReset, ClearsTheRingsBeforeItInstallsThemAgain) {
    start();
    machine->set_state_word(200, 0xdeadbeef);
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_EQ(machine->state_word(200), 0U);
}

TEST_F(AdapterReset, ResetsOnceMoreIfTheRingsAreRefused) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    start(config);
    std::array<ScsiRequest, 2> requests;
    requests.fill(read_request());
    for (ScsiRequest& request : requests) submit(request);
    machine->behaviour.setups_refused = 1;
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_EQ(machine->count_commands(protocol::Command::AdapterReset), 2U);
    EXPECT_EQ(adapter->counters().adapter_resets, 2U);
    EXPECT_EQ(upper.done, (std::vector<ScsiRequest*>{&requests[0]}));
    EXPECT_EQ(requests[0].outcome, Outcome::Reset);
    EXPECT_EQ(logged(LogCode::ResetFailed), 0U);
    machine->complete();
    adapter->handle_interrupt();
    EXPECT_EQ(requests[1].outcome, Outcome::Good);
}

TEST_F(AdapterReset, FindsAnotherAdapterAfterASuspendThatTakesSmallerRings) {
    for (const std::uint32_t refusals : {1U, 3U, 4U}) {
        AdapterConfig config;
        config.request_ring_pages = 8;
        config.completion_ring_pages = 4;
        start(config);
        ScsiRequest before = read_request(2);
        submit(before);
        ASSERT_TRUE(adapter->suspend().ok());
        EXPECT_EQ(before.outcome, Outcome::Reset);
        ScsiRequest held = read_request(2);
        submit(held);
        machine->behaviour.setups_refused = refusals;
        const bool woken = adapter->wake().ok();
        EXPECT_EQ(woken, refusals < 4);  // then nothing smaller is left
        if (!woken) {
            EXPECT_EQ(held.outcome, Outcome::Failed);
            continue;
        }
        EXPECT_EQ(adapter->info().request_entries, 256U >> refusals);
        EXPECT_EQ(adapter->info().completion_entries, refusals == 1 ? 256U : 128U);
        EXPECT_EQ(adapter->info().outstanding_max, 256U >> refusals);
        ASSERT_EQ(machine->in_flight.size(), 1U);
        machine->complete();
        adapter->handle_interrupt();
        EXPECT_EQ(held.outcome, Outcome::Good);
    }
}

}  // namespace
}  // namespace pvscsim::driver::testing
