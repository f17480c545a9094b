// SPDX-License-Identifier: Apache-2.0
// Hot-plug messages.
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

namespace state = protocol::rings_state;

class Messages : public AdapterTest {
protected:
    void post(std::uint32_t type, std::uint32_t target, std::uint8_t lun = 0,
              std::uint32_t bus = 0) {
        machine->post_message({type, bus, target, protocol::lun_field(lun)});
    }
};

TEST_F(Messages, AreTakenUntilTheRingIsEmpty) {
    start();
    post(0, 3);
    post(1, 4, 2);
    post(0, 3);  // added twice: the layer above knows what it has
    EXPECT_TRUE(adapter->handle_interrupt());
    ASSERT_EQ(upper.device_events.size(), 3U);
    EXPECT_EQ(upper.device_events[0].event, DeviceEvent::Added);
    EXPECT_EQ(upper.device_events[0].target, 3);
    EXPECT_EQ(upper.device_events[1].event, DeviceEvent::Removed);
    EXPECT_EQ(upper.device_events[1].target, 4);
    EXPECT_EQ(upper.device_events[1].lun, 2);
    EXPECT_EQ(machine->state_word(state::kMsgConsIdx), 3U);
}

TEST_F(Messages, WithImpossibleContentAreConsumedAndReported) {
    start();
    post(9, 3);
    post(0, 3, 0, 1);
    post(0, 65);
    post(0, 0xffffffff);
    machine->post_message({0, 0, 3, {0x40, 1, 0, 0, 0, 0, 0, 0}});
    post(0, 64);
    adapter->handle_interrupt();
    ASSERT_EQ(upper.device_events.size(), 1U);
    EXPECT_EQ(upper.device_events[0].target, 64);
    EXPECT_EQ(adapter->counters().messages_invalid, 5U);
    EXPECT_EQ(logged(LogCode::UnknownMessage), 5U);
    EXPECT_EQ(machine->state_word(state::kMsgConsIdx), 6U);
}

TEST_F(Messages, FromAFullRingAskForARescan) {
    start();
    for (std::uint32_t i = 0; i < 32; ++i) post(0, i);
    adapter->handle_interrupt();
    ASSERT_EQ(upper.device_events.size(), 33U);
    EXPECT_EQ(upper.device_events[32].event, DeviceEvent::RescanNeeded);
    EXPECT_EQ(logged(LogCode::MessagesLost), 1U);
    for (std::uint32_t i = 0; i < 31; ++i) post(0, i);
    adapter->handle_interrupt();
    EXPECT_EQ(upper.device_events.size(), 64U);
}

TEST_F(Messages, AreBoundedAgainstABrokenIndex) {
    start();
    machine->set_state_word(state::kMsgProdIdx, 33);
    adapter->handle_interrupt();
    EXPECT_TRUE(upper.device_events.empty());
    EXPECT_EQ(adapter->counters().bad_indices, 1U);
}

TEST_F(Messages, SurviveAnAdapterReset) {
    start();
    post(0, 5);
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_EQ(upper.device_events.size(), 1U);
    post(1, 5);
    adapter->handle_interrupt();
    EXPECT_EQ(upper.device_events.size(), 2U);
}

TEST_F(Messages, AndCompletionsMayNotResetTheAdapterFromTheirCallback) {
    start();
    Error seen = Error::None;
    ScsiRequest request = read_request();
    submit(request);
    upper.on_completed = [&](ScsiRequest&) { seen = adapter->reset_adapter().error(); };
    machine->complete();
    adapter->handle_interrupt();
    EXPECT_EQ(seen, Error::Busy);
}

}  // namespace
}  // namespace pvscsim::driver::testing
