// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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
        data_ = nullptr;
        for (std::size_t i = 1; i < pages_.size(); ++i) {
            if (pages_[i] != run_ + 4096 * i) run_bytes_ = 0;
        }
    }
    /// What `lasting` gives for the pages is looked at from now on, where they follow each other.
    template <typename Machine>
    void look_into(const Machine& machine) {
        data_ = run_bytes_ == 0 ? nullptr : machine.lasting(run_, run_bytes_);
    }
    /// The bytes at `offset`, or null where the machine has to be asked.
    const std::byte* data(std::uint64_t offset) const {
        return data_ == nullptr ? nullptr : data_ + offset;
    }
    void clear() { set({}); }
    std::uint64_t bytes() const { return bytes_; }
    const std::vector<std::uint64_t>& pages() const { return pages_; }

    /// How far into the ring `addr` is, where the pages follow each other, or kNowhere.
    std::uint64_t offset_in_run(std::uint64_t addr) const {
        return addr - run_ < run_bytes_ ? addr - run_ : kNowhere;
    }
    /// Whether `addr` is `offset` into the ring, where is_run().
    bool is_in_run(std::uint64_t addr, std::uint64_t offset) const { return addr - run_ == offset; }
    /// Whether the pages follow each other.
    bool is_run() const { return run_bytes_ != 0; }
    /// How far into the ring `addr` is, or kNowhere.
    std::uint64_t offset_of(std::uint64_t addr) const {
        if (addr - run_ < run_bytes_) return addr - run_;
        return run_bytes_ == bytes_ ? kNowhere : offset_in_pages(addr);
    }
    std::uint64_t address_of(std::uint64_t offset) const {
        return run_bytes_ != 0 ? run_ + offset : pages_[offset / 4096] + offset % 4096;
    }

private:
    // Out of line, so that what happens mostly stays short.
    [[gnu::noinline]] std::uint64_t offset_in_pages(std::uint64_t addr) const {
        for (std::size_t i = 0; i < pages_.size(); ++i) {
            if (addr - pages_[i] < 4096) return 4096 * i + (addr - pages_[i]);
        }
        return kNowhere;
    }

    std::vector<std::uint64_t> pages_;
    std::uint64_t bytes_ = 0;
    std::uint64_t run_ = 0;            // where the first page is
    const std::byte* data_ = nullptr;  // of the run, if it lasts
    std::uint64_t run_bytes_ = 0;      // 0 if the pages do not follow each other
};

}  // namespace pvscsim::conformance
