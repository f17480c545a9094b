// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/waivers.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

namespace {

using nlohmann::json;

struct Reader {
    const std::string& file;

    [[noreturn]] void refuse(const std::string& where, const std::string& expected,
                             const std::string& got) const {
        throw WaiverError(file + "#" + where + ": expected " + expected + ", got " + got);
    }
    std::string text(const json& entry, const std::string& where, const char* key,
                     bool optional = false) const {
        if (!entry.contains(key)) {
            if (optional) return "";
            refuse(where, std::string("the key \"") + key + "\"", "none");
        }
        const json& value = entry.at(key);
        if (!value.is_string() || value.get<std::string>().empty()) {
            refuse(where + "/" + key, "a text", value.dump().substr(0, 60));
        }
        return value.get<std::string>();
    }
    void known_keys(const json& entry, const std::string& where,
                    const std::set<std::string>& keys) const {
        if (!entry.is_object()) refuse(where, "an object", entry.dump().substr(0, 60));
        for (const auto& item : entry.items()) {
            if (keys.count(item.key()) == 0) refuse(where, "known keys", "\"" + item.key() + "\"");
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
    const int month = number(5, 2);
    const int day = number(8, 2);
    return number(0, 4) > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

Waiver read_waiver(const Reader& reader, const json& entry, const std::string& where,
                   const std::vector<RuleTest>& tests) {
    reader.known_keys(entry, where,
                      {"test", "defect", "reason", "evidence", "reproduce", "expires"});
    Waiver waiver{
        reader.text(entry, where, "test"),      reader.text(entry, where, "defect"),
        reader.text(entry, where, "reason"),    reader.text(entry, where, "evidence"),
        reader.text(entry, where, "reproduce"), reader.text(entry, where, "expires", true)};
    if (std::none_of(tests.begin(), tests.end(),
                     [&](const RuleTest& test) { return test.id() == waiver.test; })) {
        reader.refuse(where + "/test", "a test that `pvscsim conform --list` names",
                      "\"" + waiver.test + "\"");
    }
    if (!waiver.expires.empty() && !is_date(waiver.expires)) {
        reader.refuse(where + "/expires", "a day as YYYY-MM-DD", "\"" + waiver.expires + "\"");
    }
    return waiver;
}

}  // namespace

WaiverFile read_waivers(const std::string& file, const std::string& text,
                        const std::vector<RuleTest>& tests) {
    const Reader reader{file};
    if (text.size() > kWaiverBytesMax) reader.refuse("", "1 MiB at the most", "more");
    const json document = json::parse(
        text, [](int depth, json::parse_event_t, json&) { return depth < 8; }, false);
    if (document.is_discarded()) reader.refuse("", "JSON", "something else");
    reader.known_keys(document, "", {"schema", "device", "waivers"});
    if (reader.text(document, "", "schema") != "pvscsim-waivers/1") {
        reader.refuse("/schema", "\"pvscsim-waivers/1\"", document.at("schema").dump());
    }
    WaiverFile result{reader.text(document, "", "device"), {}};
    if (!document.contains("waivers") || !document.at("waivers").is_array()) {
        reader.refuse("/waivers", "a list", "something else");
    }
    for (const json& entry : document.at("waivers")) {
        const std::string where = "/waivers/" + std::to_string(result.waivers.size());
        Waiver waiver = read_waiver(reader, entry, where, tests);
        if (find_waiver(result, waiver.test) != nullptr) {
            reader.refuse(where + "/test", "each test once", "\"" + waiver.test + "\" again");
        }
        result.waivers.push_back(std::move(waiver));
    }
    return result;
}

const Waiver* find_waiver(const WaiverFile& file, const std::string& test) {
    for (const Waiver& waiver : file.waivers) {
        if (waiver.test == test) return &waiver;
    }
    return nullptr;
}

}  // namespace pvscsim::conformance
