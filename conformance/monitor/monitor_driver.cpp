// SPDX-License-Identifier: Apache-2.0
// What the driver does in memory.
#include <algorithm>

#include "conformance/monitor/bytes.h"
#include "conformance/monitor/monitor.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kDirections = 0x1c;  // flags: none, to host, to device
constexpr std::uint32_t kDirectionNone = 4;
constexpr std::uint32_t kToHost = 8;
constexpr std::uint32_t kToDevice = 16;
constexpr std::uint32_t kElementsMax = 128;
constexpr std::uint32_t kSegmentsMax = 128;
constexpr std::uint64_t kPiecesMax = 4U << 20;
constexpr std::size_t kPiecesKept = 1024;  // room that the next request in its place may use

/// Whether those are the one direction flag that goes with such a request.
constexpr bool fits(std::uint32_t directions, std::uint8_t opcode, bool has_data) {
    if (!has_data) return directions == kDirectionNone;
    if (is_read_or_write(opcode)) return directions == ((opcode & 2U) != 0 ? kToDevice : kToHost);
    return directions == kToHost || directions == kToDevice;
}

/// All that judge_request() looks at, at once, for reads and writes without a list.
bool is_plain(const std::uint8_t* bytes) {
    std::uint64_t rest = le64(bytes + 72) | le64(bytes + 80) | le64(bytes + 88) | le64(bytes + 96) |
                         le64(bytes + 104) | le64(bytes + 112) | le64(bytes + 120);
    rest |= le64(bytes + 56) & 0xffffffffff00ff00ULL;  // around the LUN
    rest |= le64(bytes + 64) & 0xffff0000000000ffULL;
    const std::uint8_t opcode = bytes[40];
    const std::uint32_t direction = kToHost + (opcode & 2U) * (kToDevice - kToHost) / 2;
    return rest == 0 && bytes[56] <= 16 && is_read_or_write(opcode) &&
           (le32(bytes + 36) & (kDirections | WatchedRequest::kListed)) == direction &&
           le64(bytes + 16) - 1 < BufferPages::kBytesMax;
}

}  // namespace

void Monitor::driver_read(std::uint64_t addr, std::uint32_t) {
    if (!rings_) return;
    if (const std::uint64_t at = completions_.offset_of(addr); at != RingPages::kNowhere) {
        if (at / 32 != (cmp_read_ & completion_mask_)) return;
        if (!driver(48, cmp_read_ != cmp_prod_)) {
            return driver_broke(48, "A completion is read that cmpProdIdx does not cover.",
                                {"slot " + std::to_string(at / 32)});
        }
        ++cmp_read_;
    } else if (const std::uint64_t of = messages_.offset_of(addr); of != RingPages::kNowhere) {
        if (of / 128 == (msg_read_ & message_mask_) && msg_read_ != msg_prod_) ++msg_read_;
    }
}

// Completions that are the next ones and covered, at once.
bool Monitor::driver_reads(std::uint64_t addr, std::uint32_t bytes, std::uint32_t count) {
    const std::uint64_t at = completions_.offset_in_run(addr);
    const bool next = rings_ && bytes == kCompletionBytes && count <= cmp_prod_ - cmp_read_ &&
                      at == std::uint64_t{cmp_read_ & completion_mask_} * kCompletionBytes &&
                      at + std::uint64_t{bytes} * count <= completions_.bytes();
    if (!next) return false;
    if (count != 0) driver(48, true);
    cmp_read_ += count;
    return true;
}

void Monitor::driver_writes(std::uint64_t addr, const void* data, std::uint32_t bytes) {
    if (!rings_) return;
    const std::uint64_t in_state = addr - state_;
    if (in_state < 4096) {
        if (bytes != 4) return;
        if (in_state == 0) return published(le32(data));
        if (in_state == 16) return consumed(le32(data));
        if (in_state == 132) return messages_consumed(le32(data));
        return;
    }
    write_beside(addr, data, bytes);
}

[[gnu::noinline]] void Monitor::write_beside(std::uint64_t addr, const void* data,
                                             std::uint32_t bytes) {
    const std::uint64_t at = requests_.offset_of(addr);
    if (at == RingPages::kNowhere) return list_written(addr, data, bytes);
    if (!driver(43, !is_in_flight(at))) write_published(addr, data, bytes);
}

// Descriptors that are not in flight are judged when they are published: up to the ring's end, or
// to the next that the device fetches.
std::uint64_t Monitor::driver_writes_unseen(std::uint64_t addr) {
    if (!rings_) return ~0ULL;
    const std::uint64_t at = requests_.offset_in_run(addr);
    if (at == RingPages::kNowhere || is_in_flight(at) || !driver(43, true)) return 0;
    const std::uint64_t next = std::uint64_t{fetched_ & request_mask_} * kRequestBytes;
    return (at < next ? next : requests_.bytes()) - at;
}

/// Whether a byte of the request ring belongs to what is published and not fetched.
bool Monitor::is_in_flight(std::uint64_t offset) const {
    const std::uint32_t ahead =
        (static_cast<std::uint32_t>(offset / kRequestBytes) - fetched_) & request_mask_;
    return ahead < req_prod_ - fetched_;
}

void Monitor::write_published(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    const std::uint64_t at = requests_.offset_of(addr);
    driver_broke(43, "A descriptor is changed that was published and not fetched yet.",
                 {write_evidence(addr, data, bytes),
                  life_in_slot(static_cast<std::uint32_t>(at / kRequestBytes))});
}

// Of a list, its first segment is known; of several in a half page, that of the last.
void Monitor::list_written(std::uint64_t addr, const void* data, std::uint32_t bytes) {
    const std::uint32_t id = buffers_.list_at(addr);
    if (id >= table_.slots()) return;
    const WatchedRequest& request = table_.at(id);
    if (!request.listed() || request.stage == Stage::Completed) return;
    const std::uint64_t room = 4096 - request.data_addr() % 4096;
    const std::uint64_t size = std::min<std::uint64_t>(16 * request.pieces.size(), room);
    if (driver(43, addr - request.data_addr() >= size)) return;
    driver_broke(43, "A list is changed while its request is in flight.",
                 {write_evidence(addr, data, bytes), life_of(request)});
}

void Monitor::published(std::uint32_t value) {
    const std::uint32_t count = value - req_prod_;
    if (count == 0) return;
    const std::uint32_t room = std::min(request_mask_, completion_mask_) + 1;
    if (!driver(22, value - cmp_cons_ <= room)) {
        driver_broke(22, "More requests are outstanding than the rings hold.",
                     {"reqProdIdx := " + std::to_string(value)});
    }
    if (count > request_mask_ + 1) return;
    if (!driver(9, status_checked_)) {
        driver_broke(9, "A request is published, and the answer to SETUP_RINGS was not read.");
    }
    const SimTime now = machine_.driver_now();
    if (owed_since_ == SimTime::never()) {
        owed_since_ = now;
    } else if (threshold_ == 0 && !driver(38, now <= owed_since_ + SimTime::from_us(1000))) {
        driver_broke(38, "A request has been published for more than 1 ms without a doorbell.");
        owed_since_ = now;
    }
    while (rings_ && req_prod_ != value) take_request(nullptr, now);
}

void Monitor::take_unforeseen(const void* read) {
    take_request(read, now());
}

// The next one. `read`: its descriptor as the device read it, if it did.
inline void Monitor::take_request(const void* read, SimTime now) {
    const std::uint32_t index = req_prod_++;
    const std::uint64_t offset = std::uint64_t{index & request_mask_} * kRequestBytes;
    const void* at = read != nullptr ? read : requests_.data(offset);
    if (at == nullptr) at = descriptor_at(offset);
    if (at != nullptr) note_request(index, static_cast<const std::uint8_t*>(at), now);
}

inline void Monitor::note_request(std::uint32_t index, const std::uint8_t* bytes, SimTime now) {
    // What is watched breaks rules, and is not to break the watch.
    if (!table_.has_room()) return lose_count();
    const std::uint32_t id = table_.take();
    WatchedRequest& request = table_.at(id);
    request.describe(bytes);
    request.index = index;
    request.published = now;
    in_slot_[index & request_mask_] = id;
    const bool is_new = table_.enter(id);
    if (!is_new || !is_plain(bytes)) return judge_request(request, bytes, is_new);
    if (judge_driver_) findings_.went(Path::Publication);
    buffers_.note(request.data_addr(), request.data_bytes(), id);
}

// Null, and the rings are lost, where it is not known.
const std::byte* Monitor::descriptor_at(std::uint64_t offset) {
    const std::uint64_t addr = requests_.address_of(offset);
    const std::byte* const at = machine_.memory(addr, kRequestBytes);
    if (at != nullptr) return at;
    lose_rings("no-memory", "The memory of the descriptor at " + hex(addr) + " is not known.");
    return nullptr;
}

void Monitor::lose_count() {
    lose_rings("too-many-requests", "More than " + std::to_string(RequestTable::kRequestsMax) +
                                        " requests are outstanding.");
}

void Monitor::context_repeated(const WatchedRequest& request) {
    std::vector<std::string> evidence{"context " + hex(request.context()), life_of(request)};
    for (std::uint32_t id = 0; id < table_.slots(); ++id) {
        const WatchedRequest& other = table_.at(id);
        if (&other == &request || other.context() != request.context() || !table_.lives(id))
            continue;
        evidence.push_back(life_of(other));
        break;
    }
    driver_broke(26, "Two outstanding requests have the same context.", std::move(evidence));
}

// One that is not as most are.
[[gnu::noinline]] void Monitor::judge_request(WatchedRequest& request, const std::uint8_t* bytes,
                                              bool is_new) {
    if (!is_read_or_write(request.opcode()) && non_rw_since_ == SimTime::never()) {
        non_rw_since_ = request.published;
    }
    if (judge_driver_) {
        findings_.went(Path::Publication);
        if (!is_new) context_repeated(request);
        judge_descriptor(request, bytes);
    }
    const std::uint32_t id = in_slot_[request.index & request_mask_];
    if (request.listed()) {
        read_list(request);
        for (const auto& [base, size] : request.pieces) buffers_.note_any(base, size, id);
    } else {
        buffers_.note_any(request.data_addr(), request.data_bytes(), id);
    }
}

void Monitor::judge_descriptor(const WatchedRequest& request, const std::uint8_t* bytes) {
    const auto broke = [&](std::uint32_t rule, const char* what) {
        const std::uint64_t slot = request.index & request_mask_;
        driver_broke(
            rule, what,
            {life_of(request), "descriptor at " + hex(requests_.address_of(slot * kRequestBytes)) +
                                   ": " + hex_bytes(bytes, kRequestBytes)});
    };
    const std::uint32_t directions = le32(bytes + 36) & kDirections;
    if (!driver(29, fits(directions, request.opcode(), request.data_bytes() != 0))) {
        broke(29, "A request has not the one direction flag that fits its length and its CDB.");
    }
    if (!driver(28, bytes[56] <= 16)) broke(28, "The length of a CDB is above 16.");
    std::uint64_t rest = le16(bytes + 70) | le32(bytes + 124);
    for (std::uint32_t at = 72; at < 120; at += 8) rest |= le64(bytes + at);
    rest |= le64(bytes + 116);
    rest |= bytes[57] | le32(bytes + 59) | le16(bytes + 63);
    if (!driver(25, rest == 0)) {
        broke(25, "Bytes of a descriptor that must be 0 are not.");
    }
}

void Monitor::read_list(WatchedRequest& request) {
    pieces_ -= request.pieces.size();
    if (request.pieces.capacity() > kPiecesKept) {
        request.pieces = {};
    } else {
        request.pieces.clear();
    }
    walk_list(request);
    buffers_.note_list(request.data_addr(), in_slot_[request.index & request_mask_]);
    pieces_ += request.pieces.size();
    if (pieces_ <= kPiecesMax) return;
    lose_rings("too-many-elements", "The lists of the outstanding requests have more than " +
                                        std::to_string(kPiecesMax) + " elements.");
}

void Monitor::walk_list(WatchedRequest& request) {
    std::uint64_t left = request.data_bytes();
    std::uint64_t at = request.data_addr();
    std::uint32_t elements = 0;
    std::uint32_t segments = 1;
    bool longer = false;
    while (left != 0) {
        const std::byte* element = machine_.memory(at, 16);
        if (element == nullptr && judge_driver_ && !machine_.knows_memory()) {
            return lose_rings("no-memory",
                              "The memory of a list's element at " + hex(at) + " is not known.");
        }
        if (element == nullptr) break;
        if ((le32(element + 12) & 1U) != 0) {
            if (++segments > kSegmentsMax) break;
            at = le64(element);
            elements = 0;
            continue;
        }
        const std::uint64_t told = le32(element + 8);
        const std::uint64_t bytes = std::min(left, told);
        longer = told > left;
        request.pieces.emplace_back(le64(element), bytes);
        left -= bytes;
        const bool fits = ++elements <= kElementsMax && at / 4096 == (at + 15) / 4096;
        at += 16;
        const bool stays = left == 0 || at % 4096 != 0;
        if (!driver(32, fits)) {
            driver_broke(32, "A list has more than 128 elements in a segment, or leaves its page.",
                         {life_of(request)});
        } else if (!driver(32, stays)) {
            driver_broke(32, "A segment of a list leaves its page.", {life_of(request)});
        }
        if (!fits || !stays) return;
    }
    if (driver(30, left == 0 && !longer)) return;
    driver_broke(30,
                 longer ? "A list describes more bytes than dataLen."
                        : "A list describes fewer bytes than dataLen.",
                 {life_of(request)});
}

void Monitor::consumed(std::uint32_t value) {
    const bool read = driver(52, value - cmp_cons_ <= cmp_read_ - cmp_cons_);
    if (!read && !consumed_unread(value)) return;
    std::uint32_t at = cmp_cons_;
    cmp_cons_ = value;
    for (; at != value; ++at) {
        std::uint32_t& id = finished_by_[at & completion_mask_];
        if (id == RequestTable::kNone) continue;
        table_.remove(id);
        id = RequestTable::kNone;
    }
}

// False if it can make no sense.
[[gnu::noinline]] bool Monitor::consumed_unread(std::uint32_t value) {
    driver_broke(
        52, "cmpConsIdx is advanced over a completion that was not read.",
        {"cmpConsIdx := " + std::to_string(value) + ", read " + std::to_string(cmp_read_)});
    if (value - cmp_cons_ > cmp_prod_ - cmp_cons_) return false;
    cmp_read_ = value;
    return true;
}

}  // namespace pvscsim::conformance
