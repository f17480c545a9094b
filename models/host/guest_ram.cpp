// SPDX-License-Identifier: Apache-2.0
#include "models/host/guest_ram.h"

#include "models/base/check.h"

namespace pvscsim {

GuestRam::GuestRam(MemoryMap& map, std::uint64_t base, bool split) : base_(base) {
    const MemoryMap::Region* region = map.find(base, 4096);
    PVS_CHECK(region != nullptr && region->access == MemoryAccess::ReadWrite);
    bytes_ = region->bytes - (base - region->base);
    data_ = device_data_ = region->data + (base - region->base);
    if (!split) return;
    own_view_ = std::make_unique<MemoryMap>();
    own_view_->add(base, bytes_, MemoryAccess::ReadWrite);
    data_ = own_view_->find(base, 1)->data;
}

std::uint64_t GuestRam::allocate(std::uint64_t bytes, std::uint64_t alignment) {
    const std::uint64_t begin = (used_ + alignment - 1) / alignment * alignment;
    if (begin > bytes_ || bytes > bytes_ - begin) return 0;
    used_ = begin + bytes;
    return base_ + begin;
}

}  // namespace pvscsim
