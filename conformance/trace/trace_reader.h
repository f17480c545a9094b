// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "conformance/trace/text_lines.h"
#include "conformance/trace/trace_player.h"

namespace pvscsim::conformance {

/// Plays the trace in `file` ("-": standard input), as docs/trace-format.md describes it. Throws
/// TraceError for one that is not whole.
void play_trace(const std::string& file, TracePlayer& player);

}  // namespace pvscsim::conformance
