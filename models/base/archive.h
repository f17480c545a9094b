// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/base/check.h"

namespace pvscsim {

/// Walks over the state of objects, to bytes or from bytes: each class has one function that lists
/// its fields, for both directions. What is constant is not part of it: whoever reads makes the
/// object anew, with the same constants. The bytes are for this process alone.
class Archive {
public:
    /// Writes.
    Archive() = default;
    /// Reads what another one wrote.
    explicit Archive(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)), reading_(true) {}

    bool reading() const { return reading_; }
    /// All has been read.
    bool at_end() const { return at_ == bytes_.size(); }
    std::vector<std::uint8_t> take_bytes() { return std::move(bytes_); }

    template <class... Fields>
    void operator()(Fields&... fields) {
        (field(fields), ...);
    }

private:
    template <class T, class = void>
    struct Archives : std::false_type {};
    template <class T>
    struct Archives<T, std::void_t<decltype(std::declval<T&>().archive(std::declval<Archive&>()))>>
        : std::true_type {};

    template <class T>
    void field(T& value) {
        if constexpr (Archives<T>::value) {
            value.archive(*this);
        } else {
            static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
            raw(&value, sizeof value);
        }
    }
    template <class T>
    void field(std::vector<T>& values) {
        sequence(values);
    }
    template <class T>
    void field(std::deque<T>& values) {
        sequence(values);
    }
    template <class Sequence>
    void sequence(Sequence& values) {
        std::size_t size = values.size();
        field(size);
        if (reading_) values.resize(size);
        for (auto& value : values) field(value);
    }
    void raw(void* value, std::size_t bytes) {
        auto* const at = static_cast<std::uint8_t*>(value);
        if (!reading_) {
            bytes_.insert(bytes_.end(), at, at + bytes);
            return;
        }
        PVS_CHECK(bytes <= bytes_.size() - at_);
        std::memcpy(at, bytes_.data() + at_, bytes);
        at_ += bytes;
    }

    std::vector<std::uint8_t> bytes_;
    std::size_t at_ = 0;
    bool reading_ = false;
};

}  // namespace pvscsim
