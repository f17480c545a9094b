// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/override.h"

#include <algorithm>
#include <vector>

#include "scenarios/config/config_error.h"
#include "scenarios/config/json_document.h"

namespace pvscsim::scenarios {
namespace {

using Json = nlohmann::ordered_json;

bool is_index(const std::string& part) {
    return !part.empty() && part.size() <= 9 &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> parts_of(const std::string& path) {
    constexpr std::string_view kExpect = "expect.";
    if (path.compare(0, kExpect.size(), kExpect) == 0) {
        return {"expect", path.substr(kExpect.size())};
    }
    std::vector<std::string> parts{""};
    for (const char letter : path) {
        if (letter == '.') {
            parts.emplace_back();
        } else {
            parts.back() += letter;
        }
    }
    return parts;
}

Json value_of(const std::string& text, const std::string& name) {
    try {
        return parse_json(text, name);
    } catch (const ConfigError& error) {
        // What would not do as JSON is a string; a started structure is a mistake.
        if (text.empty() || text.find_first_of("{[\"") == 0) {
            throw ConfigError(name, "", error.message);
        }
        return text;
    }
}

/// The place of `part` in `place`, made if it is not there.
Json& step(Json& place, const std::string& part, const std::string& name) {
    if (place.is_null()) {
        place = is_index(part) ? Json::array() : Json::object();
    }
    if (place.is_object()) {
        return place[part];
    }
    if (!place.is_array()) {
        throw ConfigError(name, "",
                          "expected \"" + part +
                              "\" below an object or array, got it "
                              "below " +
                              shown(place));
    }
    const std::size_t index = is_index(part) ? std::stoul(part) : place.size() + 1;
    if (index > place.size()) {
        throw ConfigError(
            name, "",
            "expected an index of at most " + std::to_string(place.size()) + ", got " + part);
    }
    if (index == place.size()) {
        place.push_back(Json());
    }
    return place[index];
}

}  // namespace

std::string apply_override(Json& document, const std::string& option) {
    const std::string name = "--set " + option;
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ConfigError(name, "", "expected JSON.PATH=VALUE");
    }
    const std::vector<std::string> parts = parts_of(option.substr(0, equals));
    if (parts.size() > kJsonDepthMax) {
        throw ConfigError(name, "",
                          "expected a path of at most " + std::to_string(kJsonDepthMax) +
                              " parts, got " + std::to_string(parts.size()));
    }
    Json value = value_of(option.substr(equals + 1), name);
    std::string pointer;
    Json* place = &document;
    for (const std::string& part : parts) {
        if (part.empty()) {
            throw ConfigError(name, "", "expected JSON.PATH=VALUE, got an empty part of the path");
        }
        place = &step(*place, part, name);
        pointer += "/" + pointer_part(part);
    }
    *place = std::move(value);
    return pointer;
}

}  // namespace pvscsim::scenarios
