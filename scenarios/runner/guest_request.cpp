// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/guest_request.h"

#include <algorithm>
#include <cstring>

#include "models/engine/big_endian.h"

namespace pvscsim::scenarios {

using driver::DataDirection;

namespace {

void put_be(std::uint8_t* to, std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i, value >>= 8) to[i] = static_cast<std::uint8_t>(value);
}

constexpr std::uint32_t kUnmapHeaderBytes = 8;
constexpr std::uint32_t kUnmapDescriptorBytes = 16;
constexpr std::uint8_t kFuaBit = 0x08;

}  // namespace

bool GuestRequest::allocate(std::uint64_t bytes, std::uint64_t gap_bytes) {
    const std::uint64_t pieces = (bytes + segment_bytes_ - 1) / segment_bytes_;
    const std::uint64_t room = ram_.allocate(gap_bytes + pieces * segment_bytes_, 64);
    if (room == 0) return false;
    const std::uint64_t buffer = room + gap_bytes;
    data_ = ram_.at(buffer);
    pieces_ = static_cast<std::uint32_t>(pieces);
    if (pieces > 1) {
        many_ = std::make_unique<driver::SgElement[]>(pieces);
        elements_ = many_.get();
    }
    // Falling addresses: the pieces of a buffer are nowhere contiguous on the bus.
    for (std::uint64_t i = 0; i < pieces; ++i) {
        elements_[i] = {buffer + (pieces - 1 - i) * segment_bytes_, segment_bytes_};
    }
    return true;
}

std::byte* GuestRequest::at(std::uint64_t offset) const {
    if (pieces_ == 1) return data_ + offset;
    const std::uint64_t piece = offset / segment_bytes_;
    return ram_.at(elements_[piece].bus_addr + (offset - piece * segment_bytes_));
}

inline void GuestRequest::set_data(std::uint64_t bytes, DataDirection direction) {
    scsi_.data_bytes = bytes;
    scsi_.direction = bytes == 0 ? DataDirection::None : direction;
    scsi_.elements = elements_;
    scsi_.element_count = bytes == 0 ? 0 : 1;
    if (pieces_ != 1) return trim(bytes);
    one_.bytes = static_cast<std::uint32_t>(bytes);
}

// As many pieces as `bytes` take, the last one cut.
void GuestRequest::trim(std::uint64_t bytes) {
    elements_[trimmed_].bytes = segment_bytes_;
    if (bytes == 0) return;
    const auto count = static_cast<std::uint32_t>((bytes + segment_bytes_ - 1) / segment_bytes_);
    scsi_.element_count = count;
    trimmed_ = count - 1;
    elements_[trimmed_].bytes =
        static_cast<std::uint32_t>(bytes - std::uint64_t{trimmed_} * segment_bytes_);
}

void GuestRequest::build(std::uint32_t block_bytes) {
    const IoRequest& request = io;
    scsi_.target = static_cast<std::uint8_t>(request.target);
    scsi_.lun = static_cast<std::uint8_t>(request.lun);
    in_short_cdb_ = false;
    if (request.kind != IoKind::Read && request.kind != IoKind::Write) return build_other();
    const bool write = request.kind == IoKind::Write;
    const std::uint64_t first = std::uint64_t{write ? 0x2aU : 0x28U} << 56 |
                                std::uint64_t{request.fua ? kFuaBit : 0U} << 48;
    // READ (10) and WRITE (10), or those of 16 bytes, as two big-endian words.
    if (request.lba <= kShortLbaMax && request.blocks <= 0xffff) {
        store_be64(scsi_.cdb.data(), first | request.lba << 16 | request.blocks >> 8);
        store_be64(scsi_.cdb.data() + 8, request.blocks << 56);
        scsi_.cdb_bytes = 10;
        in_short_cdb_ = true;
    } else {
        constexpr std::uint64_t kSixteen = std::uint64_t{0x60} << 56;
        store_be64(scsi_.cdb.data(), (first + kSixteen) | request.lba >> 16);
        store_be64(scsi_.cdb.data() + 8, request.lba << 48 | request.blocks << 16);
        scsi_.cdb_bytes = 16;
    }
    set_data(request.blocks * block_bytes,
             write ? DataDirection::ToDevice : DataDirection::FromDevice);
}

void GuestRequest::build_other() {
    std::uint8_t* cdb = scsi_.cdb.data();
    std::memset(cdb, 0, scsi_.cdb.size());
    scsi_.cdb_bytes = 10;
    if (io.kind == IoKind::Discard) {
        put_unmap_list();
        cdb[0] = 0x42;
        put_be(cdb + 7, scsi_.data_bytes, 2);
    } else {
        cdb[0] = 0x35;
        set_data(0, DataDirection::None);
    }
}

// One descriptor takes 2^32 - 1 blocks; a buffer of the least size holds as many as a disk needs.
void GuestRequest::put_unmap_list() {
    std::array<std::uint8_t, kUnmapHeaderBytes + 8 * kUnmapDescriptorBytes> list{};
    std::uint64_t lba = io.lba;
    std::uint64_t left = io.blocks;
    std::uint32_t end = kUnmapHeaderBytes;
    while (left != 0 && end < list.size()) {
        const std::uint64_t part = std::min<std::uint64_t>(left, 0xffffffffU);
        put_be(list.data() + end, lba, 8);
        put_be(list.data() + end + 8, part, 4);
        lba += part;
        left -= part;
        end += kUnmapDescriptorBytes;
    }
    put_be(list.data(), end - 2, 2);
    put_be(list.data() + 2, end - kUnmapHeaderBytes, 2);
    set_data(end, DataDirection::ToDevice);
    for (std::uint32_t i = 0; i < end; ++i) *at(i) = static_cast<std::byte>(list[i]);
}

void GuestRequest::prepare_inquiry(std::uint8_t target, std::uint8_t lun, const std::uint8_t* cdb,
                                   std::uint8_t cdb_bytes, std::uint32_t data_bytes) {
    in_short_cdb_ = false;
    scsi_.cdb.fill(0);
    std::memcpy(scsi_.cdb.data(), cdb, cdb_bytes);
    scsi_.cdb_bytes = cdb_bytes;
    scsi_.target = target;
    scsi_.lun = lun;
    set_data(data_bytes, DataDirection::FromDevice);
}

void GuestRequest::set_content(const std::uint8_t* from, std::uint64_t bytes,
                               DataDirection direction) {
    set_data(bytes, direction);
    for (std::uint64_t i = 0; i < bytes; ++i) *at(i) = static_cast<std::byte>(from[i]);
}

void GuestRequest::put_tags(const BlockTag* tags, std::uint64_t first, std::uint64_t count,
                            std::uint32_t block_bytes) const {
    for_each_run(first, count, block_bytes,
                 [&tags, block_bytes](std::byte* data, std::uint64_t, std::uint64_t n) {
                     for (; n != 0; --n, data += block_bytes) tags++->store(data);
                 });
}

void GuestRequest::read_data(std::uint32_t offset, void* to, std::uint32_t bytes) const {
    auto* out = static_cast<std::byte*>(to);
    for (std::uint32_t i = 0; i < bytes; ++i) out[i] = *at(offset + i);
}

}  // namespace pvscsim::scenarios
