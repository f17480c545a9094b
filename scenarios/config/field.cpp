// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/field.h"

#include <algorithm>
#include <numeric>

#include "scenarios/config/json_document.h"

namespace pvscsim::scenarios {
namespace {

using Json = nlohmann::ordered_json;

template <class List, class ToText>
std::string joined(const List& list, ToText to_text) {
    std::string text;
    for (const auto& item : list) {
        text += (text.empty() ? "" : ", ") + to_text(item);
    }
    return text;
}

std::string in_quotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

/// Insertions, deletions and replacements that make one word of the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

const FieldSpec* find_field(const SectionSpec& spec, std::string_view key) {
    const auto found = std::find_if(spec.fields.begin(), spec.fields.end(),
                                    [&](const FieldSpec& field) { return field.key == key; });
    return found == spec.fields.end() ? nullptr : &*found;
}

std::string unknown_key_text(const SectionSpec& spec, std::string_view key) {
    constexpr std::size_t kLongest = 64;
    const FieldSpec* nearest = nullptr;
    std::size_t distance = std::max<std::size_t>(2, key.size() / 3) + 1;
    for (const FieldSpec& field : spec.fields) {
        const std::size_t edits = key.size() > kLongest ? distance : edit_distance(key, field.key);
        if (edits < distance) {
            distance = edits;
            nearest = &field;
        }
    }
    if (nearest != nullptr) {
        return "unknown key; did you mean " + in_quotes(nearest->key) + "?";
    }
    return "unknown key; allowed are " +
           joined(spec.fields, [](const FieldSpec& field) { return std::string(field.key); });
}

/// The first condition that does not hold, or null. What depends on an idle field is idle too.
const Condition* failed_condition(const SectionSpec& spec, const FieldSpec& field,
                                  const Json& now) {
    for (const Condition& condition : field.conditions) {
        const FieldSpec* other = find_field(spec, condition.key);
        const std::string value = now.at(std::string(condition.key)).get<std::string>();
        const bool listed = std::find(condition.values.begin(), condition.values.end(), value) !=
                            condition.values.end();
        if (!listed || failed_condition(spec, *other, now) != nullptr) {
            return &condition;
        }
    }
    return nullptr;
}

}  // namespace

std::string FieldSpec::allowed() const {
    const std::string bounds =
        "[" + std::to_string(range.min) + ", " + std::to_string(range.max) + "]";
    switch (type) {
        case FieldType::Number:
            return "an integer in " + bounds;
        case FieldType::NumberOf:
            return "one of " + joined(numbers, [](std::uint64_t n) { return std::to_string(n); });
        case FieldType::Flag:
            return "true or false";
        case FieldType::Text:
            return "a string of " + std::to_string(range.min) + " to " + std::to_string(range.max) +
                   " bytes";
        case FieldType::Choice:
            return "one of " + joined(choices, [](const std::string& c) { return in_quotes(c); });
        case FieldType::Object:
            return "an object";
        case FieldType::List:
            return "an array of " + std::to_string(range.min) + " to " + std::to_string(range.max) +
                   " objects";
        case FieldType::Other:
            break;
    }
    return other_text;
}

Node Node::operator[](std::string_view key) const {
    return {value_.at(std::string(key)), origin_, pointer_ + "/" + pointer_part(key)};
}

Node Node::operator[](std::size_t index) const {
    return {value_.at(index), origin_, pointer_ + "/" + std::to_string(index)};
}

ConfigError Node::expected(std::string_view what) const {
    return problem("expected " + std::string(what) + ", got " + shown(value_));
}

bool Node::set_by_option(std::string_view path) const {
    const std::string place = pointer_ + std::string(path) + "/";
    return std::any_of(
        origin_.overridden.begin(), origin_.overridden.end(),
        [&](const std::string& set) { return place.compare(0, set.size() + 1, set + "/") == 0; });
}

ConfigError Node::problem(const std::string& text) const {
    return {origin_.file, "#" + pointer_, text + (set_by_option("") ? " (set by an option)" : "")};
}

ConfigError Node::problem_at(std::string_view key, const std::string& text) const {
    return problem_below("/" + pointer_part(key), text);
}

ConfigError Node::problem_below(std::string_view path, const std::string& text) const {
    return Node(value_, origin_, pointer_ + std::string(path)).problem(text);
}

std::uint64_t read_number(const Node& node, const FieldSpec& spec) {
    const Json& value = node.value();
    if (!value.is_number_unsigned()) {
        throw node.expected(spec.allowed());
    }
    const auto number = value.get<std::uint64_t>();
    const bool fits =
        spec.type == FieldType::NumberOf
            ? std::find(spec.numbers.begin(), spec.numbers.end(), number) != spec.numbers.end()
            : number >= spec.range.min && number <= spec.range.max;
    if (!fits) {
        throw node.expected(spec.allowed());
    }
    return number;
}

bool read_flag(const Node& node) {
    if (!node.value().is_boolean()) {
        throw node.expected("true or false");
    }
    return node.value().get<bool>();
}

std::string read_text(const Node& node, const FieldSpec& spec) {
    if (!node.value().is_string()) {
        throw node.expected(spec.allowed());
    }
    auto text = node.value().get<std::string>();
    if (text.size() < spec.range.min || text.size() > spec.range.max) {
        throw node.expected(spec.allowed());
    }
    return text;
}

std::size_t read_choice(const Node& node, const FieldSpec& spec) {
    const auto found =
        node.value().is_string()
            ? std::find(spec.choices.begin(), spec.choices.end(), node.value().get<std::string>())
            : spec.choices.end();
    if (found == spec.choices.end()) {
        throw node.expected(spec.allowed());
    }
    return static_cast<std::size_t>(found - spec.choices.begin());
}

void check_list(const Node& node, const FieldSpec& spec) {
    const Json& value = node.value();
    if (!value.is_array() || value.size() < spec.range.min || value.size() > spec.range.max) {
        throw node.expected(spec.allowed());
    }
}

void check_keys(const Node& node, const SectionSpec& spec) {
    const Json& object = node.value();
    if (!object.is_object()) {
        throw node.expected("an object");
    }
    for (const auto& [key, value] : object.items()) {
        const FieldSpec* field = find_field(spec, key);
        if (field == nullptr) {
            throw node.problem_at(key, unknown_key_text(spec, key));
        }
        if (!field->needs.empty() && !object.contains(field->needs)) {
            throw node.problem_at(key, "counts only together with " + in_quotes(field->needs));
        }
    }
    for (const FieldSpec& field : spec.fields) {
        if (field.required && field.conditions.empty() && !object.contains(field.key)) {
            throw node.problem_at(field.key, "expected " + field.allowed() + ", got nothing");
        }
    }
    const auto given = std::count_if(spec.one_of.begin(), spec.one_of.end(),
                                     [&](std::string_view key) { return object.contains(key); });
    if (!spec.one_of.empty() && given != 1) {
        throw node.problem("expected exactly one of " + joined(spec.one_of, in_quotes) + ", got " +
                           std::to_string(given) + " of them");
    }
}

void check_conditions(const Node& node, const SectionSpec& spec, const Json& now) {
    for (const FieldSpec& field : spec.fields) {
        const Condition* const failed = failed_condition(spec, field, now);
        if (!node.value().contains(field.key)) {
            if (field.required && failed == nullptr) {
                throw node.problem_at(field.key, "expected " + field.allowed() + ", got nothing");
            }
            continue;
        }
        if (failed != nullptr) {
            const bool file_s = !node.set_by_option("/" + pointer_part(field.key));
            if (file_s && node.set_by_option("/" + pointer_part(failed->key))) {
                continue;
            }
            throw node.problem_at(field.key,
                                  "counts only if \"" + std::string(failed->key) + "\" is one of " +
                                      joined(failed->values, in_quotes) + ", but it is " +
                                      shown(now.at(std::string(failed->key))));
        }
    }
}

Json without_idle_fields(const SectionSpec& spec, const Json& now) {
    Json kept = Json::object();
    for (const FieldSpec& field : spec.fields) {
        const Json& value = now.at(std::string(field.key));
        if (!value.is_null() && failed_condition(spec, field, now) == nullptr) {
            kept[std::string(field.key)] = value;
        }
    }
    return kept;
}

}  // namespace pvscsim::scenarios
