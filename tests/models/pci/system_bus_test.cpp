// SPDX-License-Identifier: Apache-2.0
#include "models/pci/system_bus.h"

#include <array>
#include <optional>

#include "tests/models/kernel/bus_probe.h"
#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {
namespace {

enum Target : std::size_t { Memory, Config, Device, Message };
constexpr std::size_t kTargets = 4;

/// The bus with a probe behind each of its sockets, and two masters.
class SystemBusTest : public KernelTest {
protected:
    void SetUp() override {
        KernelTest::SetUp();
        bus.emplace("bus");
        for (std::size_t i = 0; i < kTargets; ++i) {
            targets[i].emplace(("target" + std::to_string(i)).c_str());
        }
        bus->memory_socket.bind(targets[Memory]->socket);
        bus->config_socket.bind(targets[Config]->socket);
        bus->device_socket.bind(targets[Device]->socket);
        bus->message_socket.bind(targets[Message]->socket);
        masters[0].emplace("master0");
        masters[1].emplace("master1");
        for (auto& master : masters) master->socket.bind(bus->in_socket);
        elaborate();
    }
    std::optional<SystemBus> bus;
    std::array<std::optional<BusProbe>, kTargets> targets;
    std::array<std::optional<BusMaster>, 2> masters;
};

TEST_F(SystemBusTest, RoutesByTheAddressMap) {
    struct Row {
        std::uint64_t addr;
        Target target;
    };
    std::array<std::size_t, kTargets> reached{};
    for (const Row& row :
         {Row{0, Memory}, Row{0x7fffffff, Memory}, Row{0xafffffff, Memory}, Row{0xb0000000, Config},
          Row{0xbfffffff, Config}, Row{0xc0000000, Device}, Row{0xfebfffff, Device},
          Row{0xfec00000, Memory}, Row{0xfedfffff, Memory}, Row{0xfee00000, Message},
          Row{0xfeefffff, Message}, Row{0xfef00000, Memory}, Row{0x100000000, Memory},
          Row{0x1e0000000, Memory}, Row{~std::uint64_t{0}, Memory}}) {
        masters[reached[row.target] % 2]->write(row.addr, 1, 1);
        ++reached[row.target];
        for (std::size_t i = 0; i < kTargets; ++i) {
            ASSERT_EQ(targets[i]->accesses.size(), reached[i]) << std::hex << row.addr;
        }
        EXPECT_EQ(targets[row.target]->accesses.back().addr, row.addr);
    }
}

TEST_F(SystemBusTest, AnswersReadsThatNobodyClaimsWithAllOnesAndTheError) {
    targets[Device]->refuses = true;
    EXPECT_EQ(masters[0]->read(0xe0000000, 4), 0xffffffffU);
    EXPECT_EQ(masters[0]->response, tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(masters[0]->read(0xe0000000, 1), 0xffU);
    masters[0]->write(0xe0000000, 1);
    EXPECT_EQ(masters[0]->response, tlm::TLM_ADDRESS_ERROR_RESPONSE);
    targets[Memory]->answer = 0x1234;
    EXPECT_EQ(masters[1]->read(0x1000, 4), 0x1234U);
    EXPECT_TRUE(masters[1]->ok());
}

TEST_F(SystemBusTest, CarriesTheTimeOfATransactionBothWays) {
    targets[Device]->holds = ns(700);
    masters[0]->write(0xe0000000, 1, 4, us(5));
    EXPECT_EQ(targets[Device]->accesses.back().at, us(5));
    EXPECT_EQ(masters[0]->delay, us(5) + ns(700));
}

TEST_F(SystemBusTest, RoutesDirectAccessAndDebuggers) {
    tlm::tlm_dmi dmi;
    std::uint32_t value = 0;
    targets[Memory]->open.resize(4096);
    EXPECT_TRUE(masters[0]->direct(tlm::TLM_READ_COMMAND, 0x10, dmi));
    EXPECT_FALSE(masters[0]->direct(tlm::TLM_READ_COMMAND, 0xe0000000, dmi));
    EXPECT_EQ(targets[Device]->dmi_requests, 1U);
    EXPECT_EQ(masters[0]->debug_read(0xb0000000, &value, 4), 4U);
}

TEST_F(SystemBusTest, TellsEveryMasterThatDirectAccessHasEnded) {
    targets[Memory]->socket->invalidate_direct_mem_ptr(0, 4095);
    EXPECT_EQ(masters[0]->invalidations, 1U);
    EXPECT_EQ(masters[1]->invalidations, 1U);
}

}  // namespace
}  // namespace pvscsim
