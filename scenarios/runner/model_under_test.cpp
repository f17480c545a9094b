// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/model_under_test.h"

#include <sys/resource.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <cstring>
#include <memory>
#include <systemc>
#include <tlm>

#include "models/base/fault_plan.h"
#include "models/device/pvscsi_device.h"
#include "models/host/life_ledger.h"
#include "models/intc/interrupt_controller.h"
#include "models/kernel/sc_time_cast.h"
#include "models/memory/guest_memory.h"
#include "models/pci/address_map.h"
#include "models/pci/system_bus.h"
#include "pvscsim/protocol/little_endian.h"
#include "scenarios/runner/run_scenario.h"

namespace pvscsim::scenarios {

namespace {

constexpr std::uint32_t kMemoryBytes = 16U << 20;
constexpr std::uint32_t kBar = 0xe0000000;
constexpr std::uint32_t kBlocks = 65536;
constexpr std::uint8_t kSlow = 1;
constexpr std::uint64_t kSlowSteps = 300;
constexpr std::uint8_t kPluggable = 7;
constexpr std::uint8_t kTargets[] = {0, kSlow, kPluggable};

class Processor final : public sc_core::sc_module {
public:
    tlm_utils::simple_initiator_socket<Processor> socket{"socket"};

    explicit Processor(const sc_core::sc_module_name& name) : sc_module(name) {}

    void access(tlm::tlm_command command, std::uint64_t addr, void* data, std::uint32_t bytes,
                SimTime at) {
        tlm::tlm_generic_payload payload;
        payload.set_command(command);
        payload.set_address(addr);
        payload.set_data_ptr(static_cast<unsigned char*>(data));
        payload.set_data_length(bytes);
        payload.set_streaming_width(bytes);
        sc_core::sc_time delay = to_sc_time(at);
        socket->b_transport(payload, delay);
    }
};

struct Nobody final : InterruptSink {
    void interrupt_pending(SimTime) override {}
};

/// What the device does on its pins and its bus.
class BusProbe final : public BusWatch {
public:
    using Act = conformance::Act;

    bool level = false;
    bool recording = false;
    std::vector<Act> acts;

    void register_read(std::uint32_t, std::uint32_t, std::uint32_t) override {}
    void register_written(std::uint32_t, std::uint32_t, std::uint32_t, SimTime) override {}
    void register_settled() override {}
    void function_reset() override {}
    void device_read(std::uint64_t addr, const void* data, std::uint64_t bytes) override {
        note(Act::Kind::Read, addr, data, bytes);
    }
    void device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) override {
        note(Act::Kind::Write, addr, data, bytes);
    }
    void driver_read(std::uint64_t, std::uint32_t) override {}
    void driver_writes(std::uint64_t, const void*, std::uint32_t) override {}
    void message_sent(SimTime) override { note(Act::Kind::Message, 0, nullptr, 0); }
    void line_set(bool value, SimTime) override {
        level = value;
        if (value) note(Act::Kind::LineUp, 0, nullptr, 0);
    }

private:
    void note(Act::Kind kind, std::uint64_t addr, const void* data, std::uint64_t bytes) {
        if (!recording) return;
        std::uint32_t word = 0;
        if (data != nullptr && bytes >= 4) std::memcpy(&word, data, 4);
        acts.push_back({kind, addr, bytes, protocol::from_little_endian(word)});
    }
};

/// The kernel's time stays at 0; the agenda runs as far as the suite's steps go.
class ModelUnderTest final : public conformance::DeviceUnderTest {
public:
    explicit ModelUnderTest(const DeviceConfig& config)
        : config_(config), device_("device", conductor_, config, interrupts_, faults_, ledger_) {
        memory_.map().add(0, kMemoryBytes, MemoryAccess::ReadWrite);
        processor_.socket.bind(bus_.in_socket);
        device_.bus_socket.bind(bus_.in_socket);
        bus_.memory_socket.bind(memory_.socket);
        bus_.config_socket.bind(device_.config_socket);
        bus_.device_socket.bind(device_.register_socket);
        bus_.message_socket.bind(interrupts_.message_socket);
        interrupts_.add_vcpu(nobody_);
        device_.watch(&probe_);
        add_targets();
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        place();
    }

    std::uint32_t read_config(std::uint32_t offset, std::uint32_t width) override {
        return read(address_map::kAdapterConfig + offset, width);
    }
    void write_config(std::uint32_t offset, std::uint32_t width, std::uint32_t value) override {
        write(address_map::kAdapterConfig + offset, width, value);
    }
    std::uint32_t read_register(std::uint32_t offset, std::uint32_t width) override {
        return read(kBar + offset, width);
    }
    void write_register(std::uint32_t offset, std::uint32_t width, std::uint32_t value) override {
        write(kBar + offset, width, value);
    }
    std::uint32_t write_and_look(std::uint32_t offset, std::uint32_t value,
                                 std::uint64_t addr) override {
        write_register(offset, 4, value);
        return read(addr, 4);
    }
    void read_memory(std::uint64_t addr, void* to, std::uint32_t bytes) override {
        if (const std::byte* from = at(addr, bytes)) std::memcpy(to, from, bytes);
    }
    void write_memory(std::uint64_t addr, const void* from, std::uint32_t bytes) override {
        if (std::byte* to = at(addr, bytes)) std::memcpy(to, from, bytes);
    }
    void step() override {
        now_ += SimTime::from_us(100);
        conductor_.agenda().run_until(now_);
    }
    void wait_slow() override {
        for (std::uint64_t i = 0; i < 2 * kSlowSteps; ++i) step();
    }
    bool line() override { return probe_.level; }
    std::uint64_t register_base() const override { return kBar; }
    bool plug(std::uint8_t target) override {
        device_.adapter().hot_add(target, now_);
        conductor_.agenda().run_until(now_);
        return true;
    }
    bool unplug(std::uint8_t target) override {
        device_.adapter().hot_remove(target, now_);
        conductor_.agenda().run_until(now_);
        return true;
    }
    bool reset_machine() override {
        device_.reset(now_);
        place();
        return true;
    }
    bool preset_indices(std::uint32_t index) override {
        device_.adapter().preset_ring_indices(index);
        return true;
    }
    bool moves_whole_blocks() const override { return false; }
    const std::vector<conformance::Act>* record() override {
        probe_.recording = true;
        probe_.acts.clear();
        return &probe_.acts;
    }
    bool save_and_restore() override {
        device_.adapter().prepare_to_save(now_);
        if (device_.adapter().ended() != nullptr) return true;
        Archive saved;
        device_.archive(saved);
        conductor_.agenda().hand_over(device_.adapter().slot());
        device_.renew(device_.adapter().config());
        add_targets();
        Archive restored(saved.take_bytes());
        device_.archive(restored);
        return true;
    }
    bool sees_dma_faults() const override { return !config_.has(Variant::DmaFaultsHidden); }
    std::uint64_t host_memory_bytes() override {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        return static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
    }

private:
    void add_targets() {
        for (const std::uint8_t id : kTargets) add_target(id);
    }
    void add_target(std::uint8_t id) {
        TargetConfig target;
        target.capacity_blocks = kBlocks;
        if (id == kSlow) target.backend.read.ns = target.backend.write.ns = 100'000 * kSlowSteps;
        device_.adapter().add_target(
            id, std::make_unique<ScsiTarget>(target, id),
            Storage(std::make_unique<Backend>(device_.adapter().in_service(), target.backend, 1,
                                              "backend." + std::to_string(id),
                                              device_.adapter().backend_sink())),
            id != kPluggable);
    }
    void place() {
        const bool first_is_io = config_.layout == PciLayout::IoBar0;
        write_config(first_is_io ? 0x14 : 0x10, 4, kBar);
        if (first_is_io) write_config(0x18, 4, 0);
        write_config(4, 2, 6);
    }
    std::byte* at(std::uint64_t addr, std::uint32_t bytes) {
        const MemoryMap::Region* region = memory_.map().find(addr, bytes);
        return region == nullptr ? nullptr : region->data + (addr - region->base);
    }
    std::uint32_t read(std::uint64_t addr, std::uint32_t width) {
        std::uint64_t value = 0;
        processor_.access(tlm::TLM_READ_COMMAND, addr, &value, width, now_);
        return static_cast<std::uint32_t>(value);
    }
    void write(std::uint64_t addr, std::uint32_t width, std::uint32_t value) {
        std::uint64_t raw = value;
        processor_.access(tlm::TLM_WRITE_COMMAND, addr, &raw, width, now_);
        conductor_.agenda().run_until(now_);
    }

    const DeviceConfig config_;
    Conductor conductor_{"conductor", SyncMode::Quantum};
    FaultPlan faults_{{}, 1};
    GuestMemory memory_{"memory"};
    SystemBus bus_{"bus"};
    InterruptController interrupts_{"interrupts", SimTime::from_ns(400)};
    LifeLedger ledger_;
    PvscsiDevice device_;
    Processor processor_{"processor"};
    Nobody nobody_;
    BusProbe probe_;
    SimTime now_{};
};

}  // namespace

void with_model_under_test(const DeviceConfig& config,
                           const std::function<void(conformance::DeviceUnderTest&)>& use) {
    run_in_kernel([&] {
        ModelUnderTest model(config);
        use(model);
    });
}

}  // namespace pvscsim::scenarios
