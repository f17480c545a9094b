// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/engine/coalescing_config.h"

namespace pvscsim {

/// PCI layout: MemoryBar0 as QEMU's device has it, IoBar0 as the VMware hypervisor's.
enum class PciLayout : std::uint8_t { MemoryBar0, IoBar0 };

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
};

struct DeviceConfig {
    PciLayout layout = PciLayout::MemoryBar0;
    bool msi = true;
    bool msix = true;
    std::uint32_t max_targets = 65;  ///< ids reported by CONFIG and GET_MAX_TARGETS, 1..256
    bool config_pages = true;        ///< CONFIG command
    bool get_max_targets = true;
    bool message_ring = true;
    std::uint32_t request_call_threshold = 0;  ///< 0: feature absent; else the value published
    std::uint32_t poll_period_us = 1000;       ///< ring looked at that often while threshold > 1
    CoalescingConfig coalescing;
    WorkerConfig worker;
};

}  // namespace pvscsim
