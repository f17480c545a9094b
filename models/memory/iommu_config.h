// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// Off: there is none. Static: all of guest memory is mapped once. Strict: a request's data is
/// mapped while the request is outstanding, for the direction of its data alone.
enum class IommuMode : std::uint8_t { Off, Static, Strict };

/// What the guest forgets, to see that it matters.
enum class OmitMapping : std::uint8_t { None, Map, Unmap };

/// Between the adapter and memory: what the adapter may reach, and what finding out costs.
struct IommuConfig {
    IommuMode mode = IommuMode::Off;
    std::uint32_t tlb_entries = 64;  ///< a multiple of tlb_ways
    std::uint32_t tlb_ways = 4;
    std::uint32_t hit_ns = 5;          ///< a translation that the TLB has
    std::uint32_t walk_ns = 250;       ///< one that it has not
    bool huge_ring_pages = false;      ///< rings and lists are mapped by 2 MiB
    std::uint32_t map_cycles = 400;    ///< of the vCPU, for each element that it maps
    std::uint32_t unmap_cycles = 900;  ///< ... unmaps and invalidates
    OmitMapping omit = OmitMapping::None;
};

}  // namespace pvscsim
