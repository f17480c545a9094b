// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/draw_request.h"

#include <algorithm>
#include <array>

#include "conformance/differential/media_blocks.h"
#include "conformance/suite/ask.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kPrograms = 1000;     // in a row that share no blocks
constexpr std::uint32_t kProgramBlocks = 64;  // of one program
constexpr std::uint32_t kLaneBlocks = 10;     // of each request of a batch
constexpr std::uint32_t kLaneUsed = 8;        // ... two of them for buffers that are too long

/// READ or WRITE with 6, 10, 12 or 16 bytes; all their numbers are short enough.
std::vector<std::uint8_t> media_cdb(bool writes, std::size_t length, std::uint32_t lba,
                                    std::uint32_t blocks) {
    std::vector<std::uint8_t> cdb(length);
    const auto put = [&](std::size_t at, std::uint32_t value, std::size_t bytes) {
        for (std::size_t i = 0; i < bytes; ++i) {
            cdb[at + i] = static_cast<std::uint8_t>(value >> 8 * (bytes - 1 - i));
        }
    };
    const std::uint8_t groups[] = {0x08, 0x28, 0xa8, 0x88};
    const std::size_t form = length == 6 ? 0 : length == 10 ? 1 : length == 12 ? 2 : 3;
    cdb[0] = static_cast<std::uint8_t>(groups[form] + (writes ? 2 : 0));
    if (form == 0) {
        put(1, lba, 3);
        put(4, blocks, 1);
    } else if (form == 1) {
        put(2, lba, 4);
        put(7, blocks, 2);
    } else if (form == 2) {
        put(2, lba, 4);
        put(6, blocks, 4);
    } else {
        put(6, lba, 4);
        put(10, blocks, 4);
    }
    return cdb;
}

constexpr std::uint64_t kHarmless = 3;

/// Commands without data that change nothing, of those that both disks know.
std::vector<std::uint8_t> harmless_cdb(std::uint64_t number) {
    switch (number) {
        case 0:
            return {0x1b, 0, 0, 0, 1, 0};  // START STOP UNIT: start
        case 1:
            return {0x2f, 0, 0, 0, 0, 0, 0, 0, 1, 0};  // VERIFY(10) of the medium alone
        default:
            return {0x8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0};  // VERIFY(16)
    }
}

}  // namespace

RequestDrawer::RequestDrawer(RandomStream& random, std::uint64_t program)
    : random_(random),
      first_block_(static_cast<std::uint32_t>(program % kPrograms) * kProgramBlocks) {}

std::uint8_t RequestDrawer::target() {
    if (chance(80)) return 0;
    if (chance(30)) return kSlowTarget;
    return is_plugged_ || chance(40) ? kPluggedTarget : static_cast<std::uint8_t>(below(256));
}

Step RequestDrawer::begin(std::uint8_t target) {
    static constexpr std::array<std::uint64_t, 8> kSenseBytes{0, 4, 8, 18, 18, 32, 96, 252};
    static constexpr std::array<std::uint64_t, 5> kTags{0x20, 0x20, 0x20, 0x21, 0x22};
    Step step(StepKind::Ask);
    step.values[AskPlace] = count_++;
    last_context_ = chance(10) ? (random_.between(1, 9) << 40) + count_ : count_;
    step.values[AskContext] = last_context_;
    step.values[AskTarget] = target;
    step.values[AskSense] = kSenseBytes[below(kSenseBytes.size())];
    step.values[AskTag] = kTags[below(kTags.size())];
    step.values[AskPattern] = below(200);
    return step;
}

Step RequestDrawer::next() {
    const std::uint8_t to = target();
    // Blocks of the slow disk are read alone, and what is plugged in keeps nothing.
    if (chance(60) && to != kSlowTarget) return media(to, to == 0 && chance(50));
    return other(to);
}

Step RequestDrawer::media(std::uint8_t target, bool writes) {
    static constexpr std::array<std::size_t, 6> kLengths{6, 10, 10, 10, 12, 16};
    Step step = begin(target);
    const auto blocks = static_cast<std::uint32_t>(random_.between(1, kLaneUsed));
    std::uint32_t lba = first_block_ + lane_ * kLaneBlocks +
                        static_cast<std::uint32_t>(below(kLaneUsed - blocks + 1));
    lane_ = (lane_ + 1) % 6;
    if (chance(4)) {  // perhaps beyond the end
        lba = kDiskBlocks - static_cast<std::uint32_t>(below(12));
        writes = false;
    }
    step.cdb = media_cdb(writes, kLengths[below(kLengths.size())], lba, blocks);
    step.values[AskFlags] = chance(5) ? 0 : writes ? kToDevice : kToHost;
    step.values[AskBytes] = std::uint64_t{blocks} * kDiskBlockBytes;
    vary(step, blocks);
    return step;
}

/// Buffers that are longer or shorter than the command says, elsewhere, or in pieces.
void RequestDrawer::vary(Step& step, std::uint32_t blocks) {
    if (chance(5)) step.values[AskBytes] += kDiskBlockBytes * random_.between(1, 2);
    if (chance(5) && blocks > 1) step.values[AskBytes] -= kDiskBlockBytes;
    if (chance(30)) step.values[AskOffset] = below(4096);
    if (chance(30)) cut(step);
    if (chance(5)) step.values[AskCdbBytes] = 16;
}

/// The data in pieces, from the end of the place towards its beginning; some are empty.
void RequestDrawer::cut(Step& step) {
    std::uint32_t left = step.word(AskBytes);
    std::uint32_t end = kPlaceBytes;
    while (left != 0) {
        const bool last = step.pieces.size() + 3 >= kPiecesMax;
        const auto bytes = static_cast<std::uint32_t>(
            last         ? left
            : chance(40) ? std::min(left, kDiskBlockBytes)
                         : random_.between(1, std::min<std::uint32_t>(left, 2048)));
        end -= bytes;
        left -= bytes;
        step.pieces.push_back({end, bytes});
        if (!last && chance(10)) step.pieces.push_back({0, 0});
    }
}

Step RequestDrawer::other(std::uint8_t target) {
    Step step = begin(target);
    const auto asks_for = [&](std::vector<std::uint8_t> cdb, std::uint64_t bytes) {
        step.cdb = std::move(cdb);
        step.values[AskBytes] = bytes;
        step.values[AskFlags] = bytes == 0 ? kNoData : kToHost;
    };
    const auto few = static_cast<std::uint8_t>(random_.between(5, 60));
    switch (below(10)) {
        case 0:
            asks_for({0x12, 0, 0, 0, few, 0}, few);
            if (chance(20)) step.values[AskBytes] = random_.between(1, 100);
            break;
        case 1:
            asks_for({0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0}, chance(80) ? 8 : random_.between(1, 32));
            break;
        case 2:
            asks_for({0xa0, 0, 0, 0, 0, 0, 0, 0, 0, few, 0, 0}, few);
            if (chance(50)) asks_for({0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0}, 16);
            break;
        case 3:
            asks_for({0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);
            break;
        case 4:
            asks_for({0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0}, 12);
            break;
        case 5:
            // Whether a medium is looked at, and slowly, is the disk's own.
            asks_for(harmless_cdb(target == kSlowTarget ? 0 : below(kHarmless)), 0);
            break;
        case 6:
            asks_for(media_cdb(chance(50), 10, first_block_, 0), 0);
            break;
        default:
            asks_for({0, 0, 0, 0, 0, 0}, 0);
            if (chance(50)) step.values[AskFlags] = below(4) * kToHost;
            break;
    }
    if (chance(4)) {
        step.values[AskBytes] = 0;
        step.values[AskFlags] = kNoData;
    }
    if (chance(10)) step.values[AskCdbBytes] = 16;
    if (chance(10) && step.values[AskBytes] != 0) cut(step);
    return step;
}

Step RequestDrawer::odd() {
    Step step = chance(50) ? next() : other(0);
    const std::uint64_t what = below(12);
    const auto becomes = [&](std::vector<std::uint8_t> cdb, std::uint64_t bytes) {
        step.cdb = std::move(cdb);
        step.values[AskBytes] = bytes;
        step.values[AskFlags] = bytes == 0 ? kNoData : kToHost;
        step.values[AskCdbBytes] = 0;
        step.pieces.clear();
    };
    if (what < 3) {
        becomes({0x03, 0, 0, 0, 18, 0}, 18);
    } else if (what < 6) {
        step.values[AskLun] = random_.between(1, 255);
    } else if (what < 7) {
        step.values[chance(50) ? AskLunFirst : AskLunThird] = random_.between(1, 255);
    } else if (what < 8) {
        step.values[AskBus] = random_.between(1, 255);
    } else if (what < 9) {
        becomes({0x12, 1, 0x77, 0, 36, 0}, 36);  // no such page
    } else if (what < 10) {
        becomes({0x12, 0, 0x80, 0, 36, 0}, 36);  // a page without its flag
    } else {
        becomes({static_cast<std::uint8_t>(chance(50) ? 0xff : 0xc3), 0, 0, 0, 0, 0}, 0);
    }
    return step;
}

Step RequestDrawer::test_of(std::uint8_t target) {
    Step step = begin(target);
    step.cdb.assign(6, 0);
    return step;
}

Step RequestDrawer::read_of(std::uint8_t target) {
    return media(target, false);
}

Step RequestDrawer::read_back(std::uint32_t part) {
    Step step = begin(0);
    constexpr std::uint32_t kHalf = kProgramBlocks / 2;
    step.cdb = media_cdb(false, 10, first_block_ + part * kHalf, kHalf);
    step.values[AskFlags] = kToHost;
    step.values[AskBytes] = std::uint64_t{kHalf} * kDiskBlockBytes;
    return step;
}

}  // namespace pvscsim::conformance
