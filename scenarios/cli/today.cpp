// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/today.h"

#include <ctime>

namespace pvscsim::scenarios {

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

}  // namespace pvscsim::scenarios
