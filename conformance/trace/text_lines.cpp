// SPDX-License-Identifier: Apache-2.0
#include "conformance/trace/text_lines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pvscsim::conformance {

namespace {

constexpr std::size_t kBufferBytes = 256 << 10;
constexpr std::size_t kQuotedBytesMax = 60;

std::string quoted(std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string result = "\"";
    for (const char letter : text.substr(0, kQuotedBytesMax)) {
        const auto code = static_cast<unsigned char>(letter);
        if (code >= 0x20 && code < 0x7f) {
            result += letter;
        } else {
            result += {'\\', 'x', kHex[code >> 4], kHex[code & 15]};
        }
    }
    return result + (text.size() > kQuotedBytesMax ? "...\"" : "\"");
}

}  // namespace

TextLines::TextLines(const std::string& file, std::size_t line_bytes_max)
    : name_(file == "-" ? "standard input" : file),
      line_bytes_max_(line_bytes_max),
      fd_(file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)),
      buffer_(kBufferBytes) {
    struct stat status {};
    if (fd_ < 0 || ::fstat(fd_, &status) != 0 || S_ISDIR(status.st_mode)) {
        const std::string why = std::strerror(fd_ < 0 ? errno : EISDIR);
        if (fd_ >= 0) ::close(fd_);
        throw TraceError(name_ + ": expected a trace that can be read: " + why);
    }
}

TextLines::~TextLines() {
    ::close(fd_);
}

void TextLines::refuse(const std::string& message) const {
    throw TraceError(name_ + ":" + std::to_string(std::max<std::uint64_t>(number_, 1)) + ": " +
                     message);
}

void TextLines::refuse(const std::string& expected, std::string_view got) const {
    refuse("expected " + expected + ", got " + quoted(got));
}

// Moves the begun line to the front and reads on behind it; false at the end.
bool TextLines::refill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    for (;;) {
        const ssize_t got = ::read(fd_, buffer_.data() + end_, buffer_.size() - end_);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw TraceError(name_ + ": cannot be read: " + std::strerror(errno));
        end_ += static_cast<std::size_t>(got);
        return got > 0;
    }
}

bool TextLines::next(std::string_view& line) {
    std::size_t searched = 0;
    const char* line_end = nullptr;
    for (;;) {
        const char* from = buffer_.data() + begin_ + searched;
        const std::size_t left = end_ - begin_ - searched;
        line_end = static_cast<const char*>(std::memchr(from, '\n', left));
        searched += line_end != nullptr ? static_cast<std::size_t>(line_end - from) : left;
        if (line_end != nullptr || searched > line_bytes_max_ || !refill()) break;
    }
    if (line_end == nullptr && searched == 0) return false;
    ++number_;
    line = std::string_view(buffer_.data() + begin_, searched);
    if (searched > line_bytes_max_) {
        refuse("a line of " + std::to_string(line_bytes_max_) + " bytes at the most", line);
    }
    if (line_end == nullptr) refuse("the end of this line: the file is cut off", line);
    begin_ += searched + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return true;
}

}  // namespace pvscsim::conformance
