// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "models/engine/data_buffer.h"

namespace pvscsim {

/// The data buffer of a command that comes from no guest memory: plain bytes, which never fail.
class MemoryBuffer final : public DataBuffer {
public:
    explicit MemoryBuffer(std::vector<std::uint8_t> content)
        : DataBuffer(content.size()), content_(std::move(content)) {}

    const std::vector<std::uint8_t>& content() const { return content_; }

    bool read(std::uint64_t offset, void* to, std::uint64_t n) override {
        std::memcpy(to, content_.data() + offset, n);
        return true;
    }
    bool write(std::uint64_t offset, const void* from, std::uint64_t n) override {
        std::memcpy(content_.data() + offset, from, n);
        return true;
    }
    bool read_tags(std::uint64_t offset, std::uint32_t stride_bytes, BlockTag* to,
                   std::uint32_t count) override {
        for (std::uint32_t i = 0; i < count; ++i, offset += stride_bytes) {
            to[i] = BlockTag::load(content_.data() + offset);
        }
        return true;
    }
    bool write_tags(std::uint64_t offset, std::uint32_t stride_bytes, const BlockTag* from,
                    std::uint32_t count) override {
        for (std::uint32_t i = 0; i < count; ++i, offset += stride_bytes) {
            from[i].store(content_.data() + offset);
        }
        return true;
    }
    std::byte* direct_tags(std::uint64_t, std::uint32_t, std::uint32_t&, bool) override {
        return nullptr;
    }

private:
    std::vector<std::uint8_t> content_;
};

}  // namespace pvscsim
