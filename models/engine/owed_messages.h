// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/base/archive.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// Units whose last change did not fit the message ring, and how the adapter waits for room.
struct OwedMessages {
    /// Until the first retry; each later one waits twice as long, 1.6 s in all.
    static constexpr SimTime kWait = SimTime::from_us(100);
    static constexpr std::uint32_t kTriesMax = 14;

    struct Unit {
        std::uint8_t target;
        std::uint8_t lun;
    };
    std::vector<Unit> units;  ///< in the order of their loss, each once
    std::uint32_t tries = 0;  ///< 0: no retry is planned
    std::uint32_t epoch = 0;  ///< of the message ring

    void add(Unit unit) {
        settle(unit);
        units.push_back(unit);
    }
    void settle(Unit unit) {
        const auto same = [&](Unit other) {
            return other.target == unit.target && other.lun == unit.lun;
        };
        units.erase(std::remove_if(units.begin(), units.end(), same), units.end());
    }
    /// The ring is gone, and with it who would have been told.
    void forget() {
        units.clear();
        tries = 0;
        ++epoch;
    }
    void archive(Archive& a) { a(units, tries, epoch); }
};

}  // namespace pvscsim
