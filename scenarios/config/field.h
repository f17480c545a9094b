// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {

struct SectionSpec;

/// Inclusive bounds.
struct Range {
    std::uint64_t min = 0;
    std::uint64_t max = 0;
};

enum class FieldType : std::uint8_t { Number, NumberOf, Flag, Text, Choice, Object, List, Other };

/// A field counts only while the field `key` of the same section has one of `values`.
struct Condition {
    std::string_view key;
    std::vector<std::string_view> values;
};

/// All that can be said about a field without knowing the struct that it is bound to.
struct FieldSpec {
    std::string_view key;
    FieldType type = FieldType::Number;
    std::string_view unit;
    std::string_view meaning;
    Range range;                         ///< Number: its value. Text, List: the length.
    std::vector<std::uint64_t> numbers;  ///< NumberOf
    std::vector<std::string> choices;    ///< Choice
    const SectionSpec* inner = nullptr;  ///< Object, List
    std::vector<Condition> conditions;   ///< all must hold
    std::string_view needs;              ///< another key that must be there too
    bool required = false;
    nlohmann::ordered_json schema;         ///< Other
    std::string other_text;                ///< Other: what is allowed, in words
    nlohmann::ordered_json default_value;  ///< null: none

    /// What is allowed, for messages and the reference: "an integer in [1, 64]".
    std::string allowed() const;
};

/// One section of the language: the fields of one struct.
struct SectionSpec {
    std::string_view name;
    std::string_view meaning;
    std::vector<FieldSpec> fields;
    /// Exactly one of these keys must be there; empty: no such rule.
    std::vector<std::string_view> one_of;
    /// A `kind` that is not written may come from elsewhere than the default (a preset).
    bool inherits_kind = false;
};

/// Where a document came from.
struct Origin {
    std::string file;
    std::vector<std::string> overridden;  ///< JSON pointers set on the command line
};

/// A value of a document, and where it stands in it.
class Node {
public:
    Node(const nlohmann::ordered_json& value, const Origin& origin, std::string pointer = "")
        : value_(value), origin_(origin), pointer_(std::move(pointer)) {}

    const nlohmann::ordered_json& value() const { return value_; }
    Node operator[](std::string_view key) const;
    Node operator[](std::size_t index) const;

    /// "expected `what`, got" and the value.
    ConfigError expected(std::string_view what) const;
    ConfigError problem(const std::string& text) const;
    /// About the field `key` of this object, there or not.
    ConfigError problem_at(std::string_view key, const std::string& text) const;
    /// About the place at `path` ("/workload/sizes") below this one, there or not.
    ConfigError problem_below(std::string_view path, const std::string& text) const;

    /// Whether an option set the place at `path` below this one, or what holds it.
    bool set_by_option(std::string_view path) const;

private:
    const nlohmann::ordered_json& value_;
    const Origin& origin_;
    std::string pointer_;
};

/// The readers of single values: each throws what Node::expected gives.
std::uint64_t read_number(const Node& node, const FieldSpec& spec);
bool read_flag(const Node& node);
std::string read_text(const Node& node, const FieldSpec& spec);
std::size_t read_choice(const Node& node, const FieldSpec& spec);
void check_list(const Node& node, const FieldSpec& spec);

/// Refuses what is no object and unknown keys, and finds missing ones.
void check_keys(const Node& node, const SectionSpec& spec);
/// Refuses keys whose conditions do not hold; `now` has the section's values after reading. A key
/// of the file that an option has made idle, by another value of `kind` say, is passed over.
void check_conditions(const Node& node, const SectionSpec& spec, const nlohmann::ordered_json& now);
/// `now` without the fields that do not count or have no value.
nlohmann::ordered_json without_idle_fields(const SectionSpec& spec,
                                           const nlohmann::ordered_json& now);

}  // namespace pvscsim::scenarios
