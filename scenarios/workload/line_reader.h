// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/workload/byte_source.h"

namespace pvscsim::scenarios {

/// The lines of a text file, plain or xz, one at a time in bounded memory.
class LineReader {
public:
    /// A longer line is refused: nothing that we read has one.
    static constexpr std::size_t kLineBytesMax = 16 * 1024;

    /// Throws ConfigError as ByteSource does.
    explicit LineReader(const std::filesystem::path& file);

    /// Gives the next line without its end (LF or CR LF); false after the last one. `line` is
    /// valid until the next call. Throws ConfigError for what cannot be read or is too long.
    bool next(std::string_view& line);

    /// The number of the line that next() gave last, from 1; 0 before the first.
    std::uint64_t line_number() const { return line_number_; }

    /// Refuses that line: throws ConfigError naming file and line.
    [[noreturn]] void fail(const std::string& message) const;
    /// The usual form of it; what was found is shortened and its control characters are escaped.
    [[noreturn]] void fail(std::string_view expected, std::string_view found) const;

private:
    bool refill();

    ByteSource source_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  // of what has not been given yet
    std::size_t end_ = 0;
    std::uint64_t line_number_ = 0;
};

}  // namespace pvscsim::scenarios
