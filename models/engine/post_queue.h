// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/archive.h"
#include "models/base/sim_time.h"
#include "models/engine/ring_growth.h"

namespace pvscsim {

/// The requests whose completions are about to be posted, in the order in which they are: the last
/// step of the completion pipeline is serial, so their times never decrease. Each keeps its place
/// in the order of arrival of all work, which decides between equal times.
class PostQueue {
public:
    /// State, field by field, in either direction.
    void archive(Archive& a) { a(ring_, mask_, begin_, end_, next_); }
    bool empty() const { return begin_ == end_; }
    /// "Never": there is none.
    SimTime next_time() const { return next_; }
    /// Of the next, which there must be.
    std::uint64_t next_sequence() const { return ring_[begin_ & mask_].sequence; }

    /// `when` is not before that of the last.
    void push(SimTime when, std::uint64_t sequence, std::uint32_t id) {
        next_ = earlier_of(when, next_);
        if (end_ - begin_ > mask_) grow_ring(ring_, mask_, begin_, end_);
        Entry& entry = ring_[end_++ & mask_];
        entry.when = when;
        entry.sequence = sequence;
        entry.id = id;
    }
    std::uint32_t pop() {
        const std::uint32_t id = ring_[begin_++ & mask_].id;
        next_ = empty() ? SimTime::never() : ring_[begin_ & mask_].when;
        return id;
    }
    void clear() {
        begin_ = end_;
        next_ = SimTime::never();
    }

private:
    struct Entry {
        SimTime when{};
        std::uint64_t sequence = 0;
        std::uint32_t id = 0;
    };
    static constexpr std::size_t kRoom = 16;

    std::vector<Entry> ring_ = std::vector<Entry>(kRoom);  // its size is a power of two
    std::size_t mask_ = kRoom - 1;
    std::size_t begin_ = 0;  // both run freely and are masked on use
    std::size_t end_ = 0;
    SimTime next_ = SimTime::never();
};

}  // namespace pvscsim
