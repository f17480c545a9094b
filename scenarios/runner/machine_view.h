// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "conformance/monitor/finding.h"
#include "models/host/sim_platform.h"
#include "models/kernel/conductor.h"
#include "models/memory/guest_memory.h"

namespace pvscsim::scenarios {

/// The simulated machine as the protocol monitor may look into it.
class MachineView final : public conformance::WatchedMachine {
public:
    MachineView(const Conductor& conductor, const MemoryMap& memory, const SimPlatform& platform)
        : conductor_(conductor), memory_(memory), platform_(platform) {}

    const std::byte* memory(std::uint64_t addr, std::uint64_t bytes) const override {
        const MemoryMap::Region* region = memory_.find(addr, bytes);
        return region == nullptr ? nullptr : region->data + (addr - region->base);
    }
    const std::byte* lasting(std::uint64_t addr, std::uint64_t bytes) const override {
        return memory(addr, bytes);
    }
    SimTime now() const override { return conductor_.now(); }
    const SimTime* clock() const override { return &conductor_.clock(); }
    SimTime driver_now() const override { return platform_.driver_now(); }

private:
    const Conductor& conductor_;
    const MemoryMap& memory_;
    const SimPlatform& platform_;
};

}  // namespace pvscsim::scenarios
