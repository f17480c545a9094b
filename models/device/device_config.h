// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "models/engine/coalescing_config.h"
#include "models/engine/dynamic_depth_config.h"
#include "models/engine/quirks.h"

namespace pvscsim {

/// PCI layout: MemoryBar0 as QEMU's device has it, IoBar0 as the VMware hypervisor's.
enum class PciLayout : std::uint8_t { MemoryBar0, IoBar0 };

/// Where the worker runs: on the guest's memory node, or on another.
enum class NumaPlacement : std::uint8_t { Local, Remote };

/// The hypervisor's thread that serves the adapter, and its copy engine.
struct WorkerConfig {
    std::uint32_t clock_period_ps = 400;
    std::uint32_t wake_ns = 1070;          ///< from doorbell to a running worker, if it slept
    std::uint32_t idle_poll_ns = 0;        ///< looks at the ring that long before it sleeps
    std::uint32_t fetch_cycles = 120;      ///< copy one descriptor
    std::uint32_t parse_cycles = 400;      ///< validate it, decode the SCSI command
    std::uint32_t complete_cycles = 350;   ///< take over one backend result
    std::uint32_t post_cycles = 150;       ///< write descriptor and index
    std::uint32_t interrupt_cycles = 600;  ///< send one interrupt
    std::uint32_t command_cycles = 2000;   ///< execute a command of the register interface
    std::uint32_t line_transfer_ns = 50;   ///< a cache line last written by the guest
    std::uint32_t dma_setup_ns = 50;       ///< start of one scatter-gather element's copy
    std::uint32_t dma_mb_per_s = 12000;    ///< 10^6 bytes a second; 1 or more
    std::uint32_t translation_cycles = 0;  ///< translate a page of the request ring, once a batch
    bool huge_ring_pages = false;          ///< the whole ring is one page of the host
    NumaPlacement placement = NumaPlacement::Local;
    std::uint32_t remote_percent = 160;  ///< Remote: line transfers and DMA set-ups cost that much
};

struct DeviceConfig {
    std::string profile = "ideal";  ///< where the defaults are from; of no effect by itself
    PciLayout layout = PciLayout::MemoryBar0;
    bool express = true;           ///< PCI Express capability with function-level reset
    bool power_management = true;  ///< power-management capability: D0 and D3hot
    bool no_soft_reset = false;    ///< the way from D3hot to D0 is no reset
    bool msi = true;
    bool msix = true;
    std::uint32_t ring_pages_max = 32;  ///< of either ring, a power of two up to 32
    std::uint32_t depth_max = 4096;     ///< requests fetched and not completed, at the most
    std::uint32_t max_targets = 65;     ///< ids reported by CONFIG and GET_MAX_TARGETS, 1..256
    std::uint32_t disks_max = 256;      ///< targets that can be attached
    std::uint32_t luns_max = 255;       ///< logical units of a target
    bool config_pages = true;           ///< CONFIG command
    bool get_max_targets = true;
    bool message_ring = true;
    std::uint32_t request_call_threshold = 0;  ///< 0: feature absent; else the value published
    std::uint32_t poll_period_us = 1000;       ///< ring looked at that often while threshold > 1
    std::uint32_t first_index = 0;             ///< of freshly installed rings, for their wrap
    CoalescingConfig coalescing;
    DynamicDepthConfig dynamic_depth;
    WorkerConfig worker;
    std::uint32_t defects = 0;   ///< set of Defect, a bit each
    std::uint32_t variants = 0;  ///< set of Variant, a bit each

    bool has(Defect defect) const {
        return (defects >> static_cast<std::uint32_t>(defect) & 1U) != 0;
    }
    bool has(Variant variant) const {
        return (variants >> static_cast<std::uint32_t>(variant) & 1U) != 0;
    }
    bool quirky() const { return (defects | variants) != 0; }
};

}  // namespace pvscsim
