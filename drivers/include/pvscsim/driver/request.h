// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "pvscsim/driver/dma_buffer.h"

namespace pvscsim::driver {

enum class DataDirection : std::uint8_t { None, FromDevice, ToDevice };
enum class TaskAttribute : std::uint8_t { Simple = 0x20, HeadOfQueue = 0x21, Ordered = 0x22 };

/// One piece of a data buffer on the bus. Zero-length pieces are allowed.
struct SgElement {
    std::uint64_t bus_addr = 0;
    std::uint32_t bytes = 0;
};

/// How a request ended, for the upper layer.
enum class Outcome : std::uint8_t {
    Good,            ///< done; `residual_bytes` may be set
    CheckCondition,  ///< sense data is valid
    ScsiStatus,      ///< another SCSI status than GOOD, in `scsi_status`
    Busy,            ///< BUSY or TASK SET FULL: retry later
    NoTarget,        ///< nobody at that address; do not retry
    Aborted,         ///< ended by an abort
    Reset,           ///< ended by a reset; retry
    DataOverrun,     ///< transfer did not fit; `residual_bytes` tells
    Failed,          ///< any other adapter status, in `host_status`
};

/// One SCSI request. The caller owns it and leaves it and its element list alone from submit()
/// until its completion. No part of it is device-visible.
struct ScsiRequest {
    // What to do.
    std::array<std::uint8_t, 16> cdb{};
    std::uint8_t cdb_bytes = 0;
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    TaskAttribute attribute = TaskAttribute::Simple;
    DataDirection direction = DataDirection::None;
    const SgElement* elements = nullptr;  ///< `element_count` of them, adding up to `data_bytes`
    std::uint32_t element_count = 0;
    std::uint64_t data_bytes = 0;
    /// Counts from the first request of its batch on. Zero: the adapter's default.
    std::chrono::nanoseconds timeout{0};
    void* owner = nullptr;  ///< the caller's; the core never looks at it

    // How it ended; valid from the completion on.
    Outcome outcome = Outcome::Good;
    std::uint8_t scsi_status = 0;
    std::uint16_t host_status = 0;
    std::uint64_t residual_bytes = 0;
    std::uint32_t sense_bytes = 0;

    // The core's own while it has the request.
    ScsiRequest* next = nullptr;
    /// What the device knew the request by. During completed(): that of the completion which ended
    /// it, or 0 if none did.
    std::uint64_t context = 0;

    /// Valid as far as `sense_bytes`. Last, apart from what each request touches.
    std::array<std::uint8_t, 96> sense{};
};

/// What the device said about its targets.
enum class DeviceEvent : std::uint8_t { Added, Removed, RescanNeeded };

/// The layer above: a SCSI mid-layer, a workload. Calls come from within submit-free parts of the
/// core, so that submit(), flush() and abort() may be called from completed().
class UpperLayer {
public:
    /// `request` has ended; exactly once for each submitted request.
    virtual void completed(ScsiRequest& request) noexcept = 0;
    /// A target or logical unit came or went; with RescanNeeded the address means nothing.
    virtual void device_event(DeviceEvent event, std::uint8_t target,
                              std::uint8_t lun) noexcept = 0;
    /// `request`, still outstanding, has run into its time-out; the core does what is to be done.
    virtual void timed_out(ScsiRequest& request) noexcept { static_cast<void>(request); }

protected:
    ~UpperLayer() = default;
};

}  // namespace pvscsim::driver
