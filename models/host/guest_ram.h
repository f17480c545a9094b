// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "models/memory/memory_map.h"

namespace pvscsim {

/// Part of the guest's memory, and where it lies.
struct GuestWindow {
    std::uint64_t addr = 0;
    std::uint64_t bytes = 0;
    std::byte* data = nullptr;

    bool holds(std::uint64_t from, std::uint64_t count) const {
        return from - addr < bytes && count <= bytes - (from - addr);
    }
    std::uint8_t* at(std::uint64_t from) const {
        return static_cast<std::uint8_t*>(static_cast<void*>(data + (from - addr)));
    }
};

/// The guest's own allocator: hands out its memory once, and reaches it directly.
class GuestRam {
public:
    /// Memory from `base` on, which `map` has as one writable region.
    /// `split`: what the device sees there, and what the processor sees at the same addresses, are
    /// two memories.
    GuestRam(MemoryMap& map, std::uint64_t base, bool split = false);

    /// `bytes` of zeroed memory, or 0 if there is no more.
    std::uint64_t allocate(std::uint64_t bytes, std::uint64_t alignment = 4096);
    /// Memory that allocate() has handed out.
    std::byte* at(std::uint64_t addr) const { return data_ + (addr - base_); }
    /// The same as the device sees it.
    std::byte* device_at(std::uint64_t addr) const { return device_data_ + (addr - base_); }
    /// Whether allocate() has handed out all of it.
    bool allocated(std::uint64_t addr, std::uint64_t bytes) const {
        return addr - base_ < used_ && bytes <= used_ - (addr - base_);
    }
    bool contains(std::uint64_t addr, std::uint64_t bytes) const {
        return addr - base_ < bytes_ && bytes <= bytes_ - (addr - base_);
    }

private:
    std::uint64_t base_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t used_ = 0;
    std::byte* data_ = nullptr;
    std::byte* device_data_ = nullptr;
    std::unique_ptr<MemoryMap> own_view_;  // the processor's; null: there is one memory
};

}  // namespace pvscsim
