// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "conformance/differential/difference.h"
#include "conformance/suite/outcome.h"

namespace pvscsim::conformance {

/// Two devices, the second of which works in real time and may end.
struct DevicePair {
    DeviceUnderTest& first;
    /// Makes the second device anew and hands it to its argument.
    std::function<void(const std::function<void(DeviceUnderTest&)>&)> with_second;
};

/// Programs in a row.
struct ProgramRange {
    std::uint64_t seed;
    std::uint64_t first;
    std::uint64_t count;
};

/// What came of some programs.
struct Played {
    Outcome outcome;  ///< evidence: what differed, and the least program that shows it
    std::uint64_t programs = 0;
    std::uint64_t steps = 0;
    std::uint64_t different = 0;
    std::uint64_t fleeting = 0;  ///< differed once, and not when they were played again  ///<
                                 ///< programs with a difference that nothing explains
    Explained explained;
};

/// There and back, for the way from one process to another; a text that is none becomes an end.
std::string to_text(const Played& played);
Played played_from(const std::string& text, const std::string& otherwise);

/// Plays programs on both devices. A difference counts if it shows itself again, on a second device
/// made anew that is given more time; the first that does is shrunk. `note` is told of those that
/// do not, which are the host's timing.
Played play_programs(const DevicePair& devices, const ProgramRange& range,
                     const std::function<void(const std::string&)>& note);
/// Plays one program, which `name` is the name of, and shrinks nothing.
Played play_program(const DevicePair& devices, const Program& program, const std::string& name);

}  // namespace pvscsim::conformance
