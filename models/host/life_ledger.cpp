// SPDX-License-Identifier: Apache-2.0
#include "models/host/life_ledger.h"

#include <algorithm>

namespace pvscsim {

void LifeLedger::rings_installed(const RingPlaces& places) {
    unread_messages_.clear();  // gone with their ring
    places_ = places;
    produced_ = consumed_ = uncovered_ = places.first_index;
    read_count_ = 0;
    published_.assign(places.request_entries, SimTime{});
    posted_.assign(places.completion_entries, Posted{});
    request_mask_ = places.request_entries - 1;
    completion_mask_ = places.completion_entries - 1;
}

void LifeLedger::published(std::uint32_t index, SimTime at) {
    for (; produced_ != index; ++produced_) published_[produced_ & request_mask_] = at;
}

void LifeLedger::messages_taken(std::uint32_t index, SimTime at) {
    constexpr std::uint32_t kHalf = 1U << 31;
    while (!unread_messages_.empty() && index - unread_messages_.front().index - 1 < kHalf) {
        messages_(unread_messages_.front().change, unread_messages_.front().posted, at);
        unread_messages_.pop_front();
    }
}

void LifeLedger::posted(std::uint32_t completion_index, std::uint64_t context,
                        const DeviceStamps& stamps) {
    Posted& posted = posted_[completion_index & completion_mask_];
    posted.stamps = stamps;
    posted.interrupt = SimTime::never();
    posted.context = context;
    unread_max_ = std::max(unread_max_, completion_index + 1 - consumed_);
}

void LifeLedger::interrupt_sent(SimTime at, std::uint32_t cmp_prod) {
    for (; uncovered_ != cmp_prod; ++uncovered_) {
        posted_[uncovered_ & completion_mask_].interrupt = at;
    }
}

bool LifeLedger::take(std::uint64_t context, LifeRecord& record) {
    // Before that of the request lie completions that are handed over later, on other processors,
    // and those that the driver found stale, which nobody takes: of them the oldest are forgotten.
    const std::size_t mask = read_mask_;
    std::size_t skip = 0;
    while (skip < read_count_ && read_[(read_first_ + skip) & mask].context != context) ++skip;
    record.staged = skip < read_count_;
    if (!record.staged) return false;
    if (skip != 0) {
        const Posted found = read_[(read_first_ + skip) & mask];
        for (; skip != 0; --skip) {
            read_[(read_first_ + skip) & mask] = read_[(read_first_ + skip - 1) & mask];
        }
        read_[read_first_ & mask] = found;
        if (read_count_ > kStaleMax) {
            read_[(read_first_ + 1) & mask] = found;
            ++read_first_;
            --read_count_;
        }
    }
    const Posted& posted = read_[read_first_++ & mask];
    --read_count_;
    const DeviceStamps& device = posted.stamps;
    record.stamp[1] = device.published;
    record.stamp[2] = device.fetch_begin;
    record.stamp[3] = device.fetched;
    record.stamp[4] = device.parsed;
    record.stamp[5] = device.dma_in_done;
    record.stamp[6] = device.service_begin;
    record.stamp[7] = device.service_end;
    record.stamp[8] = device.dma_out_done;
    record.stamp[9] = device.posted;
    // Found before, or without, an interrupt of its own: the wait for one ends with the look.
    record.stamp[10] = earlier_of(posted.interrupt, posted.seen);
    record.stamp[11] = posted.seen;
    return true;
}

void LifeLedger::grow() {
    std::vector<Posted> larger(2 * read_.size());
    for (std::size_t i = 0; i < read_count_; ++i) {
        larger[i] = read_[(read_first_ + i) & read_mask_];
    }
    read_.swap(larger);
    read_mask_ = read_.size() - 1;
    read_first_ = 0;
}

}  // namespace pvscsim
