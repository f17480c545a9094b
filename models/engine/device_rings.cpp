// SPDX-License-Identifier: Apache-2.0
#include "models/engine/device_rings.h"

#include <algorithm>
#include <utility>

#include "models/base/check.h"
#include "models/base/log2_of.h"
#include "pvscsim/mutant.h"

namespace pvscsim {

using namespace protocol;

namespace {

/// The least power of two that is not below.
std::uint32_t rounded_up(std::uint32_t entries) {
    std::uint32_t power = 1;
    while (power < entries) power *= 2;
    return power;
}

}  // namespace

std::uint64_t page_addr(std::uint32_t ppn_low, std::uint32_t ppn_high, bool truncate) {
    constexpr std::uint64_t kNowhere = ~std::uint64_t{0} << kPageBits;
    if (ppn_high >> (52 - 32) != 0 && !truncate) return kNowhere;
    return (std::uint64_t{ppn_high} << 32 | ppn_low) << kPageBits;
}

bool DeviceRings::valid_pages(std::uint32_t pages) const {
    const bool power = (pages & (pages - 1)) == 0 || config_.has(Defect::Q04);
    if (mutated(Mutant::D06) && pages == 0) return true;
    if (mutated(Mutant::D07) && pages > config_.ring_pages_max && pages < 4096) return true;
    if (mutated(Mutant::D08) && pages == config_.ring_pages_max) return false;
    return pages != 0 && pages <= config_.ring_pages_max && power;
}

// Pages beyond those that were given are touched only by a ring that was rounded up.
std::uint64_t DeviceRings::page(std::uint32_t count, std::uint32_t number,
                                const std::uint32_t* ppn) const {
    if (number >= count && config_.has(Defect::Q04)) return 0;
    return page_addr(ppn[0], ppn[1], config_.has(Defect::Q28) || mutated(Mutant::O102));
}

bool DeviceRings::install(const std::uint32_t* args) {
    const std::uint32_t request_pages = args[0];
    const std::uint32_t completion_pages = args[1];
    const std::uint32_t early = 0;
    if (mutated(Mutant::O15)) dma_.write(page_addr(args[2], args[3]), &early, sizeof early);
    if (mutated(Mutant::O16) && installed_) return false;
    if (!valid_pages(request_pages) || !valid_pages(completion_pages)) return false;
    state_addr_ = page_addr(args[2], args[3], config_.has(Defect::Q28));
    const std::uint32_t* ppn = args + 4;
    for (std::uint32_t i = 0; i < kRingPagesMax; ++i, ppn += 2) {
        request_pages_[i] = page(request_pages, i, ppn);
    }
    for (std::uint32_t i = 0; i < kRingPagesMax; ++i, ppn += 2) {
        completion_pages_[i] = page(completion_pages, i, ppn);
        if (mutated(Mutant::O103)) completion_pages_[i] = page_addr(ppn[0], ppn[1], true);
    }
    if constexpr (kHasMutants) mutate_pages();
    reach_.changes = 0;
    PVS_CHECK(!mutated(Mutant::O27) || request_pages_[0] != completion_pages_[0]);
    request_entries_ = rounded_up(request_pages * kRequestsPerPage);
    completion_entries_ = rounded_up(completion_pages * kCompletionsPerPage);
    req_cons_ = cmp_prod_ = 0;
    installed_ = true;
    broken_ = lost_ = stalled_ = hidden_ = false;
    if (!mutated(Mutant::D13)) {
        store(rings_state::kReqProdIdx, 0);
        store(rings_state::kReqConsIdx, 0);
        store(rings_state::kCmpProdIdx, 0);
        store(rings_state::kCmpConsIdx, 0);
    }
    store(rings_state::kReqNumEntriesLog2,
          log2_of(request_entries_) + (mutated(Mutant::D12) ? 1 : 0));
    store(rings_state::kCmpNumEntriesLog2, log2_of(completion_entries_));
    if (!mutated(Mutant::D17)) store(rings_state::kReqCallThreshold, 0);
    return true;
}

void DeviceRings::find_pages() {
    const auto find = [this](std::uint64_t page, bool to_write) {
        return dma_.direct(page, kPageBytes, to_write);
    };
    reach_.changes = dma_.changes();
    reach_.state = find(state_addr_, true);
    const bool posts_plainly = reach_.state != nullptr && !seldom();
    for (std::uint32_t i = 0; i < kRingPagesMax; ++i) {
        reach_.requests[i] = find(request_pages_[i], false);
        reach_.completions[i] = posts_plainly ? find(completion_pages_[i], true) : nullptr;
    }
}

// An index that no driver of this ring can have written.
bool DeviceRings::beyond(std::uint32_t published, std::uint32_t prod) const {
    if (mutated(Mutant::D01) && published == request_entries_) return true;
    if (mutated(Mutant::D03)) {
        return static_cast<std::int32_t>(prod) < static_cast<std::int32_t>(req_cons_);
    }
    if (mutated(Mutant::D04)) return published > kRingPagesMax * kRequestsPerPage;
    if (mutated(Mutant::D05)) return false;
    return published > request_entries_;
}

std::uint32_t DeviceRings::fetchable(std::uint32_t in_flight) {
    const bool reachable = dma_.enabled() || mutated(Mutant::D91);
    const bool broken = broken_ && !mutated(Mutant::O98);
    if (!installed_ || broken || lost_ || !reachable) return 0;
    bool ok = true;
    if (mutated(Mutant::D33)) req_cons_ = load(rings_state::kReqConsIdx, ok);
    const std::uint32_t prod = load(rings_state::kReqProdIdx, ok);
    const std::uint32_t published = prod - req_cons_;
    if (config_.defects != 0) return ok ? fetchable_quirky(published, prod, in_flight) : 0;
    std::uint32_t unread = cmp_prod_ - load(rings_state::kCmpConsIdx, ok);
    if (mutated(Mutant::O83) && unread > completion_entries_) unread = 0;
    PVS_CHECK(!mutated(Mutant::O29) || unread <= completion_entries_);
    if (!ok || beyond(published, prod) || unread > completion_entries_) return 0;
    if (mutated(Mutant::O101)) load(rings_state::kReqProdIdx, ok);
    published_max_ = std::max(published_max_, published);
    const std::uint32_t taken = unread + in_flight;
    if (mutated(Mutant::O30) && taken >= completion_entries_) broken_ = true;
    if (taken >= completion_entries_ || in_flight >= config_.depth_max) return 0;
    return std::min({published, completion_entries_ - taken, config_.depth_max - in_flight});
}

std::uint32_t DeviceRings::fetchable_quirky(std::uint32_t published, std::uint32_t prod,
                                            std::uint32_t in_flight) {
    constexpr std::uint32_t kLongest = kRingPagesMax * kRequestsPerPage;
    if (stalled_ || (config_.has(Defect::Q03) && prod < req_cons_)) return 0;
    if (config_.has(Defect::Q02) && published >= kLongest) return 0;
    if (published > (config_.has(Defect::Q05) ? kLongest : request_entries_)) return 0;
    published_max_ = std::max(published_max_, published);
    if (config_.has(Defect::Q15)) return published;
    bool ok = true;
    const std::uint32_t unread = cmp_prod_ - load(rings_state::kCmpConsIdx, ok);
    const std::uint32_t taken = unread + in_flight;
    if (!ok || unread > completion_entries_ || taken >= completion_entries_) return 0;
    return std::min(published, completion_entries_ - taken);
}

bool DeviceRings::skips_next() {
    const std::uint32_t slot = req_cons_ & (request_entries_ - 1);
    if (request_pages_[slot / kRequestsPerPage] != 0 || slot % kRequestsPerPage != 0) return false;
    ++req_cons_;
    return true;
}

bool DeviceRings::copy(std::uint64_t addr, RequestDescriptor& descriptor) {
    RequestBytes bytes;
    if (!dma_.read(addr, bytes.data(), request_layout::kBytes)) {
        if (!config_.has(Defect::Q17)) return false;
        bytes.fill(0);
    }
    decode(bytes, descriptor);
    return true;
}

void DeviceRings::publish_consumed(std::uint32_t ahead) {
    const std::uint32_t mask = mutated(Mutant::O21) ? request_entries_ - 1 : ~0U;
    store(rings_state::kReqConsIdx, (req_cons_ + ahead) & mask);
    if (mutated(Mutant::O114)) {
        store(rings_state::kReqConsIdx, req_cons_ - 1);
        store(rings_state::kReqConsIdx, req_cons_);
    }
}

void DeviceRings::publish_threshold(std::uint32_t threshold) {
    store(rings_state::kReqCallThreshold, threshold);
}

void DeviceRings::refuse_post() {
    lost_ = true;
    reach_.changes = 0;
}

void DeviceRings::hide_next_index() {
    hidden_ = true;
    reach_.changes = 0;
}

bool DeviceRings::writes_regardless() const {
    return lost_ || config_.has(Defect::Q15) || (config_.has(Defect::Q27) && !dma_.enabled());
}

bool DeviceRings::has_room() {
    if (seldom() && writes_regardless()) return true;
    bool ok = true;
    const std::uint32_t unread = cmp_prod_ - load(rings_state::kCmpConsIdx, ok);
    return ok &&
           (unread < completion_entries_ || (mutated(Mutant::O83) && unread > completion_entries_));
}

// As if has_room() and post() had gone out on the bus.
void DeviceRings::tell_and_write(std::uint32_t slot, std::uint32_t consumed,
                                 const CompletionDescriptor& completion, std::byte* at) {
    CompletionBytes bytes;
    encode(completion, bytes);
    dma_.tell_read(state_addr_ + rings_state::kCmpConsIdx, &consumed, sizeof consumed);
    dma_.tell_write(completion_addr(slot), bytes.data(), sizeof bytes);
    std::memcpy(at, bytes.data(), sizeof bytes);
}

void DeviceRings::post(const CompletionDescriptor& completion) {
    CompletionBytes bytes;
    encode(completion, bytes);
    if (mutated(Mutant::D46)) bytes[completion_layout::kPad] = 0x5a;
    if (mutated(Mutant::D35)) store(rings_state::kCmpProdIdx, cmp_prod_ + 1);
    DmaPort::Bypass bypass(dma_, config_.has(Defect::Q27));
    if (!lost_ &&
        !dma_.write(completion_addr(completion_slot()), bytes.data(), completion_layout::kBytes)) {
        refuse_post();
    }
    PVS_CHECK(!mutated(Mutant::O26) || !lost_);
    ++cmp_prod_;
    bypass.end();
    if (mutated(Mutant::D47)) store(rings_state::kReqProdIdx, req_cons_);
    if (!lost_ && !hidden_) store(rings_state::kCmpProdIdx, cmp_prod_);
    if (std::exchange(hidden_, false)) reach_.changes = 0;
}

#ifdef PVSCSIM_MUTANTS

void DeviceRings::mutate_fetched(std::uint64_t addr, RequestDescriptor& descriptor) {
    const std::uint32_t mark = 1;
    if (mutated(Mutant::O22)) dma_.write(addr + request_layout::kVcpuHint, &mark, sizeof mark);
    if (mutated(Mutant::D64) && (descriptor.vcpu_hint & 0xff) != 0) descriptor.cdb_bytes = 0xff;
}

void DeviceRings::mutate_pages() {
    if (mutated(Mutant::D11)) std::swap(request_pages_, completion_pages_);
    for (std::uint32_t i = 0; mutated(Mutant::D10) && i < kRingPagesMax; ++i) {
        request_pages_[i] = request_pages_[0] + std::uint64_t{i} * kPageBytes;
        completion_pages_[i] = completion_pages_[0] + std::uint64_t{i} * kPageBytes;
    }
}

#endif

void DeviceRings::preset_indices(std::uint32_t index) {
    req_cons_ = cmp_prod_ = index;
    store(rings_state::kReqProdIdx, index);
    store(rings_state::kReqConsIdx, index);
    store(rings_state::kCmpProdIdx, index);
    store(rings_state::kCmpConsIdx, index);
}

}  // namespace pvscsim
