// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/backend/backend_job.h"
#include "models/backend/job_ring.h"
#include "models/base/archive.h"

namespace pvscsim {

/// Holds jobs of a logical unit back where ordered tags ask for it. Knows no time: a job is
/// released by the end of another.
class TagOrder {
public:
    /// State, field by field, in either direction.
    void archive(Archive& a) { a(first_, others_, held_, overtakers_, released_); }
    /// True: `job` is not restricted by tags and counts as admitted. False: see below.
    bool admits(const BackendJob& job) {
        Unit& unit = job.lun == 0 ? first_ : known_unit(job.lun);
        if (unit.blocked || job.attribute == kTagOrdered) return false;
        ++unit.admitted;
        return true;
    }
    /// Takes a job for which admits() was false. False: it is kept until an end releases it.
    bool admit_restricted(const QueuedJob& queued);

    /// An admitted or released job has ended. True: that releases the jobs that are now in
    /// released(), in order of submission; they count as admitted.
    bool ended(std::uint16_t lun, std::uint64_t sequence) {
        Unit& unit = unit_of(lun);
        if (unit.blocked) return end_restricted(unit, lun, sequence);
        --unit.admitted;
        return false;
    }

    JobRing& released() { return released_; }

private:
    struct Unit {
        std::uint32_t admitted = 0;  // outstanding and not held back, without overtakers
        bool blocked = false;        // an ordered job waits or is admitted
    };
    /// A head-of-queue job that passed held-back jobs; those do not wait for it, later ones do.
    struct Overtaker {
        std::uint16_t lun = 0;
        std::uint64_t sequence = 0;
    };

    /// Of a LUN that was in a job.
    Unit& unit_of(std::uint16_t lun) { return lun == 0 ? first_ : others_[lun - 1U]; }
    /// Of any LUN but 0.
    Unit& known_unit(std::uint16_t lun) {
        if (lun > others_.size()) others_.resize(lun);
        return others_[lun - 1U];
    }
    bool end_restricted(Unit& unit, std::uint16_t lun, std::uint64_t sequence);
    void release(Unit& unit, std::uint16_t lun);
    bool overtaken_before(const QueuedJob& queued) const;

    std::vector<Unit> others_;   // by LUN, without 0
    std::vector<JobRing> held_;  // by LUN, by submission
    std::vector<Overtaker> overtakers_;
    JobRing released_;
    Unit first_;  // LUN 0, which is mostly the only one
};

}  // namespace pvscsim
