// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "scenarios/config/field.h"

namespace pvscsim::scenarios {

/// A field bound to a member of `S`. `write` gives null for a value that is not set.
template <class S>
struct Field {
    FieldSpec spec;
    std::function<void(const Node&, const FieldSpec&, S&)> read;
    std::function<nlohmann::ordered_json(const S&)> write;

    Field only_if(std::string_view key, std::vector<std::string_view> values) && {
        spec.conditions.push_back({key, std::move(values)});
        return std::move(*this);
    }
    Field needing(std::string_view key) && {
        spec.needs = key;
        return std::move(*this);
    }
    Field required() && {
        spec.required = true;
        return std::move(*this);
    }
};

/// The table of fields of one struct. Fields are read in the table's order.
template <class S>
class Section {
public:
    using Rules = void (*)(const Node&, const S&);

    /// `frame` has name, meaning and flags of the section; `rules` checks across fields.
    Section(SectionSpec frame, std::vector<Field<S>> fields, Rules rules = nullptr)
        : spec_(std::move(frame)), fields_(std::move(fields)), rules_(rules) {
        // Not S{}: for that, g++ 12 warns of members that are not initialised, at -O3.
        const S defaults = S();
        for (Field<S>& field : fields_) {
            field.spec.default_value = field.write(defaults);
            spec_.fields.push_back(field.spec);
        }
    }

    const SectionSpec& spec() const { return spec_; }

    /// Lays what `node` says over `into`. Throws ConfigError.
    void read(const Node& node, S& into) const {
        check_keys(node, spec_);
        for (const Field<S>& field : fields_) {
            if (node.value().contains(field.spec.key)) {
                field.read(node[field.spec.key], field.spec, into);
            }
        }
        check_conditions(node, spec_, write_all(into));
        if (rules_ != nullptr) {
            rules_(node, into);
        }
    }

    /// Every field that counts; read() of it into a fresh struct gives `from` again.
    nlohmann::ordered_json write(const S& from) const {
        return without_idle_fields(spec_, write_all(from));
    }

private:
    nlohmann::ordered_json write_all(const S& from) const {
        nlohmann::ordered_json all = nlohmann::ordered_json::object();
        for (const Field<S>& field : fields_) {
            all[std::string(field.spec.key)] = field.write(from);
        }
        return all;
    }

    SectionSpec spec_;
    std::vector<Field<S>> fields_;
    Rules rules_;
};

}  // namespace pvscsim::scenarios
