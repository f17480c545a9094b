// SPDX-License-Identifier: Apache-2.0
#include "models/memory/memory_map.h"

#include <sys/mman.h>

#include <new>

#include "models/base/check.h"

namespace pvscsim {

MemoryMap::~MemoryMap() {
    for (std::size_t i = 0; i < count_; ++i) munmap(regions_[i].data, regions_[i].bytes);
}

void MemoryMap::add(std::uint64_t base, std::uint64_t bytes, MemoryAccess access) {
    PVS_CHECK(count_ < kRegionsMax && bytes != 0 && (base | bytes) % 4096 == 0);
    for (std::size_t i = 0; i < count_; ++i) {
        PVS_CHECK(base + bytes <= regions_[i].base || regions_[i].base + regions_[i].bytes <= base);
    }
    // Anonymous memory is committed page by page on first touch: sparse at no cost of ours.
    void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data == MAP_FAILED) throw std::bad_alloc();
    regions_[count_++] = Region{base, bytes, access, static_cast<std::byte*>(data)};
}

}  // namespace pvscsim
