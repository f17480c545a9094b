// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/base/sim_time.h"

namespace pvscsim {

/// The stages of a request's life, in order. Stage s runs from stamp s to stamp s + 1 of a
/// LifeRecord, so the stages of a request add up to its latency by construction; that the stamps
/// never run backwards is checked for each request.
enum class Stage : std::uint8_t {
    DriverQueue,     ///< submitted to the driver until its index is published
    Doorbell,        ///< published until the device starts to fetch it
    Fetch,           ///< descriptor copied
    Parse,           ///< validated, SCSI command decoded
    DmaIn,           ///< scatter-gather list and outgoing data read from guest memory
    BackendQueue,    ///< waits for a server of the backend
    Service,         ///< served by the backend
    DmaOut,          ///< waits for the completion engine; incoming data and sense written
    CompletionPost,  ///< completion descriptor and index visible
    InterruptHold,   ///< until the interrupt that covers it is sent (or found without one)
    Delivery,        ///< until the driver looks at the completion ring
    Handler,         ///< until the request's owner has its completion
};
inline constexpr std::size_t kStages = 12;

/// Where the stages of a request begin, but for the first: what the machine knows of its life. When
/// it was submitted, and when its owner had its completion, its owner knows.
using Passage = std::array<SimTime, kStages - 1>;

/// JSON keys of the stages, in order.
inline constexpr std::array<std::string_view, kStages> kStageNames{
    {"driver_queue", "doorbell", "fetch", "parse", "dma_in", "backend_queue", "service", "dma_out",
     "completion_post", "interrupt_hold", "delivery", "handler"}};

/// What a SCSI request is, seen from the workload.
enum class IoKind : std::uint8_t { Read, Write, Flush, Discard, WriteSame, Other };

/// How a request ended, seen by its owner.
enum class Ending : std::uint8_t { Good, Failed, Aborted, Reset };

/// The life of one request that has ended, filled in by those who saw each moment. stamp[i] is
/// where stage i begins; stamp[kStages] is the end. A request that no completion ended (a reset
/// gave it back) has `staged` false: only its first and last stamp count.
struct LifeRecord {
    std::array<SimTime, kStages + 1> stamp{};
    std::uint64_t sequence = 0;  ///< number of the request in order of submission, from 0
    std::uint64_t lba = 0;
    std::uint64_t data_bytes = 0;
    std::uint16_t target = 0;
    std::uint16_t lun = 0;
    std::uint16_t submit_vcpu = 0;
    std::uint16_t complete_vcpu = 0;
    IoKind kind = IoKind::Other;
    Ending ending = Ending::Good;
    bool staged = true;
    std::uint8_t host_status = 0;
    std::uint8_t scsi_status = 0;

    SimTime latency() const { return stamp[kStages] - stamp[0]; }
    Passage passage() const {
        Passage passage;
        std::copy_n(stamp.begin() + 1, passage.size(), passage.begin());
        return passage;
    }
    void set_passage(const Passage& passage) {
        std::copy(passage.begin(), passage.end(), stamp.begin() + 1);
    }
};

}  // namespace pvscsim
