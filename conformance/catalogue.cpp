// SPDX-License-Identifier: Apache-2.0
#include "conformance/catalogue.h"

#include <nlohmann/json.hpp>

#include "conformance/embedded_files.h"

namespace pvscsim::conformance {

namespace {

std::vector<Rule> read_catalogue() {
    const nlohmann::json document = nlohmann::json::parse(embedded_catalogue());
    std::vector<Rule> rules;
    for (const nlohmann::json& entry : document.at("rules")) {
        Rule rule{entry.at("id"),
                  entry.at("level"),
                  entry.at("family"),
                  entry.at("statement"),
                  entry.at("source"),
                  entry.at("check"),
                  {}};
        for (const nlohmann::json& mutant : entry.at("mutants")) {
            rule.mutants.push_back({mutant.at("id"), mutant.at("fault"), mutant.value("kind", ""),
                                    mutant.value("reason", "")});
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace

const std::vector<Rule>& catalogue() {
    static const std::vector<Rule> rules = read_catalogue();
    return rules;
}

const Rule* find_rule(const std::string& id) {
    for (const Rule& rule : catalogue()) {
        if (rule.id == id) return &rule;
    }
    return nullptr;
}

const Mutant* find_mutant(const std::string& id) {
    for (const Rule& rule : catalogue()) {
        for (const Mutant& mutant : rule.mutants) {
            if (mutant.id == id) return &mutant;
        }
    }
    return nullptr;
}

}  // namespace pvscsim::conformance
