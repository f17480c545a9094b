// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/backend/backend_job.h"
#include "models/backend/job_ring.h"

namespace pvscsim {

/// Holds jobs of a logical unit back where ordered tags ask for it. Knows no time: a job is
/// released by the end of another.
class TagOrder {
public:
    /// Counts `queued` as outstanding. False: it is kept here until an end releases it.
    bool admit(const QueuedJob& queued) {
        const std::size_t lun = queued.job.lun;
        if (lun >= units_.size()) units_.resize(lun + 1);
        Unit& unit = units_[lun];
        if (unit.blocked || queued.job.attribute == kTagOrdered) return admit_slowly(unit, queued);
        ++unit.admitted;
        return true;
    }

    /// An admitted or released job has ended. What that releases is then in released(), in order
    /// of submission, and counts as admitted.
    void ended(std::uint16_t lun, std::uint64_t sequence) {
        Unit& unit = units_[lun];
        if (unit.blocked) {
            end_slowly(unit, lun, sequence);
        } else {
            --unit.admitted;
        }
    }

    JobRing& released() { return released_; }

private:
    struct Unit {
        std::uint32_t admitted = 0;  // outstanding and not held back, without overtakers
        bool blocked = false;        // an ordered job waits or is admitted
        JobRing held;                // by submission
    };
    /// A head-of-queue job that passed held-back jobs; those do not wait for it, later ones do.
    struct Overtaker {
        std::uint16_t lun = 0;
        std::uint64_t sequence = 0;
    };

    bool admit_slowly(Unit& unit, const QueuedJob& queued);
    void end_slowly(Unit& unit, std::uint16_t lun, std::uint64_t sequence);
    void release(Unit& unit, std::uint16_t lun);
    bool overtaken_before(const QueuedJob& queued) const;

    std::vector<Unit> units_;  // by LUN
    std::vector<Overtaker> overtakers_;
    JobRing released_;
};

}  // namespace pvscsim
