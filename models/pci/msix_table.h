// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/pci.h"

namespace pvscsim {

/// The MSI-X table and its pending bits; entries are masked after a reset. [PCI 3.0 6.8.2]
class MsixTable {
public:
    MsixTable() { reset(); }

    void reset() {
        words_.fill(0);
        for (std::uint32_t entry = 0; entry < protocol::kMsixVectorsMax; ++entry) {
            word(entry, protocol::pci::kMsixEntryControl) = protocol::pci::kMsixEntryMasked;
        }
        pending_ = 0;
    }
    /// `offset` in bytes from the table's start, a multiple of 4.
    std::uint32_t read(std::uint32_t offset) const {
        return offset / 4 < words_.size() ? words_[offset / 4] : 0;
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        if (offset / 4 < words_.size()) words_[offset / 4] = value;
    }
    std::uint32_t pending_bits() const { return pending_; }
    void set_pending(std::uint32_t entry, bool pending) {
        pending_ = pending ? pending_ | 1U << entry : pending_ & ~(1U << entry);
    }
    bool pending(std::uint32_t entry) const { return (pending_ >> entry & 1) != 0; }
    bool masked(std::uint32_t entry) const {
        return (value(entry, protocol::pci::kMsixEntryControl) & protocol::pci::kMsixEntryMasked) !=
               0;
    }
    std::uint64_t address(std::uint32_t entry) const {
        return std::uint64_t{value(entry, protocol::pci::kMsixEntryAddressHigh)} << 32 |
               value(entry, protocol::pci::kMsixEntryAddressLow);
    }
    std::uint32_t data(std::uint32_t entry) const {
        return value(entry, protocol::pci::kMsixEntryData);
    }

private:
    static constexpr std::uint32_t kWordsPerEntry = protocol::pci::kMsixEntryBytes / 4;

    std::uint32_t& word(std::uint32_t entry, std::uint32_t offset) {
        return words_[entry * kWordsPerEntry + offset / 4];
    }
    std::uint32_t value(std::uint32_t entry, std::uint32_t offset) const {
        return words_[entry * kWordsPerEntry + offset / 4];
    }

    std::array<std::uint32_t, protocol::kMsixVectorsMax * kWordsPerEntry> words_{};
    std::uint32_t pending_ = 0;
};

}  // namespace pvscsim
