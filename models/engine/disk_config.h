// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "models/backend/backend_config.h"

namespace pvscsim {

/// A target tells the commands of so many initiators apart. 0 is the guest behind the adapter.
inline constexpr std::uint32_t kInitiatorsMax = 8;

/// `count` equal targets with ids from `first_id` on, each with `luns` logical units of its own.
struct TargetConfig {
    std::uint32_t first_id = 0;
    std::uint32_t count = 1;
    std::uint32_t luns = 1;                   ///< 1..255
    std::uint64_t capacity_blocks = 2097152;  ///< of each logical unit
    std::uint32_t block_bytes = 512;          ///< 512 or 4096
    bool thin = true;                         ///< UNMAP and WRITE SAME with unmap offered
    std::uint64_t thin_blocks = 0;            ///< of storage a unit; 0: enough for all
    bool read_only = false;
    std::uint32_t lun_queue_depth = 0;       ///< commands a unit takes at a time; 0: any number
    std::uint32_t physical_exponent = 0;     ///< 2^n logical blocks are a physical one
    std::uint32_t lowest_aligned_block = 0;  ///< where the first physical block begins
    bool present = true;                     ///< false: attached later by the script
    std::string preset;                      ///< backend preset by name; empty: `backend` alone
    BackendConfig backend;
    std::string shared_backend;  ///< by name, in place of one of its own; empty: its own
};

}  // namespace pvscsim
