// SPDX-License-Identifier: Apache-2.0
#include "models/kernel/blocking_target.h"

#include <tlm_utils/simple_initiator_socket.h>

#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {
namespace {

class Target final : public sc_core::sc_module, public BlockingTarget {
public:
    explicit Target(const sc_core::sc_module_name& name) : sc_module(name) { socket.bind(*this); }
    tlm::tlm_target_socket<> socket{"socket"};
    int transports = 0;

private:
    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) override {
        ++transports;
        delay += to_sc_time(ns(30));
        access.set_response_status(tlm::TLM_OK_RESPONSE);
    }
};

class Initiator final : public sc_core::sc_module {
public:
    explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name) {}
    tlm_utils::simple_initiator_socket<Initiator> socket{"socket"};
};

class BlockingTargetTest : public KernelTest {
protected:
    void SetUp() override {
        KernelTest::SetUp();
        initiator.socket.bind(target.socket);
        elaborate();
    }
    Target target{"target"};
    Initiator initiator{"initiator"};
    tlm::tlm_generic_payload access;
    sc_core::sc_time delay = to_sc_time(ns(5));
};

TEST_F(BlockingTargetTest, CompletesARequestThatDoesNotBlockEarly) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    EXPECT_EQ(initiator.socket->nb_transport_fw(access, phase, delay), tlm::TLM_COMPLETED);
    EXPECT_EQ(target.transports, 1);
    EXPECT_TRUE(access.is_response_ok());
    EXPECT_EQ(to_sim_time(delay), ns(35));
}

TEST_F(BlockingTargetTest, DoesNothingMoreInOtherPhases) {
    tlm::tlm_phase phase = tlm::END_RESP;
    EXPECT_EQ(initiator.socket->nb_transport_fw(access, phase, delay), tlm::TLM_ACCEPTED);
    EXPECT_EQ(target.transports, 0);
    EXPECT_EQ(to_sim_time(delay), ns(5));
}

TEST_F(BlockingTargetTest, GrantsNoDirectAccessAndHasNothingForDebuggers) {
    tlm::tlm_dmi dmi;
    EXPECT_FALSE(initiator.socket->get_direct_mem_ptr(access, dmi));
    EXPECT_EQ(dmi.get_start_address(), 0U);
    EXPECT_EQ(dmi.get_end_address(), ~sc_dt::uint64{0});
    EXPECT_TRUE(dmi.is_read_write_allowed());
    EXPECT_EQ(initiator.socket->transport_dbg(access), 0U);
    EXPECT_EQ(target.transports, 0);
}

}  // namespace
}  // namespace pvscsim
