// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/waivers.h"

#include <fnmatch.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <nlohmann/json.hpp>

#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

namespace {

using nlohmann::json;

constexpr const char* kSchema = "pvscsim-waivers/1";
constexpr const char* kNever = "never";

/// A key of a file or of a waiver; each must be there.
struct Key {
    const char* name;
    const char* meaning;
};
constexpr Key kFileKeys[] = {
    {"schema", "pvscsim-waivers/1"},
    {"device",
     "whose failures these are: what the last line of `pvscsim conform` calls it, with * for any "
     "text; upper and lower case are alike"},
    {"waivers", "each test once"}};
constexpr Key kWaiverKeys[] = {
    {"test", "rule and test, as `pvscsim conform --list` names it"},
    {"defect", "id of the defect that explains the failure; choice: the rule leaves it open"},
    {"reason", "in a sentence"},
    {"evidence", "what the failure shows"},
    {"reproduce", "the command that shows it"},
    {"expires", "the last day of the waiver as YYYY-MM-DD, or never"}};

struct Reader {
    const std::string& file;

    [[noreturn]] void refuse(const std::string& where, const std::string& expected,
                             const std::string& got) const {
        throw WaiverError(file + "#" + where + ": expected " + expected + ", got " + got);
    }
    std::string text(const json& entry, const std::string& where, const char* key) const {
        if (!entry.contains(key)) {
            refuse(where, std::string("the key \"") + key + "\"", "none");
        }
        const json& value = entry.at(key);
        const std::string filled = value.is_string() ? value.get<std::string>() : "";
        if (filled.find_first_not_of(" \t\n") == std::string::npos) {
            refuse(where + "/" + key, "a text", value.dump().substr(0, 60));
        }
        return filled;
    }
    template <std::size_t N>
    void known_keys(const json& entry, const std::string& where, const Key (&keys)[N]) const {
        if (!entry.is_object()) refuse(where, "an object", entry.dump().substr(0, 60));
        for (const auto& item : entry.items()) {
            const auto known = std::find_if(std::begin(keys), std::end(keys),
                                            [&](const Key& key) { return item.key() == key.name; });
            if (known == std::end(keys)) refuse(where, "known keys", "\"" + item.key() + "\"");
        }
    }
};

bool is_date(const std::string& text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto number = [&](std::size_t at, std::size_t count) {
        int value = 0;
        for (std::size_t i = at; i < at + count; ++i) {
            if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return -1;
            value = 10 * value + (text[i] - '0');
        }
        return value;
    };
    const int year = number(0, 4);
    const int month = number(5, 2);
    const int day = number(8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1) return false;
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

Waiver read_waiver(const Reader& reader, const json& entry, const std::string& where,
                   const std::vector<RuleTest>& tests) {
    reader.known_keys(entry, where, kWaiverKeys);
    Waiver waiver{reader.text(entry, where, "test"),      reader.text(entry, where, "defect"),
                  reader.text(entry, where, "reason"),    reader.text(entry, where, "evidence"),
                  reader.text(entry, where, "reproduce"), reader.text(entry, where, "expires")};
    if (std::none_of(tests.begin(), tests.end(),
                     [&](const RuleTest& test) { return test.id() == waiver.test; })) {
        reader.refuse(where + "/test", "a test that `pvscsim conform --list` names",
                      "\"" + waiver.test + "\"");
    }
    if (waiver.expires != kNever && !is_date(waiver.expires)) {
        reader.refuse(where + "/expires", "a day as YYYY-MM-DD, or never",
                      "\"" + waiver.expires + "\"");
    }
    return waiver;
}

}  // namespace

void read_waivers(const std::string& file, const std::string& text,
                  const std::vector<RuleTest>& tests, Waivers& waivers) {
    const Reader reader{file};
    if (text.size() > kWaiverBytesMax) reader.refuse("", "1 MiB at the most", "more");
    const json document = json::parse(
        text, [](int depth, json::parse_event_t, json&) { return depth < 8; }, false);
    if (document.is_discarded()) reader.refuse("", "JSON", "something else");
    reader.known_keys(document, "", kFileKeys);
    if (reader.text(document, "", "schema") != kSchema) {
        reader.refuse("/schema", std::string("\"") + kSchema + "\"", document.at("schema").dump());
    }
    waivers.files.push_back({file, reader.text(document, "", "device")});
    if (!document.contains("waivers") || !document.at("waivers").is_array()) {
        reader.refuse("/waivers", "a list", "something else");
    }
    for (std::size_t i = 0; i < document.at("waivers").size(); ++i) {
        const std::string where = "/waivers/" + std::to_string(i);
        Waiver waiver = read_waiver(reader, document.at("waivers")[i], where, tests);
        if (find_waiver(waivers, waiver.test) != nullptr) {
            reader.refuse(where + "/test", "each test once", "\"" + waiver.test + "\" again");
        }
        waivers.all.push_back(std::move(waiver));
    }
}

void check_waived_device(const Waivers& waivers, const std::string& device) {
    for (const Waivers::File& file : waivers.files) {
        if (::fnmatch(file.device.c_str(), device.c_str(), FNM_CASEFOLD) == 0) continue;
        Reader{file.name}.refuse("/device", "a pattern that \"" + device + "\" matches",
                                 "\"" + file.device + "\"");
    }
}

nlohmann::ordered_json waivers_schema() {
    using Json = nlohmann::ordered_json;
    const auto object = [](const auto& keys) {
        Json schema = {{"type", "object"}, {"additionalProperties", false}};
        for (const Key& key : keys) {
            schema["required"].push_back(key.name);
            schema["properties"][key.name] = {
                {"type", "string"}, {"pattern", "\\S"}, {"description", key.meaning}};
        }
        return schema;
    };
    Json waiver = object(kWaiverKeys);
    waiver["properties"]["expires"]["pattern"] =
        "^(never|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$";
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "A waiver file of `pvscsim conform`"}};
    schema.update(object(kFileKeys));
    schema["properties"]["schema"] = {{"const", kSchema}};
    schema["properties"]["waivers"] = {
        {"type", "array"}, {"items", waiver}, {"description", kFileKeys[2].meaning}};
    return schema;
}

const Waiver* find_waiver(const Waivers& waivers, const std::string& test) {
    for (const Waiver& waiver : waivers.all) {
        if (waiver.test == test) return &waiver;
    }
    return nullptr;
}

}  // namespace pvscsim::conformance
