// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/base/archive.h"
#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/pci.h"

namespace pvscsim {

/// The MSI-X table; entries are masked after a reset. [PCI 3.0 6.8.2]
class MsixTable {
public:
    MsixTable() { reset(); }

    void reset() {
        words_.fill(0);
        for (std::uint32_t entry = 0; entry < protocol::kMsixVectorsMax; ++entry) {
            word(entry, protocol::pci::kMsixEntryControl) = protocol::pci::kMsixEntryMasked;
        }
    }
    /// State, field by field, in either direction.
    void archive(Archive& a) { a(words_); }
    /// `offset` in bytes from the table's start, a multiple of 4.
    std::uint32_t read(std::uint32_t offset) const {
        return offset / 4 < words_.size() ? words_[offset / 4] : 0;
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        if (offset / 4 < words_.size()) words_[offset / 4] = value;
    }
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
};

}  // namespace pvscsim
