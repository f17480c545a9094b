// SPDX-License-Identifier: Apache-2.0
// What the adapter does while it may not use the bus, or cannot tell the guest.
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterWithoutBus : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
        write(kIntrMask, 0xf);
        memory->log.clear();
    }
    void give_bus() {
        memory->master(true);
        adapter->bus_granted(now);
        adapter->interrupts_changed(now);
        agenda->run_until(now);
    }
    void publish_and_fetch(const Ask& ask) {
        guest->publish(ask);
        kick();
        for (int i = 0; i < 20 && adapter->in_flight() == 0; ++i) run(SimTime::from_ns(100));
        ASSERT_EQ(adapter->in_flight(), 1U);
    }
};

TEST_F(AdapterWithoutBus, HoldsCompletionsUntilItMayWriteThem) {
    publish_and_fetch(test_unit_ready(7));
    memory->master(false);
    run_us(1000);
    EXPECT_EQ(read(kIntrStatus), 0U);
    EXPECT_EQ(guest->state(12), 0U);
    give_bus();
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].context, 7U);
    EXPECT_EQ(done[0].host, 0U);
    EXPECT_EQ(read(kIntrStatus), 1U);
    run_us(10);
    EXPECT_EQ(interrupts.messages.size(), 1U);
}

TEST_F(AdapterWithoutBus, EndsARequestWhoseDataCannotMoveAndKeepsTheRing) {
    publish_and_fetch(write_10(1));
    memory->master(false);
    run_us(1000);
    give_bus();
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].host, 0x20U);  // HAHARDWARE
    EXPECT_EQ(done[0].data_len, 0U);
    EXPECT_EQ(serve_one(write_10(2)).host, 0U);
}

TEST_F(AdapterWithoutBus, AnswersAnAbortWhenTheBusIsBack) {
    publish_and_fetch(read_10(9));
    memory->master(false);
    EXPECT_EQ(abort(9), 0U);
    EXPECT_EQ(guest->state(12), 0U);
    run_us(1000);
    give_bus();
    const std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].host, 0x26U);
    EXPECT_EQ(adapter->in_flight(), 0U);
}

TEST_F(AdapterWithoutBus, TouchesNoMemoryHoweverItIsKicked) {
    memory->master(false);
    memory->log.clear();
    guest->publish(test_unit_ready(1));
    kick();
    run_us(1000);
    EXPECT_TRUE(memory->log.empty());
    give_bus();
    run_us(1000);
    EXPECT_EQ(guest->take().size(), 1U);
}

TEST_F(AdapterWithoutBus, ForgetsHeldCompletionsInAReset) {
    publish_and_fetch(test_unit_ready(1));
    memory->master(false);
    run_us(1000);
    EXPECT_EQ(command(1), 0U);
    give_bus();
    set_up_rings();
    run_us(1000);
    EXPECT_TRUE(guest->take().empty());
}

TEST_F(AdapterWithoutBus, AnnouncesAChangeOfTargetsWhenTheBusIsBack) {
    set_up_messages();
    memory->master(false);
    adapter->hot_add(2, now);
    run_us(1);
    EXPECT_EQ(read(kIntrStatus), 0U);
    give_bus();
    const std::vector<Message> all = guest->take_messages();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].target, 2U);
    EXPECT_EQ(read(kIntrStatus), 4U);
}

class AdapterWithoutMessages : public AdapterWithoutBus {};

TEST_F(AdapterWithoutMessages, CountsNoInterruptThatReachesNobody) {
    interrupts.deliverable = false;
    serve_one(test_unit_ready(1));
    EXPECT_EQ(adapter->counters().interrupts, 0U);
    EXPECT_TRUE(device.interrupts.empty());
    EXPECT_TRUE(adapter->message_pending());
}

TEST_F(AdapterWithoutMessages, SendsOneMessageForAllThatWaited) {
    interrupts.deliverable = false;
    serve_one(test_unit_ready(1));
    serve_one(test_unit_ready(2));
    interrupts.deliverable = true;
    adapter->interrupts_changed(now);
    EXPECT_EQ(interrupts.messages, std::vector<SimTime>{now});
    EXPECT_EQ(adapter->counters().interrupts, 1U);
    ASSERT_EQ(device.interrupts.size(), 1U);
    EXPECT_EQ(device.interrupts[0].second, 2U);
    adapter->interrupts_changed(now);
    EXPECT_EQ(interrupts.messages.size(), 1U);
}

TEST_F(AdapterWithoutMessages, SendsNoneForACauseThatHasBeenDisabledSince) {
    interrupts.deliverable = false;
    serve_one(test_unit_ready(1));
    write(kIntrMask, 0x4);
    interrupts.deliverable = true;
    adapter->interrupts_changed(now);
    EXPECT_TRUE(interrupts.messages.empty());
}

TEST_F(AdapterWithoutMessages, RaisesTheLineInsteadIfThatComesBackIntoUse) {
    interrupts.deliverable = false;
    serve_one(test_unit_ready(1));
    EXPECT_FALSE(interrupts.line());
    interrupts.use_messages(false);
    adapter->interrupts_changed(now);
    EXPECT_TRUE(interrupts.line());
    EXPECT_FALSE(adapter->message_pending());
    EXPECT_EQ(adapter->counters().interrupts, 1U);
}

}  // namespace
}  // namespace pvscsim
