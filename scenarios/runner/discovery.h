// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "scenarios/runner/guest_request.h"

namespace pvscsim::scenarios {

/// A logical unit as READ CAPACITY reports it.
struct FoundUnit {
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    std::uint64_t capacity_blocks = 0;
    std::uint32_t block_bytes = 0;
};

/// What an operating system asks of its adapter before it uses a disk, one command at a time:
/// either a scan of all target ids, as at boot, or the readying of units that are known.
class Discovery {
public:
    /// Looks at target ids 0 .. targets_max - 1: who is there, which units, and all about each.
    void scan(std::uint32_t targets_max);
    /// TEST UNIT READY until it is, then READ CAPACITY.
    void make_ready(std::uint8_t target, std::uint8_t lun);
    /// READ CAPACITY of a unit that is in use.
    void ask_capacity(std::uint8_t target, std::uint8_t lun);
    /// Which units a target has, and all about each.
    void list_units(std::uint8_t target);
    /// All about one unit, as a scan asks.
    void examine(std::uint8_t target, std::uint8_t lun);

    /// Fills in the next command; false if there is none.
    bool next(GuestRequest& request);
    /// How that command ended.
    void ended(const GuestRequest& request, const driver::ScsiRequest& scsi);

    const std::vector<FoundUnit>& found() const { return found_; }
    /// Why a unit that had to be there is not usable; empty if none.
    const std::string& trouble() const { return trouble_; }

private:
    enum class Question : std::uint8_t {
        Inquiry,
        ReportLuns,
        VitalPage,
        Ready,
        Capacity,
        Modes,
    };
    struct Step {
        Question question;
        std::uint8_t target;
        std::uint8_t lun;
        std::uint8_t page = 0;
        std::uint8_t tries = 0;
    };
    void ask_about(std::uint8_t target, std::uint8_t lun);

    std::deque<Step> steps_;
    Step current_{};
    std::vector<FoundUnit> found_;
    std::string trouble_;
};

}  // namespace pvscsim::scenarios
