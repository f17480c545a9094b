// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "models/base/archive.h"
#include "models/device/device_config.h"
#include "models/engine/dma_port.h"
#include "models/engine/ring_reach.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim {

/// The device's side of the request and completion rings. Its own indices are internal and never
/// read back (RING-03). Knows no time and no SCSI.
class DeviceRings {
public:
    explicit DeviceRings(DmaPort& dma, const DeviceConfig& config = DeviceConfig{})
        : dma_(dma), config_(config) {}

    /// SETUP_RINGS: `args` are its 132 dwords. False, with nothing changed, if they are invalid.
    bool install(const std::uint32_t* args);
    void forget() { installed_ = stalled_ = false; }
    bool installed() const { return installed_; }

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(stalled_, installed_, broken_, lost_, hidden_, state_addr_, request_entries_,
          completion_entries_, req_cons_, cmp_prod_, published_max_, request_pages_,
          completion_pages_);
        reach_.changes = 0;
    }
    std::uint64_t state_addr() const { return state_addr_; }
    std::uint64_t request_page(std::uint32_t page) const { return request_pages_[page]; }
    std::uint64_t completion_page(std::uint32_t page) const { return completion_pages_[page]; }
    std::uint32_t request_entries() const { return request_entries_; }
    std::uint32_t completion_entries() const { return completion_entries_; }
    bool completions_lost() const { return lost_; }
    std::uint32_t req_cons() const { return req_cons_; }
    std::uint32_t cmp_prod() const { return cmp_prod_; }
    /// The most requests that were ever found in their ring.
    std::uint32_t published_max() const { return published_max_; }

    /// How many published requests may be fetched now, with a completion slot to reserve for each
    /// beside the `in_flight` that have one. Samples both driver indices once.
    std::uint32_t fetchable(std::uint32_t in_flight);
    /// Passes over the next request, which lies at address 0 and is lost. (Q06)
    bool skips_next();
    /// Copies the next descriptor once, whole. False: the copy failed, and so has the ring.
    bool fetch(protocol::RequestDescriptor& descriptor) {
        const std::uint32_t slot = request_slot();
        const std::byte* const at = place_of(reach().requests[slot / kRequests], slot % kRequests,
                                             protocol::request_layout::kBytes);
        if (at != nullptr) {
            dma_.tell_read(request_addr(slot), at, protocol::request_layout::kBytes);
            decode(reinterpret_cast<const std::uint8_t*>(at), descriptor);
        } else if (!copy(request_addr(slot), descriptor)) {
            broken_ = true;
            return false;
        }
        if constexpr (kHasMutants) mutate_fetched(request_addr(slot), descriptor);
        if (++req_cons_ == 0) stalled_ = config_.has(Defect::Q03);
        return true;
    }
    /// Makes reqConsIdx visible.
    void publish_consumed(std::uint32_t ahead = 0);
    /// Whether the driver has consumed what the next completion would overwrite. Samples its index.
    bool has_room();
    /// Writes one completion and makes it visible. A refused write loses that ring, no more.
    void post(const protocol::CompletionDescriptor& completion);
    /// has_room() and post() in one, for most completions. False: nothing was done.
    bool post_plainly(const protocol::CompletionDescriptor& completion) {
        namespace words = protocol::rings_state;
        if (kHasMutants && !mutated(Mutant::None)) return false;
        const RingReach& memory = reach();
        const std::uint32_t slot = completion_slot();
        std::byte* const at = place_of(memory.completions[slot / kCompletions], slot % kCompletions,
                                       protocol::completion_layout::kBytes);
        if (at == nullptr) return false;
        std::uint32_t consumed;
        std::memcpy(&consumed, memory.state + words::kCmpConsIdx, sizeof consumed);
        if (cmp_prod_ - protocol::from_little_endian(consumed) >= completion_entries_) return false;
        if (dma_.watched()) {
            tell_and_write(slot, consumed, completion, at);
        } else {
            encode(completion, reinterpret_cast<std::uint8_t*>(at));
        }
        const std::uint32_t produced = protocol::to_little_endian(++cmp_prod_);
        dma_.tell_write(state_addr_ + words::kCmpProdIdx, &produced, sizeof produced);
        std::memcpy(memory.state + words::kCmpProdIdx, &produced, sizeof produced);
        return true;
    }

    /// Injected faults: as if the next descriptor could not be read, the next completion could not
    /// be written, or its index did not arrive.
    void refuse_fetch() { broken_ = true; }
    void refuse_post();
    void hide_next_index();

    /// For mutants: the next descriptor is another one.
    void stand_at(std::uint32_t index) { req_cons_ = index; }
    /// Writes reqCallThreshold.
    void publish_threshold(std::uint32_t threshold);

    /// For tests of the wrap: all four indices of freshly installed rings start at `index`.
    void preset_indices(std::uint32_t index);

private:
    static constexpr std::uint32_t kRequests = protocol::kRequestsPerPage;
    static constexpr std::uint32_t kCompletions = protocol::kCompletionsPerPage;

    const RingReach& reach() {
        if (reach_.changes != dma_.changes()) find_pages();
        return reach_;
    }
    void find_pages();
    static std::byte* place_of(std::byte* page, std::uint32_t index, std::uint32_t bytes) {
        return page == nullptr ? nullptr : page + std::size_t{index} * bytes;
    }

    void store(std::uint32_t offset, std::uint32_t value) {
        const std::uint32_t raw = protocol::to_little_endian(value);
        if (std::byte* const state = reach().state; state != nullptr) {
            dma_.tell_write(state_addr_ + offset, &raw, sizeof raw);
            std::memcpy(state + offset, &raw, sizeof raw);
        } else {
            dma_.write(state_addr_ + offset, &raw, sizeof raw);
        }
    }
    std::uint32_t load(std::uint32_t offset, bool& ok) {
        std::uint32_t raw = 0;
        if (const std::byte* const state = reach().state; state != nullptr) {
            std::memcpy(&raw, state + offset, sizeof raw);
            dma_.tell_read(state_addr_ + offset, &raw, sizeof raw);
        } else {
            ok = dma_.read(state_addr_ + offset, &raw, sizeof raw) && ok;
        }
        return protocol::from_little_endian(raw);
    }
    /// Of the next request and the next completion; and where such a slot is.
    std::uint32_t request_slot() const {
        const std::uint32_t slot = req_cons_ & (request_entries_ - 1);
        const bool wrong = mutated(Mutant::O115) && request_entries_ > completion_entries_;
        return wrong ? slot & 511 : slot;
    }
    std::uint32_t completion_slot() const { return cmp_prod_ & (completion_entries_ - 1); }
    std::uint64_t request_addr(std::uint32_t slot) const {
        return request_pages_[slot / kRequests] +
               slot % kRequests * protocol::request_layout::kBytes;
    }
    std::uint64_t completion_addr(std::uint32_t slot) const {
        return completion_pages_[slot / kCompletions] +
               slot % kCompletions * protocol::completion_layout::kBytes;
    }
    // What makes a post another one than most.
    bool seldom() const {
        return (config_.defects | static_cast<unsigned>(lost_) | static_cast<unsigned>(hidden_)) !=
               0;
    }
    bool writes_regardless() const;
    void tell_and_write(std::uint32_t slot, std::uint32_t consumed,
                        const protocol::CompletionDescriptor& completion, std::byte* at);
    bool copy(std::uint64_t addr, protocol::RequestDescriptor& descriptor);

    std::uint32_t fetchable_quirky(std::uint32_t published, std::uint32_t prod,
                                   std::uint32_t in_flight);
    bool valid_pages(std::uint32_t pages) const;
    bool beyond(std::uint32_t published, std::uint32_t prod) const;
    void mutate_pages();  // in a test build
    void mutate_fetched(std::uint64_t addr, protocol::RequestDescriptor& descriptor);
    std::uint64_t page(std::uint32_t count, std::uint32_t number, const std::uint32_t* ppn) const;

    DmaPort& dma_;
    const DeviceConfig config_;
    bool stalled_ = false;  // Q03: the index has crossed 2^32
    bool installed_ = false;
    bool broken_ = false;  // a descriptor could not be read; until reset or set-up
    bool lost_ = false;    // a completion could not be written; until reset or set-up
    bool hidden_ = false;  // the next completion's index is not written
    std::uint64_t state_addr_ = 0;
    std::uint32_t request_entries_ = 0;
    std::uint32_t completion_entries_ = 0;
    std::uint32_t req_cons_ = 0;
    std::uint32_t cmp_prod_ = 0;
    std::uint32_t published_max_ = 0;
    std::array<std::uint64_t, protocol::kRingPagesMax> request_pages_{};
    std::array<std::uint64_t, protocol::kRingPagesMax> completion_pages_{};
    RingReach reach_;
};

/// Page number to address; page numbers past 2^52 name no page and become an address that no bus
/// decodes (DEVICE-091), unless they are to be truncated (Q28).
std::uint64_t page_addr(std::uint32_t ppn_low, std::uint32_t ppn_high, bool truncate = false);

}  // namespace pvscsim
