// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kinds of fields that a table may have. `S` is the section's struct.

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "scenarios/config/section.h"

namespace pvscsim::scenarios {

namespace detail {

inline FieldSpec field_spec(std::string_view key, FieldType type, std::string_view unit,
                            std::string_view meaning) {
    FieldSpec spec;
    spec.key = key;
    spec.type = type;
    spec.unit = unit;
    spec.meaning = meaning;
    return spec;
}

template <class S, class M>
Field<S> bound_number(FieldSpec spec, M S::*member) {
    return {std::move(spec),
            [member](const Node& node, const FieldSpec& own, S& into) {
                into.*member = static_cast<M>(read_number(node, own));
            },
            [member](const S& from) -> nlohmann::ordered_json { return from.*member; }};
}

}  // namespace detail

template <class S, class M>
Field<S> number(std::string_view key, M S::*member, Range range, std::string_view unit,
                std::string_view meaning) {
    static_assert(std::is_unsigned_v<M>);
    FieldSpec spec = detail::field_spec(key, FieldType::Number, unit, meaning);
    spec.range = {range.min, std::min<std::uint64_t>(range.max, std::numeric_limits<M>::max())};
    return detail::bound_number(std::move(spec), member);
}

/// A number that is not there unless it is written.
template <class S>
Field<S> optional_number(std::string_view key, std::optional<std::uint64_t> S::*member, Range range,
                         std::string_view unit, std::string_view meaning) {
    FieldSpec spec = detail::field_spec(key, FieldType::Number, unit, meaning);
    spec.range = range;
    return {std::move(spec),
            [member](const Node& node, const FieldSpec& own, S& into) {
                into.*member = read_number(node, own);
            },
            [member](const S& from) -> nlohmann::ordered_json {
                return from.*member ? nlohmann::ordered_json(*(from.*member)) : nullptr;
            }};
}

template <class S, class M>
Field<S> number_of(std::string_view key, M S::*member, std::vector<std::uint64_t> numbers,
                   std::string_view unit, std::string_view meaning) {
    FieldSpec spec = detail::field_spec(key, FieldType::NumberOf, unit, meaning);
    spec.numbers = std::move(numbers);
    return detail::bound_number(std::move(spec), member);
}

template <class S>
Field<S> flag(std::string_view key, bool S::*member, std::string_view meaning) {
    return {
        detail::field_spec(key, FieldType::Flag, "", meaning),
        [member](const Node& node, const FieldSpec&, S& into) { into.*member = read_flag(node); },
        [member](const S& from) -> nlohmann::ordered_json { return from.*member; }};
}

/// An empty string is not written.
template <class S>
Field<S> text(std::string_view key, std::string S::*member, Range bytes, std::string_view meaning) {
    FieldSpec spec = detail::field_spec(key, FieldType::Text, "", meaning);
    spec.range = bytes;
    return {std::move(spec),
            [member](const Node& node, const FieldSpec& own, S& into) {
                into.*member = read_text(node, own);
            },
            [member](const S& from) {
                return (from.*member).empty() ? nullptr : nlohmann::ordered_json(from.*member);
            }};
}

/// `choices` are the names of the enumerators of `E` from 0 on.
template <class S, class E>
Field<S> choice(std::string_view key, E S::*member, std::vector<std::string> choices,
                std::string_view meaning) {
    FieldSpec spec = detail::field_spec(key, FieldType::Choice, "", meaning);
    spec.choices = choices;
    return {std::move(spec),
            [member](const Node& node, const FieldSpec& own, S& into) {
                into.*member = static_cast<E>(read_choice(node, own));
            },
            [member, names = std::move(choices)](const S& from) -> nlohmann::ordered_json {
                return names.at(static_cast<std::size_t>(from.*member));
            }};
}

template <class S, class T>
Field<S> object(std::string_view key, T S::*member, const Section<T>& section) {
    FieldSpec spec = detail::field_spec(key, FieldType::Object, "", section.spec().meaning);
    spec.inner = &section.spec();
    return {std::move(spec),
            [member, &section](const Node& node, const FieldSpec&, S& into) {
                section.read(node, into.*member);
            },
            [member, &section](const S& from) { return section.write(from.*member); }};
}

/// What is written replaces the whole default list.
template <class S, class T>
Field<S> list(std::string_view key, std::vector<T> S::*member, Range count,
              const Section<T>& section) {
    FieldSpec spec = detail::field_spec(key, FieldType::List, "", section.spec().meaning);
    spec.range = count;
    spec.inner = &section.spec();
    return {std::move(spec),
            [member, &section](const Node& node, const FieldSpec& own, S& into) {
                check_list(node, own);
                (into.*member).assign(node.value().size(), T());
                for (std::size_t i = 0; i < node.value().size(); ++i) {
                    section.read(node[i], (into.*member)[i]);
                }
            },
            [member, &section](const S& from) {
                auto items = nlohmann::ordered_json::array();
                for (const T& item : from.*member) {
                    items.push_back(section.write(item));
                }
                return items;
            }};
}

}  // namespace pvscsim::scenarios
