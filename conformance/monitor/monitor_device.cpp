// SPDX-License-Identifier: Apache-2.0
// What the device does in memory.
#include <algorithm>

#include "conformance/monitor/bytes.h"
#include "conformance/monitor/monitor.h"

namespace pvscsim::conformance {

namespace {

// In the rings state page.
constexpr std::uint32_t kReqProdIdx = 0;
constexpr std::uint32_t kReqConsIdx = 4;
constexpr std::uint32_t kCmpProdIdx = 12;
constexpr std::uint32_t kCmpConsIdx = 16;
constexpr std::uint32_t kReqCallThreshold = 24;
constexpr std::uint32_t kMsgProdIdx = 128;

constexpr std::uint32_t kCheckCondition = 2;
constexpr std::uint32_t kCmpl0 = 1;

}  // namespace

// The next descriptor, whole, as most reads are: what is judged of it holds.
void Monitor::device_read(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    const std::uint32_t slot = fetched_ & request_mask_;
    const bool next = usual_ && bytes == kRequestBytes && fetched_ != req_prod_ &&
                      requests_.is_in_run(addr, std::uint64_t{slot} * kRequestBytes);
    if (!next) return read_elsewhere(addr, data, bytes);
    fetched(slot, *clock_);
}

// Rare, or short: out of line, so that the functions before them save no registers.
[[gnu::noinline]] void Monitor::read_elsewhere(std::uint64_t addr, const void* data,
                                               std::uint64_t bytes) {
    if (rings_) {
        const std::uint64_t offset = requests_.offset_of(addr);
        if (offset != RingPages::kNowhere) return read_in_ring(offset, data, bytes);
        if (judge_driver_) return;
        return word_seen(addr, data, bytes);
    }
    if (followed_) read_without_rings(addr, data, bytes);
}

// Whose writes are not seen may change an index at any time: the device's own look at it counts.
void Monitor::word_seen(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    if (bytes != 4 || data == nullptr) return;
    if (addr == state_ + kReqProdIdx) prod_seen_ = le32(data);
    if (addr == state_ + kCmpConsIdx) cons_seen_ = le32(data);
}

// What each request brings is recognised by address and size: its data, which begins in its
// buffer, its completion, and the index that covers it.
void Monitor::device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    if (!usual_) return written_elsewhere(addr, data, bytes);
    if (addr - low_ > extent_) {
        const std::uint32_t id = buffers_.begins_at(addr);
        if (id >= table_.slots()) return written_elsewhere(addr, data, bytes);
        const WatchedRequest& request = table_.at(id);
        if (request.stage != Stage::Fetched || !request.has_plain_data(addr, bytes)) {
            return written_elsewhere(addr, data, bytes);
        }
        return findings_.went(Path::DataWrite);
    }
    if (bytes == kCompletionBytes && next_completion_written(addr, data)) return;
    if (bytes == 4 && data != nullptr && !settling_) {
        if (addr == state_ + kCmpProdIdx) return completion_index_written(data);
        if (addr == state_ + kReqConsIdx) return request_index_written(data);
    }
    written_elsewhere(addr, data, bytes);
}

[[gnu::noinline]] void Monitor::written_elsewhere(std::uint64_t addr, const void* data,
                                                  std::uint64_t bytes) {
    if (!rings_) {
        if (followed_) data_written_by_device(addr, data, bytes);
        return;
    }
    if (addr - state_ < 4096) return state_written(addr, data, bytes);
    if (const std::uint64_t at = completions_.offset_of(addr); at != RingPages::kNowhere) {
        return judge_completion(addr, at, data, bytes);
    }
    if (const std::uint64_t at = messages_.offset_of(addr); at != RingPages::kNowhere) {
        return message_written(addr, at, data, bytes);
    }
    data_written_by_device(addr, data, bytes);
}

[[gnu::noinline]] void Monitor::read_in_ring(std::uint64_t offset, const void* data,
                                             std::uint64_t bytes) {
    const std::uint32_t slot = fetched_ & request_mask_;
    const bool next = bytes == kRequestBytes && offset == std::uint64_t{slot} * kRequestBytes &&
                      fetched_ != req_prod_;
    if (next || unforeseen_fetch(offset, data, bytes)) fetched(slot, now());
}

inline void Monitor::fetched(std::uint32_t slot, SimTime now) {
    findings_.went(Path::Fetch);
    if (const std::uint32_t id = in_slot_[slot]; id != RequestTable::kNone) {
        WatchedRequest& request = table_.at(id);
        request.stage = Stage::Fetched;
        request.fetched = now;
    }
    ++fetched_;
}

// False if nothing was fetched that can be followed.
bool Monitor::unforeseen_fetch(std::uint64_t offset, const void* data, std::uint64_t bytes) {
    const std::uint32_t slot = fetched_ & request_mask_;
    if (bytes != kRequestBytes && asked_for(requests_.address_of(offset), bytes)) return false;
    if (!device(55, bytes == kRequestBytes && offset == std::uint64_t{slot} * kRequestBytes)) {
        device_broke(
            55, "A descriptor is read that is not the next one, or not whole.",
            {std::to_string(bytes) + " bytes at byte " + std::to_string(offset) +
                 " of the request ring, slot " + std::to_string(slot) + " is next",
             "read at " + hex(requests_.address_of(offset)) + ": " + hex_bytes(data, bytes),
             life_in_slot(static_cast<std::uint32_t>(offset / kRequestBytes))});
        return false;
    }
    // Perhaps published by somebody whose writes are not seen.
    const std::uint32_t index = judge_driver_ ? word_of_state(kReqProdIdx) : prod_seen_;
    if (!device(53, index - fetched_ - 1 <= request_mask_)) {
        device_broke(
            53, "A descriptor is read that has not been published.",
            {"reqProdIdx at " + hex(state_ + kReqProdIdx) + " was seen as " + std::to_string(index),
             "read at " + hex(requests_.address_of(offset)) + ": " + hex_bytes(data, bytes)});
        return false;
    }
    take_unforeseen(data);
    return rings_;
}

// The request that a completion belongs to, or none.
std::uint32_t Monitor::ended_by(std::uint64_t addr, const std::uint8_t* bytes) {
    const std::uint64_t context = le64(bytes);
    const std::uint32_t id = table_.find(context, Stage::Fetched);
    findings_.tested_device(60);
    findings_.tested_device(104);
    if (id != RequestTable::kNone) return id;
    std::vector<std::string> evidence{write_evidence(addr, bytes, kCompletionBytes)};
    const std::uint32_t waiting = table_.find(context, Stage::Published);
    std::uint32_t before = table_.find(context, Stage::Completed);
    // Of one whose completion was consumed nothing but its life may be left, or not even that.
    const bool is_live = before != RequestTable::kNone || waiting != RequestTable::kNone;
    for (std::uint32_t old = 0; !is_live && old < table_.slots(); ++old) {
        const WatchedRequest& request = table_.at(old);
        if (request.stage == Stage::Completed && request.context() == context) before = old;
    }
    if (before != RequestTable::kNone || waiting != RequestTable::kNone) {
        evidence.push_back(life_of(table_.at(before != RequestTable::kNone ? before : waiting)));
    }
    if (before != RequestTable::kNone ||
        (waiting == RequestTable::kNone && ended_before(context))) {
        device_broke(104, "A request is completed a second time.", evidence);
    } else if (waiting != RequestTable::kNone) {
        device_broke(104, "A request is completed that was not fetched.", evidence);
    } else {
        device_broke(60, "A completion has a context that no request has.", evidence);
    }
    return RequestTable::kNone;
}

void Monitor::check_completion(const WatchedRequest& request, std::uint64_t addr,
                               const std::uint8_t* bytes) {
    const std::uint64_t moved = le64(bytes + 8);
    const std::uint32_t sense = le32(bytes + 16);
    const std::uint32_t host_status = le16(bytes + 20);
    const std::uint32_t scsi_status = le16(bytes + 22);
    const auto broke = [&](std::uint32_t rule, const char* what) {
        device_broke(rule, what, {life_of(request), write_evidence(addr, bytes, kCompletionBytes)});
    };
    if (!device(105, le64(bytes + 24) == 0)) broke(105, "The end of a completion is not zero.");
    if (!device(113, moved <= request.data_bytes())) {
        broke(113, "A completion tells of more bytes than the request has.");
    }
    if (!device(119, scsi_status < 256)) broke(119, "scsiStatus has more than 8 bits.");
    if (scsi_status == kCheckCondition && !device(115, host_status == 0)) {
        broke(115, "CHECK CONDITION comes with a hostStatus that is not SUCCESS.");
    }
    const bool checked = scsi_status == kCheckCondition;
    if (!device(116, sense == 0 || (checked && sense <= request.sense_bytes()))) {
        broke(116, "A completion tells of sense that there can not be.");
    } else if (!device(116, sense != 0 || !checked || request.sense_bytes() == 0)) {
        broke(116, "CHECK CONDITION comes without sense, and there is room for it.");
    }
}

// A whole completion in the next slot, which is free, with neither statuses nor sense: no rule can
// be broken. False: it is another, and nothing was noted.
inline bool Monitor::next_completion_written(std::uint64_t addr, const void* data) {
    const std::uint32_t slot = written_ & completion_mask_;
    if (!completions_.is_in_run(addr, std::uint64_t{slot} * kCompletionBytes) || data == nullptr ||
        written_ - cmp_cons_ > completion_mask_) {
        return false;
    }
    const auto* const raw = static_cast<const std::uint8_t*>(data);
    const std::uint32_t id = table_.find(le64(raw), Stage::Fetched);
    if (id == RequestTable::kNone || (le64(raw + 16) | le64(raw + 24)) != 0 ||
        le64(raw + 8) > table_.at(id).data_bytes()) {
        return false;
    }
    findings_.went(Path::Completion);
    note_end(id, *clock_);
    return true;
}

void Monitor::judge_completion(std::uint64_t addr, std::uint64_t offset, const void* data,
                               std::uint64_t bytes) {
    const std::uint32_t slot = written_ & completion_mask_;
    // A guest that is no driver may also give pages beyond the end of all addresses.
    if (settling_ && !judge_driver_ && (last_ == 3 || last_ == 8)) {
        return lose_rings("rings-no-memory", "A set-up writes to a ring's page that is no memory.");
    }
    const bool is_next = bytes == kCompletionBytes && data != nullptr &&
                         offset == std::uint64_t{slot} * kCompletionBytes;
    const bool is_completion =
        is_next && (table_.find(le64(data), Stage::Fetched) != RequestTable::kNone ||
                    ended_before(le64(data)));
    if (!is_completion && asked_for(addr, bytes)) return lose_rings_to_guest(addr);
    if (!device(105, is_next)) {
        device_broke(
            105, "A completion is not written whole into the next slot.",
            {write_evidence(addr, data, bytes), "slot " + std::to_string(slot) + " is next"});
        return;
    }
    if (written_ - cmp_cons_ > completion_mask_) {
        // In case its writer is not seen.
        cmp_cons_ = judge_driver_ ? word_of_state(kCmpConsIdx) : cons_seen_;
        if (!device(108, written_ - cmp_cons_ <= completion_mask_)) {
            const std::uint32_t lost = finished_by_[slot];
            device_broke(108, "A completion is overwritten that the driver has not consumed.",
                         {write_evidence(addr, data, bytes),
                          lost == RequestTable::kNone ? "whose completion is lost is not known"
                                                      : life_of(table_.at(lost))});
        }
    }
    findings_.tested_device(108);
    const auto* raw = static_cast<const std::uint8_t*>(data);
    const std::uint32_t id = ended_by(addr, raw);
    if (id != RequestTable::kNone) {
        check_completion(table_.at(id), addr, raw);
        return ended(id);
    }
    finished_by_[slot] = RequestTable::kNone;
    ++written_;
    ++excess_;
}

inline void Monitor::note_end(std::uint32_t id, SimTime now) {
    WatchedRequest& request = table_.at(id);
    request.stage = Stage::Completed;
    request.completed = now;
    finished_by_[written_++ & completion_mask_] = id;
}

void Monitor::ended(std::uint32_t id) {
    note_end(id, now());
    if (judge_driver_) return;
    table_.remove(id);  // nobody is going to say that it was consumed
    finished_by_[(written_ - 1) & completion_mask_] = RequestTable::kNone;
}

void Monitor::state_written(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    const auto offset = static_cast<std::uint32_t>(addr - state_);
    if (settling_ && (last_ == 3 || last_ == 8)) return;
    const bool word = bytes == 4 && data != nullptr;
    if (word && offset == kReqConsIdx) return request_index_written(data);
    if (word && offset == kCmpProdIdx) return completion_index_written(data);
    if (word && offset == kMsgProdIdx) return message_index_written(addr, data);
    if (word && offset == kReqCallThreshold) {
        threshold_ = le32(data);
        return;
    }
    judge_state_write(addr, data, bytes);
}

void Monitor::judge_state_write(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    if (asked_for(addr, bytes)) return lose_rings_to_guest(addr);
    findings_.tested_device(40);
    device_broke(40, "The device writes to the state page what is not its own.",
                 {write_evidence(addr, data, bytes)});
}

inline void Monitor::request_index_written(const void* data) {
    const std::uint32_t value = le32(data);
    const bool fetched = fetched_ - value <= request_mask_ + 1;
    const bool rising = value - req_cons_ <= fetched_ - req_cons_;
    if (!fetched || !rising) return judge_request_index(value, data);
    findings_.went(Path::RequestIndex);
    req_cons_ = value;
}

[[gnu::noinline]] void Monitor::judge_request_index(std::uint32_t value, const void* data) {
    const auto evidence = [&](std::uint32_t index) -> std::vector<std::string> {
        return {"value " + std::to_string(value), write_evidence(state_ + kReqConsIdx, data, 4),
                life_in_slot(index)};
    };
    findings_.tested_device(40);
    if (!device(133, fetched_ - value <= request_mask_ + 1)) {
        device_broke(133, "reqConsIdx is published ahead of what was fetched.",
                     evidence(value - 1));
    } else if (!device(56, value - req_cons_ <= fetched_ - req_cons_)) {
        device_broke(56, "reqConsIdx goes back.", evidence(value));
    }
    req_cons_ = value;
}

inline void Monitor::completion_index_written(const void* data) {
    const std::uint32_t value = le32(data);
    const bool covered = value - cmp_prod_ - 1 < written_ - cmp_prod_;
    const bool consumed = req_cons_ + excess_ - value <= request_mask_ + 1;
    findings_.went(Path::Index);
    if (!covered || !consumed) return judge_completion_index(value, data);
    note_completion_index(value);
}

inline void Monitor::note_completion_index(std::uint32_t value) {
    cmp_prod_ = value;
    causes_.add(kCmpl0);
    ever_ |= kCmpl0;
}

[[gnu::noinline]] void Monitor::judge_completion_index(std::uint32_t value, const void* data) {
    const std::uint32_t last = finished_by_[(value - 1) & completion_mask_];
    const std::vector<std::string> evidence{
        "value " + std::to_string(value) + ", written " + std::to_string(written_),
        write_evidence(state_ + kCmpProdIdx, data, 4),
        last == RequestTable::kNone ? "no request is known to end there"
                                    : life_of(table_.at(last))};
    if (!device(107, value - cmp_prod_ - 1 < written_ - cmp_prod_)) {
        device_broke(107, "cmpProdIdx does not move on to completions that are there.", evidence);
    }
    if (!device(57, req_cons_ + excess_ - value <= request_mask_ + 1)) {
        device_broke(57, "A completion is published before reqConsIdx covers its request.",
                     evidence);
    }
    note_completion_index(value);
}

void Monitor::data_written_by_device(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    if (settling_ && last_ == 7) return;  // CONFIG's page
    if (!rings_) {
        if (settling_ || device(82, !was_reset_)) return;
        device_broke(82, "The device writes memory after its reset, without rings.",
                     {write_evidence(addr, data, bytes)});
        return;
    }
    findings_.went(Path::DataWrite);
    if (is_data_of(buffers_.begins_at(addr), addr, bytes)) return;
    if (is_data_of(buffers_.ends_at(addr), addr, bytes)) return;
    judge_data_write(addr, data, bytes);
}

inline bool Monitor::is_data_of(std::uint32_t id, std::uint64_t addr, std::uint64_t bytes) const {
    if (id >= table_.slots()) return false;
    const WatchedRequest& request = table_.at(id);
    return request.stage == Stage::Fetched && request.owns(addr, bytes);
}

void Monitor::judge_data_write(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    for (std::uint32_t id = 0; id < table_.slots(); ++id) {
        const WatchedRequest& request = table_.at(id);
        if (request.stage == Stage::Fetched && request.owns(addr, bytes)) return;
    }
    if (asked_for(addr, bytes)) return;
    if (requests_.offset_of(addr) != RingPages::kNowhere) {
        device_broke(59, "The device writes to the request ring.",
                     {write_evidence(addr, data, bytes)});
        return;
    }
    const std::uint32_t last = buffers_.ends_at(addr);
    device_broke(106, "The device writes where no request in flight has a buffer.",
                 {write_evidence(addr, data, bytes),
                  last < table_.slots() ? "last with a buffer there: " + life_of(table_.at(last))
                                        : "no request had a buffer there"});
}

}  // namespace pvscsim::conformance
