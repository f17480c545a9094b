// SPDX-License-Identifier: Apache-2.0
// What the parts of the monitor share: violations, evidence, interrupts.
#include "conformance/monitor/monitor.h"

#include <algorithm>

#include "conformance/monitor/bytes.h"
#include "models/base/check.h"

namespace pvscsim::conformance {

namespace {

const char* stage_name(WatchedRequest::Stage stage) {
    switch (stage) {
        case WatchedRequest::Stage::Published:
            return "published";
        case WatchedRequest::Stage::Fetched:
            return "fetched";
        default:
            return "completed";
    }
}

constexpr const char* kDriver = "DRIVER";

/// When it came to be what it is.
std::string history_of(const WatchedRequest& request) {
    const auto told = [](const char* what, SimTime at) {
        return std::string(what) + std::to_string(at.ns()) + " ns";
    };
    std::string text = told(": published at ", request.published);
    if (request.stage == WatchedRequest::Stage::Published) return text;
    text += told(", fetched at ", request.fetched);
    if (request.stage == WatchedRequest::Stage::Fetched) return text;
    return text + told(", completed at ", request.completed);
}

}  // namespace

void Monitor::broken(const char* kind, std::uint32_t rule, std::string what,
                     std::vector<std::string> evidence) {
    evidence.push_back(indices());
    const SimTime at = kind == kDriver ? machine_.driver_now() : now();
    findings_.broken({rule_id(kind, rule), at, std::move(what), std::move(evidence)});
}

void Monitor::device_broke(std::uint32_t rule, std::string what,
                           std::vector<std::string> evidence) {
    broken("DEVICE", rule, std::move(what), std::move(evidence));
}

void Monitor::driver_broke(std::uint32_t rule, std::string what,
                           std::vector<std::string> evidence) {
    broken(kDriver, rule, std::move(what), std::move(evidence));
}

std::string Monitor::life_of(const WatchedRequest& request) {
    return "request " + std::to_string(request.index) + ", context " + hex(request.context()) +
           ", opcode " + hex(request.opcode()) + ", " + std::to_string(request.data_bytes()) +
           " bytes at " + hex(request.data_addr()) + ", " + stage_name(request.stage) +
           history_of(request);
}

std::string Monitor::life_in_slot(std::uint32_t index) const {
    const std::uint32_t id = rings_ ? in_slot_[index & request_mask_] : RequestTable::kNone;
    return id < table_.slots() ? "last in its slot: " + life_of(table_.at(id))
                               : "its slot has had no request";
}

std::string Monitor::write_evidence(std::uint64_t addr, const void* data,
                                    std::uint64_t bytes) const {
    return "write of " + std::to_string(bytes) + " bytes at " + hex(addr) + ": before " +
           hex_bytes(machine_.memory(addr, std::min<std::uint64_t>(bytes, 128)), bytes) +
           ", after " + hex_bytes(data, bytes);
}

std::string Monitor::indices() const {
    if (!rings_) return "no rings are set up";
    const auto text = [](const char* name, std::uint32_t value) {
        return std::string(name) + ' ' + std::to_string(value);
    };
    return text("reqProdIdx", req_prod_) + ", " + text("fetched", fetched_) + ", " +
           text("reqConsIdx", req_cons_) + ", " + text("cmpProdIdx", cmp_prod_) + ", " +
           text("cmpConsIdx", cmp_cons_);
}

// What the frequent accesses are compared with.
void Monitor::note_rings() {
    // Most of what the device writes is outside, and data.
    std::uint64_t high = low_ = state_;
    for (const RingPages* ring : {&completions_, &messages_}) {
        for (const std::uint64_t page : ring->pages()) {
            low_ = std::min(low_, page);
            high = std::max(high, page);
        }
    }
    extent_ = high - low_ + 4095;  // to the last byte, which may be the last of all addresses
    usual_ =
        judge_driver_ && clock_ != nullptr && requests_.data(0) != nullptr && completions_.is_run();
    // Who reads an index, and when, is of interest only where it is not seen who writes it.
    const bool apart = messages_.offset_of(state_) == RingPages::kNowhere;
    unheeded_addr_ = state_;
    unheeded_bytes_ = judge_driver_ && apart ? 4096 : 0;
}

void Monitor::ignore_driver() {
    PVS_CHECK(!rings_);
    judge_driver_ = false;
}

void Monitor::stop_following() {
    rings_ = usual_ = false;
    unheeded_bytes_ = 0;
}

// Until the next reset or set-up of rings; what that leaves unjudged is told.
void Monitor::lose_rings(const char* reason, const std::string& what) {
    findings_.lost_sight(now(), reason, what);
    stop_following();
    followed_ = false;
}

void Monitor::read_without_rings(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    if (settling_ || device(82, !was_reset_)) return;
    device_broke(82, "The device reads memory after its reset, without rings.",
                 {hex(addr) + ": " + hex_bytes(data, bytes)});
}

// A request of a guest that is no driver may name as its buffer what belongs to the rings, and its
// list may be another by the time that the device reads it.
bool Monitor::asked_for(std::uint64_t addr, std::uint64_t bytes) const {
    for (std::uint32_t id = 0; id < table_.slots() && !judge_driver_; ++id) {
        const WatchedRequest& request = table_.at(id);
        const bool may_be = request.listed() || request.owns(addr, bytes);
        if (request.stage == Stage::Fetched && may_be) return true;
    }
    return false;
}

void Monitor::lose_rings_to_guest(std::uint64_t addr) {
    lose_rings(
        "buffer-in-rings",
        "A request has its buffer where the rings are: the device writes to " + hex(addr) + ".");
}

// A completion that found no memory is a cause that nobody can see: no more is judged then.
bool Monitor::hides_causes() {
    if (!rings_ || written_ == cmp_prod_) return false;
    const std::uint64_t slot = (written_ - 1) & completion_mask_;
    const std::uint64_t addr = completions_.address_of(slot * 32);
    if (machine_.memory(addr, 8) != nullptr) return false;
    lose_rings("no-memory", "The completion at " + hex(addr) + " found no memory.");
    return true;
}

void Monitor::acknowledged(std::uint32_t value, SimTime at) {
    if (!driver(45, (value & ~read_causes_) == 0)) {
        driver_broke(45, "INTR_STATUS is acknowledged in bits that were not read as set.",
                     {"read " + hex(read_causes_) + ", written " + hex(value)});
    }
    causes_.write(causes_.value() & ~value, at);
}

void Monitor::mask_written(std::uint32_t value, SimTime at) {
    if (followed_ && !driver(21, value == 0 || rings_)) {
        driver_broke(21, "Interrupts are enabled, and there are no rings.",
                     {"INTR_MASK := " + hex(value)});
    }
    mask_.write(value & 15U, at);
    mask_known_ = true;
}

void Monitor::message_sent(SimTime at) {
    if (followed_ && !device(124, (mask_.at(at) & ever_) != 0)) sent_without_cause();
}

[[gnu::noinline]] void Monitor::sent_without_cause() {
    if (hides_causes()) return;
    device_broke(124, "An interrupt message was sent, and no enabled cause had been pending.",
                 {"INTR_MASK " + hex(mask_.value()) + ", causes so far " + hex(ever_)});
}

void Monitor::line_set(bool level, SimTime at) {
    line_ = level;
    if (!level || !followed_ || device(120, (mask_.at(at) & causes_.at(at)) != 0)) return;
    if (hides_causes()) return;
    device_broke(
        120, "The interrupt line rose, and no enabled cause was pending.",
        {"INTR_MASK " + hex(mask_.value()) + ", pending at the most " + hex(causes_.value())});
}

// After RESET_DEVICE and RESET_BUS nothing that they concern is in flight.
void Monitor::judge_reset(bool of_bus) {
    // A guest that is no driver may leave no place for completions.
    if (!judge_driver_ || written_ - cmp_cons_ > completion_mask_ + 1) return;
    const std::uint32_t rule = of_bus ? 79 : 78;
    findings_.tested_device(rule);
    for (std::uint32_t id = 0; id < table_.slots(); ++id) {
        const WatchedRequest& request = table_.at(id);
        if (request.stage != Stage::Fetched || !table_.lives(id)) continue;
        const bool of_unit =
            request.target() == args_[0] && request.lun() == (args_[1] >> 8 & 255U);
        if (!of_bus && !of_unit) continue;
        device_broke(rule, "A request is in flight when the reset that ends it was carried out.",
                     {life_of(request)});
        return;
    }
}

// Of the last request that was published, too, a doorbell may be overdue.
void Monitor::finish() {
    if (owed_since_ == SimTime::never() || threshold_ != 0 || fetched_ == req_prod_) return;
    if (driver(38, machine_.driver_now() <= owed_since_ + SimTime::from_us(1000))) return;
    driver_broke(38, "A request has been published for more than 1 ms without a doorbell.");
}

// Whether the completion ring still has a completion with `context` that was written earlier.
bool Monitor::ended_before(std::uint64_t context) const {
    const std::uint32_t kept = std::min(written_, completion_mask_ + 1);
    for (std::uint32_t back = 1; back <= kept; ++back) {
        const std::uint64_t slot = (written_ - back) & completion_mask_;
        const std::byte* at = machine_.memory(completions_.address_of(slot * kCompletionBytes), 8);
        if (at != nullptr && le64(at) == context) return true;
    }
    return false;
}

std::uint32_t Monitor::word_of_state(std::uint32_t offset) const {
    const std::byte* at = machine_.memory(state_ + offset, 4);
    return at == nullptr ? 0 : le32(at);
}

}  // namespace pvscsim::conformance
