// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "models/device/pvscsi_device.h"
#include "models/host/life_ledger.h"
#include "models/memory/guest_memory.h"
#include "models/pci/address_map.h"
#include "models/pci/system_bus.h"
#include "tests/models/kernel/bus_probe.h"
#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {

/// The adapter with one disk, memory and interrupt controller on the bus, and a processor that
/// does what a test says. The kernel's time stays at 0; go_to() lets the adapter work.
class DeviceBench : public KernelTest {
protected:
    // Configuration space, registers, memory.
    static constexpr std::uint32_t kPciCommand = 0x04;
    static constexpr std::uint32_t kBar = 0xe0000000;
    static constexpr std::uint32_t kMemoryAndBus = 6;
    static constexpr std::uint32_t kIntxOff = 0x400;
    static constexpr std::uint32_t kCommand = 0x0000;
    static constexpr std::uint32_t kCommandData = 0x0004;
    static constexpr std::uint32_t kCommandStatus = 0x0008;
    static constexpr std::uint32_t kIntrStatus = 0x100c;
    static constexpr std::uint32_t kIntrMask = 0x2010;
    static constexpr std::uint32_t kKickRw = 0x4018;
    static constexpr std::uint32_t kStatePage = 0x10;
    static constexpr std::uint32_t kRequestPage = 0x11;
    static constexpr std::uint32_t kCompletionPage = 0x12;
    static constexpr std::uint8_t kLine = 0x30;

    struct Nobody final : InterruptSink {
        void interrupt_pending(SimTime) override {}
    };

    /// Ready for commands: BAR placed, decoding and bus mastering on.
    void build(const DeviceConfig& config = DeviceConfig{}) {
        conductor.emplace("conductor", SyncMode::Quantum);
        faults.emplace(std::vector<FaultConfig>{}, 1);
        memory.emplace("memory");
        memory->map().add(0, 1 << 20, MemoryAccess::ReadWrite);
        bus.emplace("bus");
        interrupts.emplace("interrupts", ns(400));
        device.emplace("device", *conductor, config, *interrupts, *faults, ledger);
        cpu.emplace("cpu");
        cpu->socket.bind(bus->in_socket);
        device->bus_socket.bind(bus->in_socket);
        bus->memory_socket.bind(memory->socket);
        bus->config_socket.bind(device->config_socket);
        bus->device_socket.bind(device->register_socket);
        bus->message_socket.bind(interrupts->message_socket);
        interrupts->add_vcpu(sink);
        interrupts->route_line(0, kLine);
        interrupts->mask_line(false, SimTime{});
        auto target = std::make_unique<ScsiTarget>(TargetConfig{}, 0);
        target->unit(0).forget_attention();
        device->adapter().add_target(
            0, std::move(target),
            Storage(std::make_unique<Backend>(device->adapter().in_service(), BackendConfig{}, 1,
                                              "backend.0", device->adapter().backend_sink())),
            true);
        elaborate();
        place(config.layout == PciLayout::MemoryBar0 ? 0x10 : 0x14, kBar);
    }
    void place(std::uint32_t bar, std::uint32_t base) {
        config_write(bar, 4, base);
        config_write(kPciCommand, 2, kMemoryAndBus);
    }

    std::uint32_t config_read(std::uint32_t offset, std::uint32_t width) {
        return cpu->read(address_map::kAdapterConfig + offset, width);
    }
    void config_write(std::uint32_t offset, std::uint32_t width, std::uint32_t value) {
        cpu->write(address_map::kAdapterConfig + offset, value, width, now);
        conductor->agenda().run_until(now);
    }
    std::uint32_t read(std::uint32_t offset) { return cpu->read(kBar + offset); }
    void write(std::uint32_t offset, std::uint32_t value) {
        cpu->write(kBar + offset, value, 4, now);
        conductor->agenda().run_until(now);
    }
    void go_to(SimTime when) {
        now = when;
        conductor->agenda().run_until(now);
    }

    /// SETUP_RINGS, one page each; returns the command's status.
    std::uint32_t set_up_rings(std::uint32_t state_page = kStatePage) {
        write(kCommand, 3);
        for (std::uint32_t i = 0; i < 132; ++i) {
            const std::uint32_t ppn = i == 2 ? state_page : i == 4 ? kRequestPage : kCompletionPage;
            write(kCommandData, i < 2 ? 1 : i % 2 != 0 ? 0 : i == 2 || i == 4 || i == 68 ? ppn : 0);
        }
        return read(kCommandStatus);
    }
    std::uint32_t word(std::uint32_t addr) {
        std::uint32_t value = 0;
        std::memcpy(&value, memory->map().find(addr, 4)->data + addr, 4);
        return value;
    }
    std::uint32_t completions() { return word((kStatePage << 12) + 12); }
    /// Publishes the next TEST UNIT READY and kicks.
    void publish() {
        std::byte* data = memory->map().find(0, 1 << 20)->data;
        std::byte* descriptor = data + (kRequestPage << 12) + 128 * published;
        descriptor[56] = std::byte{6};  // length of the CDB
        ++published;
        std::memcpy(data + (kStatePage << 12), &published, 4);
        write(kKickRw, 0);
    }
    /// A request of which 1 ms is more than enough.
    void serve() {
        publish();
        go_to(now + us(1000));
    }
    /// Takes what is pending at the vCPU; 0 if nothing is.
    std::uint8_t vector() {
        if (interrupts->next_due(0) == SimTime::never()) return 0;
        return interrupts->acknowledge(0, later_of(now, interrupts->next_due(0)));
    }

    std::optional<Conductor> conductor;
    std::optional<FaultPlan> faults;
    std::optional<GuestMemory> memory;
    std::optional<SystemBus> bus;
    std::optional<InterruptController> interrupts;
    LifeLedger ledger;
    std::optional<PvscsiDevice> device;
    std::optional<BusMaster> cpu;
    Nobody sink;
    SimTime now{};
    std::uint32_t published = 0;
};

}  // namespace pvscsim
