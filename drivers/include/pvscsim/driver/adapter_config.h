// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/platform.h"

namespace pvscsim::driver {

/// Options of the driver core, fixed from start() on. Ranges are checked by start().
struct AdapterConfig {
    std::uint32_t request_ring_pages = 8;     ///< power of two in 1..32; 32 requests a page
    std::uint32_t completion_ring_pages = 8;  ///< power of two in 1..32; 128 completions a page
    std::uint32_t message_ring_pages = 1;     ///< power of two in 1..16; 0: no message ring
    InterruptMode interrupt_mode = InterruptMode::Msix;  ///< best mode to try; falls back in order
    bool use_request_call_threshold = true;              ///< if the device offers it
    std::uint32_t doorbell_batch = 1;     ///< requests published by one doorbell at most; 1: each
    std::uint32_t lun_queue_depth = 254;  ///< outstanding requests a logical unit, 1..1024
    std::uint32_t completion_budget = 4096;  ///< completions handled in one pass, 1..4096
    std::uint32_t elements_max =
        128;  ///< scatter-gather elements a request, 1..16384; chained above 128
    std::uint32_t request_timeout_ms = 30000;  ///< default time-out of a request
    std::uint32_t abort_timeout_ms = 2000;     ///< wait for an aborted request's completion
    std::uint32_t reset_timeout_ms = 10000;    ///< wait after each reset of the ladder
    std::uint32_t retries_max = 4;             ///< by status, see retry.h; 0..100
};

}  // namespace pvscsim::driver
