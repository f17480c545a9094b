// SPDX-License-Identifier: Apache-2.0
#include "models/host/guest_ram.h"

#include "models/base/check.h"

namespace pvscsim {

GuestRam::GuestRam(MemoryMap& map, std::uint64_t base) : base_(base) {
    const MemoryMap::Region* region = map.find(base, 4096);
    PVS_CHECK(region != nullptr && region->access == MemoryAccess::ReadWrite);
    bytes_ = region->bytes - (base - region->base);
    data_ = region->data + (base - region->base);
}

std::uint64_t GuestRam::allocate(std::uint64_t bytes) {
    const std::uint64_t whole = (bytes + 4095) / 4096 * 4096;
    if (whole < bytes || whole > bytes_ - used_) return 0;
    const std::uint64_t addr = base_ + used_;
    used_ += whole;
    return addr;
}

}  // namespace pvscsim
