// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "conformance/suite/device_under_test.h"

namespace pvscsim::conformance {

/// What the device that `command` starts calls itself. Throws TargetMissing if it does not start
/// or speaks another version of the protocol (docs/socket-protocol.md).
std::string socket_device_name(const std::string& command);

/// Starts a device by `command`, which reaches us over a socket, and hands it to `use`.
void with_socket_device(const std::string& command,
                        const std::function<void(DeviceUnderTest&)>& use);

}  // namespace pvscsim::conformance
