// SPDX-License-Identifier: Apache-2.0
#include "models/engine/transfer_buffer.h"

#include <algorithm>
#include <array>

#include "models/base/check.h"
#include "pvscsim/mutant.h"

namespace pvscsim {

using namespace protocol;

namespace {

/// No bound on the segments: a loop of them would never end.
bool endless(std::uint32_t segment) {
    if (mutated(Mutant::O106)) return segment < 1000;
    if (!mutated(Mutant::D54)) return false;
    PVS_CHECK(segment < 1U << 16);
    return true;
}

/// How many elements a segment has; `told` is the length in the element that led to it.
std::uint64_t mutated_length(std::uint64_t elements, std::uint64_t told) {
    if (mutated(Mutant::D52)) return 1U << 16;
    if (mutated(Mutant::D55)) return std::min(elements, told / sg_layout::kBytes);
    if (mutated(Mutant::D56)) return kPageElements;
    if (mutated(Mutant::O28)) return std::min<std::uint64_t>(elements, 64);
    return elements;
}

}  // namespace

SgVerdict gather_list(DmaPort& dma, std::uint64_t list_addr, std::uint64_t data_bytes,
                      std::vector<SgPiece>& pieces) {
    pieces.clear();
    std::uint64_t missing = mutated(Mutant::D51) ? data_bytes & 0xffffffff : data_bytes;
    std::uint64_t told = ~std::uint64_t{0};
    for (std::uint32_t segment = 0; segment < kSegmentsMax || endless(segment); ++segment) {
        // An element that would cross the page end ends the segment before it.
        const std::uint64_t in_page = kPageBytes - list_addr % kPageBytes;
        const std::uint64_t elements = mutated_length(in_page / sg_layout::kBytes, told);
        bool chained = false;
        for (std::uint64_t i = 0; i < elements && !chained; ++i) {
            SgElementBytes raw;
            if (!dma.read(list_addr + i * sg_layout::kBytes, raw.data(), sg_layout::kBytes)) {
                return SgVerdict::Fault;
            }
            SgDescriptor element;
            decode(raw, element);
            if ((element.flags & kSgFlagChain) != 0) {
                list_addr = element.addr;
                told = element.bytes;
                chained = true;
                break;
            }
            if (element.bytes == 0) {
                if (mutated(Mutant::D53)) return SgVerdict::Invalid;
                continue;
            }
            const bool wraps = element.addr + (element.bytes - 1) < element.addr;
            if (wraps && !mutated(Mutant::D100) && !mutated(Mutant::O105))
                return SgVerdict::Invalid;
            const std::uint64_t taken = std::min<std::uint64_t>(element.bytes, missing);
            pieces.push_back(SgPiece{element.addr, mutated(Mutant::D57) ? element.bytes : taken});
            missing -= taken;
            if (missing == 0) return SgVerdict::Good;
        }
        if (!chained) return SgVerdict::Invalid;
    }
    return SgVerdict::Invalid;
}

SgVerdict gather_flat_list(DmaPort& dma, std::uint64_t list_addr, std::uint64_t data_bytes,
                           std::vector<SgPiece>& pieces) {
    constexpr std::uint32_t kElements = 2048;
    pieces.clear();
    std::uint64_t missing = data_bytes;
    for (std::uint32_t i = 0; i < kElements && missing != 0; ++i) {
        SgElementBytes raw;
        if (!dma.read(list_addr + std::uint64_t{i} * sg_layout::kBytes, raw.data(),
                      sg_layout::kBytes)) {
            return SgVerdict::Fault;
        }
        SgDescriptor element;
        decode(raw, element);
        if (element.bytes == 0) continue;
        if (element.addr + (element.bytes - 1) < element.addr) return SgVerdict::Invalid;
        const std::uint64_t taken = std::min<std::uint64_t>(element.bytes, missing);
        pieces.push_back(SgPiece{element.addr, taken});
        missing -= taken;
    }
    return missing == 0 ? SgVerdict::Good : SgVerdict::Invalid;
}

const SgPiece& TransferBuffer::piece_at(std::uint64_t offset) {
    if (offset < at_offset_) {
        at_ = 0;
        at_offset_ = 0;
    }
    while (offset - at_offset_ >= pieces_[at_].bytes) {
        at_offset_ += pieces_[at_++].bytes;
        PVS_CHECK(at_ < count_);
    }
    return pieces_[at_];
}

std::byte* TransferBuffer::direct_tags(std::uint64_t offset, std::uint32_t stride_bytes,
                                       std::uint32_t& count, bool to_write) {
    const SgPiece& piece = piece_at(offset);
    const std::uint64_t inside = offset - at_offset_;
    const std::uint64_t room = piece.bytes - inside;
    if (room < BlockTag::kBytes) return nullptr;
    std::uint64_t span = std::uint64_t{count - 1} * stride_bytes + BlockTag::kBytes;
    if (span > room) {
        count = static_cast<std::uint32_t>((room - BlockTag::kBytes) / stride_bytes) + 1;
        span = std::uint64_t{count - 1} * stride_bytes + BlockTag::kBytes;
    }
    std::byte* memory = dma_.direct(piece.addr + inside, span, to_write);
    if (memory == nullptr) return nullptr;
    if (to_write) {
        dma_.tell_write(piece.addr + inside, nullptr, span);
    } else {
        dma_.tell_read(piece.addr + inside, nullptr, span);
    }
    return memory;
}

bool TransferBuffer::read(std::uint64_t offset, void* to, std::uint64_t n) {
    auto* out = static_cast<std::byte*>(to);
    while (n != 0) {
        const SgPiece& piece = piece_at(offset);
        const std::uint64_t inside = offset - at_offset_;
        const auto part = static_cast<std::uint32_t>(
            std::min<std::uint64_t>({n, piece.bytes - inside, 1U << 20}));
        if (!dma_.read(piece.addr + inside, out, part)) return false;
        out += part;
        offset += part;
        n -= part;
    }
    return true;
}

bool TransferBuffer::write(std::uint64_t offset, const void* from, std::uint64_t n) {
    const auto* in = static_cast<const std::byte*>(from);
    while (n != 0) {
        const SgPiece& piece = piece_at(offset);
        const std::uint64_t inside = offset - at_offset_;
        const auto part = static_cast<std::uint32_t>(
            std::min<std::uint64_t>({n, piece.bytes - inside, 1U << 20}));
        if (!dma_.write(piece.addr + inside, in, part)) return false;
        in += part;
        offset += part;
        n -= part;
    }
    return true;
}

bool TransferBuffer::read_tags(std::uint64_t offset, std::uint32_t stride_bytes, BlockTag* to,
                               std::uint32_t count) {
    while (count != 0) {
        std::uint32_t n = count;
        if (const std::byte* from = direct_tags(offset, stride_bytes, n, false); from != nullptr) {
            for (std::uint32_t i = 0; i < n; ++i) {
                to[i] = BlockTag::load(from + std::size_t{i} * stride_bytes);
            }
        } else {
            std::array<std::byte, BlockTag::kBytes> raw;
            if (!read(offset, raw.data(), BlockTag::kBytes)) return false;
            *to = BlockTag::load(raw.data());
            n = 1;
        }
        to += n;
        count -= n;
        offset += std::uint64_t{n} * stride_bytes;
    }
    return true;
}

bool TransferBuffer::write_tags(std::uint64_t offset, std::uint32_t stride_bytes,
                                const BlockTag* from, std::uint32_t count) {
    while (count != 0) {
        std::uint32_t n = count;
        if (std::byte* to = direct_tags(offset, stride_bytes, n, true); to != nullptr) {
            for (std::uint32_t i = 0; i < n; ++i) {
                from[i].store(to + std::size_t{i} * stride_bytes);
            }
        } else {
            std::array<std::byte, BlockTag::kBytes> raw;
            from->store(raw.data());
            if (!write(offset, raw.data(), BlockTag::kBytes)) return false;
            n = 1;
        }
        from += n;
        count -= n;
        offset += std::uint64_t{n} * stride_bytes;
    }
    return true;
}

}  // namespace pvscsim
