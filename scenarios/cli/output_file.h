// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pvscsim::scenarios {

/// Throws at once what write_output() would throw for a name that cannot be written, so that no
/// run is done in vain. Leaves nothing behind.
void check_output(const std::string& file);

/// Writes all of `content`, or leaves nothing: a regular file is written aside and renamed, "-" is
/// standard output, and a device or pipe is written as it is. Throws ConfigError for a name that
/// is no good, LackError when a right, space or the reader of a pipe is not there.
void write_output(const std::string& file, std::string_view content);

/// Writes to standard output what a person reads.
void print(std::string_view text);

}  // namespace pvscsim::scenarios
