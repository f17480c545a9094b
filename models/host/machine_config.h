// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/memory/iommu_config.h"
#include "models/pci/address_map.h"

namespace pvscsim {

/// What things cost on the guest's processors, in cycles of the vCPU's clock unless the name says
/// nanoseconds. Sources of the defaults: docs/cost-model.md.
struct VcpuCosts {
    std::uint32_t exit_cycles = 1500;            ///< guest exit and entry around a trapped access
    std::uint32_t doorbell_cycles = 500;         ///< in-kernel handling of a doorbell, on top
    std::uint32_t register_cycles = 1500;        ///< emulating any other register access, on top
    std::uint32_t interrupt_entry_cycles = 600;  ///< vector dispatch to the handler's first line
    std::uint32_t interrupt_exit_cycles = 300;   ///< return, with posted end-of-interrupt
    std::uint32_t idle_wake_cycles = 2500;       ///< on top, if the vCPU was halted
    std::uint32_t submit_cycles = 900;           ///< driver path of one submission
    std::uint32_t complete_cycles = 700;         ///< driver path of one completion
    std::uint32_t line_transfer_ns = 50;         ///< a cache line last written by the other side
};

/// In which order a processor's stores reach memory: as they are made, or in any until a fence.
enum class MemoryOrder : std::uint8_t { Strong, Weak };
/// What stands between the processor's view of memory and the device's: nothing, a cache that has
/// to be cleaned and invalidated, or bounce buffers below 4 GiB.
enum class Coherence : std::uint8_t { Coherent, Noncoherent, Bounce };
/// A fence that the platform leaves out, for tests that miss it: before the request index is
/// published, between that and the look at the threshold, behind the load of the completion index.
enum class OmitFence : std::uint8_t { None, Publish, Full, Acquire };
/// A synchronisation that is left out, likewise.
enum class OmitSync : std::uint8_t {
    None,
    Request,
    List,
    Completion,
    Message,
    Sense,
    DataOut,
    DataIn,
};

struct MachineConfig {
    std::uint32_t vcpus = 1;                    ///< 1..64
    std::uint32_t clock_period_ps = 400;        ///< of the vCPUs; 400 is 2.5 GHz
    std::uint32_t memory_mib = 256;             ///< guest memory; pages never touched cost nothing
    std::uint32_t interrupt_vcpu = 0;           ///< which vCPU gets the adapter's interrupts
    std::uint32_t interrupt_delivery_ns = 400;  ///< message to the vCPU's local interrupt unit
    std::uint32_t poll_interval_ns = 2000;      ///< between looks at the ring, in polled mode
    std::uint32_t ipi_cycles = 5600;      ///< from one vCPU's wake-up of another to its arrival
    std::uint32_t shared_line_per_s = 0;  ///< interrupts of another device on the adapter's line
    MemoryOrder memory_order = MemoryOrder::Strong;
    OmitFence omit_fence = OmitFence::None;
    Coherence coherence = Coherence::Coherent;
    OmitSync omit_sync = OmitSync::None;
    VcpuCosts costs;
    IommuConfig iommu;

    /// Rings and buffers are in the larger part of the memory: above the hole, or below it, but
    /// not where firmware and kernel are.
    constexpr std::uint64_t work_memory_base() const {
        return works_high() ? address_map::kHighMemoryBase : kKernelMib << 20;
    }
    constexpr std::uint64_t work_memory_bytes() const {
        if (works_high()) return (memory_mib - kLowMib) << 20;
        return ((memory_mib < kLowMib ? memory_mib : kLowMib) - kKernelMib) << 20;
    }

private:
    constexpr bool works_high() const {
        return memory_mib > kLowMib * 2 && coherence != Coherence::Bounce;
    }
    static constexpr std::uint64_t kKernelMib = 16;
    static constexpr std::uint64_t kLowMib = address_map::kLowMemoryEnd >> 20;
};

}  // namespace pvscsim
