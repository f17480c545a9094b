// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/mutant_switch.h"

#include <iterator>
#include <string_view>

#include "conformance/catalogue.h"
#include "pvscsim/mutant.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {

#ifdef PVSCSIM_MUTANTS

namespace {

// No std::array, whose deduction is too deep for compilers with so many.
constexpr std::string_view kMutantNames[] = {
#define PVS_MUTANT_NAME(id) std::string_view{"MUT-" #id},
    PVS_MUTANTS(PVS_MUTANT_NAME)
#undef PVS_MUTANT_NAME
};

/// None if there is no such one.
Mutant mutant_of(std::string_view id) {
    for (std::size_t i = 0; i < std::size(kMutantNames); ++i) {
        if (kMutantNames[i] == id) return static_cast<Mutant>(i + 1);
    }
    return Mutant::None;
}

}  // namespace

void need_mutants(const std::string&) {}

bool is_mutant(const std::string& id) {
    return mutant_of(id) != Mutant::None;
}

void become_mutant(const std::string&, const std::string& id) {
    active_mutant = mutant_of(id);
}

#else

void need_mutants(const std::string& verb) {
    throw LackError(verb +
                    ": this program has no mutants; a test build has them: cmake --preset dev && "
                    "cmake --build --preset dev --target pvscsim, then build/dev/bin/" +
                    verb);
}

bool is_mutant(const std::string&) {
    return false;
}

void become_mutant(const std::string& verb, const std::string&) {
    need_mutants(verb);
}

#endif

void take_mutant_option(const VerbArguments& given) {
    if (!given.has("mutant")) return;
    const std::string id = given.filled_text("mutant");
    need_mutants(given.verb);
    if (!is_mutant(id) || conformance::find_mutant(id) == nullptr) {
        throw ConfigError(
            given.verb, "",
            "--mutant: expected an id that `pvscsim mutants --list` prints, got \"" + id + "\"");
    }
    become_mutant(given.verb, id);
}

}  // namespace pvscsim::scenarios
