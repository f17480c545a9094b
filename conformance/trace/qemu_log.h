// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "conformance/trace/text_lines.h"
#include "conformance/trace/trace_player.h"

namespace pvscsim::conformance {

/// Plays what QEMU 7.2 writes for -trace 'pvscsi_*', from `file` ("-": standard input): one
/// adapter's. Its time is the number of the line, in ns. Other lines are passed over. Throws
/// TraceError.
void play_qemu_log(const std::string& file, TracePlayer& player);

}  // namespace pvscsim::conformance
