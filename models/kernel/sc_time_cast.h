// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include "models/base/sim_time.h"

namespace pvscsim {

// The one place where simulated time meets SystemC's; the kernel's resolution is its default, 1 ps.

inline sc_core::sc_time to_sc_time(SimTime t) {
    return sc_core::sc_time::from_value(t.ps);
}
inline SimTime to_sim_time(const sc_core::sc_time& t) {
    return SimTime{t.value()};
}

}  // namespace pvscsim
