// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "scenarios/config/json_document.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

using Json = nlohmann::ordered_json;

Field<Scenario> schema_field() {
    FieldSpec spec = detail::field_spec("schema", FieldType::Choice, "",
                                        "The language in which the file is written.");
    spec.choices = {std::string(kScenarioSchema)};
    return Field<Scenario>{
        std::move(spec),
        [](const Node& node, const FieldSpec& own, Scenario&) { read_choice(node, own); },
        [](const Scenario&) -> Json { return std::string(kScenarioSchema); }}
        .required();
}

/// A number of a bound as it is written. Longer ones could not be held by the report's readers.
std::string read_bound(const Node& node) {
    constexpr std::size_t kDigitsMax = 15;
    std::string text = decimal_text(node.value());
    const bool exact = node.value().is_number_integer();
    const auto digits = std::count_if(text.begin(), text.end(),
                                      [](char letter) { return letter >= '0' && letter <= '9'; });
    if (text.empty() || (!exact && static_cast<std::size_t>(digits) > kDigitsMax)) {
        throw node.expected("an integer of 64 bits or a number of at most 15 digits");
    }
    return text;
}

Expectation read_expectation(const Node& node, const std::string& path) {
    Expectation expectation;
    expectation.path = path;
    if (node.value().is_string()) {
        expectation.equals = node.value().dump();
        return expectation;
    }
    if (!node.value().is_object()) {
        expectation.equals = read_bound(node);
        return expectation;
    }
    for (const auto& [key, value] : node.value().items()) {
        if (key == "equals") {
            expectation.equals = value.is_string() ? value.dump() : read_bound(node[key]);
        } else if (key == "at_least") {
            expectation.at_least = read_bound(node[key]);
        } else if (key == "at_most") {
            expectation.at_most = read_bound(node[key]);
        } else {
            throw node.problem_at(key, "unknown key; allowed are equals, at_least, at_most");
        }
    }
    if (node.value().empty()) {
        throw node.problem("expected one or more of equals, at_least, at_most, got none");
    }
    return expectation;
}

Json written(const Expectation& expectation) {
    const auto value = [](const std::string& text) { return Json::parse(text); };
    if (expectation.at_least.empty() && expectation.at_most.empty()) {
        return value(expectation.equals);
    }
    Json bounds = Json::object();
    if (!expectation.equals.empty()) {
        bounds["equals"] = value(expectation.equals);
    }
    if (!expectation.at_least.empty()) {
        bounds["at_least"] = value(expectation.at_least);
    }
    if (!expectation.at_most.empty()) {
        bounds["at_most"] = value(expectation.at_most);
    }
    return bounds;
}

Json expect_schema() {
    const Json bound = {{"type", "number"}};
    const Json value = {{"type", {"number", "string"}}};
    return {{"type", "object"},
            {"propertyNames", {{"minLength", 1}}},
            {"additionalProperties",
             {{"anyOf",
               {value,
                {{"type", "object"},
                 {"minProperties", 1},
                 {"additionalProperties", false},
                 {"properties", {{"equals", value}, {"at_least", bound}, {"at_most", bound}}}}}}}}};
}

Field<Scenario> expect_field() {
    FieldSpec spec = detail::field_spec(
        "expect", FieldType::Other, "",
        "What the report must hold: for the dotted path of a value the number or string that it "
        "must be, or bounds in an object of `equals`, `at_least` and `at_most`.");
    spec.other_text = "an object of values or bounds by path";
    spec.schema = expect_schema();
    return {std::move(spec),
            [](const Node& node, const FieldSpec& own, Scenario& into) {
                if (!node.value().is_object()) {
                    throw node.expected(own.allowed());
                }
                into.expectations.clear();
                for (const auto& [path, value] : node.value().items()) {
                    if (path.empty()) {
                        throw node.problem("expected the path of a report's value, got \"\"");
                    }
                    into.expectations.push_back(read_expectation(node[path], path));
                }
            },
            [](const Scenario& from) {
                Json all = Json::object();
                for (const Expectation& expectation : from.expectations) {
                    all[expectation.path] = written(expectation);
                }
                return all;
            }};
}

/// Not written where it is false.
Field<NeighbourConfig> share_worker_field() {
    Field<NeighbourConfig> field = flag(
        "share_worker", &NeighbourConfig::share_worker,
        "One thread of the hypervisor serves its adapter, the scenario's own, and those of other "
        "neighbours that say so: in turn, at most 32 requests a turn.");
    field.write = [](const NeighbourConfig& from) {
        return from.share_worker ? Json(true) : Json();
    };
    return field;
}

const Section<NeighbourConfig>& neighbour_section() {
    using N = NeighbourConfig;
    static const Section<N> section{
        {"neighbours",
         "Other machines on the same host, each like the scenario's own but for what it says "
         "itself. They share nothing with it but what they say; the report tells of each.",
         {},
         {}},
        {number("seed", &N::seed, {0, std::numeric_limits<std::uint64_t>::max()}, "",
                "Fixes the machine's random draws."),
         share_worker_field(), object("device", &N::device, device_section()),
         object("driver", &N::driver, driver_section()),
         list("targets", &N::targets, {1, 256}, target_section()),
         object("workload", &N::workload, workload_section())}};
    return section;
}

/// Not written where there are none.
template <class T>
Field<Scenario> rare_list(std::string_view key, std::vector<T> Scenario::*member, Range count,
                          const Section<T>& section) {
    Field<Scenario> field = list(key, member, count, section);
    field.write = [member, write = field.write](const Scenario& from) {
        return (from.*member).empty() ? Json() : write(from);
    };
    return field;
}

}  // namespace

// clang-format off
const Section<Scenario>& scenario_section() {
    using S = Scenario;
    static const Section<S> section{
        {"scenario", "One experiment.", {}, {}},
        {schema_field(),
         text("purpose", &S::purpose, {1, 1000}, "Why the scenario exists.").required(),
         number("seed", &S::seed, {0, std::numeric_limits<std::uint64_t>::max()}, "", "Fixes every random draw."),
         number("simulated_max_ms", &S::simulated_max_ms, {1, kSimulatedMsMax}, "ms", "A run that lasts longer in simulated time has failed."),
         object("machine", &S::machine, machine_section()),
         object("device", &S::device, device_section()),
         object("driver", &S::driver, driver_section()),
         list("targets", &S::targets, {1, 256}, target_section()),
         rare_list("shared_backends", &S::shared_backends, {0, 64}, shared_backend_section()),
         object("workload", &S::workload, workload_section()),
         list("faults", &S::faults, {0, 1000}, fault_section()),
         list("script", &S::script, {0, 1000}, step_section()),
         rare_list("neighbours", &S::neighbours, {0, 8}, neighbour_section()),
         expect_field()},
        validate_scenario};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
