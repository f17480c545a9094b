// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace pvscsim::scenarios {

std::size_t terminal_columns() {
    struct winsize size {};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace pvscsim::scenarios
