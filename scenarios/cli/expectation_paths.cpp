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

/// Why `path` names no value of a report; empty if it does, and `schema` is the value's.
std::string fault_of(const ordered_json*& schema, const std::string& path) {
    if (path.rfind("host.", 0) == 0) return "expected a value that no computer changes, got host's";
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

/// What contradicts the value's type or the expectation itself; empty if nothing does.
std::string contradiction_of(const ordered_json& schema, const Expectation& expectation) {
    const auto value = [](const std::string& text) {
        return text.empty() ? ordered_json() : ordered_json::parse(text);
    };
    const ordered_json equals = value(expectation.equals);
    const ordered_json least = value(expectation.at_least);
    const ordered_json most = value(expectation.at_most);
    const bool bounded = !least.is_null() || !most.is_null();
    const std::string type = schema.contains("type") && schema.at("type").is_string()
                                 ? schema.at("type").get<std::string>()
                                 : std::string();
    const bool given = !expectation.equals.empty();
    if (type == "integer" && given && !equals.is_number()) {
        return "expected a number, as the report has there, got " + expectation.equals;
    }
    if ((type == "string" && given && !equals.is_string()) ||
        (type == "boolean" && given && !equals.is_boolean())) {
        return "expected a " + type + ", as the report has there, got " + expectation.equals;
    }
    if ((type == "string" || type == "boolean") && bounded) {
        return "expected no bounds of a " + type;
    }
    if (!least.is_null() && !most.is_null() && most < least) {
        return "expected \"at_most\" of at least \"at_least\" (" + expectation.at_least +
               "), got " + expectation.at_most;
    }
    if (given && bounded &&
        ((!least.is_null() && equals < least) || (!most.is_null() && most < equals))) {
        return "expected \"equals\" within the bounds, got " + expectation.equals;
    }
    return "";
}

}  // namespace

void check_monitored(const Scenario& scenario, bool monitor) {
    for (const Expectation& expectation : scenario.expectations) {
        if (!monitor && expectation.path.rfind("protocol.", 0) == 0) {
            throw ConfigError(scenario.file, "#/expect/" + expectation.path,
                              "expected a run without --no-monitor");
        }
    }
}

void check_expectation_paths(const Scenario& scenario) {
    if (scenario.expectations.empty()) {
        return;
    }
    const ordered_json report = reports::report_schema();
    for (const Expectation& expectation : scenario.expectations) {
        const ordered_json* schema = &report;
        std::string fault = fault_of(schema, expectation.path);
        if (fault.empty()) fault = contradiction_of(*schema, expectation);
        if (!fault.empty()) {
            throw ConfigError(scenario.file, "#/expect/" + expectation.path, fault);
        }
    }
}

}  // namespace pvscsim::scenarios
