// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "conformance/suite/device_under_test.h"
#include "conformance/targets/child_process.h"

namespace pvscsim::conformance {

/// QEMU is not there, is another version, or does not start; the text says how to get it.
class QemuMissing : public TargetMissing {
    using TargetMissing::TargetMissing;
};

/// "QEMU emulator version 7.2.22 (...)" of the installed emulator. Throws QemuMissing unless it is
/// a version 7.2.
std::string qemu_version();

/// Starts an emulator with its pvscsi device, whose processor stands still, and hands it to `use`.
/// Throws QemuMissing if it does not start.
void with_qemu_under_test(const std::function<void(DeviceUnderTest&)>& use);

}  // namespace pvscsim::conformance
