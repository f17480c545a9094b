// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/base/agenda.h"
#include "models/base/random.h"
#include "models/host/guest_ram.h"
#include "models/host/machine_config.h"
#include "pvscsim/driver/dma_buffer.h"

namespace pvscsim {

/// Memory of machines that are not like x86. With a weak order each processor's stores wait in a
/// buffer of its own; they reach memory at drawn times, in any order but that of stores to one
/// place, and all at once at a fence. Where device and processor see memory through caches or
/// bounce buffers, plain accesses reach the processor's view alone until they are synchronised;
/// words that are loaded with acquire or stored with release are the same for both.
class MemoryModel final : public Actor {
public:
    /// `visible` is told of each store before the device can see it.
    using Visible = std::function<void(std::uint64_t addr, const std::byte* data,
                                       std::uint32_t bytes, SimTime at)>;

    MemoryModel(Agenda& agenda, GuestRam& ram, const MachineConfig& config, std::uint64_t seed,
                Visible visible);

    void load(std::uint32_t cpu, std::uint64_t addr, void* to, std::uint32_t bytes,
              driver::Order order) const;
    void store(std::uint32_t cpu, std::uint64_t addr, const void* from, std::uint32_t bytes,
               driver::Order order, SimTime now);
    /// For a fence of `cpu`: one of its stores reaches memory. False if none waits.
    bool drain_one(std::uint32_t cpu, SimTime now);
    void sync_for_device(driver::DmaRange range, SimTime now);
    void sync_for_cpu(driver::DmaRange range);

    Turn act(SimTime now) override;

private:
    struct Store {
        std::uint32_t cpu;
        std::uint64_t addr;
        std::vector<std::byte> data;
        bool shared;  // the same for both views
        SimTime due;
    };
    std::byte* place(std::uint64_t addr, bool shared) const {
        return shared ? ram_.device_at(addr) : ram_.at(addr);
    }
    void apply(const Store& store, SimTime now);
    void arm();

    Agenda& agenda_;
    GuestRam& ram_;
    const bool weak_;
    const bool split_;
    std::vector<RandomStream> delays_;  // by processor, for one may run ahead of another
    const Visible visible_;
    const Agenda::Slot slot_;
    std::vector<Store> waiting_;  // in the order in which they were made
};

}  // namespace pvscsim
