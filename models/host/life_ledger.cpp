// SPDX-License-Identifier: Apache-2.0
#include "models/host/life_ledger.h"

#include <algorithm>

namespace pvscsim {

void LifeLedger::rings_installed(const RingPlaces& places) {
    unread_messages_.clear();  // gone with their ring
    places_ = places;
    produced_ = consumed_ = uncovered_ = places.first_index;
    read_ = {};
    aside_.clear();
    published_.assign(places.request_entries, SimTime{});
    posted_.assign(places.completion_entries, Posted{});
    request_mask_ = places.request_entries - 1;
    completion_mask_ = places.completion_entries - 1;
    if (places_changed_) places_changed_();
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
    const std::uint32_t slot = completion_index & completion_mask_;
    if (((slot - read_.first) & completion_mask_) < read_.count) {
        return posted_over_read(completion_index, context, stamps);
    }
    Posted& posted = posted_[slot];
    std::memcpy(static_cast<void*>(posted.passage.data()), &stamps, sizeof stamps);
    posted.passage[kInterrupt] = SimTime::never();
    posted.context = context;
    unread_max_ = std::max(unread_max_, completion_index + 1 - consumed_);
}

// Out of line, so that what happens mostly saves no registers.
[[gnu::noinline]] void LifeLedger::posted_over_read(std::uint32_t completion_index,
                                                    std::uint64_t context,
                                                    const DeviceStamps& stamps) {
    set_aside();
    posted(completion_index, context, stamps);
}

void LifeLedger::interrupt_sent(SimTime at, std::uint32_t cmp_prod) {
    for (; uncovered_ != cmp_prod; ++uncovered_) {
        posted_[uncovered_ & completion_mask_].passage[kInterrupt] = at;
    }
}

void LifeLedger::set_aside() {
    for (; read_.count != 0; --read_.count) {
        aside_.push_back(posted_[read_.first]);
        see(aside_.back(), read_.seen_at);
        read_.first = (read_.first + 1) & completion_mask_;
    }
}

// Before the entry of `context` lie completions that are handed over later, on other processors,
// and those that the driver found stale, which nobody takes: of them the oldest are forgotten.
const Passage* LifeLedger::take_aside(std::uint64_t context) {
    set_aside();
    const auto found = std::find_if(aside_.begin(), aside_.end(), [context](const Posted& posted) {
        return posted.context == context;
    });
    if (found == aside_.end()) return nullptr;
    taken_aside_ = found->passage;
    const bool passes_over = found != aside_.begin();
    aside_.erase(found);
    if (passes_over && aside_.size() >= kStaleMax) aside_.erase(aside_.begin());
    return &taken_aside_;
}

}  // namespace pvscsim
