// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/line_reader.h"

#include <algorithm>
#include <cstring>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::size_t kBufferBytes = 128 * 1024;
constexpr std::size_t kQuotedBytesMax = 60;

std::string quoted(std::string_view text) {
    if (text.empty()) return "nothing";
    static constexpr char kHex[] = "0123456789abcdef";
    std::string result = "'";
    for (const char letter : text.substr(0, kQuotedBytesMax)) {
        const auto code = static_cast<unsigned char>(letter);
        if (code >= 0x20 && code < 0x7f) {
            result += letter;
        } else {
            result += {'\\', 'x', kHex[code >> 4], kHex[code & 15]};
        }
    }
    return result + (text.size() > kQuotedBytesMax ? "...'" : "'");
}

}  // namespace

LineReader::LineReader(const std::filesystem::path& file) : source_(file), buffer_(kBufferBytes) {}

void LineReader::fail(const std::string& message) const {
    // An empty file is wrong in the line that it lacks.
    const std::uint64_t line = std::max<std::uint64_t>(line_number_, 1);
    throw ConfigError(source_.name(), ":" + std::to_string(line), message);
}

void LineReader::fail(std::string_view expected, std::string_view found) const {
    fail("expected " + std::string(expected) + ", got " + quoted(found));
}

// Moves the begun line to the front and reads on behind it; false at the file's end.
bool LineReader::refill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    const std::size_t got = source_.read(buffer_.data() + end_, buffer_.size() - end_);
    end_ += got;
    return got > 0;
}

bool LineReader::next(std::string_view& line) {
    std::size_t searched = 0;
    const char* line_end = nullptr;
    for (;;) {
        const char* from = buffer_.data() + begin_ + searched;
        const std::size_t left = end_ - begin_ - searched;
        line_end = static_cast<const char*>(std::memchr(from, '\n', left));
        searched += line_end != nullptr ? static_cast<std::size_t>(line_end - from) : left;
        if (line_end != nullptr || searched > kLineBytesMax || !refill()) break;
    }
    if (line_end == nullptr && searched == 0) return false;
    ++line_number_;
    line = std::string_view(buffer_.data() + begin_, searched);
    if (searched > kLineBytesMax) {
        fail("expected a line of at most " + std::to_string(kLineBytesMax) + " bytes, got more");
    }
    begin_ += searched + (line_end != nullptr ? 1 : 0);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return true;
}

}  // namespace pvscsim::scenarios
