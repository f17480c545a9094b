// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "conformance/monitor/bytes.h"
#include "models/base/sim_time.h"

namespace pvscsim::conformance {

/// A request between its publication and the consumption of its completion.
struct alignas(64) WatchedRequest {
    enum class Stage : std::uint8_t { Published, Fetched, Completed };
    static constexpr std::uint32_t kListed = 1;  ///< flag: the data is described by a list

    // Bytes of its descriptor, as they are: those before the end of the CDB, and from its length
    // on.
    std::array<std::uint8_t, 48> begin{};
    std::array<std::uint8_t, 16> end{};
    std::uint32_t index = 0;  ///< free-running, in the request ring
    std::uint32_t next = 0;   ///< with the same hash, or free
    Stage stage = Stage::Published;
    SimTime published{};
    SimTime fetched{};                                            ///< if it was
    SimTime completed{};                                          ///< if it was
    std::vector<std::pair<std::uint64_t, std::uint64_t>> pieces;  ///< of a list: address, bytes

    void describe(const std::uint8_t* descriptor) {
        std::memcpy(begin.data(), descriptor, begin.size());
        std::memcpy(end.data(), descriptor + 56, end.size());
    }
    std::uint64_t context() const { return le64(&begin[0]); }
    std::uint64_t data_addr() const { return le64(&begin[8]); }
    std::uint64_t data_bytes() const { return le64(&begin[16]); }
    std::uint64_t sense_addr() const { return le64(&begin[24]); }
    std::uint32_t sense_bytes() const { return le32(&begin[32]); }
    bool listed() const { return (begin[36] & kListed) != 0; }
    std::uint8_t opcode() const { return begin[40]; }
    std::uint8_t lun() const { return end[2]; }
    std::uint8_t target() const { return end[11]; }
    /// True if [addr, addr + bytes) lies in the data buffer, which no list describes.
    bool has_plain_data(std::uint64_t addr, std::uint64_t bytes) const {
        const std::uint64_t at = addr - data_addr();
        return !listed() && at < data_bytes() && bytes <= data_bytes() - at;
    }
    /// True if [addr, addr + bytes) lies in the data or sense buffer.
    bool owns(std::uint64_t addr, std::uint64_t bytes) const {
        const auto inside = [&](std::uint64_t base, std::uint64_t size) {
            return addr - base < size && bytes <= size - (addr - base);
        };
        if (has_plain_data(addr, bytes) || inside(sense_addr(), sense_bytes())) return true;
        if (!listed()) return false;
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
    /// More than rings of 32 pages, and a device that works on 4,096 requests, can hold at a time.
    static constexpr std::uint32_t kRequestsMax = 16384;

    void clear() {
        heads_.fill(kNone);
        requests_.clear();
        slots_ = 0;
        free_ = kNone;
    }
    RequestTable() { heads_.fill(kNone); }

    WatchedRequest& at(std::uint32_t id) { return requests_[id]; }
    const WatchedRequest& at(std::uint32_t id) const { return requests_[id]; }
    std::uint32_t slots() const { return slots_; }

    /// Room for another request is made. False if there are kRequestsMax.
    bool has_room() { return free_ != kNone || grow(); }
    /// A new request, for which there is room: it is to be described, then to be entered.
    std::uint32_t take() {
        const std::uint32_t id = free_;
        free_ = requests_[id].next;
        return id;
    }
    /// It is found by its context from now on. Returns whether no other has that context.
    bool enter(std::uint32_t id) {
        WatchedRequest& request = requests_[id];
        request.stage = WatchedRequest::Stage::Published;
        request.next = kNone;
        std::uint32_t& head = heads_[hash(request.context())];
        if (head != kNone) return append(head, id);
        head = id;
        return true;
    }
    /// The oldest request with `context` in a stage, or kNone.
    std::uint32_t find(std::uint64_t context, WatchedRequest::Stage stage) const {
        std::uint32_t id = heads_[hash(context)];
        while (id != kNone &&
               (requests_[id].context() != context || requests_[id].stage != stage)) {
            id = requests_[id].next;
        }
        return id;
    }
    /// Whether it is one of the outstanding.
    bool lives(std::uint32_t id) const {
        std::uint32_t at = heads_[hash(requests_[id].context())];
        while (at != kNone && at != id) at = requests_[at].next;
        return at == id;
    }
    /// One that was completed: its life may still be told.
    void remove(std::uint32_t id) {
        std::uint32_t* link = &heads_[hash(requests_[id].context())];
        while (*link != id) link = &requests_[*link].next;
        *link = requests_[id].next;
        requests_[id].next = free_;
        free_ = id;
    }

private:
    // Out of line, so that what happens mostly stays short.
    [[gnu::noinline]] bool grow() {
        if (slots_ == kRequestsMax) return false;
        requests_.emplace_back();
        requests_.back().next = kNone;
        free_ = slots_++;
        return true;
    }
    // True if none of those with the same hash has the context of `id`.
    [[gnu::noinline]] bool append(std::uint32_t first, std::uint32_t id) {
        bool is_new = requests_[first].context() != requests_[id].context();
        while (requests_[first].next != kNone) {
            first = requests_[first].next;
            is_new = is_new && requests_[first].context() != requests_[id].context();
        }
        requests_[first].next = id;
        return is_new;
    }
    static std::uint32_t hash(std::uint64_t context) {
        return static_cast<std::uint32_t>(context * 0x9e3779b97f4a7c15ULL >> 53);
    }

    std::array<std::uint32_t, 2048> heads_;
    std::vector<WatchedRequest> requests_;
    std::uint32_t slots_ = 0;  // of requests_, lest a division be needed to know it
    std::uint32_t free_ = kNone;
};

}  // namespace pvscsim::conformance
