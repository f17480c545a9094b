// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/life_record.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// Task attributes as PVSCSI descriptors carry them (SCSI message codes); others count as simple.
inline constexpr std::uint8_t kTagSimple = 0x20;
inline constexpr std::uint8_t kTagHeadOfQueue = 0x21;
inline constexpr std::uint8_t kTagOrdered = 0x22;

/// One request as a storage backend sees it.
struct BackendJob {
    std::uint32_t id = 0;  ///< given back by BackendSink::served(); the backend attaches no meaning
    IoKind kind = IoKind::Read;
    std::uint8_t attribute = kTagSimple;
    std::uint16_t lun = 0;         ///< ordered tags order jobs of one logical unit
    std::uint64_t lba = 0;         ///< in blocks; orders the elevator and chooses the media unit
    std::uint64_t data_bytes = 0;  ///< moved over the shared link when there is a bandwidth limit
    SimTime extra{};               ///< an injected stall, added to the drawn service time
    std::uint64_t factor = 1;      ///< an injected slowness: the drawn time is multiplied by it
};

/// A job with its place in the order of submission.
struct QueuedJob {
    BackendJob job;
    SimTime arrival;
    std::uint64_t sequence = 0;
};

/// Who is told about the end of jobs.
class BackendSink {
public:
    /// The job `id` was in service from `start` to `end`, which is the present. May submit again.
    virtual void served(std::uint32_t id, SimTime start, SimTime end) = 0;
    /// The job `id` is the next to end, as things are: what its end needs can be fetched into the
    /// cache.
    virtual void coming(std::uint32_t) const {}
    /// The job `id` has started, and will end without having been carried out, for want of a
    /// connection.
    virtual void dropped(std::uint32_t) {}

protected:
    ~BackendSink() = default;
};

}  // namespace pvscsim
