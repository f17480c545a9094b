// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pvscsim::conformance {

/// A trace is not what it must be; the text names file, line, what was expected and what is there.
class TraceError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The lines of a file, a pipe or standard input ("-"), one at a time in bounded memory.
class TextLines {
public:
    /// Throws TraceError if it cannot be opened.
    TextLines(const std::string& file, std::size_t line_bytes_max);
    TextLines(const TextLines&) = delete;
    TextLines& operator=(const TextLines&) = delete;
    ~TextLines();

    /// Gives the next line without its end; false after the last one. `line` is valid until the
    /// next call. Throws TraceError for what cannot be read, is too long or has no end.
    bool next(std::string_view& line);

    /// Of the line that next() gave last, from 1.
    std::uint64_t number() const { return number_; }

    /// Throws TraceError with the line that next() gave last.
    [[noreturn]] void refuse(const std::string& expected, std::string_view got) const;
    [[noreturn]] void refuse(const std::string& message) const;

private:
    bool refill();

    std::string name_;
    std::size_t line_bytes_max_;
    int fd_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  // of what has not been given yet
    std::size_t end_ = 0;
    std::uint64_t number_ = 0;
};

}  // namespace pvscsim::conformance
