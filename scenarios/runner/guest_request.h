// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "models/base/life_record.h"
#include "models/engine/big_endian.h"
#include "models/engine/integrity.h"
#include "models/host/guest_ram.h"
#include "pvscsim/driver/request.h"
#include "scenarios/workload/io_source.h"

namespace pvscsim::scenarios {

/// A SCSI request of the guest with its own data buffer in guest memory, scattered in pieces of
/// equal size. Made once, used for one request after the other. Its members are ordered for the
/// host's cache: what each request touches is four lines.
class alignas(64) GuestRequest {
public:
    /// The buffer's pieces have `segment_bytes`.
    GuestRequest(GuestRam& ram, std::uint32_t segment_bytes)
        : segment_bytes_(segment_bytes), ram_(ram) {}
    GuestRequest(const GuestRequest&) = delete;
    GuestRequest& operator=(const GuestRequest&) = delete;

    /// Makes the buffer, once, `gap_bytes` after what was allocated before, a multiple of 64; false
    /// if guest memory has no room for it.
    bool allocate(std::uint64_t bytes, std::uint64_t gap_bytes);
    driver::ScsiRequest& scsi() { return scsi_; }
    const driver::ScsiRequest& scsi() const { return scsi_; }

    /// Becomes `request`, of the owner's unit `number`, which has blocks of `block_bytes`.
    void become(const IoRequest& request, std::uint32_t number, std::uint32_t block_bytes) {
        // Most differ from the one before in the place alone.
        const bool alike = in_short_cdb_ && number == unit && request.blocks == io.blocks &&
                           request.kind == io.kind && request.fua == io.fua &&
                           request.lba <= kShortLbaMax;
        io = request;
        unit = number;
        if (alike) {
            store_be32(scsi_.cdb.data() + 2, static_cast<std::uint32_t>(request.lba));
        } else {
            build(block_bytes);
        }
    }
    /// A command of `cdb_bytes` that reads `data_bytes`, 0 allowed.
    void prepare_inquiry(std::uint8_t target, std::uint8_t lun, const std::uint8_t* cdb,
                         std::uint8_t cdb_bytes, std::uint32_t data_bytes);

    /// Content of the buffer for a command that the caller has written into scsi().
    void set_content(const std::uint8_t* from, std::uint64_t bytes,
                     driver::DataDirection direction);

    /// Tags at the head of each of `blocks` blocks.
    void put_tags(const BlockTag* tags, std::uint64_t first, std::uint64_t count,
                  std::uint32_t block_bytes) const;
    /// visit(data, first block, blocks) for each run of blocks that lie side by side.
    template <class Visit>
    void for_each_run(std::uint64_t first, std::uint64_t count, std::uint32_t block_bytes,
                      Visit&& visit) const {
        if (pieces_ == 1) return visit(data_ + first * block_bytes, first, count);
        while (count != 0) {
            const std::uint64_t offset = first * block_bytes;
            const std::uint64_t room = segment_bytes_ - offset % segment_bytes_;
            const std::uint64_t n = std::min(count, (room + block_bytes - 1) / block_bytes);
            visit(at(offset), first, n);
            first += n;
            count -= n;
        }
    }
    void read_data(std::uint32_t offset, void* to, std::uint32_t bytes) const;
    /// Data that a device left alone must not look like data that it delivered.
    void clear_tags(std::uint64_t count, std::uint32_t block_bytes) const {
        // No write ever has this tag, and it is not that of an unwritten block.
        constexpr BlockTag kPoison{~std::uint64_t{0}, ~0U, ~0U};
        for_each_run(0, count, block_bytes, [&](std::byte* data, std::uint64_t, std::uint64_t n) {
            for_each_tag(data, n, block_bytes, [&](std::byte* tag) { kPoison.store(tag); });
        });
    }

    // The owner's notes on the request under way.
    IoRequest io;
    SimTime submitted{};
    SimTime trouble = SimTime::never();  ///< since when it is being recovered
    std::uint64_t sequence = 0;
    std::uint32_t unit = 0;  ///< the owner's number of the unit
    std::uint32_t generation = 0;
    IntegrityChecker::Snapshot snapshot;
    std::uint16_t submit_vcpu = 0;
    std::uint8_t attempts = 0;
    bool outstanding = false;  ///< the driver has it
    bool turned_away = false;  ///< refused by the driver, to be tried again
    bool internal = false;     ///< the guest's own, not the workload's

private:
    static constexpr std::uint64_t kShortLbaMax = 0xffffffff;

    std::byte* at(std::uint64_t offset) const;
    void set_data(std::uint64_t bytes, driver::DataDirection direction);
    void trim(std::uint64_t bytes);
    void build(std::uint32_t block_bytes);
    void build_other();
    void put_unmap_list();

    const std::uint32_t segment_bytes_;
    GuestRam& ram_;
    std::byte* data_ = nullptr;  // of the last piece
    std::uint32_t pieces_ = 0;
    bool in_short_cdb_ = false;  // a read or write whose CDB has four bytes for the place
    std::uint32_t trimmed_ = 0;  // element whose length is that of the last piece
    driver::SgElement one_;      // the list of a buffer that has one piece
    driver::SgElement* elements_ = &one_;
    alignas(64) driver::ScsiRequest scsi_;
    std::unique_ptr<driver::SgElement[]> many_;
};

}  // namespace pvscsim::scenarios
