// SPDX-License-Identifier: Apache-2.0
// What a test asks of the machine.
#include "conformance/driver/driver_bench.h"

#include <algorithm>

#include "conformance/monitor/bytes.h"
#include "conformance/monitor/monitor_rules.h"

namespace pvscsim::conformance {

namespace {

constexpr int kTurnsMax = 20000;
constexpr std::uint32_t kReadBlockBytes = 512;

}  // namespace

bool DriverBench::expect(bool holds, const std::string& what) {
    if (!holds) failures_.push_back(what);
    return holds;
}

bool DriverBench::expect_equal(std::uint64_t actual, std::uint64_t wanted,
                               const std::string& what) {
    return expect(actual == wanted, what + ": " + std::to_string(actual) + " (" + hex(actual) +
                                        "), expected " + std::to_string(wanted));
}

void DriverBench::need_messages() {
    if (device.message_pages.empty()) skip("the driver has set up no message ring");
}

void DriverBench::need_threshold() {
    if (!device.threshold_on) skip("the driver does not ask for a doorbell threshold");
}

void DriverBench::need_interrupts(InterruptWay way) {
    if (way_ != way) skip("the driver does not use this kind of interrupt");
}

void DriverBench::need_recovery() {
    if (!driver->recovers()) skip("the driver does nothing about requests that take too long");
}

void DriverBench::need_outstanding(std::uint32_t count) {
    device.on_request = [](const Fetched&) { return Reply::hold(); };
    for (std::uint32_t i = 0; i < count; ++i) submit(reading(1));
    settle();
    const bool enough = device.in_flight.size() >= count;
    device.on_request = nullptr;
    device.end_all({});
    settle();
    if (!enough) skip("the driver has fewer requests outstanding than the test needs");
}

void DriverBench::judge(const std::string& rule) {
    for (const Violation& violation : monitor_.findings().kept()) {
        if (violation.rule != rule) continue;
        std::string text = "at " + std::to_string(violation.at.ns()) + " ns: " + violation.what;
        for (const std::string& line : violation.evidence) text += " " + line + ";";
        failures_.push_back(std::move(text));
    }
    // What it could not see is no pass.
    if (!failures_.empty() || !was_unwatched(monitor_.findings(), rule)) return;
    skip("the monitor lost sight of the rings: " + monitor_.findings().unwatched().front().what);
}

bool DriverBench::try_start() {
    if (!driver) driver = make_(*this, settings);
    const bool started = driver->start();
    settle();
    return started;
}

void DriverBench::start() {
    if (try_start()) return;
    failures_.push_back("the driver does not start");
    throw Skipped{""};
}

std::uint64_t DriverBench::data_memory(std::uint32_t bytes) {
    const std::uint64_t addr = next_data_;
    next_data_ += (bytes + 4095U) / 4096U * 4096U;
    if (next_data_ > kMemoryBytes) next_data_ = kMemoryBytes / 2;
    return addr;
}

UpperRequest DriverBench::no_data() {
    UpperRequest request;
    request.id = next_id_++;
    request.cdb = {0, 0, 0, 0, 0, 0};
    return request;
}

UpperRequest DriverBench::reading(std::uint32_t blocks) {
    UpperRequest request;
    request.id = next_id_++;
    request.cdb = {0x28,
                   0,
                   0,
                   0,
                   0,
                   static_cast<std::uint8_t>(request.id),
                   0,
                   static_cast<std::uint8_t>(blocks >> 8),
                   static_cast<std::uint8_t>(blocks),
                   0};
    request.direction = Direction::FromDevice;
    request.pieces = {{data_memory(blocks * kReadBlockBytes), blocks * kReadBlockBytes}};
    return request;
}

UpperRequest DriverBench::writing(std::uint32_t blocks) {
    UpperRequest request = reading(blocks);
    request.cdb[0] = 0x2a;
    request.direction = Direction::ToDevice;
    return request;
}

UpperRequest DriverBench::inquiry(std::uint32_t bytes) {
    UpperRequest request;
    request.id = next_id_++;
    request.cdb = {0x12, 0, 0, 0, static_cast<std::uint8_t>(bytes), 0};
    request.direction = Direction::FromDevice;
    request.pieces = {{data_memory(bytes), bytes}};
    return request;
}

UpperRequest DriverBench::scattered(std::uint32_t pieces) {
    UpperRequest request = reading(pieces);
    const std::uint64_t base = data_memory(pieces * 2 * kReadBlockBytes);
    request.pieces.clear();
    // Every other block of the memory, so that no two pieces could be one.
    for (std::uint32_t i = 0; i < pieces; ++i) {
        request.pieces.emplace_back(base + std::uint64_t{i} * 2 * kReadBlockBytes, kReadBlockBytes);
    }
    return request;
}

bool DriverBench::submit(const UpperRequest& request) const {
    return driver->submit(request);
}

Ended DriverBench::serve(const UpperRequest& request) {
    const bool taken = submit(request);
    settle();
    const Ended* const end = end_of(request.id);
    if (end != nullptr) return *end;
    failures_.push_back(taken ? "a request has not ended" : "a request was refused");
    throw Skipped{""};
}

const Ended* DriverBench::end_of(std::uint64_t id) const {
    const auto at =
        std::find_if(ends.begin(), ends.end(), [id](const Ended& end) { return end.id == id; });
    return at == ends.end() ? nullptr : &*at;
}

std::size_t DriverBench::ends_of(std::uint64_t id) const {
    return static_cast<std::size_t>(
        std::count_if(ends.begin(), ends.end(), [id](const Ended& end) { return end.id == id; }));
}

std::vector<std::uint64_t> DriverBench::hold(std::uint32_t count) {
    const auto before = device.on_request;
    device.on_request = [](const Fetched&) { return Reply::hold(); };
    std::vector<std::uint64_t> ids;
    for (std::uint32_t i = 0; i < count; ++i) {
        const UpperRequest request = reading(1);
        if (submit(request)) ids.push_back(request.id);
    }
    settle();
    device.on_request = before;
    return ids;
}

bool DriverBench::deliver_one() {
    const bool line = device.line_mode && line_ && connected_;
    if (!message_due_ && !line) return false;
    message_due_ = false;
    note(BusEvent::Kind::Interrupt, 0);
    driver->interrupt();
    return true;
}

void DriverBench::settle() {
    for (int turns = 0; turns < kTurnsMax; ++turns) {
        if (deliver_one()) continue;
        if (!driver->wants_poll() || !driver->poll()) return;
    }
    failures_.push_back("the driver does not come to rest");
    throw Skipped{""};
}

void DriverBench::advance(std::int64_t ns) {
    const std::int64_t until = now_ns_ + ns;
    settle();
    for (int turns = 0; timer_ns_ <= until; ++turns) {
        if (turns == kTurnsMax) {
            failures_.push_back("the driver's timer does not come to rest");
            throw Skipped{""};
        }
        now_ns_ = std::max(now_ns_, timer_ns_);
        timer_ns_ = kNever;
        driver->timer();
        settle();
    }
    now_ns_ = std::max(now_ns_, until);
    settle();
}

std::uint32_t DriverBench::word(std::uint64_t addr) const {
    const std::byte* const at = memory(addr, 4);
    return at == nullptr ? 0 : le32(at);
}

std::uint8_t DriverBench::byte(std::uint64_t addr) const {
    const std::byte* const at = memory(addr, 1);
    return at == nullptr ? std::uint8_t{0} : std::to_integer<std::uint8_t>(*at);
}

std::vector<std::pair<std::uint64_t, std::uint32_t>> DriverBench::list_of(
    const Fetched& request) const {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> list;
    std::uint64_t at = request.data_addr;
    std::uint64_t sum = 0;
    for (std::uint32_t steps = 0; sum < request.data_bytes && steps < 20000; ++steps) {
        const std::uint64_t addr = word(at) | std::uint64_t{word(at + 4)} << 32;
        const std::uint32_t bytes = word(at + 8);
        const bool chain = (word(at + 12) & 1U) != 0;
        at = chain ? addr : at + 16;
        if (chain || bytes == 0) continue;
        list.emplace_back(addr, bytes);
        sum += bytes;
    }
    return list;
}

}  // namespace pvscsim::conformance
