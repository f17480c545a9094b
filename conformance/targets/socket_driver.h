// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "conformance/driver/driver_under_test.h"

namespace pvscsim::conformance {

/// What the driver that `command` starts calls itself. Throws TargetMissing if it does not start
/// or speaks another version of the protocol (docs/socket-protocol.md).
std::string socket_driver_name(const std::string& command);

/// Makes drivers that `command` starts and that reach us over a socket.
DriverMaker socket_driver(const std::string& command);

}  // namespace pvscsim::conformance
