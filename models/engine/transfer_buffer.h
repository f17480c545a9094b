// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/engine/data_buffer.h"
#include "models/engine/dma_port.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim {

/// One contiguous run of a request's data buffer in guest memory.
struct SgPiece {
    std::uint64_t addr = 0;
    std::uint64_t bytes = 0;
};

enum class SgVerdict : std::uint8_t {
    Good,
    Invalid,  ///< does not describe the buffer within the limits, or wraps past 2^64
    Fault,    ///< the list itself cannot be read
};

/// Reads the scatter-gather list at `list_addr` until `data_bytes` are described; each element is
/// read once. `pieces` gets what it describes, at most 32,768 runs. Rules DEVICE-095 to 101.
SgVerdict gather_list(DmaPort& dma, std::uint64_t list_addr, std::uint64_t data_bytes,
                      std::vector<SgPiece>& pieces);
/// The same as QEMU does it: one list of 2,048 elements at the most, which may leave its page, with
/// nothing chained. (Q16)
SgVerdict gather_flat_list(DmaPort& dma, std::uint64_t list_addr, std::uint64_t data_bytes,
                           std::vector<SgPiece>& pieces);

/// The data buffer of one request: its pieces in guest memory.
class TransferBuffer final : public DataBuffer {
public:
    /// `pieces` outlive it.
    TransferBuffer(DmaPort& dma, const SgPiece* pieces, std::size_t count, std::uint64_t bytes)
        : DataBuffer(bytes), dma_(dma), pieces_(pieces), count_(count) {}
    /// In one piece.
    TransferBuffer(DmaPort& dma, std::uint64_t addr, std::uint64_t bytes)
        : DataBuffer(bytes), dma_(dma), single_{addr, bytes}, pieces_(&single_), count_(1) {}
    TransferBuffer(const TransferBuffer&) = delete;
    TransferBuffer& operator=(const TransferBuffer&) = delete;

    bool read(std::uint64_t offset, void* to, std::uint64_t n) override;
    bool write(std::uint64_t offset, const void* from, std::uint64_t n) override;
    bool read_tags(std::uint64_t offset, std::uint32_t stride_bytes, BlockTag* to,
                   std::uint32_t count) override;
    bool write_tags(std::uint64_t offset, std::uint32_t stride_bytes, const BlockTag* from,
                    std::uint32_t count) override;
    std::byte* direct_tags(std::uint64_t offset, std::uint32_t stride_bytes, std::uint32_t& count,
                           bool to_write) override;

private:
    /// The piece that holds `offset`, which is inside the buffer. Accesses come in rising order,
    /// so the last answer is where the next search begins.
    const SgPiece& piece_at(std::uint64_t offset);

    DmaPort& dma_;
    const SgPiece single_;
    const SgPiece* pieces_;
    std::size_t count_;
    std::size_t at_ = 0;
    std::uint64_t at_offset_ = 0;  // of pieces_[at_] in the buffer
};

}  // namespace pvscsim
