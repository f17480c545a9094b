// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/platform.h"

namespace pvscsim::driver {

/// As whom the core behaves towards the device. All but Native fix what their model fixes: see
/// docs/driver.md.
enum class Personality : std::uint8_t {
    Native,
    Linux,
    FreeBsd,
    IllumosOld,  ///< before its modernisation
    Illumos,
    OpenBsd,
    SeaBios,
};

/// Single: the owner serialises all calls. Split: submit() and flush() under one lock,
/// handle_interrupt() and poll() under another; every other call holds both.
enum class LockPolicy : std::uint8_t { Single, Split };

/// Static: `lun_queue_depth`. Latency: less while requests take longer than `depth_latency_us`.
/// QueueFull: less after TASK SET FULL. Both go back up to `lun_queue_depth` while all is well.
enum class DepthControl : std::uint8_t { Static, Latency, QueueFull };

/// What submit() does when there is no room: take the request and let it wait, or refuse it.
enum class OnFull : std::uint8_t { Hold, Refuse };

/// Options of the driver core, fixed from start() on. Ranges are checked by start().
struct AdapterConfig {
    Personality personality = Personality::Native;
    std::uint32_t request_ring_pages = 8;     ///< power of two in 1..32; 32 requests a page
    std::uint32_t completion_ring_pages = 8;  ///< power of two in 1..32; 128 completions a page
    std::uint32_t message_ring_pages = 1;     ///< power of two in 1..16; 0: no message ring
    InterruptMode interrupt_mode = InterruptMode::Msix;  ///< best mode to try; falls back in order
    bool use_request_call_threshold = true;              ///< if the device offers it
    std::uint32_t doorbell_batch = 1;  ///< requests published by one doorbell at most; 1: each
    LockPolicy locks = LockPolicy::Single;
    OnFull on_full = OnFull::Hold;
    std::uint32_t ring_fill_max_percent = 100;  ///< of the ring's slots in use at most, 1..100
    std::uint32_t lun_queue_depth = 254;        ///< outstanding requests a logical unit, 1..1024
    DepthControl depth_control = DepthControl::Static;
    std::uint32_t depth_latency_us = 1000;   ///< mean latency that DepthControl::Latency allows
    std::uint32_t completion_budget = 4096;  ///< completions handled in one pass, 1..4096
    /// Completions in one interrupt from which on the core masks the interrupt and wants to be
    /// polled until nothing comes; 0: never. 0..4096
    std::uint32_t poll_under_load = 0;
    bool steer_completions = false;  ///< to the processor that submitted the request
    std::uint32_t elements_max =
        128;  ///< scatter-gather elements a request, 1..16384; chained above 128
    std::uint32_t request_timeout_ms = 30000;  ///< default time-out of a request
    std::uint32_t abort_timeout_ms = 2000;     ///< wait for an aborted request's completion
    std::uint32_t reset_timeout_ms = 10000;    ///< wait after each reset of the ladder
    std::uint32_t retries_max = 4;             ///< by status, see retry.h; 0..100
    /// Requests outstanding and no completion in a whole span of this length: the link is lost, the
    /// adapter is reset. 0: never looked at
    std::uint32_t link_watchdog_ms = 0;
    std::uint32_t log_mask = ~0U;  ///< bit n: records with LogCode n are wanted
};

}  // namespace pvscsim::driver
