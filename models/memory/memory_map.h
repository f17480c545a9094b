// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pvscsim {

enum class MemoryAccess : std::uint8_t { ReadOnly, ReadWrite };

/// Guest physical memory: a few regions of zero-filled bytes. Pages that nobody touches cost no
/// host memory. Addresses outside every region are absent.
class MemoryMap {
public:
    struct Region {
        std::uint64_t base = 0;
        std::uint64_t bytes = 0;
        MemoryAccess access = MemoryAccess::ReadWrite;
        std::byte* data = nullptr;
    };
    static constexpr std::size_t kRegionsMax = 16;

    MemoryMap() = default;
    MemoryMap(const MemoryMap&) = delete;
    MemoryMap& operator=(const MemoryMap&) = delete;
    ~MemoryMap();

    /// Adds `bytes` (a multiple of 4,096) from `base` on; must not overlap another region.
    /// Throws std::bad_alloc if the host has no such span of addresses left.
    void add(std::uint64_t base, std::uint64_t bytes, MemoryAccess access);

    /// The region that holds all of [addr, addr + bytes), or null.
    const Region* find(std::uint64_t addr, std::uint64_t bytes) const {
        for (std::size_t i = 0; i < count_; ++i) {
            const Region& region = regions_[i];
            if (addr >= region.base && addr - region.base < region.bytes &&
                bytes <= region.bytes - (addr - region.base)) {
                return &region;
            }
        }
        return nullptr;
    }

private:
    std::array<Region, kRegionsMax> regions_{};
    std::size_t count_ = 0;
};

}  // namespace pvscsim
