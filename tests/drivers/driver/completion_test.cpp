// SPDX-License-Identifier: Apache-2.0
// The completion pass: order of accesses, budget, contexts; interrupts.
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

namespace reg = protocol::reg;
namespace state = protocol::rings_state;

class CompletionPass : public AdapterTest {
protected:
    void start_with(InterruptMode mode) {
        AdapterConfig config;
        config.interrupt_mode = mode;
        start(config);
    }
    void submit_reads(std::vector<ScsiRequest>& requests) {
        for (ScsiRequest& request : requests) {
            request = read_request();
            submit(request);
        }
    }
};

TEST_F(CompletionPass, TakesAllWithOneIndexStoreBeforeItCallsAnybody) {
    Behaviour how;
    how.through_port = true;
    start({}, how);
    std::vector<ScsiRequest> requests(5);
    submit_reads(requests);
    machine->complete_all();
    machine->trace.clear();
    std::uint32_t consumed = 0;
    upper.on_completed = [&](ScsiRequest&) {
        if (consumed == 0) consumed = machine->state_word(state::kCmpConsIdx);
    };
    EXPECT_TRUE(adapter->handle_interrupt());
    EXPECT_EQ(consumed, 5U);
    EXPECT_EQ(upper.done.size(), 5U);
    ASSERT_GE(machine->trace.size(), 8U);
    EXPECT_EQ(machine->trace[0].order, Order::Acquire);
    for (std::size_t i = 1; i <= 5; ++i) {
        EXPECT_EQ(machine->trace[i].kind, Access::Kind::Read);
        EXPECT_EQ(machine->trace[i].value, 32U);
    }
    EXPECT_EQ(machine->trace[6].order, Order::Release);
    EXPECT_EQ(machine->trace[7].order, Order::Acquire);  // a fresh look before it stops
    EXPECT_EQ(adapter->counters().completion_passes, 1U);
}

TEST_F(CompletionPass, SeesWhatArrivesWhileItWorks) {
    start();
    std::vector<ScsiRequest> requests(3);
    submit_reads(requests);
    machine->complete();
    upper.on_completed = [&](ScsiRequest&) {
        if (!machine->in_flight.empty()) machine->complete();
    };
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 3U);
}

TEST_F(CompletionPass, StopsAtItsBudgetAndSaysSo) {
    AdapterConfig config;
    config.completion_budget = 3;
    start(config);
    std::vector<ScsiRequest> requests(7);
    submit_reads(requests);
    machine->complete_all();
    EXPECT_TRUE(adapter->handle_interrupt());
    EXPECT_EQ(upper.done.size(), 3U);
    EXPECT_TRUE(adapter->work_left());
    EXPECT_TRUE(adapter->poll(1));
    EXPECT_EQ(upper.done.size(), 4U);
    EXPECT_TRUE(adapter->work_left());
    EXPECT_TRUE(adapter->poll(3));
    EXPECT_FALSE(adapter->work_left());
    EXPECT_FALSE(adapter->poll(3));
    EXPECT_EQ(upper.done.size(), 7U);
}

TEST_F(CompletionPass, EndsEvenIfTheDeviceNeverStopsPosting) {
    start();
    std::vector<ScsiRequest> requests(1);
    submit_reads(requests);
    machine->complete();
    upper.on_completed = [&](ScsiRequest& request) {
        static_cast<void>(adapter->submit(request));
        machine->complete();
    };
    EXPECT_TRUE(adapter->handle_interrupt());
    EXPECT_EQ(upper.done.size(), adapter->info().completion_entries);
    EXPECT_TRUE(adapter->work_left());
    upper.on_completed = nullptr;
}

TEST_F(CompletionPass, CatchesContextsThatAreNotOutstanding) {
    start();
    std::vector<ScsiRequest> requests(2);
    submit_reads(requests);
    const std::uint64_t first = machine->in_flight[0].context;
    machine->complete();
    adapter->handle_interrupt();
    ASSERT_EQ(upper.done.size(), 1U);
    for (const std::uint64_t context : {first, std::uint64_t{0}, ~std::uint64_t{0},
                                        std::uint64_t{0xffff}, first | std::uint64_t{1} << 40}) {
        machine->post({context, 4096, 0, 0, 0});
    }
    // The slot is in use again, with another generation.
    submit(requests[0]);
    machine->post({first, 4096, 0, 0, 0});
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 1U);
    EXPECT_EQ(adapter->counters().stale_contexts, 6U);
    EXPECT_EQ(logged(LogCode::BadContext), 6U);
    machine->complete_all();
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 3U);
}

TEST_F(CompletionPass, IgnoresAProducerIndexThatCannotBe) {
    start();
    std::vector<ScsiRequest> requests(1);
    submit_reads(requests);
    machine->set_state_word(state::kCmpProdIdx, adapter->info().completion_entries + 1);
    adapter->handle_interrupt();
    EXPECT_TRUE(upper.done.empty());
    EXPECT_EQ(adapter->counters().bad_indices, 1U);
    EXPECT_EQ(machine->state_word(state::kCmpConsIdx), 0U);
}

TEST_F(CompletionPass, LetsCallbacksSubmitIntoARingThatWasFull) {
    AdapterConfig config;
    config.request_ring_pages = 1;
    config.lun_queue_depth = 1024;
    start(config);
    std::vector<ScsiRequest> requests(32);
    submit_reads(requests);
    std::uint32_t more = 1000;
    upper.on_completed = [&](ScsiRequest& request) {
        if (more > 0 && more--) submit(request);
    };
    while (!machine->in_flight.empty()) {
        machine->complete_all();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(upper.done.size(), 1032U);
    EXPECT_EQ(adapter->counters().held_back, 0U);
}

TEST_F(CompletionPass, AcknowledgesIntxBeforeItScans) {
    start_with(InterruptMode::Intx);
    std::vector<ScsiRequest> requests(1);
    submit_reads(requests);
    machine->complete();
    machine->intr_status = protocol::kIntrCmpl0 | protocol::kIntrMsg0;
    machine->trace.clear();
    EXPECT_TRUE(adapter->handle_interrupt());
    ASSERT_GE(machine->trace.size(), 2U);
    EXPECT_EQ(machine->trace[0].kind, Access::Kind::ReadRegister);
    EXPECT_EQ(machine->trace[0].at, reg::kIntrStatus);
    EXPECT_EQ(machine->trace[1].kind, Access::Kind::WriteRegister);
    EXPECT_EQ(machine->trace[1].at, reg::kIntrStatus);
    EXPECT_EQ(machine->trace[1].value, protocol::kIntrCmpl0 | protocol::kIntrMsg0);
    EXPECT_EQ(upper.done.size(), 1U);
}

TEST_F(CompletionPass, LeavesForeignIntxAlone) {
    start_with(InterruptMode::Intx);
    EXPECT_FALSE(adapter->handle_interrupt());
    machine->intr_status = 0x10;  // not a bit of this device
    EXPECT_FALSE(adapter->handle_interrupt());
    EXPECT_EQ(writes_of(reg::kIntrStatus), 0U);
    EXPECT_EQ(adapter->counters().interrupts_foreign, 2U);
}

TEST_F(CompletionPass, ScansOnEveryMessageWithoutReadingTheStatus) {
    start_with(InterruptMode::Msix);
    std::vector<ScsiRequest> requests(1);
    submit_reads(requests);
    machine->complete();
    machine->intr_status = 0;
    machine->trace.clear();
    EXPECT_TRUE(adapter->handle_interrupt());
    EXPECT_EQ(upper.done.size(), 1U);
    EXPECT_TRUE(machine->trace.empty());
}

}  // namespace
}  // namespace pvscsim::driver::testing
