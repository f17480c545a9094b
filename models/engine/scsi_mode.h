// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "models/base/archive.h"
#include "models/engine/scsi_parameter_data.h"
#include "models/engine/scsi_sense.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// What a MODE SELECT that was accepted did.
struct ModeChange {
    bool pages = false;  ///< a value of a page has changed
    std::optional<std::uint64_t> capacity_blocks;
    std::optional<Sense> refusal;
};

/// The mode pages of a logical unit, each with default, changeable, current and saved values
/// [SPC-4 and SBC-3, Mode parameters]. Values take memory once one was changed.
class ModePages {
public:
    /// Bytes of all pages one behind the other.
    static constexpr std::size_t kBytes = 168;
    using Values = std::array<std::uint8_t, kBytes>;

    // What the unit itself looks at.
    bool descriptor_sense() const;
    bool write_protected() const;
    bool write_cache() const;
    /// Blocks of storage in use from which on the soft threshold is reached; 0: it is not armed.
    std::uint64_t soft_threshold_blocks(const UnitIdentity& unit) const;

    /// Why a MODE SENSE cannot be served, if so.
    static std::optional<Sense> refuse(const std::array<std::uint8_t, 16>& cdb,
                                       const UnitIdentity& unit);
    /// The data of a MODE SENSE(6) or (10) that is not refused.
    void sense_data(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
                    ParameterData& data) const;
    /// Carries out a MODE SELECT(6) or (10), all of it or nothing; its capacity is the caller's to
    /// change, which `capacity_max` bounds.
    ModeChange select(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
                      const std::uint8_t* list, std::size_t bytes, std::uint64_t capacity_max);
    /// What was not saved is lost.
    void reset();

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        bool selected = stored_ != nullptr;
        a(selected);
        if (!selected) return;
        if (a.reading()) stored_ = std::make_unique<Stored>();
        a(*stored_);
    }

private:
    struct Stored {
        Values current;
        Values saved;
    };

    Values current(const UnitIdentity& unit) const;
    Stored& stored(const UnitIdentity& unit);

    std::unique_ptr<Stored> stored_;
};

}  // namespace pvscsim
