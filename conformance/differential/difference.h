// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "conformance/differential/stage.h"

namespace pvscsim::conformance {

/// The first thing that two devices showed differently and nothing explains.
struct Difference {
    std::size_t step = 0;  ///< of the program, from 0
    SightKind kind{};      ///< of what was seen
    std::size_t byte = 0;  ///< of it
    std::string what;      ///< what was seen, and from which byte on
    std::string first;     ///< on the first device
    std::string second;

    /// True of two that are likely to have one cause.
    bool is_like(const Difference& other) const {
        return kind == other.kind && (byte == other.byte || kind == SightKind::Memory);
    }
    /// In a sentence.
    std::string told(const Program& program) const;
};

/// How many programs had differences with an explanation, by its name.
using Explained = std::map<std::string, std::uint64_t>;

/// Compares byte by byte. `explained` counts one for each explanation that was of use.
std::optional<Difference> difference_of(const Show& first, const Show& second,
                                        Explained& explained);

}  // namespace pvscsim::conformance
