// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "conformance/differential/program.h"
#include "conformance/monitor/bytes.h"

namespace pvscsim::conformance {

// What the suite's disks are like: the first, a slow one, and one that can be plugged in.
constexpr std::uint8_t kSlowTarget = 1;
constexpr std::uint8_t kPluggedTarget = 7;
constexpr std::uint32_t kDiskBlockBytes = 512;
constexpr std::uint32_t kDiskBlocks = 65536;
/// Of a block's bytes, those that carry something: not every device keeps the rest.
constexpr std::uint32_t kTellingBytes = 16;

/// The blocks that a request may move.
struct MediaBlocks {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    bool written = false;
};

/// True of READ and WRITE in all their lengths.
inline bool is_media(const Step& step) {
    return !step.cdb.empty() && is_read_or_write(step.cdb[0]);
}

/// Of READ and WRITE: how many blocks the command itself asks for.
inline std::uint64_t asked_blocks(const Step& step) {
    const std::size_t length = step.cdb.size();
    if (length == 6) return step.cdb[4] == 0 ? 256 : step.cdb[4];
    const std::size_t begin = length == 10 ? 7 : length == 12 ? 6 : 10;
    const std::size_t end = length == 10 ? 9 : begin + 4;
    std::uint64_t blocks = 0;
    for (std::size_t i = begin; i < std::min(end, length); ++i) blocks = blocks << 8 | step.cdb[i];
    return blocks;
}

/// None of a request that is no READ or WRITE. What the buffer holds counts too: some devices move
/// all of it.
inline MediaBlocks media_blocks(const Step& step) {
    if (!is_media(step)) return {};
    const std::size_t length = step.cdb.size();
    const std::size_t begin = length == 6 ? 1 : 2;
    const std::size_t end = length == 6 ? 4 : length == 16 ? 10 : 6;
    std::uint64_t lba = 0;
    for (std::size_t i = begin; i < std::min(end, length); ++i) lba = lba << 8 | step.cdb[i];
    const std::uint64_t blocks = (step.values[AskBytes] + kDiskBlockBytes - 1) / kDiskBlockBytes;
    return {lba, lba + blocks, (step.cdb[0] & 0x1fU) == 0x0a};
}

}  // namespace pvscsim::conformance
