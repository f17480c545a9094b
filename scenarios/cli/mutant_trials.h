// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "conformance/catalogue.h"
#include "scenarios/cli/verbs.h"

namespace pvscsim::scenarios {

/// A known-bad device or driver, and what became of it.
struct MutantVerdict {
    conformance::Mutant mutant;
    std::vector<std::string> rules;  ///< that it breaks, by the catalogue
    std::set<std::string> killers;   ///< rules whose tests, or the monitor, told of it
    std::string test;                ///< the first of these tests
    std::string evidence;            ///< what it told
    std::uint64_t took_us = 0;       ///< of one processor, by all that was run

    bool of_driver() const { return rules.front().rfind("DRIVER-", 0) == 0; }
    bool killed() const { return !killers.empty(); }
    /// By a rule that names the fault.
    bool killed_as_listed() const;
    /// killed, "killed by another rule", survived, or "not expressed"
    std::string verdict() const;
    /// False if it should have been found and was not.
    bool as_it_should() const;
};

/// What mutants are tried on.
struct TrialGround {
    RunEngine run;
    ModelEngine model;
    std::size_t jobs = 2;
    bool every_test = false;  ///< not only until a listed rule has told of the mutant
};

/// Tries all of `mutants`, in this order: the tests of the listed rules; those again on a device
/// with request coalescing, or a driver with the habits of Linux; short scenarios that the monitor
/// watches; all other tests. A mutant that a listed rule has told of is done. What is broken
/// without a mutant too counts for none.
void try_mutants(std::vector<MutantVerdict>& mutants, const TrialGround& ground);

}  // namespace pvscsim::scenarios
