// SPDX-License-Identifier: Apache-2.0
#include "reports/entry.h"

namespace pvscsim::reports {

using nlohmann::ordered_json;

Entry& Entry::add(Kind kind, std::string_view key, std::string_view unit,
                  std::string_view meaning) {
    Entry& entry = children_.emplace_back(example_);
    entry.kind_ = kind;
    entry.key_ = key;
    entry.unit_ = unit;
    entry.meaning_ = meaning;
    return entry;
}

// With room for all from the beginning: an object that grows copies what it has, as deep as that
// goes.
ordered_json Entry::take_report() {
    if (kind_ == Kind::Object) {
        ordered_json::object_t members;
        members.reserve(children_.size());
        for (Entry& child : children_) members.emplace(child.key_, child.take_report());
        return members;
    }
    if (kind_ == Kind::List) {
        ordered_json::array_t elements;
        elements.reserve(children_.size());
        for (Entry& child : children_) elements.push_back(child.take_report());
        return elements;
    }
    return std::move(value_);
}

ordered_json Entry::object_schema() const {
    ordered_json properties = ordered_json::object();
    ordered_json required = ordered_json::array();
    for (const Entry& child : children_) {
        properties[child.key_] = child.schema();
        if (!child.optional_) {
            required.push_back(child.key_);
        }
    }
    ordered_json result;
    result["type"] = "object";
    result["properties"] = properties;
    result["required"] = required;
    result["additionalProperties"] = false;
    return result;
}

ordered_json Entry::schema() const {
    const ordered_json number = {{"type", "integer"}, {"minimum", 0}};
    ordered_json result;
    switch (kind_) {
        case Kind::Object:
            result = object_schema();
            break;
        case Kind::List:
            result = {{"type", "array"}, {"items", children_.front().schema()}};
            break;
        case Kind::Number:
            result = number;
            break;
        case Kind::Text:
            result = {{"type", "string"}};
            break;
        case Kind::Flag:
            result = {{"type", "boolean"}};
            break;
        case Kind::Rows:
            result = {{"type", "array"}, {"items", {{"type", "array"}, {"items", number}}}};
            break;
        case Kind::Json:
            result = ordered_json::object();
            break;
    }
    if (!meaning_.empty()) {
        result["description"] = unit_.empty() ? meaning_ : meaning_ + " [" + unit_ + "]";
    }
    return result;
}

void Entry::reference(const std::string& path, std::string& out) const {
    for (const Entry& child : children_) {
        const std::string name = path + child.key_;
        if (!child.key_.empty()) {
            out += "| `" + name + "` | " + child.unit_ + " | " + child.meaning_ + " |\n";
        }
        child.reference(
            child.key_.empty() ? path : name + (child.kind_ == Kind::List ? "[]." : "."), out);
    }
}

}  // namespace pvscsim::reports
