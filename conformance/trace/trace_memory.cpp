// SPDX-License-Identifier: Apache-2.0
#include "conformance/trace/trace_memory.h"

#include <algorithm>
#include <cstring>

namespace pvscsim::conformance {

TraceMemory::Page* TraceMemory::page(std::uint64_t number) {
    if (last_ != nullptr && last_->number == number) return last_;
    const auto found = places_.find(number);
    if (found == places_.end()) return nullptr;
    last_ = pages_[found->second].get();
    return last_;
}

TraceMemory::Page& TraceMemory::page_to_write(std::uint64_t number) {
    if (Page* there = page(number); there != nullptr) return *there;
    std::size_t place = pages_.size();
    if (place < kPagesMax) {
        pages_.push_back(std::make_unique<Page>());
    } else {
        place = next_;
        next_ = (next_ + 1) % kPagesMax;
        places_.erase(pages_[place]->number);
    }
    Page& fresh = *pages_[place];
    fresh.number = number;
    fresh.known.reset();
    places_[number] = place;
    last_ = &fresh;
    return fresh;
}

void TraceMemory::know(Page& page, std::size_t first, std::size_t count) {
    if (count == kPageBytes) {
        page.known.set();
        return;
    }
    for (std::size_t i = first; i < first + count; ++i) page.known.set(i);
}

bool TraceMemory::knows(const Page& page, std::size_t first, std::size_t count) {
    if (count == kPageBytes) return page.known.all();
    for (std::size_t i = first; i < first + count; ++i) {
        if (!page.known.test(i)) return false;
    }
    return true;
}

void TraceMemory::write(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    const auto* from = static_cast<const std::byte*>(data);
    while (bytes != 0) {
        const std::size_t first = addr % kPageBytes;
        const std::size_t part = std::min<std::uint64_t>(bytes, kPageBytes - first);
        Page& to = page_to_write(addr / kPageBytes);
        std::memcpy(to.bytes.data() + first, from, part);
        know(to, first, part);
        addr += part;
        from += part;
        bytes -= part;
    }
}

void TraceMemory::forget(std::uint64_t addr, std::uint64_t bytes) {
    // More than there are pages: each of them is asked, and not each number.
    if (bytes / kPageBytes > kPagesMax) {
        for (const auto& page : pages_) {
            if (page->number * kPageBytes - addr < bytes) page->known.reset();
        }
        bytes = 0;
    }
    while (bytes != 0) {
        const std::size_t first = addr % kPageBytes;
        const std::size_t part = std::min<std::uint64_t>(bytes, kPageBytes - first);
        if (Page* there = page(addr / kPageBytes); there != nullptr) {
            for (std::size_t i = first; i < first + part; ++i) there->known.reset(i);
        }
        addr += part;
        bytes -= part;
    }
}

const std::byte* TraceMemory::find(std::uint64_t addr, std::uint64_t bytes) {
    const std::size_t first = addr % kPageBytes;
    if (first + bytes <= kPageBytes) {
        const Page* there = page(addr / kPageBytes);
        return there != nullptr && knows(*there, first, bytes) ? there->bytes.data() + first
                                                               : nullptr;
    }
    std::vector<std::byte>& joined = joined_[turn_++ % joined_.size()];
    joined.clear();
    while (bytes != 0) {
        const std::size_t at = addr % kPageBytes;
        const std::size_t part = std::min<std::uint64_t>(bytes, kPageBytes - at);
        const Page* there = page(addr / kPageBytes);
        if (there == nullptr || !knows(*there, at, part)) return nullptr;
        joined.insert(joined.end(), there->bytes.data() + at, there->bytes.data() + at + part);
        addr += part;
        bytes -= part;
    }
    return joined.data();
}

}  // namespace pvscsim::conformance
