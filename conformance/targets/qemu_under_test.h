// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include "conformance/suite/device_under_test.h"

namespace pvscsim::conformance {

/// QEMU is not there, is another version, or does not start; the text says how to get it.
class QemuMissing : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// "QEMU emulator version 7.2.22 (...)" of the installed emulator. Throws QemuMissing unless it is
/// a version 7.2.
std::string qemu_version();

/// Starts an emulator with its pvscsi device, whose processor stands still, and hands it to `use`.
/// Throws QemuMissing if it does not start.
void with_qemu_under_test(const std::function<void(DeviceUnderTest&)>& use);

}  // namespace pvscsim::conformance
