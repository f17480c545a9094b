// SPDX-License-Identifier: Apache-2.0
#include "models/engine/device_rings.h"

#include "models/base/log2_of.h"

namespace pvscsim {

using namespace protocol;

namespace {

bool valid_pages(std::uint32_t pages) {
    return pages != 0 && pages <= kRingPagesMax && (pages & (pages - 1)) == 0;
}

}  // namespace

std::uint64_t page_addr(std::uint32_t ppn_low, std::uint32_t ppn_high) {
    constexpr std::uint64_t kNowhere = ~std::uint64_t{0} << kPageBits;
    if (ppn_high >> (52 - 32) != 0) return kNowhere;
    return (std::uint64_t{ppn_high} << 32 | ppn_low) << kPageBits;
}

bool DeviceRings::install(const std::uint32_t* args) {
    const std::uint32_t request_pages = args[0];
    const std::uint32_t completion_pages = args[1];
    if (!valid_pages(request_pages) || !valid_pages(completion_pages)) return false;
    state_addr_ = page_addr(args[2], args[3]);
    const std::uint32_t* ppn = args + 4;
    for (std::uint32_t i = 0; i < kRingPagesMax; ++i, ppn += 2) {
        request_pages_[i] = page_addr(ppn[0], ppn[1]);
    }
    for (std::uint32_t i = 0; i < kRingPagesMax; ++i, ppn += 2) {
        completion_pages_[i] = page_addr(ppn[0], ppn[1]);
    }
    request_entries_ = request_pages * kRequestsPerPage;
    completion_entries_ = completion_pages * kCompletionsPerPage;
    req_cons_ = cmp_prod_ = 0;
    installed_ = true;
    broken_ = lost_ = false;
    store(rings_state::kReqProdIdx, 0);
    store(rings_state::kReqConsIdx, 0);
    store(rings_state::kReqNumEntriesLog2, log2_of(request_entries_));
    store(rings_state::kCmpProdIdx, 0);
    store(rings_state::kCmpConsIdx, 0);
    store(rings_state::kCmpNumEntriesLog2, log2_of(completion_entries_));
    store(rings_state::kReqCallThreshold, 0);
    return true;
}

std::uint32_t DeviceRings::fetchable(std::uint32_t in_flight) {
    if (!installed_ || broken_ || lost_ || !dma_.enabled()) return 0;
    bool ok = true;
    const std::uint32_t published = load(rings_state::kReqProdIdx, ok) - req_cons_;
    const std::uint32_t unread = cmp_prod_ - load(rings_state::kCmpConsIdx, ok);
    if (!ok || published > request_entries_ || unread > completion_entries_) return 0;
    const std::uint32_t taken = unread + in_flight;
    if (taken >= completion_entries_) return 0;
    const std::uint32_t free = completion_entries_ - taken;
    return published < free ? published : free;
}

bool DeviceRings::fetch(RequestDescriptor& descriptor) {
    const std::uint32_t slot = req_cons_ & (request_entries_ - 1);
    RequestBytes bytes;
    const std::uint64_t addr =
        request_pages_[slot / kRequestsPerPage] + slot % kRequestsPerPage * request_layout::kBytes;
    if (!dma_.read(addr, bytes.data(), request_layout::kBytes)) {
        broken_ = true;
        return false;
    }
    decode(bytes, descriptor);
    ++req_cons_;
    return true;
}

void DeviceRings::publish_consumed() {
    store(rings_state::kReqConsIdx, req_cons_);
}

void DeviceRings::publish_threshold(std::uint32_t threshold) {
    store(rings_state::kReqCallThreshold, threshold);
}

bool DeviceRings::has_room() {
    if (lost_) return true;  // nothing is written any more
    bool ok = true;
    const std::uint32_t unread = cmp_prod_ - load(rings_state::kCmpConsIdx, ok);
    return ok && unread < completion_entries_;
}

void DeviceRings::post(const CompletionDescriptor& completion) {
    const std::uint32_t slot = cmp_prod_ & (completion_entries_ - 1);
    CompletionBytes bytes;
    encode(completion, bytes);
    // An index must not cover a completion that is not there: what follows is lost with it.
    lost_ = lost_ || !dma_.write(completion_pages_[slot / kCompletionsPerPage] +
                                     slot % kCompletionsPerPage * completion_layout::kBytes,
                                 bytes.data(), completion_layout::kBytes);
    ++cmp_prod_;
    if (!lost_) store(rings_state::kCmpProdIdx, cmp_prod_);
}

void DeviceRings::preset_indices(std::uint32_t index) {
    req_cons_ = cmp_prod_ = index;
    store(rings_state::kReqProdIdx, index);
    store(rings_state::kReqConsIdx, index);
    store(rings_state::kCmpProdIdx, index);
    store(rings_state::kCmpConsIdx, index);
}

void DeviceRings::store(std::uint32_t offset, std::uint32_t value) {
    const std::uint32_t raw = to_little_endian(value);
    dma_.write(state_addr_ + offset, &raw, sizeof raw);
}

std::uint32_t DeviceRings::load(std::uint32_t offset, bool& ok) {
    std::uint32_t raw = 0;
    ok = dma_.read(state_addr_ + offset, &raw, sizeof raw) && ok;
    return from_little_endian(raw);
}

}  // namespace pvscsim
