// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/engine/adapter.h"
#include "tests/models/engine/guest_side.h"

namespace pvscsim {

/// The PCI function as the engine sees it; remembers what was signalled.
class NotedInterrupts final : public InterruptPort {
public:
    NotedInterrupts() { use_messages(true); }
    using InterruptPort::use_messages;
    bool send_message(SimTime at) override {
        if (deliverable) messages.push_back(at);
        return deliverable;
    }
    void set_line(bool level, SimTime at) override { levels.emplace_back(level, at); }
    bool line() const { return !levels.empty() && levels.back().first; }

    bool deliverable = true;
    std::vector<SimTime> messages;
    std::vector<std::pair<bool, SimTime>> levels;
};

class NotedDevice final : public DeviceObserver {
public:
    struct Posted {
        std::uint32_t index;
        std::uint64_t context;
        DeviceStamps stamps;
    };

    void rings_installed(const RingPlaces& where) override { places = where; }
    SimTime fetched(std::uint32_t index) override {
        fetches.push_back(index);
        return SimTime{};
    }
    void posted(std::uint32_t index, std::uint64_t context, const DeviceStamps& stamps) override {
        posts.push_back(Posted{index, context, stamps});
    }
    void interrupt_sent(SimTime at, std::uint32_t cmp_prod) override {
        interrupts.emplace_back(at, cmp_prod);
    }
    void command(std::uint32_t, std::uint32_t, SimTime) override {}

    RingPlaces places;
    std::vector<std::uint32_t> fetches;
    std::vector<Posted> posts;
    std::vector<std::pair<SimTime, std::uint32_t>> interrupts;
};

/// An adapter over plain memory with targets 0 and 1 of two logical units each, target 2 to be
/// attached later, and a driver's memory. Time stands still except in run().
class AdapterHarness : public ::testing::Test {
protected:
    static constexpr std::uint32_t kCommand = 0x0000;
    static constexpr std::uint32_t kCommandData = 0x0004;
    static constexpr std::uint32_t kCommandStatus = 0x0008;
    static constexpr std::uint32_t kIntrStatus = 0x100c;
    static constexpr std::uint32_t kIntrMask = 0x2010;
    static constexpr std::uint32_t kKickNonRw = 0x3014;
    static constexpr std::uint32_t kKickRw = 0x4018;
    static constexpr std::uint32_t kFailed = 0xffffffff;

    /// Storage serves everything in 1 us.
    static constexpr std::uint64_t kServiceNs = 1000;

    void SetUp() override { start(DeviceConfig{}); }

    /// (Re)starts the machine with `config`; unit attentions have been taken.
    void start(const DeviceConfig& config, const std::vector<FaultConfig>& faults = {}) {
        adapter.reset();
        agenda = std::make_unique<Agenda>();
        now = SimTime{};
        memory = std::make_unique<PlainMemory>();
        guest = std::make_unique<GuestSide>(*memory);
        interrupts = NotedInterrupts{};
        device = NotedDevice{};
        plan = std::make_unique<FaultPlan>(faults, 1);
        adapter = std::make_unique<Adapter>(*agenda, config, *memory, interrupts, *plan, device);
        for (std::uint8_t id = 0; id < 3; ++id) add_target(id, id != 2);
    }
    void add_target(std::uint8_t id, bool present) {
        TargetConfig target;
        target.luns = 2;
        target.capacity_blocks = 4096;
        target.backend.read.ns = target.backend.write.ns = target.backend.flush_ns = kServiceNs;
        auto scsi = std::make_unique<ScsiTarget>(target, id);
        scsi->unit(0).forget_attention();
        scsi->unit(1).forget_attention();
        auto backend =
            std::make_unique<Backend>(adapter->in_service(), target.backend, 1,
                                      "backend." + std::to_string(id), adapter->backend_sink());
        adapter->add_target(id, std::move(scsi), Storage(std::move(backend)), present);
    }

    void write(std::uint32_t offset, std::uint32_t value) {
        adapter->write_register(offset, value, now);
        agenda->run_until(now);
    }
    std::uint32_t read(std::uint32_t offset) const { return adapter->read_register(offset); }
    /// A command with its data words; returns COMMAND_STATUS.
    std::uint32_t command(std::uint32_t id, const std::vector<std::uint32_t>& args = {}) {
        write(kCommand, id);
        for (const std::uint32_t arg : args) write(kCommandData, arg);
        return read(kCommandStatus);
    }
    void set_up_rings(std::uint32_t request_pages = 1, std::uint32_t completion_pages = 1) {
        ASSERT_EQ(command(3, guest->rings(request_pages, completion_pages)), 0U);
    }
    void set_up_messages(std::uint32_t pages = 1) {
        ASSERT_EQ(command(8, guest->messages(pages)), 34U);
    }
    std::uint32_t abort(std::uint64_t context) {
        return command(6, {static_cast<std::uint32_t>(context),
                           static_cast<std::uint32_t>(context >> 32), 0, 0});
    }

    void kick() { write(kKickRw, 0); }
    void run(SimTime span) {
        now += span;
        agenda->run_until(now);
    }
    void run_us(std::uint64_t us) { run(SimTime::from_us(us)); }
    /// Publishes, kicks and lets 1 ms pass; the completions are consumed.
    std::vector<Done> serve(const std::vector<Ask>& asks) {
        for (const Ask& ask : asks) guest->publish(ask);
        kick();
        run_us(1000);
        return guest->take();
    }
    Done serve_one(const Ask& ask) {
        const std::vector<Done> done = serve({ask});
        EXPECT_EQ(done.size(), 1U);
        return done.empty() ? Done{} : done[0];
    }

    std::unique_ptr<Agenda> agenda;
    std::unique_ptr<PlainMemory> memory;
    std::unique_ptr<GuestSide> guest;
    NotedInterrupts interrupts;
    NotedDevice device;
    std::unique_ptr<FaultPlan> plan;
    std::unique_ptr<Adapter> adapter;
    SimTime now;
};

}  // namespace pvscsim
