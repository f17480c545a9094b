// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pvscsim::scenarios {

/// What two names of one file have in common, links and missing files considered.
std::string file_identity(const std::string& file);

/// Throws at once what write_output() would throw for a name that cannot be written, so that no
/// run is done in vain. Leaves nothing behind.
void check_output(const std::string& file);

/// Writes all of `content`, or leaves nothing: a regular file is written aside and renamed, "-" is
/// standard output, and a device or pipe is written as it is. Throws ConfigError for a name that
/// is no good, LackError when a right, space or the reader of a pipe is not there.
void write_output(const std::string& file, std::string_view content);

/// An output that is too long for memory. Grows out of sight, and is there as a whole, as
/// write_output() would write it, once it is published; or not at all.
class LongOutput {
public:
    /// Throws what check_output() throws.
    explicit LongOutput(const std::string& file);
    LongOutput(const LongOutput&) = delete;
    LongOutput& operator=(const LongOutput&) = delete;
    ~LongOutput();

    /// Here or in a process that was forked from here. Throws LackError.
    void add(std::string_view text) const;
    void publish() const;

private:
    std::string file_;
    int descriptor_ = -1;
};

/// Writes to standard output what a person reads.
void print(std::string_view text);

}  // namespace pvscsim::scenarios
