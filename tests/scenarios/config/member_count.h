// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace pvscsim::scenarios {

/// Stands for any member in an unevaluated initialiser.
struct AnyMember {
    template <class T>
    operator T() const;
};

template <class Aggregate, class Members, class = void>
struct TakesMembers : std::false_type {};
template <class Aggregate, std::size_t... I>
struct TakesMembers<Aggregate, std::index_sequence<I...>,
                    std::void_t<decltype(Aggregate{(void(I), AnyMember{})...})>> : std::true_type {
};

/// How many members an aggregate has: the longest list that can initialise it.
template <class Aggregate, std::size_t Tried = 32>
constexpr std::size_t member_count() {
    if constexpr (TakesMembers<Aggregate, std::make_index_sequence<Tried>>::value) {
        return Tried;
    } else {
        return member_count<Aggregate, Tried - 1>();
    }
}

}  // namespace pvscsim::scenarios
