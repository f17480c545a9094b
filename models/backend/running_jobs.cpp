// SPDX-License-Identifier: Apache-2.0
#include "models/backend/running_jobs.h"

#include "models/base/check.h"

namespace pvscsim {

/// Doubles; to be called when no detail is unused.
void RunningJobs::grow() {
    const auto old_count = static_cast<std::uint32_t>(details_.size());
    const std::uint32_t count = old_count == 0 ? 64 : 2 * old_count;
    PVS_CHECK(count <= kSlotsMax);
    details_.resize(count);
    for (std::uint32_t slot = old_count; slot + 1 < count; ++slot) {
        details_[slot].next_spare = slot + 1;
    }
    spare_ = old_count;
    cells_.resize(count + 4, kNever);
}

SimTime RunningJobs::start_of(std::uint32_t id) const {
    for (std::size_t i = 0; i < size_; ++i) {
        const Detail& detail = details_[static_cast<std::uint32_t>(cells_[i]) & (kSlotsMax - 1)];
        if (detail.id == id) return detail.start;
    }
    return SimTime::never();
}

}  // namespace pvscsim
