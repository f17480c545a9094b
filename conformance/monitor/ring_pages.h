// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace pvscsim::conformance {

/// Where the pages of a ring are in guest memory; they need not follow each other.
class RingPages {
public:
    static constexpr std::uint64_t kNowhere = ~0ULL;

    void set(std::vector<std::uint64_t> addresses) {
        pages_ = std::move(addresses);
        in_one_run_ = true;
        for (std::size_t i = 1; i < pages_.size(); ++i) {
            in_one_run_ = in_one_run_ && pages_[i] == pages_[0] + 4096 * i;
        }
        bytes_ = 4096 * pages_.size();
    }
    void clear() {
        pages_.clear();
        bytes_ = 0;
    }
    std::uint64_t bytes() const { return bytes_; }
    const std::vector<std::uint64_t>& pages() const { return pages_; }

    /// How far into the ring `addr` is, or kNowhere.
    std::uint64_t offset_of(std::uint64_t addr) const {
        if (bytes_ == 0) return kNowhere;
        if (in_one_run_) return addr - pages_[0] < bytes_ ? addr - pages_[0] : kNowhere;
        for (std::size_t i = 0; i < pages_.size(); ++i) {
            if (addr - pages_[i] < 4096) return 4096 * i + (addr - pages_[i]);
        }
        return kNowhere;
    }
    std::uint64_t address_of(std::uint64_t offset) const {
        return pages_[offset / 4096] + offset % 4096;
    }

private:
    std::vector<std::uint64_t> pages_;
    std::uint64_t bytes_ = 0;
    bool in_one_run_ = true;
};

}  // namespace pvscsim::conformance
