// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/terminal.h"

#include <sys/ioctl.h>

namespace pvscsim::scenarios {

std::size_t terminal_columns(int descriptor) {
    struct winsize size {};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace pvscsim::scenarios
