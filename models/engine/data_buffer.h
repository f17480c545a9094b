// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/engine/block_tag.h"

namespace pvscsim {

/// The data buffer of one request as the device reaches it, however it is scattered over guest
/// memory. No call reaches beyond bytes(). Every transfer returns false if guest memory refused a
/// part of it; what was moved before that part then stays moved.
class DataBuffer {
public:
    /// The request's data length.
    std::uint64_t bytes() const { return bytes_; }

    /// Device reads the guest's data.
    virtual bool read(std::uint64_t offset, void* to, std::uint64_t n) = 0;
    /// Device writes to the guest.
    virtual bool write(std::uint64_t offset, const void* from, std::uint64_t n) = 0;

    /// The same for `count` tags, the first at `offset` and each further one `stride_bytes` (a
    /// logical block) behind the one before. The bytes between them are not moved; all of the
    /// blocks lie within bytes().
    virtual bool read_tags(std::uint64_t offset, std::uint32_t stride_bytes, BlockTag* to,
                           std::uint32_t count) = 0;
    virtual bool write_tags(std::uint64_t offset, std::uint32_t stride_bytes, const BlockTag* from,
                            std::uint32_t count) = 0;
    /// Memory itself, for tags at `offset` and every `stride_bytes` behind it: `count`, 1 or more,
    /// becomes how many lie there. Null where there is no such way; read and write are others.
    virtual std::byte* direct_tags(std::uint64_t offset, std::uint32_t stride_bytes,
                                   std::uint32_t& count, bool to_write) = 0;

protected:
    explicit DataBuffer(std::uint64_t bytes) : bytes_(bytes) {}
    ~DataBuffer() = default;

private:
    std::uint64_t bytes_;
};

}  // namespace pvscsim
