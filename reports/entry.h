// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pvscsim::reports {

/// A value of the report together with its declaration: key, unit and meaning. One tree of entries
/// is the source of the report, of its schema and of its reference.
class Entry {
public:
    enum class Kind : std::uint8_t { Object, List, Number, Text, Flag, Rows, Json };
    using Rows = std::vector<std::vector<std::uint64_t>>;

    /// The root. `example` makes each list one element that holds nothing: for the schema.
    explicit Entry(bool example) : example_(example) {}

    /// Valid until the next entry is added beside it.
    Entry& object(std::string_view key, std::string_view meaning) {
        return add(Kind::Object, key, {}, meaning);
    }
    void number(std::string_view key, std::string_view unit, std::string_view meaning,
                std::uint64_t value) {
        add(Kind::Number, key, unit, meaning).value_ = value;
    }
    void text(std::string_view key, std::string_view meaning, std::string_view value) {
        add(Kind::Text, key, {}, meaning).value_ = std::string(value);
    }
    void flag(std::string_view key, std::string_view meaning, bool value) {
        add(Kind::Flag, key, {}, meaning).value_ = value;
    }
    /// Lists of numbers; `columns` names them.
    void rows(std::string_view key, std::string_view columns, std::string_view meaning,
              Rows values) {
        add(Kind::Rows, key, columns, meaning).value_ = std::move(values);
    }
    /// Any JSON, described elsewhere.
    Entry& json(std::string_view key, std::string_view meaning, nlohmann::ordered_json value) {
        Entry& entry = add(Kind::Json, key, {}, meaning);
        entry.value_ = std::move(value);
        return entry;
    }
    /// A list whose elements `describe(Entry&, const T&)` fills.
    template <typename T, typename Describe>
    Entry& list(std::string_view key, std::string_view meaning, const std::vector<T>& values,
                Describe describe) {
        Entry& entry = add(Kind::List, key, {}, meaning);
        for (const T& value : example_ ? std::vector<T>(1) : values) {
            describe(entry.add(Kind::Object, {}, {}, {}), value);
        }
        return entry;
    }
    /// Marks a value that need not be there.
    void set_optional() { optional_ = true; }

    /// What the report says of it; the values move there.
    nlohmann::ordered_json take_report();
    nlohmann::ordered_json schema() const;
    /// Appends Markdown table lines, keys prefixed by `path`.
    void reference(const std::string& path, std::string& out) const;

private:
    Entry& add(Kind kind, std::string_view key, std::string_view unit, std::string_view meaning);
    nlohmann::ordered_json object_schema() const;

    Kind kind_ = Kind::Object;
    bool example_ = false;
    bool optional_ = false;
    std::string key_;
    std::string unit_;
    std::string meaning_;
    nlohmann::ordered_json value_;
    std::vector<Entry> children_;
};

}  // namespace pvscsim::reports
