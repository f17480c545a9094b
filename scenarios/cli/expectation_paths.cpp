// SPDX-License-Identifier: Apache-2.0
// A path is followed through the report's schema, which knows what a report can hold.
#include "scenarios/cli/expectation_paths.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/report.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

using nlohmann::ordered_json;

std::string names_of(const ordered_json& properties) {
    std::string names;
    for (const auto& [name, ignored] : properties.items()) {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names;
}

bool is_index(const std::string& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(),
                                       [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// The schema below `key` of `schema`, or what is wrong with the key.
const ordered_json* below(const ordered_json& schema, const std::string& key, std::string& wrong) {
    if (schema.contains("properties") && schema.at("properties").contains(key)) {
        return &schema.at("properties").at(key);
    }
    if (schema.contains("items") && is_index(key)) {
        return &schema.at("items");
    }
    wrong = schema.contains("properties") && !schema.at("properties").empty()
                ? "one of " + names_of(schema.at("properties"))
            : schema.contains("items") ? "an index"
                                       : "the path's end";
    return nullptr;
}

/// Why `path` names no value of a report; empty if it does.
std::string fault_of(const ordered_json& report, const std::string& path) {
    const ordered_json* schema = &report;
    std::string before = "the report";
    std::istringstream keys(path);
    for (std::string key; std::getline(keys, key, '.');) {
        if (schema->empty() || !schema->contains("type")) {
            return "";  // whatever was configured
        }
        std::string wrong;
        schema = below(*schema, key, wrong);
        if (schema == nullptr) {
            return "expected " + wrong + " after " + before + ", got \"" + key + "\"";
        }
        before = (before == "the report" ? "" : before + ".") + key;
    }
    const bool many = schema->contains("properties") || schema->contains("items");
    return many ? "expected the path of one value, got that of several" : "";
}

}  // namespace

void check_expectation_paths(const Scenario& scenario) {
    if (scenario.expectations.empty()) {
        return;
    }
    const ordered_json report = reports::report_schema();
    for (const Expectation& expectation : scenario.expectations) {
        const std::string fault = fault_of(report, expectation.path);
        if (!fault.empty()) {
            throw ConfigError(scenario.file, "#/expect/" + expectation.path, fault);
        }
    }
}

}  // namespace pvscsim::scenarios
