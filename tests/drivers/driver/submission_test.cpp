// SPDX-License-Identifier: Apache-2.0
// What submit() and flush() put into the ring, and which doorbells they ring.
#include <set>

#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

namespace reg = protocol::reg;
namespace state = protocol::rings_state;

class Submission : public AdapterTest {};

TEST_F(Submission, FillsEveryFieldOfTheDescriptor) {
    start();
    ScsiRequest request = read_request(7, 0x01020304);
    request.lun = 5;
    request.attribute = TaskAttribute::Ordered;
    ASSERT_TRUE(adapter->submit(request).ok());

    ASSERT_EQ(machine->in_flight.size(), 1U);
    const protocol::RequestDescriptor& seen = machine->in_flight[0];
    EXPECT_EQ(seen.context, request.context);
    EXPECT_NE(seen.context, 0U);
    EXPECT_LT(seen.context, 1ULL << 32);
    EXPECT_EQ(seen.data_addr, 0x7000'0000U);
    EXPECT_EQ(seen.data_bytes, 4096U);
    EXPECT_EQ(seen.sense_bytes, 96U);
    EXPECT_NE(seen.sense_addr, 0U);
    EXPECT_EQ(seen.flags, protocol::kFlagDirToHost);
    EXPECT_EQ(seen.cdb, request.cdb);
    EXPECT_EQ(seen.cdb_bytes, 10);
    EXPECT_EQ(seen.lun, (protocol::LunField{0, 5, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(seen.tag, 0x22);
    EXPECT_EQ(seen.bus, 0);
    EXPECT_EQ(seen.target, 7);
    EXPECT_EQ(seen.vcpu_hint, 3);
}

TEST_F(Submission, TakesTheProcessorFromACallerWhoKnowsIt) {
    start();
    ScsiRequest request = read_request();
    ASSERT_TRUE(adapter->submit(request, 5).ok());
    EXPECT_EQ(machine->in_flight[0].vcpu_hint, 5);
}

TEST_F(Submission, DerivesTheDirectionAnewForEachUseOfARequest) {
    start();
    ScsiRequest request = read_request();
    ASSERT_TRUE(adapter->submit(request).ok());
    machine->complete();
    adapter->handle_interrupt();
    request.cdb[0] = 0x2a;
    request.direction = DataDirection::ToDevice;
    ASSERT_TRUE(adapter->submit(request).ok());
    EXPECT_EQ(machine->in_flight[0].flags, protocol::kFlagDirToDevice);
    machine->complete();
    adapter->handle_interrupt();
    request.data_bytes = 0;
    request.element_count = 0;
    ASSERT_TRUE(adapter->submit(request).ok());
    EXPECT_EQ(machine->in_flight[0].flags, protocol::kFlagDirNone);
    EXPECT_EQ(machine->in_flight[0].data_addr, 0U);
}

TEST_F(Submission, RefusesRequestsThatDoNotAddUp) {
    AdapterConfig config;
    config.elements_max = 2;
    start(config);
    ScsiRequest good = read_request();
    const auto refused = [this](ScsiRequest request) {
        return adapter->submit(request).error() == Error::BadRequest;
    };
    ScsiRequest bad = good;
    bad.cdb_bytes = 17;
    EXPECT_TRUE(refused(bad));
    bad.cdb_bytes = 0;
    EXPECT_TRUE(refused(bad));
    bad = good;
    bad.data_bytes = 4095;
    EXPECT_TRUE(refused(bad));
    bad = good;
    bad.direction = DataDirection::None;
    EXPECT_TRUE(refused(bad));
    bad = good;
    const SgElement three[3] = {{0, 1}, {0, 1}, {0, 4094}};
    bad.elements = three;
    bad.element_count = 3;
    EXPECT_TRUE(refused(bad));
    const SgElement wraps{~0ULL - 10, 4096};
    bad.elements = &wraps;
    bad.element_count = 1;
    EXPECT_TRUE(refused(bad));
    bad = good;
    bad.element_count = 0;
    EXPECT_TRUE(refused(bad));
    const SgElement short_by_one[2] = {{0, 1}, {0, 4094}};
    bad.elements = short_by_one;
    bad.element_count = 2;
    EXPECT_TRUE(refused(bad));
    const SgElement second_wraps[2] = {{0, 1}, {~0ULL - 10, 4095}};
    bad.elements = second_wraps;
    EXPECT_TRUE(refused(bad));
    EXPECT_EQ(adapter->counters().submitted, 0U);
    EXPECT_EQ(adapter->outstanding(), 0U);
    EXPECT_TRUE(adapter->submit(good).ok());
}

TEST_F(Submission, TakesElementsOfNoBytesIfTheOthersAddUp) {
    start();
    const SgElement elements[3] = {{0x1000, 1}, {0x2000, 0}, {0x3000, 4095}};
    ScsiRequest request = read_request();
    request.elements = elements;
    request.element_count = 3;
    EXPECT_TRUE(adapter->submit(request).ok());
}

TEST_F(Submission, RefusesBeforeStartAndAfterStop) {
    start();
    adapter->stop();
    ScsiRequest request = read_request();
    EXPECT_EQ(adapter->submit(request).error(), Error::NotRunning);
    EXPECT_EQ(HostAdapter(*machine, upper, {}).submit(request).error(), Error::NotRunning);
}

TEST_F(Submission, PublishesTheDescriptorBeforeTheIndexAndTheIndexBeforeTheDoorbell) {
    Behaviour how;
    how.through_port = true;
    start({}, how);
    ScsiRequest request = read_request();
    ASSERT_TRUE(adapter->submit(request).ok());
    ASSERT_EQ(machine->trace.size(), 3U);
    EXPECT_EQ(machine->trace[0].kind, Access::Kind::Write);
    EXPECT_EQ(machine->trace[0].value, 128U);
    EXPECT_EQ(machine->trace[1].kind, Access::Kind::Write);
    EXPECT_EQ(machine->trace[1].order, Order::Release);
    EXPECT_EQ(machine->trace[1].value, 4U);
    EXPECT_EQ(machine->trace[2].kind, Access::Kind::WriteRegister);
    EXPECT_EQ(machine->trace[2].at, reg::kKickRwIo);
}

TEST_F(Submission, RingsTheDoorbellThatFitsTheCommand) {
    start();
    const std::set<int> deferrable{0x08, 0x0a, 0x28, 0x2a, 0x88, 0x8a, 0xa8, 0xaa};
    for (const int opcode : deferrable) {
        ScsiRequest request = read_request();
        request.cdb[0] = static_cast<std::uint8_t>(opcode);
        ASSERT_TRUE(adapter->submit(request).ok());
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(writes_of(reg::kKickRwIo), 8U);
    EXPECT_EQ(writes_of(reg::kKickNonRwIo), 0U);
    for (int opcode = 0; opcode < 256; ++opcode) {
        if (deferrable.count(opcode) != 0) continue;
        ScsiRequest request = no_data_request();
        request.cdb[0] = static_cast<std::uint8_t>(opcode);
        ASSERT_TRUE(adapter->submit(request).ok());
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(writes_of(reg::kKickRwIo), 8U);
    EXPECT_EQ(writes_of(reg::kKickNonRwIo), 248U);
    ScsiRequest again = read_request();
    submit(again);
    EXPECT_EQ(writes_of(reg::kKickRwIo), 9U);
}

TEST_F(Submission, GathersABatchForOneIndexStoreAndOneDoorbell) {
    AdapterConfig config;
    config.doorbell_batch = 4;
    start(config);
    std::array<ScsiRequest, 6> requests;
    requests.fill(read_request());
    for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(adapter->submit(requests[i]).ok());
    EXPECT_EQ(machine->state_word(state::kReqProdIdx), 0U);
    EXPECT_TRUE(machine->trace.empty());
    ASSERT_TRUE(adapter->submit(requests[3]).ok());
    EXPECT_EQ(machine->state_word(state::kReqProdIdx), 4U);
    EXPECT_EQ(writes_of(reg::kKickRwIo), 1U);

    requests[5] = no_data_request();
    ASSERT_TRUE(adapter->submit(requests[4]).ok());
    ASSERT_TRUE(adapter->submit(requests[5]).ok());
    adapter->flush();
    adapter->flush();
    EXPECT_EQ(machine->in_flight.size(), 6U);
    EXPECT_EQ(writes_of(reg::kKickRwIo), 1U);
    EXPECT_EQ(writes_of(reg::kKickNonRwIo), 1U);
    EXPECT_EQ(adapter->counters().publishes, 2U);
}

TEST_F(Submission, HoldsBackWhatTheRingCannotTakeAndLosesNothing) {
    AdapterConfig config;
    config.request_ring_pages = 1;
    config.lun_queue_depth = 1024;
    start(config);
    std::vector<ScsiRequest> requests(100, read_request());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        requests[i].cdb[5] = static_cast<std::uint8_t>(i);
        ASSERT_TRUE(adapter->submit(requests[i]).ok());
    }
    EXPECT_EQ(machine->in_flight.size(), 32U);  // exactly full, not one less
    EXPECT_EQ(adapter->counters().held_back, 68U);
    EXPECT_EQ(adapter->counters().ring_full, 68U);
    std::uint32_t next = 0;
    while (!machine->in_flight.empty()) {
        EXPECT_EQ(machine->in_flight.front().cdb[5], next++);
        machine->complete();
        adapter->handle_interrupt();
        EXPECT_LE(adapter->outstanding(), 32U);
    }
    EXPECT_EQ(next, 100U);
    EXPECT_EQ(upper.done.size(), 100U);
    EXPECT_EQ(std::set<ScsiRequest*>(upper.done.begin(), upper.done.end()).size(), 100U);
}

TEST_F(Submission, RespectsACompletionRingThatIsSmallerThanTheRequestRing) {
    AdapterConfig config;
    config.request_ring_pages = 8;
    config.completion_ring_pages = 1;
    config.lun_queue_depth = 1024;
    start(config);
    EXPECT_EQ(adapter->info().outstanding_max, 128U);
    std::vector<ScsiRequest> requests(200, read_request());
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    EXPECT_EQ(machine->in_flight.size(), 128U);
    machine->complete_all();
    adapter->handle_interrupt();
    machine->complete_all();
    adapter->handle_interrupt();
    EXPECT_EQ(upper.done.size(), 200U);
}

TEST_F(Submission, DoesNotUseTheDevicesConsumerIndexForFlowControl) {
    AdapterConfig config;
    config.request_ring_pages = 1;
    config.lun_queue_depth = 1024;
    start(config);
    std::vector<ScsiRequest> requests(33, read_request());
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    // All are fetched, none is completed: there is still no room.
    EXPECT_EQ(machine->state_word(state::kReqConsIdx), 32U);
    EXPECT_EQ(machine->state_word(state::kReqProdIdx), 32U);
}

TEST_F(Submission, KeepsTheQueueDepthOfEachUnitAndTheOrderWithinIt) {
    AdapterConfig config;
    config.lun_queue_depth = 2;
    start(config);
    std::vector<ScsiRequest> requests;
    for (std::uint32_t i = 0; i < 12; ++i) {
        requests.push_back(read_request(static_cast<std::uint8_t>(i % 3), i));
    }
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    EXPECT_EQ(machine->in_flight.size(), 6U);
    EXPECT_EQ(adapter->counters().lun_full, 6U);
    std::array<int, 3> last{-1, -1, -1};
    while (!machine->in_flight.empty()) {
        std::array<int, 3> now{};
        for (const auto& request : machine->in_flight) EXPECT_LE(++now[request.target], 2);
        const protocol::RequestDescriptor& oldest = machine->in_flight.front();
        EXPECT_LT(last[oldest.target], oldest.cdb[5]);
        last[oldest.target] = oldest.cdb[5];
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(upper.done.size(), 12U);
}

TEST_F(Submission, ServesUnitsAndRingWaitersWhenBothAreFull) {
    AdapterConfig config;
    config.request_ring_pages = 1;
    config.lun_queue_depth = 10;
    start(config);
    std::vector<ScsiRequest> requests;
    for (std::uint32_t i = 0; i < 400; ++i) {
        requests.push_back(read_request(static_cast<std::uint8_t>(i * 7 % 11), i));
    }
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    std::array<int, 11> last{};
    while (!machine->in_flight.empty()) {
        const protocol::RequestDescriptor oldest = machine->in_flight.front();
        const int lba = oldest.cdb[4] * 256 + oldest.cdb[5];
        EXPECT_LE(last[oldest.target], lba);
        last[oldest.target] = lba;
        machine->complete();
        adapter->handle_interrupt();
    }
    EXPECT_EQ(upper.done.size(), 400U);
}

TEST_F(Submission, LetsNoNewRequestOvertakeThoseThatWaitForTheRing) {
    AdapterConfig config;
    config.request_ring_pages = 1;
    config.lun_queue_depth = 1024;
    start(config);
    std::vector<ScsiRequest> requests(40, read_request());
    ScsiRequest late = read_request();
    for (ScsiRequest& request : requests) submit(request);
    upper.on_completed = [&](ScsiRequest& request) {
        if (&request == &requests[0]) submit(late);
    };
    while (!machine->in_flight.empty()) {
        machine->complete();
        adapter->handle_interrupt();
    }
    ASSERT_EQ(upper.done.size(), 41U);
    EXPECT_EQ(upper.done.back(), &late);
}

TEST_F(Submission, WrapsItsIndices) {
    for (const std::uint32_t preset : {0xffffffe0U, 0x7fffffe0U}) {
        AdapterConfig config;
        config.request_ring_pages = 1;
        config.lun_queue_depth = 1024;
        Behaviour how;
        how.preset_idx = preset;
        start(config, how);
        upper.done.clear();
        std::vector<ScsiRequest> requests(100, read_request());
        for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
        while (!machine->in_flight.empty()) {
            machine->complete();
            adapter->handle_interrupt();
        }
        EXPECT_EQ(upper.done.size(), 100U);
        EXPECT_EQ(machine->state_word(state::kReqProdIdx), preset + 100);
        EXPECT_EQ(machine->state_word(state::kCmpConsIdx), preset + 100);
    }
}

TEST_F(Submission, NeverGivesTwoOutstandingRequestsOneContext) {
    AdapterConfig config;
    config.lun_queue_depth = 1024;
    start(config);
    std::vector<ScsiRequest> requests(256, read_request());
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    std::set<std::uint64_t> contexts;
    for (const auto& request : machine->in_flight) contexts.insert(request.context);
    EXPECT_EQ(contexts.size(), 256U);
    EXPECT_EQ(contexts.count(0), 0U);
}

TEST_F(Submission, AsksTheThresholdAfterAFenceBehindThePublish) {
    Behaviour how;
    how.through_port = true;
    how.threshold = true;
    start({}, how);
    ASSERT_TRUE(adapter->info().request_call_threshold);
    ScsiRequest request = read_request();
    ASSERT_TRUE(adapter->submit(request).ok());
    ASSERT_EQ(machine->trace.size(), 6U);
    EXPECT_EQ(machine->trace[1].order, Order::Release);
    EXPECT_EQ(machine->trace[2].kind, Access::Kind::Fence);
    EXPECT_EQ(machine->trace[3].order, Order::Acquire);
    EXPECT_EQ(machine->trace[4].order, Order::Acquire);
    EXPECT_EQ(machine->trace[5].at, reg::kKickRwIo);
}

TEST_F(Submission, RingsExactlyFromTheThresholdOn) {
    Behaviour how;
    how.threshold = true;
    how.fetches = false;
    start({}, how);
    machine->set_state_word(state::kReqCallThreshold, 3);
    std::array<ScsiRequest, 3> requests;
    requests.fill(read_request());
    ASSERT_TRUE(adapter->submit(requests[0]).ok());
    ASSERT_TRUE(adapter->submit(requests[1]).ok());
    EXPECT_EQ(writes_of(reg::kKickRwIo), 0U);
    EXPECT_EQ(adapter->counters().doorbells_suppressed, 2U);
    ASSERT_TRUE(adapter->submit(requests[2]).ok());
    EXPECT_EQ(writes_of(reg::kKickRwIo), 1U);
    // What is no plain read or write is never left to the device's leisure.
    machine->fetch();
    ScsiRequest other = no_data_request();
    ASSERT_TRUE(adapter->submit(other).ok());
    EXPECT_EQ(writes_of(reg::kKickNonRwIo), 1U);
}

TEST_F(Submission, ArmsTheTimerOnceForManyRequests) {
    start();
    std::array<ScsiRequest, 50> requests;
    requests.fill(read_request());
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    EXPECT_EQ(adapter->counters().timer_arms, 1U);
    machine->complete_all();
    adapter->handle_interrupt();
    for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
    EXPECT_EQ(adapter->counters().timer_arms, 1U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
