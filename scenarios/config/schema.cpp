// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/schema.h"

#include <algorithm>

#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

using Json = nlohmann::ordered_json;

Json section_schema(const SectionSpec& section);

Json field_schema(const FieldSpec& field) {
    switch (field.type) {
        case FieldType::Number:
            return {
                {"type", "integer"}, {"minimum", field.range.min}, {"maximum", field.range.max}};
        case FieldType::NumberOf:
            return {{"type", "integer"}, {"enum", field.numbers}};
        case FieldType::Flag:
            return {{"type", "boolean"}};
        case FieldType::Text:
            return {
                {"type", "string"}, {"minLength", field.range.min}, {"maxLength", field.range.max}};
        case FieldType::Choice:
            return {{"enum", field.choices}};
        case FieldType::Object:
            return section_schema(*field.inner);
        case FieldType::List:
            return {{"type", "array"},
                    {"minItems", field.range.min},
                    {"maxItems", field.range.max},
                    {"items", section_schema(*field.inner)}};
        case FieldType::Other:
            break;
    }
    return field.schema;
}

std::string described(const FieldSpec& field) {
    std::string text(field.meaning);
    if (!field.unit.empty()) {
        text += " Unit: " + std::string(field.unit) + ".";
    }
    return text;
}

const FieldSpec& field_of(const SectionSpec& section, std::string_view key) {
    return *std::find_if(section.fields.begin(), section.fields.end(),
                         [&](const FieldSpec& field) { return field.key == key; });
}

/// While `condition` fails, `field` must not be there.
Json condition_schema(const SectionSpec& section, const FieldSpec& field,
                      const Condition& condition) {
    const FieldSpec& other = field_of(section, condition.key);
    const auto counts = [&](const std::string& value) {
        return std::find(condition.values.begin(), condition.values.end(), value) !=
               condition.values.end();
    };
    Json failing = Json::array();
    for (const std::string& value : other.choices) {
        if (!counts(value)) {
            failing.push_back(value);
        }
    }
    const std::string key(condition.key);
    Json rule = {{"if", {{"properties", {{key, {{"enum", failing}}}}}}},
                 {"then", {{"properties", {{std::string(field.key), false}}}}}};
    // Without the key its default holds, if nothing else can have set it.
    if (section.inherits_kind || counts(other.default_value.get<std::string>())) {
        rule["if"]["required"] = Json::array({key});
    }
    return rule;
}

/// While `condition` holds, `field` must be there.
Json requirement_schema(const FieldSpec& field, const Condition& condition) {
    const std::string key(condition.key);
    Json holding = Json::array();
    for (const std::string_view value : condition.values) {
        holding.push_back(std::string(value));
    }
    return {
        {"if", {{"properties", {{key, {{"enum", holding}}}}}, {"required", Json::array({key})}}},
        {"then", {{"required", Json::array({std::string(field.key)})}}}};
}

/// The conditions of a field with those of the fields that they name.
Json condition_schemas(const SectionSpec& section, const FieldSpec& field) {
    Json rules = Json::array();
    for (const Condition& condition : field.conditions) {
        rules.push_back(condition_schema(section, field, condition));
        for (const Condition& outer : field_of(section, condition.key).conditions) {
            rules.push_back(condition_schema(section, field, outer));
        }
    }
    return rules;
}

Json section_schema(const SectionSpec& section) {
    Json schema = {{"type", "object"}, {"additionalProperties", false}};
    Json required = Json::array();
    Json rules = Json::array();
    for (const FieldSpec& field : section.fields) {
        const std::string key(field.key);
        Json described_field = {{"description", described(field)}};
        described_field.update(field_schema(field));
        if (!field.default_value.is_null() && !field.required && field.type != FieldType::Object &&
            field.type != FieldType::List) {
            described_field["default"] = field.default_value;
        }
        schema["properties"][key] = std::move(described_field);
        if (field.required && field.conditions.empty()) {
            required.push_back(key);
        } else if (field.required) {
            rules.push_back(requirement_schema(field, field.conditions.front()));
        }
        if (!field.needs.empty()) {
            schema["dependencies"][key] = Json::array({std::string(field.needs)});
        }
        for (Json& rule : condition_schemas(section, field)) {
            rules.push_back(std::move(rule));
        }
    }
    if (!required.empty()) {
        schema["required"] = std::move(required);
    }
    if (!rules.empty()) {
        schema["allOf"] = std::move(rules);
    }
    for (const std::string_view key : section.one_of) {
        schema["oneOf"].push_back({{"required", Json::array({std::string(key)})}});
    }
    return schema;
}

}  // namespace

Json scenario_schema() {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "A scenario of pvscsim"},
                   {"description", std::string(scenario_section().spec().meaning)}};
    schema.update(section_schema(scenario_section().spec()));
    return schema;
}

}  // namespace pvscsim::scenarios
