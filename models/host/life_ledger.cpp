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

// The entry of `context` becomes the oldest; false if there is none. Before it lie completions that
// are handed over later, on other processors, and those that the driver found stale, which nobody
// takes: of them the oldest are forgotten.
bool LifeLedger::bring_forward(std::uint64_t context) {
    const std::size_t mask = read_mask_;
    std::size_t skip = 0;
    while (skip < read_count_ && read_[(read_first_ + skip) & mask].context != context) ++skip;
    if (skip == read_count_) return false;
    const Read found = read_[(read_first_ + skip) & mask];
    for (; skip != 0; --skip) {
        read_[(read_first_ + skip) & mask] = read_[(read_first_ + skip - 1) & mask];
    }
    read_[read_first_ & mask] = found;
    if (read_count_ > kStaleMax) {
        read_[(read_first_ + 1) & mask] = found;
        ++read_first_;
        --read_count_;
    }
    return true;
}

void LifeLedger::grow() {
    std::vector<Read> larger(2 * read_.size());
    for (std::size_t i = 0; i < read_count_; ++i) {
        larger[i] = read_[(read_first_ + i) & read_mask_];
    }
    read_.swap(larger);
    read_mask_ = read_.size() - 1;
    read_first_ = 0;
}

}  // namespace pvscsim
