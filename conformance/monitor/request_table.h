// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/base/sim_time.h"

namespace pvscsim::conformance {

/// A request between its publication and the consumption of its completion.
struct alignas(64) WatchedRequest {
    enum class Stage : std::uint8_t { Published, Fetched, Completed };

    std::uint64_t context = 0;
    std::uint64_t data_addr = 0;
    std::uint64_t data_bytes = 0;
    std::uint64_t sense_addr = 0;
    std::uint32_t sense_bytes = 0;
    std::uint32_t index = 0;  ///< free-running, in the request ring
    Stage stage = Stage::Published;
    std::uint8_t opcode = 0;
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    SimTime published{};
    SimTime fetched{};    ///< if it was
    SimTime completed{};  ///< if it was
    bool listed = false;  ///< the data is described by a list: `pieces`
    std::vector<std::pair<std::uint64_t, std::uint64_t>> pieces;  ///< address, bytes
    std::uint32_t next = 0;                                       ///< with the same hash, or free

    /// True if [addr, addr + bytes) lies in the data or sense buffer.
    bool owns(std::uint64_t addr, std::uint64_t bytes) const {
        const std::uint64_t at = addr - data_addr;
        if (!listed && at < data_bytes && bytes <= data_bytes - at) return true;
        return owns_beside(addr, bytes);
    }

private:
    // Out of line, so that what happens mostly stays short.
    [[gnu::noinline]] bool owns_beside(std::uint64_t addr, std::uint64_t bytes) const {
        const auto inside = [&](std::uint64_t base, std::uint64_t size) {
            return addr - base < size && bytes <= size - (addr - base);
        };
        if (inside(sense_addr, sense_bytes)) return true;
        if (!listed) return false;
        for (const auto& [base, size] : pieces) {
            if (inside(base, size)) return true;
        }
        return false;
    }
};

/// The outstanding requests, found by context. Contexts may repeat: the oldest comes first.
class RequestTable {
public:
    static constexpr std::uint32_t kNone = ~0U;

    void clear() {
        heads_.fill(kNone);
        requests_.clear();
        slots_ = live_ = 0;
        free_ = kNone;
    }
    RequestTable() { heads_.fill(kNone); }

    WatchedRequest& at(std::uint32_t id) { return requests_[id]; }
    const WatchedRequest& at(std::uint32_t id) const { return requests_[id]; }
    std::uint32_t live() const { return live_; }
    std::uint32_t slots() const { return slots_; }

    /// A new request with `context`; `is_new` tells whether no other has it.
    std::uint32_t add(std::uint64_t context, bool& is_new) {
        std::uint32_t id = free_;
        if (id == kNone) {
            id = slots_++;
            requests_.emplace_back();
        } else {
            free_ = requests_[id].next;
        }
        WatchedRequest& request = requests_[id];
        request.context = context;
        request.stage = WatchedRequest::Stage::Published;
        request.next = kNone;
        is_new = true;
        std::uint32_t* end = &heads_[hash(context)];
        while (*end != kNone) {
            is_new = is_new && requests_[*end].context != context;
            end = &requests_[*end].next;
        }
        *end = id;
        ++live_;
        return id;
    }
    /// The oldest request with `context` in a stage, or kNone.
    std::uint32_t find(std::uint64_t context, WatchedRequest::Stage stage) const {
        std::uint32_t id = heads_[hash(context)];
        while (id != kNone && (requests_[id].context != context || requests_[id].stage != stage)) {
            id = requests_[id].next;
        }
        return id;
    }
    /// Whether it is one of the outstanding.
    bool lives(std::uint32_t id) const {
        std::uint32_t at = heads_[hash(requests_[id].context)];
        while (at != kNone && at != id) at = requests_[at].next;
        return at == id;
    }
    void remove(std::uint32_t id) {
        std::uint32_t* link = &heads_[hash(requests_[id].context)];
        while (*link != id) link = &requests_[*link].next;
        *link = requests_[id].next;
        requests_[id].stage = WatchedRequest::Stage::Completed;  // its life may still be told
        requests_[id].next = free_;
        free_ = id;
        --live_;
    }

private:
    static std::uint32_t hash(std::uint64_t context) {
        return static_cast<std::uint32_t>(context * 0x9e3779b97f4a7c15ULL >> 53);
    }

    std::array<std::uint32_t, 2048> heads_;
    std::vector<WatchedRequest> requests_;
    std::uint32_t slots_ = 0;  // of requests_, lest a division be needed to know it
    std::uint32_t free_ = kNone;
    std::uint32_t live_ = 0;
};

}  // namespace pvscsim::conformance
