// SPDX-License-Identifier: Apache-2.0
#include "conformance/trace/trace_reader.h"

#include <array>
#include <charconv>
#include <vector>

#include "conformance/trace/trace_format.h"

namespace pvscsim::conformance {

namespace {

constexpr std::size_t kRecordBytesMax = 2 * kTraceBytesMax + 128;
constexpr std::uint64_t kOffsetMax = 0xffffffff;

int digit_of(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

class Reader {
public:
    Reader(const std::string& file, TracePlayer& player)
        : lines_(file, kRecordBytesMax), player_(player) {}

    void play();

private:
    /// Of a record: its word, what has to be seen for it, and what to do.
    struct Kind {
        std::string_view word;
        std::uint32_t sense;
        void (Reader::*take)();
    };
    static const std::array<Kind, 14> kKinds;

    void take_header();
    void take_senses();
    void take_record();
    void take_end();
    void take_time();
    void take_read();
    void take_write();
    void take_settled() { player_.monitor().register_settled(); }
    void take_reset() { player_.monitor().function_reset(); }
    void take_dma_read();
    void take_dma_write();
    void take_cpu_read();
    void take_cpu_write();
    void take_memory();
    void take_message() { player_.monitor().message_sent(at()); }
    void take_line();
    void take_no_driver() { player_.monitor().ignore_driver(); }

    std::string_view word();
    std::uint64_t number(const char* what, std::uint64_t max = ~0ULL);
    std::uint32_t size(const char* what, std::uint64_t max) {
        return static_cast<std::uint32_t>(number(what, max));
    }
    SimTime at();
    /// The bytes of a record, or null for "?"; `otherwise` for none at all.
    const void* data(std::uint64_t bytes, const void* otherwise, bool may_lack);

    TextLines lines_;
    TracePlayer& player_;
    std::string_view rest_;
    std::uint32_t senses_ = 0;
    bool ended_ = false;
    std::vector<unsigned char> bytes_;
};

// The frequent ones first.
const std::array<Reader::Kind, 14> Reader::kKinds{{
    {"time", 0, &Reader::take_time},
    {"cpu-read", sense::kDriverReads, &Reader::take_cpu_read},
    {"dma-write", sense::kDeviceWrites, &Reader::take_dma_write},
    {"dma-read", sense::kDeviceReads, &Reader::take_dma_read},
    {"cpu-write", sense::kDriverWrites, &Reader::take_cpu_write},
    {"write", sense::kRegisters, &Reader::take_write},
    {"settled", sense::kRegisters, &Reader::take_settled},
    {"read", sense::kRegisters, &Reader::take_read},
    {"memory", 0, &Reader::take_memory},
    {"line", sense::kInterrupts, &Reader::take_line},
    {"message", sense::kInterrupts, &Reader::take_message},
    {"reset", sense::kRegisters, &Reader::take_reset},
    {"no-driver", 0, &Reader::take_no_driver},
    {"end", 0, &Reader::take_end},
}};

std::string_view Reader::word() {
    const std::size_t end = rest_.find(' ');
    const std::string_view found = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    return found;
}

std::uint64_t Reader::number(const char* what, std::uint64_t max) {
    const std::string_view text = word();
    const bool is_hex = text.size() > 2 && text[0] == '0' && text[1] == 'x';
    const char* const end = text.data() + text.size();
    std::uint64_t value = 0;
    const auto [stop, error] =
        std::from_chars(text.data() + (is_hex ? 2 : 0), end, value, is_hex ? 16 : 10);
    if (error != std::errc() || stop != end || value > max) {
        lines_.refuse(std::string(what) + ", a number of " + std::to_string(max) + " at the most",
                      text);
    }
    return value;
}

SimTime Reader::at() {
    return rest_.empty() ? player_.now() : SimTime{number("a time in ps")};
}

const void* Reader::data(std::uint64_t bytes, const void* otherwise, bool may_lack) {
    if (rest_.empty() && may_lack) return otherwise;
    const std::string_view text = word();
    if (text == "?") return nullptr;
    bytes_.resize(bytes);
    if (text == "0") {
        bytes_.assign(bytes, 0);
        return bytes_.data();
    }
    bool good = text.size() == 2 * bytes;
    for (std::size_t i = 0; good && i < bytes; ++i) {
        const int high = digit_of(text[2 * i]);
        const int low = digit_of(text[2 * i + 1]);
        good = high >= 0 && low >= 0;
        bytes_[i] = static_cast<unsigned char>(16 * high + low);
    }
    if (!good) {
        lines_.refuse(std::to_string(2 * bytes) + " hexadecimal digits, 0 or ?", text);
    }
    return bytes_.data();
}

void Reader::take_time() {
    const SimTime now{number("a time in ps")};
    if (now < player_.now()) lines_.refuse("a time that does not go back", std::to_string(now.ps));
    player_.set_time(now, rest_.empty() ? now : SimTime{number("the driver's time in ps")});
}

void Reader::take_read() {
    const std::uint32_t offset = size("an offset in the BAR", kOffsetMax);
    const std::uint32_t bytes = size("a width in bytes", 4096);
    player_.monitor().register_read(offset, bytes, size("a value", kOffsetMax));
}

void Reader::take_write() {
    const std::uint32_t offset = size("an offset in the BAR", kOffsetMax);
    const std::uint32_t bytes = size("a width in bytes", 4096);
    const std::uint32_t value = size("a value", kOffsetMax);
    player_.monitor().register_written(offset, bytes, value, at());
}

void Reader::take_dma_read() {
    const std::uint64_t addr = number("an address");
    const std::uint64_t bytes = number("a number of bytes");
    const void* const known =
        bytes <= kTraceBytesMax && rest_.empty() ? player_.memory(addr, bytes) : nullptr;
    if (!rest_.empty() && rest_ != "?" && bytes > kTraceBytesMax) {
        lines_.refuse("at most 1 MiB of data, or ?", std::to_string(bytes) + " bytes");
    }
    const void* const data = this->data(bytes, known, true);
    player_.monitor().device_read(addr, data, bytes);
    if (data != nullptr && data != known) player_.memory_is(addr, data, bytes);
}

void Reader::take_dma_write() {
    const std::uint64_t addr = number("an address");
    const bool no_data = rest_.size() > 2 && rest_.substr(rest_.size() - 2) == " ?";
    const std::uint64_t bytes = number("a number of bytes", no_data ? ~0ULL : kTraceBytesMax);
    player_.device_writes(addr, data(bytes, nullptr, false), bytes);
}

void Reader::take_cpu_read() {
    const std::uint64_t addr = number("an address");
    player_.monitor().driver_read(addr, size("a number of bytes", kOffsetMax));
}

void Reader::take_cpu_write() {
    const std::uint64_t addr = number("an address");
    const std::uint32_t bytes = size("a number of bytes", kTraceBytesMax);
    player_.driver_writes(addr, data(bytes, nullptr, false), bytes);
}

void Reader::take_memory() {
    const std::uint64_t addr = number("an address");
    const std::uint64_t bytes = number("a number of bytes", kTraceBytesMax);
    player_.memory_is(addr, data(bytes, nullptr, false), bytes);
}

void Reader::take_line() {
    const bool level = number("a level, 0 or 1", 1) == 1;
    player_.monitor().line_set(level, at());
}

void Reader::take_end() {
    const std::uint64_t records = number("the number of records");
    if (records != player_.records - 1) {
        lines_.refuse("end " + std::to_string(player_.records - 1) + ", the records that are there",
                      std::to_string(records));
    }
    ended_ = true;
    player_.monitor().finish();
}

void Reader::take_header() {
    std::string_view line;
    if (!lines_.next(line)) line = {};
    if (line != kTraceHeader) {
        lines_.refuse("the line \"" + std::string(kTraceHeader) + "\"", line);
    }
}

void Reader::take_senses() {
    if (!lines_.next(rest_)) rest_ = {};
    const std::string_view line = rest_;
    bool good = word() == "sees" && !rest_.empty();
    while (good && !rest_.empty()) {
        const std::string_view name = word();
        good = false;
        for (const TraceSense& each : kTraceSenses) {
            if (name == each.name) {
                senses_ |= each.sense;
                good = true;
            }
        }
    }
    if (!good) {
        std::string names;
        for (const TraceSense& each : kTraceSenses) names += ' ' + std::string(each.name);
        lines_.refuse("a line of \"sees\" and some of" + names, line);
    }
    for (const MonitorRule& rule : monitor_rules()) {
        if ((rule.needs & ~senses_) != 0) player_.leave_out(rule.rule);
    }
    player_.leave_out_done();
}

void Reader::take_record() {
    const std::string_view line = rest_;
    const std::string_view name = word();
    for (const Kind& kind : kKinds) {
        if (kind.word != name) continue;
        if ((kind.sense & ~senses_) != 0) {
            lines_.refuse("only records of what the line \"sees\" names", line);
        }
        ++player_.records;
        (this->*kind.take)();
        if (!rest_.empty()) lines_.refuse("the end of the line", rest_);
        return;
    }
    lines_.refuse("a record: time, read, write, settled, dma-read and the like", line);
}

void Reader::play() {
    take_header();
    take_senses();
    while (lines_.next(rest_)) {
        if (ended_) lines_.refuse("nothing after the line \"end\"", rest_);
        if (!rest_.empty() && rest_[0] != '#') take_record();
    }
    if (!ended_) lines_.refuse("the line \"end\" after this one: the trace is cut off");
}

}  // namespace

void play_trace(const std::string& file, TracePlayer& player) {
    Reader(file, player).play();
}

}  // namespace pvscsim::conformance
