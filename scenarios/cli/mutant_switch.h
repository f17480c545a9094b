// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/cli/verb_options.h"

namespace pvscsim::scenarios {

/// Ends `verb` with LackError, which says how to get a program with mutants, if this is none.
void need_mutants(const std::string& verb);
/// True if a fault with this id, as MUT-D01, has a place in the program.
bool is_mutant(const std::string& id);
/// Makes this process, and those that it starts, wrong in one way. Throws LackError.
void become_mutant(const std::string& verb, const std::string& id);
/// The option `--mutant` of a verb. Throws ConfigError or LackError.
void take_mutant_option(const VerbArguments& given);

}  // namespace pvscsim::scenarios
