// SPDX-License-Identifier: Apache-2.0
// The function as the bus sees it: interrupts, bus mastering, resets, transfers.
#include <algorithm>

#include "tests/models/device/device_bench.h"

namespace pvscsim {
namespace {

class PciFunction : public DeviceBench {
protected:
    static constexpr std::uint32_t kMsi = 0x7c;
    static constexpr std::uint32_t kMsixControl = 0x9e;
    static constexpr std::uint32_t kTable = 0x6000;
    static constexpr std::uint32_t kPba = 0x7000;

    void build_with_rings(const DeviceConfig& config = DeviceConfig{}) {
        build(config);
        ASSERT_EQ(set_up_rings(), 0U);
        write(kIntrMask, 0xf);
    }
    void enable_msi() {
        config_write(kMsi + 4, 4, 0xfee00000);
        config_write(kMsi + 8, 4, 0);
        config_write(kMsi + 12, 2, 0x41);
        config_write(kMsi + 2, 2, 1);
    }
    void fill_table(std::uint32_t control) {
        write(kTable, 0xfee00000);
        write(kTable + 4, 0);
        write(kTable + 8, 0x42);
        write(kTable + 12, control);
    }
    /// D0, D3hot and D0 again.
    void sleep_and_wake(bool keeps_state) {
        constexpr std::uint32_t kPower = 0x98;
        DeviceConfig config;
        config.no_soft_reset = keeps_state;
        build_with_rings(config);
        EXPECT_EQ(config_read(kPower, 2), keeps_state ? 8U : 0U);
        config_write(kPower, 2, 1);  // D1 is not there
        EXPECT_EQ(config_read(kPower, 2) & 3, 0U);
        EXPECT_EQ(read(kIntrMask), 0xfU);
        config_write(kPower, 2, 3);
        EXPECT_EQ(config_read(kPower, 2) & 3, 3U);
        EXPECT_EQ(read(kIntrMask), ~0U);  // nobody decodes it
        config_write(kPower, 2, 0);
        EXPECT_EQ(config_read(kPower, 2) & 3, 0U);
    }
    bool status_bit() { return (config_read(0x06, 2) & 8) != 0; }
    std::uint64_t sent() { return device->adapter().counters().interrupts; }
};

TEST_F(PciFunction, SleepsInD3HotAndIsResetOnTheWayBack) {
    sleep_and_wake(false);
    EXPECT_EQ(config_read(kPciCommand, 2) & kMemoryAndBus, 0U);
    place(0x10, kBar);
    EXPECT_EQ(read(kIntrMask), 0U);
}

TEST_F(PciFunction, KeepsItsStateInD3HotIfItSaysSo) {
    sleep_and_wake(true);
    EXPECT_EQ(config_read(kPciCommand, 2) & kMemoryAndBus, kMemoryAndBus);
    EXPECT_EQ(read(kIntrMask), 0xfU);
    serve();
    EXPECT_EQ(completions(), 1U);
}

TEST_F(PciFunction, HasWhatItsProfileSays) {
    DeviceConfig config;
    config.express = config.power_management = config.msix = false;
    config.variants = 1U << static_cast<std::uint32_t>(Variant::OldConfig);
    build(config);
    EXPECT_EQ(config_read(0x34, 1), 0x50U);
    EXPECT_EQ(config_read(0x50, 1), 5U);
    EXPECT_EQ(config_read(0x51, 1), 0U);
    EXPECT_EQ(config_read(0x2c, 4), 0x10000000U);
    EXPECT_EQ(config_read(0x08, 4), 0x01000000U);
    EXPECT_EQ(config_read(0x0d, 1), 0xffU);
    EXPECT_EQ(config_read(0xfc, 4), 0U);
    EXPECT_EQ(config_read(0x100, 4), 0xffffffffU);  // 256 bytes without PCI Express
}

TEST_F(PciFunction, SendsTheMessageThatMsiNames) {
    build_with_rings();
    enable_msi();
    serve();
    EXPECT_EQ(vector(), 0x41);
    EXPECT_EQ(sent(), 1U);
    EXPECT_FALSE(status_bit());
    serve();  // not acknowledged: a message each all the same
    EXPECT_EQ(vector(), 0x41);
}

TEST_F(PciFunction, SendsTheMessageOfTheTablesFirstEntryRatherThanMsi) {
    build_with_rings();
    enable_msi();
    fill_table(0);
    config_write(kMsixControl, 2, 0x8000);
    serve();
    EXPECT_EQ(vector(), 0x42);
    EXPECT_EQ(vector(), 0);
    EXPECT_EQ(read(kPba), 0U);
}

TEST_F(PciFunction, KeepsAMaskedMessagePendingUntilTheEntryOrTheFunctionIsUnmasked) {
    build_with_rings();
    fill_table(1);
    config_write(kMsixControl, 2, 0x8000);
    serve();
    EXPECT_EQ(vector(), 0);
    EXPECT_EQ(read(kPba), 1U);
    EXPECT_EQ(sent(), 0U);
    write(kTable + 12, 0);
    EXPECT_EQ(vector(), 0x42);
    EXPECT_EQ(read(kPba), 0U);

    config_write(kMsixControl, 2, 0xc000);
    serve();
    EXPECT_EQ(read(kPba), 1U);
    EXPECT_EQ(vector(), 0);
    write(kPba, 0);  // cannot be written
    EXPECT_EQ(read(kPba), 1U);
    config_write(kMsixControl, 2, 0x8000);
    EXPECT_EQ(vector(), 0x42);
    EXPECT_EQ(sent(), 2U);
}

TEST_F(PciFunction, KeepsItsTableWordByWord) {
    build();
    for (std::uint32_t at = 0; at < 0x180; at += 4) {
        EXPECT_EQ(read(kTable + at), at % 16 == 12 ? 1U : 0U);
        write(kTable + at, at);
    }
    for (std::uint32_t at = 0; at < 0x180; at += 4) EXPECT_EQ(read(kTable + at), at);
    write(kTable + 0x180, 5);
    EXPECT_EQ(read(kTable + 0x180), 0U);
}

TEST_F(PciFunction, RaisesTheLineUntilTheCauseIsAcknowledged) {
    build_with_rings();
    serve();
    EXPECT_TRUE(status_bit());
    EXPECT_EQ(vector(), kLine);
    write(kIntrStatus, 1);
    EXPECT_FALSE(status_bit());
    interrupts->end_of_interrupt(0, kLine, now);
    EXPECT_EQ(vector(), 0);
    EXPECT_EQ(sent(), 1U);
}

TEST_F(PciFunction, LowersADisabledLineAndCountsNoInterruptForIt) {
    build_with_rings();
    config_write(kPciCommand, 2, kMemoryAndBus | kIntxOff);
    serve();
    EXPECT_EQ(sent(), 0U);
    EXPECT_EQ(vector(), 0);
    EXPECT_TRUE(status_bit());  // pending all the same
    config_write(kPciCommand, 2, kMemoryAndBus);
    EXPECT_EQ(sent(), 1U);
    config_write(kPciCommand, 2, kMemoryAndBus | kIntxOff);
    EXPECT_EQ(vector(), 0);  // gone before it was taken
    config_write(kPciCommand, 2, kMemoryAndBus);
    EXPECT_EQ(vector(), kLine);
}

TEST_F(PciFunction, TellsByMessageWhatWasPendingWhenItIsEnabled) {
    build_with_rings();
    config_write(kPciCommand, 2, kMemoryAndBus | kIntxOff);
    serve();
    enable_msi();
    EXPECT_EQ(vector(), 0x41);
    EXPECT_EQ(sent(), 1U);
}

TEST_F(PciFunction, WritesNothingAndTellsNobodyWithoutBusMastering) {
    build();
    config_write(kPciCommand, 2, 2);
    set_up_rings();
    EXPECT_EQ(word((kStatePage << 12) + 8), 0U);  // reqNumEntriesLog2
    config_write(kPciCommand, 2, kMemoryAndBus);
    ASSERT_EQ(set_up_rings(), 0U);
    EXPECT_EQ(word((kStatePage << 12) + 8), 5U);
    write(kIntrMask, 0xf);
    enable_msi();

    publish();
    while (device->adapter().in_flight() == 0 && now < us(10)) go_to(now + ns(100));
    ASSERT_EQ(device->adapter().in_flight(), 1U);
    config_write(kPciCommand, 2, 2);
    go_to(now + us(1000));
    EXPECT_EQ(vector(), 0);
    EXPECT_EQ(completions(), 0U);
    config_write(kPciCommand, 2, kMemoryAndBus);
    EXPECT_EQ(completions(), 1U);
    go_to(now + us(10));
    EXPECT_EQ(vector(), 0x41);
    serve();
    EXPECT_EQ(completions(), 2U);
}

TEST_F(PciFunction, SendsAMessageThatNeedsBusMasteringWhenItIsBack) {
    build_with_rings();
    enable_msi();
    write(kIntrMask, 0);
    serve();
    config_write(kPciCommand, 2, 2);
    write(kIntrMask, 0xf);
    go_to(now + us(10));
    EXPECT_EQ(vector(), 0);
    config_write(kPciCommand, 2, kMemoryAndBus);
    EXPECT_EQ(vector(), 0x41);
}

TEST_F(PciFunction, ForgetsEverythingInAFunctionLevelReset) {
    build_with_rings();
    fill_table(0);
    serve();
    EXPECT_TRUE(device->adapter().line());
    config_write(0x48, 2, 0x8000);
    EXPECT_EQ(config_read(kPciCommand, 2), 0U);
    EXPECT_EQ(config_read(0x10, 4), 0U);
    EXPECT_EQ(vector(), 0);
    place(0x10, kBar);
    for (const std::uint32_t offset : {kCommandStatus, kIntrStatus, kIntrMask}) {
        EXPECT_EQ(read(offset), 0U) << offset;
    }
    EXPECT_EQ(read(kTable + 12), 1U);
    EXPECT_FALSE(device->adapter().rings().installed());
    const std::uint32_t before = completions();
    serve();
    EXPECT_EQ(completions(), before);
}

TEST_F(PciFunction, SurvivesRingsInItsOwnRegisters) {
    build_with_rings();
    enable_msi();
    EXPECT_EQ(set_up_rings((kBar + 0x2000) >> 12), 0U);  // an index would be the interrupt mask
    write(kKickRw, 0);
    go_to(now + us(1000));
    EXPECT_EQ(read(kCommandStatus), 0U);
    EXPECT_EQ(read(kIntrMask), 0xfU);
    EXPECT_EQ(set_up_rings(), 0U);
    serve();
    EXPECT_EQ(completions(), 1U);
}

TEST_F(PciFunction, CannotConfigureItselfByItsOwnTransfers) {
    build_with_rings();
    set_up_rings(address_map::kAdapterConfig >> 12);  // clears what would be the command register
    EXPECT_EQ(config_read(kPciCommand, 2), kMemoryAndBus);
    EXPECT_EQ(set_up_rings(), 0U);
}

TEST_F(PciFunction, AnswersOnlyAtItsPlaceInConfigurationSpace) {
    build();
    EXPECT_EQ(config_read(0, 4), 0x07c015adU);
    EXPECT_EQ(config_read(1, 1), 0x15U);
    EXPECT_EQ(config_read(0x100, 4), 0U);  // no extended capabilities
    EXPECT_EQ(config_read(0xffc, 4), 0U);
    for (const std::uint64_t absent :
         {address_map::kAdapterConfig - 4096, address_map::kAdapterConfig + 4096}) {
        EXPECT_EQ(cpu->read(absent), 0xffffffffU);
        EXPECT_FALSE(cpu->ok());
    }
    config_read(2, 4);
    EXPECT_FALSE(cpu->ok());
}

/// The adapter alone, its transfers seen by a probe.
class DirectAccess : public DeviceBench {
protected:
    void SetUp() override {
        DeviceBench::SetUp();
        conductor.emplace("conductor", SyncMode::Quantum);
        faults.emplace(std::vector<FaultConfig>{}, 1);
        interrupts.emplace("interrupts", ns(400));
        device.emplace("device", *conductor, DeviceConfig{}, *interrupts, *faults, ledger);
        cpu.emplace("cpu");
        memory_probe.emplace("memory_probe");
        bus.emplace("bus");
        cpu->socket.bind(bus->in_socket);
        device->bus_socket.bind(bus->in_socket);
        bus->memory_socket.bind(memory_probe->socket);
        bus->config_socket.bind(device->config_socket);
        bus->device_socket.bind(device->register_socket);
        bus->message_socket.bind(interrupts->message_socket);
        elaborate();
        place(0x10, kBar);
    }
    std::size_t transactions_of_a_set_up() {
        memory_probe->accesses.clear();
        EXPECT_EQ(set_up_rings(), 0U);
        return memory_probe->accesses.size();
    }
    std::optional<BusProbe> memory_probe;
};

TEST_F(DirectAccess, TakesTheBusOnceAndAgainWhenDirectAccessHasEnded) {
    memory_probe->open.resize(1 << 20, 0xee);
    EXPECT_EQ(transactions_of_a_set_up(), 1U);
    EXPECT_EQ(memory_probe->open[(kStatePage << 12) + 8], 5);  // not by the probe
    EXPECT_EQ(transactions_of_a_set_up(), 0U);
    memory_probe->socket->invalidate_direct_mem_ptr(0, ~std::uint64_t{0});
    EXPECT_EQ(transactions_of_a_set_up(), 1U);
}

TEST_F(DirectAccess, TakesTheBusForEachTransferIfNoneIsGranted) {
    EXPECT_EQ(transactions_of_a_set_up(), 7U);
    EXPECT_EQ(memory_probe->dmi_requests, 0U);
    const auto log2 =
        std::find_if(memory_probe->accesses.begin(), memory_probe->accesses.end(),
                     [](const auto& access) { return access.addr == (kStatePage << 12) + 8U; });
    ASSERT_NE(log2, memory_probe->accesses.end());
    EXPECT_EQ(log2->value, 5U);
}

}  // namespace
}  // namespace pvscsim
