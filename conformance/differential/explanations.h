// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "conformance/differential/stage.h"

namespace pvscsim::conformance {

/// Why the model and QEMU's device may show something different: as narrow as can be said.
struct Explanation {
    const char* name;
    const char* reason;
    SightKind kind;
    bool (*of_request)(const Sight& sight);  ///< whether it is about what this request shows
    /// Whether it explains that byte number `at` is another on the second device.
    bool (*holds)(const Sight& first, const Sight& second, std::size_t at);
};

const std::vector<Explanation>& explanations();

/// The one that explains a byte, or null.
const Explanation* explanation_of(const Sight& first, const Sight& second, std::size_t at);

/// True if an explanation is about what the request of `ended` shows as `kind`.
bool has_explanation(const Sight& ended, SightKind kind);

}  // namespace pvscsim::conformance
