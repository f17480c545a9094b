// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "models/base/sim_time.h"
#include "models/memory/iommu_config.h"

namespace pvscsim {

/// Which way the device may go through a mapping, as bits.
enum class DmaRights : std::uint8_t { None = 0, Read = 1, Write = 2, Both = 3 };

/// Translates the device's accesses, page by page, one to one, and refuses those for which there is
/// no mapping with the right. Translations are kept in a set-associative TLB, the least recently
/// used of a set going first; what is refused is never kept. Pure: time comes from the caller.
class Iommu {
public:
    static constexpr std::uint64_t kPageBytes = 4096;
    static constexpr std::uint64_t kHugePageBytes = 2 << 20;

    struct Counters {
        std::uint64_t translations = 0;  ///< accesses to another page than the one before
        std::uint64_t tlb_hits = 0;
        std::uint64_t tlb_misses = 0;
        std::uint64_t blocked = 0;  ///< accesses refused
        std::uint64_t maps = 0;     ///< ranges mapped
        std::uint64_t unmaps = 0;
    };
    struct Refusal {
        std::uint64_t addr;  ///< of the page's first byte that was wanted
        bool is_write;
        bool is_mapped;  ///< for the other direction
    };

    /// `config` was validated.
    explicit Iommu(const IommuConfig& config);

    /// Everything in [addr, addr + bytes) may be reached for ever, but for what is unmapped.
    void map_always(std::uint64_t addr, std::uint64_t bytes);
    /// Pages count how often they are mapped for each direction: ranges may share them.
    void map(std::uint64_t addr, std::uint64_t bytes, DmaRights rights, bool huge = false);
    /// Takes back one map() of the same range and rights; forgets its translations.
    void unmap(std::uint64_t addr, std::uint64_t bytes, DmaRights rights);
    /// Takes the page of `addr` away, whoever mapped it, until it is mapped again.
    void revoke(std::uint64_t addr);

    /// Whether somebody has mapped the page of `addr` and nobody has taken it away.
    bool maps(std::uint64_t addr) const {
        const Mapping* const mapping = find(addr / kPageBytes);
        return mapping != nullptr && !mapping->revoked;
    }

    /// The device's access; false: refused. What it costs is added to `cost`.
    bool access(std::uint64_t addr, std::uint64_t bytes, bool is_write, SimTime& cost);
    /// Of the last access that was refused.
    const Refusal& refusal() const { return refusal_; }

    const IommuConfig& config() const { return config_; }
    const Counters& counters() const { return counters_; }

private:
    struct Mapping {
        std::uint32_t readers = 0;
        std::uint32_t writers = 0;
        bool huge = false;
        bool revoked = false;
    };
    struct Entry {
        std::uint64_t tag = ~std::uint64_t{0};
        std::uint64_t used = 0;  // when, in lookups
    };
    struct Range {
        std::uint64_t addr = 0;
        std::uint64_t bytes = 0;
    };

    const Mapping* find(std::uint64_t page) const;
    bool always(std::uint64_t addr) const;
    bool allowed(std::uint64_t page, bool is_write) const;
    std::uint64_t tag_of(std::uint64_t page) const;
    void look_up(std::uint64_t tag, SimTime& cost);
    void forget(std::uint64_t page);

    const IommuConfig config_;
    const SimTime hit_;
    const SimTime walk_;
    std::map<std::uint64_t, Mapping> mappings_;  // by page number
    std::vector<Range> always_;
    std::vector<Entry> tlb_;  // the ways of a set side by side
    std::uint64_t lookups_ = 0;
    std::uint64_t last_tag_ = ~std::uint64_t{0};
    Refusal refusal_{};
    Counters counters_;
};

}  // namespace pvscsim
