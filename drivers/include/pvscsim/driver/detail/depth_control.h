// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/adapter_config.h"
#include "pvscsim/driver/request.h"

namespace pvscsim::driver::detail {

/// What has been learned about one logical unit.
struct Depth {
    std::uint32_t limit = 0;      ///< requests that it may have outstanding
    std::uint32_t ended = 0;      ///< requests in the current window
    std::uint32_t peak = 0;       ///< most that were outstanding in it
    std::int64_t latency_ns = 0;  ///< their sum
};

/// Queue depth of logical units, learned from how their requests end. Falls fast, rises by ones,
/// never above the configured depth nor below 1.
class DepthController {
public:
    enum class Change : std::uint8_t { None, Cut, Raised };

    void configure(const AdapterConfig& config) noexcept {
        kind_ = config.depth_control;
        max_ = config.lun_queue_depth;
        allowed_ns_ = std::int64_t{config.depth_latency_us} * 1000;
    }
    bool active() const noexcept { return kind_ != DepthControl::Static; }
    std::uint32_t max() const noexcept { return max_; }

    /// A request of the unit has ended after `took_ns`; `left` others are still outstanding.
    Change ended(Depth& depth, const ScsiRequest& request, std::uint32_t left,
                 std::int64_t took_ns) const noexcept {
        if (kind_ == DepthControl::Latency) return weigh_latency(depth, left, took_ns);
        constexpr std::uint8_t kTaskSetFull = 0x28;
        if (request.scsi_status == kTaskSetFull) return cut(depth, left);
        // As many good ends as the queue is long, four times over, earn one more.
        if (request.outcome != Outcome::Good || ++depth.ended < 4 * depth.limit) {
            return Change::None;
        }
        return raise(depth);
    }

private:
    static constexpr std::uint32_t kWindow = 32;

    Change weigh_latency(Depth& depth, std::uint32_t left, std::int64_t took_ns) const noexcept {
        depth.latency_ns += took_ns;
        if (left + 1 > depth.peak) depth.peak = left + 1;
        if (++depth.ended < kWindow) return Change::None;
        const bool slow = depth.latency_ns > allowed_ns_ * kWindow;
        // A unit that does not use its depth says nothing about a greater one.
        const bool used = depth.peak >= depth.limit;
        depth.latency_ns = 0;
        depth.ended = depth.peak = 0;
        if (slow) return cut(depth, depth.limit - (depth.limit + 3) / 4);
        return used ? raise(depth) : Change::None;
    }
    Change cut(Depth& depth, std::uint32_t to) const noexcept {
        depth.ended = 0;
        if (to == 0) to = 1;
        if (to >= depth.limit) return Change::None;
        depth.limit = to;
        return Change::Cut;
    }
    Change raise(Depth& depth) const noexcept {
        depth.ended = 0;
        if (depth.limit >= max_) return Change::None;
        ++depth.limit;
        return Change::Raised;
    }

    DepthControl kind_ = DepthControl::Static;
    std::uint32_t max_ = 1;
    std::int64_t allowed_ns_ = 0;
};

}  // namespace pvscsim::driver::detail
