// SPDX-License-Identifier: Apache-2.0
#include "models/memory/iommu.h"

#include <algorithm>

#include "models/base/check.h"

namespace pvscsim {

namespace {

constexpr std::uint64_t kPagesPerHuge = Iommu::kHugePageBytes / Iommu::kPageBytes;
constexpr std::uint64_t kHugeTag = std::uint64_t{1} << 63;  // beside the numbers of small pages

bool grants(DmaRights rights, DmaRights right) {
    return (static_cast<unsigned>(rights) & static_cast<unsigned>(right)) != 0;
}

}  // namespace

Iommu::Iommu(const IommuConfig& config)
    : config_(config),
      hit_(SimTime::from_ns(config.hit_ns)),
      walk_(SimTime::from_ns(config.walk_ns)),
      tlb_(config.tlb_entries) {}

void Iommu::map_always(std::uint64_t addr, std::uint64_t bytes) {
    always_.push_back(Range{addr, bytes});
}

void Iommu::map(std::uint64_t addr, std::uint64_t bytes, DmaRights rights, bool huge) {
    ++counters_.maps;
    if (bytes == 0) return;
    for (std::uint64_t page = addr / kPageBytes; page <= (addr + bytes - 1) / kPageBytes; ++page) {
        Mapping& mapping = mappings_[page];
        if (mapping.revoked) {
            mapping = Mapping{};
        }
        mapping.readers += grants(rights, DmaRights::Read) ? 1 : 0;
        mapping.writers += grants(rights, DmaRights::Write) ? 1 : 0;
        mapping.huge = huge;
    }
}

void Iommu::unmap(std::uint64_t addr, std::uint64_t bytes, DmaRights rights) {
    ++counters_.unmaps;
    if (bytes == 0) return;
    for (std::uint64_t page = addr / kPageBytes; page <= (addr + bytes - 1) / kPageBytes; ++page) {
        const auto found = mappings_.find(page);
        if (found == mappings_.end()) continue;
        Mapping& mapping = found->second;
        mapping.readers -= grants(rights, DmaRights::Read) && mapping.readers != 0 ? 1 : 0;
        mapping.writers -= grants(rights, DmaRights::Write) && mapping.writers != 0 ? 1 : 0;
        forget(page);
        if (mapping.readers + mapping.writers == 0 && !mapping.revoked) mappings_.erase(found);
    }
}

void Iommu::revoke(std::uint64_t addr) {
    forget(addr / kPageBytes);
    mappings_[addr / kPageBytes] = Mapping{0, 0, false, true};
}

bool Iommu::access(std::uint64_t addr, std::uint64_t bytes, bool is_write, SimTime& cost) {
    PVS_CHECK(bytes != 0);
    for (std::uint64_t page = addr / kPageBytes; page <= (addr + bytes - 1) / kPageBytes; ++page) {
        if (!allowed(page, is_write)) {
            ++counters_.blocked;
            last_tag_ = ~std::uint64_t{0};
            cost += walk_;
            refusal_ = {std::max(addr, page * kPageBytes), is_write, allowed(page, !is_write)};
            return false;
        }
        const std::uint64_t tag = tag_of(page);
        if (tag == last_tag_) continue;  // still in hand
        last_tag_ = tag;
        ++counters_.translations;
        look_up(tag, cost);
    }
    return true;
}

const Iommu::Mapping* Iommu::find(std::uint64_t page) const {
    const auto found = mappings_.find(page);
    return found == mappings_.end() ? nullptr : &found->second;
}

bool Iommu::always(std::uint64_t addr) const {
    return std::any_of(always_.begin(), always_.end(),
                       [addr](const Range& range) { return addr - range.addr < range.bytes; });
}

bool Iommu::allowed(std::uint64_t page, bool is_write) const {
    const Mapping* mapping = find(page);
    if (mapping == nullptr) return always(page * kPageBytes);
    if (mapping->revoked) return false;
    return (is_write ? mapping->writers : mapping->readers) != 0 || always(page * kPageBytes);
}

std::uint64_t Iommu::tag_of(std::uint64_t page) const {
    const Mapping* mapping = config_.huge_ring_pages ? find(page) : nullptr;
    return mapping != nullptr && mapping->huge ? kHugeTag | page / kPagesPerHuge : page;
}

void Iommu::look_up(std::uint64_t tag, SimTime& cost) {
    const std::size_t sets = tlb_.size() / config_.tlb_ways;
    Entry* set = &tlb_[(tag & ~kHugeTag) % sets * config_.tlb_ways];
    Entry* oldest = set;
    ++lookups_;
    for (Entry* entry = set; entry != set + config_.tlb_ways; ++entry) {
        if (entry->tag == tag) {
            entry->used = lookups_;
            ++counters_.tlb_hits;
            cost += hit_;
            return;
        }
        if (entry->used < oldest->used) oldest = entry;
    }
    ++counters_.tlb_misses;
    cost += walk_;
    *oldest = Entry{tag, lookups_};
}

void Iommu::forget(std::uint64_t page) {
    const std::uint64_t tag = tag_of(page);
    if (tag == last_tag_) last_tag_ = ~std::uint64_t{0};
    const std::size_t sets = tlb_.size() / config_.tlb_ways;
    Entry* set = &tlb_[(tag & ~kHugeTag) % sets * config_.tlb_ways];
    for (Entry* entry = set; entry != set + config_.tlb_ways; ++entry) {
        if (entry->tag == tag) *entry = Entry{};
    }
}

}  // namespace pvscsim
