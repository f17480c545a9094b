// SPDX-License-Identifier: Apache-2.0
#include <systemc>

// The kernel's library asks for it; GoogleTest's own main runs the cases.
int sc_main(int, char**) {
    return 0;
}
