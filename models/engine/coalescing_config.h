// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// When a completion interrupt is sent. docs/interrupts.md has the algorithms.
enum class CoalescingKind : std::uint8_t {
    None,
    Count,
    Delay,
    CountOrDelay,
    Vic,       ///< share of the completions by commands in flight, off at low rates
    Adaptive,  ///< waits only for completions that are due soon
    Nvme,      ///< aggregation threshold and time of NVMe's feature 08h
};

struct CoalescingConfig {
    CoalescingKind kind = CoalescingKind::None;
    std::uint32_t count_max = 8;               ///< completions that send it at once
    std::uint64_t delay_max_ns = 20000;        ///< the longest hold, at most 1 ms
    std::uint32_t iops_threshold = 2000;       ///< Vic: not below so many completions a second
    std::uint32_t cif_threshold = 4;           ///< Vic: not below so many commands in flight
    std::uint32_t epoch_us = 200000;           ///< Vic: rate and share are settled that often
    std::uint32_t aggregation_threshold = 7;   ///< Nvme: completions less one; 0: off
    std::uint32_t aggregation_time_100us = 1;  ///< Nvme: 0: off
    std::uint32_t ipi_gate_us = 0;             ///< least time between two interrupts; 0: none
};

}  // namespace pvscsim
