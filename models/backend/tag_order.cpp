// SPDX-License-Identifier: Apache-2.0
#include "models/backend/tag_order.h"

#include <algorithm>

namespace pvscsim {

bool TagOrder::admit_restricted(const QueuedJob& queued) {
    if (others_.size() >= held_.size()) held_.resize(others_.size() + 1);
    Unit& unit = unit_of(queued.job.lun);
    if (queued.job.attribute == kTagHeadOfQueue) {
        overtakers_.push_back({queued.job.lun, queued.sequence});
        return true;
    }
    const bool first = !unit.blocked && unit.admitted == 0;
    unit.blocked = true;
    if (first) {
        ++unit.admitted;
    } else {
        held_[queued.job.lun].push(queued);
    }
    return first;
}

bool TagOrder::end_restricted(Unit& unit, std::uint16_t lun, std::uint64_t sequence) {
    const auto overtaker = std::find_if(
        overtakers_.begin(), overtakers_.end(),
        [&](const Overtaker& other) { return other.lun == lun && other.sequence == sequence; });
    if (overtaker == overtakers_.end()) {
        --unit.admitted;
    } else {
        *overtaker = overtakers_.back();
        overtakers_.pop_back();
    }
    if (unit.admitted == 0) release(unit, lun);
    return !released_.empty();
}

bool TagOrder::overtaken_before(const QueuedJob& queued) const {
    return std::any_of(overtakers_.begin(), overtakers_.end(), [&](const Overtaker& other) {
        return other.lun == queued.job.lun && other.sequence < queued.sequence;
    });
}

/// Nothing admitted is left: lets go what is held, up to an ordered job. An ordered job goes
/// alone, when all that was submitted before it has ended.
void TagOrder::release(Unit& unit, std::uint16_t lun) {
    JobRing& held = held_[lun];
    while (!held.empty()) {
        const QueuedJob& next = held.front();
        const bool ordered = next.job.attribute == kTagOrdered;
        if (ordered && (unit.admitted != 0 || overtaken_before(next))) return;
        released_.push(held.pop());
        ++unit.admitted;
        if (ordered) return;
    }
    // Nothing is held and no ordered job is outstanding: overtakers count as any other again.
    unit.blocked = false;
    const auto kept =
        std::remove_if(overtakers_.begin(), overtakers_.end(), [&](const Overtaker& other) {
            if (other.lun != lun) return false;
            ++unit.admitted;
            return true;
        });
    overtakers_.erase(kept, overtakers_.end());
}

}  // namespace pvscsim
