// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/engine/data_buffer.h"
#include "models/engine/scsi_command.h"
#include "models/engine/scsi_parameter_data.h"

namespace pvscsim {

/// GOOD, with as many of `wanted_bytes` as the buffer takes.
inline ScsiResult begin_transfer(std::uint64_t wanted_bytes, const DataBuffer& buffer) {
    const std::uint64_t buffer_bytes = buffer.bytes();
    ScsiResult result;
    result.overrun = wanted_bytes > buffer_bytes;
    result.moved_bytes = std::min(wanted_bytes, buffer_bytes);
    return result;
}

inline ScsiResult check_condition(const Sense& sense, std::uint64_t moved_bytes) {
    ScsiResult result;
    result.status = kStatusCheckCondition;
    result.sense = sense;
    result.moved_bytes = moved_bytes;
    return result;
}

/// Blocks that are moved at a time; their tags lie on the stack.
inline constexpr std::uint32_t kBatchBlocks = 64;

inline ScsiResult dma_fault(std::uint64_t moved_bytes) {
    ScsiResult result;
    result.dma_fault = true;
    result.moved_bytes = moved_bytes;
    return result;
}

/// Parameter data goes to the guest as far as its CDB allows; the buffer may hold less.
inline ScsiResult send(const ParameterData& data, const ScsiPlan& plan, DataBuffer& buffer) {
    const ScsiResult result =
        begin_transfer(std::min<std::uint64_t>(data.size(), plan.transfer_bytes), buffer);
    if (result.moved_bytes == 0) return result;
    return buffer.write(0, data.data(), result.moved_bytes) ? result : dma_fault(0);
}

}  // namespace pvscsim
