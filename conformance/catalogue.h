// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pvscsim::conformance {

/// A device or driver that is wrong in one way.
struct Mutant {
    std::string id;
    std::string fault;
    std::string kind;    ///< how it is found, if not by a test as others: report-only, ...
    std::string reason;  ///< why it cannot be expressed; empty: it is in the program
};

/// One rule of catalogue.json.
struct Rule {
    std::string id;         ///< DEVICE-001, DRIVER-001
    std::string level;      ///< MUST, SHOULD or MAY
    std::string family;     ///< what it is about
    std::string statement;  ///< one testable sentence
    std::string source;     ///< who shows it; keys in docs/conformance.md
    std::string check;      ///< monitor, directed, both, or none
    std::vector<Mutant> mutants;
};

/// Every rule, in the order of the catalogue.
const std::vector<Rule>& catalogue();

/// The rule with this id, or null.
const Rule* find_rule(const std::string& id);

/// The mutant with this id, or null.
const Mutant* find_mutant(const std::string& id);

}  // namespace pvscsim::conformance
