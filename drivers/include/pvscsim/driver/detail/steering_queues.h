// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pvscsim/driver/detail/request_queue.h"

namespace pvscsim::driver::detail {

/// Requests that have ended and wait for the processor that is to hand them back. Processors whose
/// numbers are equal modulo 64 share a queue.
class SteeringQueues {
public:
    static constexpr std::uint32_t kQueues = 64;

    RequestQueue& of(std::uint32_t cpu) noexcept { return queues_[cpu % kQueues]; }

private:
    std::array<RequestQueue, kQueues> queues_{};
};

}  // namespace pvscsim::driver::detail
