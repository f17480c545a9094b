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
        bytes_ = run_bytes_ = 4096 * pages_.size();
        run_ = pages_.empty() ? 0 : pages_[0];
        for (std::size_t i = 1; i < pages_.size(); ++i) {
            if (pages_[i] != run_ + 4096 * i) run_bytes_ = 0;
        }
    }
    void clear() { set({}); }
    std::uint64_t bytes() const { return bytes_; }
    const std::vector<std::uint64_t>& pages() const { return pages_; }

    /// How far into the ring `addr` is, or kNowhere.
    std::uint64_t offset_of(std::uint64_t addr) const {
        if (addr - run_ < run_bytes_) return addr - run_;
        if (run_bytes_ == bytes_) return kNowhere;
        for (std::size_t i = 0; i < pages_.size(); ++i) {
            if (addr - pages_[i] < 4096) return 4096 * i + (addr - pages_[i]);
        }
        return kNowhere;
    }
    std::uint64_t address_of(std::uint64_t offset) const {
        return run_bytes_ != 0 ? run_ + offset : pages_[offset / 4096] + offset % 4096;
    }

private:
    std::vector<std::uint64_t> pages_;
    std::uint64_t bytes_ = 0;
    std::uint64_t run_ = 0;        // where the first page is
    std::uint64_t run_bytes_ = 0;  // 0 if the pages do not follow each other
};

}  // namespace pvscsim::conformance
