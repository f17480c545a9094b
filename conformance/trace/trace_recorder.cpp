// SPDX-License-Identifier: Apache-2.0
#include "conformance/trace/trace_recorder.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "conformance/trace/trace_format.h"

namespace pvscsim::conformance {

namespace {
constexpr std::size_t kPieceBytes = 64 << 10;

bool is_told(const void* data, std::uint64_t bytes) {
    return data != nullptr && bytes - 1 < kTraceBytesMax;
}
}  // namespace

TraceRecorder::TraceRecorder(const WatchedMachine& machine, bool driver,
                             std::function<void(std::string_view)> out)
    : machine_(machine), driver_(driver), out_(std::move(out)) {
    put(kTraceHeader);
    put("\nsees");
    for (const TraceSense& sense : kTraceSenses) {
        const bool of_driver = (sense.sense & (sense::kDriverReads | sense::kDriverWrites)) != 0;
        if (of_driver && !driver) continue;
        put(" ");
        put(sense.name);
    }
    put("\n");
    if (driver) return;
    put("no-driver");
    end();
}

// The monitor asks before the event that it asks for is written, so the answer comes first.
const std::byte* TraceRecorder::looked_at(std::uint64_t addr, std::uint64_t bytes) {
    const std::byte* live = machine_.memory(addr, bytes);
    const std::byte* known = memory_.find(addr, bytes);
    if (live == nullptr && known == nullptr) return live;
    if (live != nullptr && known != nullptr && std::memcmp(live, known, bytes) == 0) return live;
    put("memory");
    put_place(addr, bytes);
    if (live == nullptr) {
        put(" ?");
        memory_.forget(addr, bytes);
    } else {
        put_bytes(live, bytes);
        memory_.write(addr, live, bytes);
    }
    end();
    return live;
}

void TraceRecorder::begin() {
    const SimTime now = machine_.now();
    const SimTime driver_now = machine_.driver_now();
    if (now == now_ && driver_now == driver_now_) return;
    now_ = now;
    driver_now_ = driver_now;
    put("time");
    put_number(now.ps);
    if (driver_now != now) put_number(driver_now.ps);
    end();
}

void TraceRecorder::end() {
    put("\n");
    ++records_;
    if (text_.size() < kPieceBytes) return;
    out_(text_);
    text_.clear();
}

void TraceRecorder::finish() {
    begin();
    put("end");
    put_number(records_);
    put("\n");
    out_(text_);
    text_.clear();
}

void TraceRecorder::put_number(std::uint64_t value) {
    char digits[24];
    digits[0] = ' ';
    const auto end = std::to_chars(digits + 1, digits + sizeof digits, value).ptr;
    text_.append(digits, static_cast<std::size_t>(end - digits));
}

void TraceRecorder::put_hex(std::uint64_t value) {
    char digits[24] = {' ', '0', 'x'};
    const auto end = std::to_chars(digits + 3, digits + sizeof digits, value, 16).ptr;
    text_.append(digits, static_cast<std::size_t>(end - digits));
}

void TraceRecorder::put_bytes(const void* data, std::uint64_t bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    const auto* from = static_cast<const unsigned char*>(data);
    text_ += ' ';
    if (std::all_of(from, from + bytes, [](unsigned char value) { return value == 0; })) {
        text_ += '0';
        return;
    }
    for (std::uint64_t i = 0; i < bytes; ++i) {
        text_ += kDigits[from[i] >> 4];
        text_ += kDigits[from[i] & 15U];
    }
}

void TraceRecorder::put_place(std::uint64_t addr, std::uint64_t bytes) {
    put_hex(addr);
    put_number(bytes);
}

void TraceRecorder::put_written(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    put_place(addr, bytes);
    if (is_told(data, bytes)) {
        put_bytes(data, bytes);
        memory_.write(addr, data, bytes);
    } else {
        put(" ?");
        memory_.forget(addr, bytes);
    }
    end();
}

void TraceRecorder::put_at(SimTime at) {
    if (at != now_) put_number(at.ps);
}

void TraceRecorder::register_read(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) {
    begin();
    if (next_ != nullptr) next_->register_read(offset, bytes, value);
    put("read");
    put_place(offset, bytes);
    put_hex(value);
    end();
}

void TraceRecorder::register_written(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value,
                                     SimTime at) {
    begin();
    if (next_ != nullptr) next_->register_written(offset, bytes, value, at);
    put("write");
    put_place(offset, bytes);
    put_hex(value);
    put_at(at);
    end();
}

void TraceRecorder::register_settled() {
    begin();
    if (next_ != nullptr) next_->register_settled();
    put("settled");
    end();
}

void TraceRecorder::function_reset() {
    begin();
    if (next_ != nullptr) next_->function_reset();
    put("reset");
    end();
}

void TraceRecorder::device_read(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    begin();
    if (next_ != nullptr) next_->device_read(addr, data, bytes);
    put("dma-read");
    put_place(addr, bytes);
    if (!is_told(data, bytes)) {
        put(" ?");
    } else if (const std::byte* known = memory_.find(addr, bytes);
               known == nullptr || std::memcmp(known, data, bytes) != 0) {
        put_bytes(data, bytes);
        memory_.write(addr, data, bytes);
    }
    end();
}

void TraceRecorder::device_writes(std::uint64_t addr, const void* data, std::uint64_t bytes) {
    begin();
    if (next_ != nullptr) next_->device_writes(addr, data, bytes);
    put("dma-write");
    put_written(addr, data, bytes);
}

void TraceRecorder::driver_read(std::uint64_t addr, std::uint32_t bytes) {
    begin();
    if (next_ != nullptr) next_->driver_read(addr, bytes);
    if (!driver_) return;
    put("cpu-read");
    put_place(addr, bytes);
    end();
}

void TraceRecorder::driver_writes(std::uint64_t addr, const void* data, std::uint32_t bytes) {
    begin();
    if (next_ != nullptr) next_->driver_writes(addr, data, bytes);
    if (!driver_) return;
    put("cpu-write");
    put_written(addr, data, bytes);
}

void TraceRecorder::message_sent(SimTime at) {
    begin();
    if (next_ != nullptr) next_->message_sent(at);
    put("message");
    put_at(at);
    end();
}

void TraceRecorder::line_set(bool level, SimTime at) {
    begin();
    if (next_ != nullptr) next_->line_set(level, at);
    put(level ? "line 1" : "line 0");
    put_at(at);
    end();
}

}  // namespace pvscsim::conformance
