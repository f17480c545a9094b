// SPDX-License-Identifier: Apache-2.0
#include "models/intc/interrupt_controller.h"

#include <optional>
#include <vector>

#include "tests/models/kernel/bus_probe.h"
#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {
namespace {

struct NotedSink final : InterruptSink {
    void interrupt_pending(SimTime at) override { told.push_back(at); }
    std::vector<SimTime> told;
};

constexpr std::uint64_t kMessages = 0xfee00000;
constexpr std::uint8_t kLine = 0x30;

/// Two vCPUs; interrupts arrive 400 ns after they are sent. The line leads to the second.
class InterruptControllerTest : public KernelTest {
protected:
    void SetUp() override {
        KernelTest::SetUp();
        controller.emplace("interrupts", ns(400));
        master.emplace("master");
        master->socket.bind(controller->message_socket);
        controller->add_vcpu(sinks[0]);
        controller->add_vcpu(sinks[1]);
        controller->route_line(1, kLine);
        elaborate();
    }
    void send(std::uint64_t vcpu, std::uint32_t vector, SimTime at) {
        master->write(kMessages | vcpu << 12, vector, 4, at);
    }
    std::optional<InterruptController> controller;
    std::optional<BusMaster> master;
    NotedSink sinks[2];
};

TEST_F(InterruptControllerTest, DeliversAMessageToTheVcpuAndVectorItNames) {
    send(1, 0x1234541, us(2));
    EXPECT_TRUE(master->ok());
    EXPECT_EQ(controller->next_due(0), SimTime::never());
    EXPECT_EQ(controller->next_due(1), us(2) + ns(400));
    EXPECT_EQ(sinks[1].told, std::vector<SimTime>{us(2) + ns(400)});
    EXPECT_TRUE(sinks[0].told.empty());
    EXPECT_EQ(controller->acknowledge(1, us(2) + ns(400)), 0x41);
    EXPECT_EQ(controller->next_due(1), SimTime::never());
    EXPECT_EQ(controller->delivered(), 1U);
}

TEST_F(InterruptControllerTest, DeliversNothingBeforeItIsDue) {
    send(0, 0x41, us(2));
    EXPECT_DEATH(controller->acknowledge(0, SimTime{us(2).ps + ns(400).ps - 1}), "check failed");
}

TEST_F(InterruptControllerTest, PendsAVectorOnceAndOthersInOrderOfArrival) {
    send(0, 0x41, us(1));
    send(0, 0x40, us(2));
    send(0, 0x41, us(3));
    EXPECT_EQ(controller->merged(), 1U);
    EXPECT_EQ(controller->next_due(0), us(1) + ns(400));
    EXPECT_EQ(controller->acknowledge(0, us(9)), 0x41);
    EXPECT_EQ(controller->acknowledge(0, us(9)), 0x40);
    send(0, 0x41, us(9));
    EXPECT_EQ(controller->merged(), 1U);
    EXPECT_EQ(controller->next_due(0), us(9) + ns(400));
}

TEST_F(InterruptControllerTest, RefusesWhatIsNoMessage) {
    master->read(kMessages);
    EXPECT_FALSE(master->ok());
    master->write(kMessages, 0x41, 2);
    EXPECT_FALSE(master->ok());
    send(2, 0x41, us(1));  // no such vCPU
    EXPECT_FALSE(master->ok());
    EXPECT_EQ(controller->next_due(0), SimTime::never());
    EXPECT_EQ(controller->next_due(1), SimTime::never());
}

TEST_F(InterruptControllerTest, KeepsTheLineMaskedUntilItIsUnmasked) {
    controller->set_line(true, us(1));
    EXPECT_EQ(controller->next_due(1), SimTime::never());
    controller->mask_line(false, us(5));
    EXPECT_EQ(controller->next_due(1), us(5) + ns(400));
    EXPECT_EQ(controller->next_due(0), SimTime::never());
    controller->mask_line(true, us(5));
    EXPECT_EQ(controller->next_due(1), SimTime::never());
}

class InterruptLineTest : public InterruptControllerTest {
protected:
    void SetUp() override {
        InterruptControllerTest::SetUp();
        controller->mask_line(false, SimTime{});
    }
};

TEST_F(InterruptLineTest, ForgetsALevelThatIsGoneBeforeItWasTakenButNoMessage) {
    send(1, 0x41, us(1));
    controller->set_line(true, us(2));
    controller->set_line(false, us(2));
    EXPECT_EQ(controller->acknowledge(1, us(9)), 0x41);
    EXPECT_EQ(controller->next_due(1), SimTime::never());
}

TEST_F(InterruptLineTest, InterruptsAgainAfterTheEndIfStillHigh) {
    controller->set_line(true, us(1));
    EXPECT_EQ(controller->acknowledge(1, us(2)), kLine);
    EXPECT_TRUE(controller->is_line(1, kLine));
    EXPECT_EQ(controller->next_due(1), SimTime::never());  // once, however long it is high
    controller->end_of_interrupt(1, kLine, us(3));
    EXPECT_FALSE(controller->is_line(1, kLine));
    EXPECT_EQ(controller->next_due(1), us(3) + ns(400));
}

TEST_F(InterruptLineTest, StaysQuietAfterTheEndIfTheHandlerHadItLowered) {
    controller->set_line(true, us(1));
    controller->acknowledge(1, us(2));
    controller->set_line(false, us(2));
    controller->end_of_interrupt(1, kLine, us(3));
    EXPECT_EQ(controller->next_due(1), SimTime::never());
    controller->set_line(true, us(4));
    EXPECT_EQ(controller->next_due(1), us(4) + ns(400));
}

TEST_F(InterruptLineTest, IsUpWhileAnyOfThoseWhoShareItKeepsItUp) {
    controller->set_line(true, us(1));
    controller->set_line(true, us(1), 1);
    EXPECT_EQ(controller->merged(), 1U);
    EXPECT_EQ(controller->acknowledge(1, us(2)), kLine);
    controller->set_line(false, us(2));
    controller->end_of_interrupt(1, kLine, us(3));
    EXPECT_EQ(controller->acknowledge(1, us(4)), kLine);  // the other's
    controller->set_line(false, us(4), 1);
    controller->end_of_interrupt(1, kLine, us(5));
    EXPECT_EQ(controller->next_due(1), SimTime::never());
}

TEST_F(InterruptLineTest, RemembersANewLevelThatRoseWhileTheLastWasServed) {
    controller->set_line(true, us(1));
    controller->acknowledge(1, us(2));
    controller->set_line(false, us(2));
    controller->set_line(true, us(3));
    EXPECT_EQ(controller->next_due(1), SimTime::never());
    controller->end_of_interrupt(0, kLine, us(4));  // somebody else's
    EXPECT_EQ(controller->next_due(1), SimTime::never());
    controller->end_of_interrupt(1, kLine, us(4));
    EXPECT_EQ(controller->next_due(1), us(4) + ns(400));
}

}  // namespace
}  // namespace pvscsim
