// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/discovery.h"

#include <array>

namespace pvscsim::scenarios {

using driver::Outcome;

namespace {

// Bytes asked for by each question; within the smallest buffer that a guest request has.
constexpr std::uint8_t kInquiryBytes = 96;
constexpr std::uint16_t kLunListBytes = 2056;  // 256 units and the header
constexpr std::uint8_t kCapacityBytes = 32;
constexpr std::uint8_t kModeBytes = 64;
constexpr std::uint8_t kTriesMax = 4;  // a unit attention or two, then it has to be ready
constexpr std::array<std::uint8_t, 6> kVitalPages{0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2};

std::uint64_t big_endian(const GuestRequest& request, std::uint32_t offset, std::uint32_t bytes) {
    std::array<std::uint8_t, 8> raw{};
    request.read_data(offset, raw.data(), bytes);
    std::uint64_t value = 0;
    for (std::uint32_t i = 0; i < bytes; ++i) value = value << 8 | raw[i];
    return value;
}

}  // namespace

void Discovery::scan(std::uint32_t targets_max) {
    for (std::uint32_t id = 0; id < targets_max; ++id) {
        steps_.push_back({Question::Inquiry, static_cast<std::uint8_t>(id), 0});
    }
}

void Discovery::make_ready(std::uint8_t target, std::uint8_t lun) {
    steps_.push_back({Question::Ready, target, lun});
    steps_.push_back({Question::Capacity, target, lun});
}

void Discovery::ask_capacity(std::uint8_t target, std::uint8_t lun) {
    steps_.push_back({Question::Capacity, target, lun});
}

void Discovery::list_units(std::uint8_t target) {
    steps_.push_back({Question::ReportLuns, target, 0});
}

void Discovery::examine(std::uint8_t target, std::uint8_t lun) {
    steps_.push_back({Question::Inquiry, target, lun});
}

void Discovery::ask_about(std::uint8_t target, std::uint8_t lun) {
    // In front of the other targets' questions, in order.
    std::vector<Step> steps;
    for (const std::uint8_t page : kVitalPages) {
        steps.push_back({Question::VitalPage, target, lun, page});
    }
    steps.push_back({Question::Ready, target, lun});
    steps.push_back({Question::Capacity, target, lun});
    steps.push_back({Question::Modes, target, lun});
    steps_.insert(steps_.begin(), steps.begin(), steps.end());
}

bool Discovery::next(GuestRequest& request) {
    if (steps_.empty()) return false;
    current_ = steps_.front();
    steps_.pop_front();
    std::array<std::uint8_t, 16> cdb{};
    std::uint8_t cdb_bytes = 6;
    std::uint32_t data_bytes = 0;
    switch (current_.question) {
        case Question::Inquiry:
        case Question::VitalPage:
            cdb[0] = 0x12;
            cdb[1] = current_.question == Question::VitalPage ? 1 : 0;
            cdb[2] = current_.page;
            cdb[4] = kInquiryBytes;
            data_bytes = kInquiryBytes;
            break;
        case Question::ReportLuns:
            cdb[0] = 0xa0;
            cdb[8] = kLunListBytes >> 8;
            cdb[9] = kLunListBytes & 0xff;
            cdb_bytes = 12;
            data_bytes = kLunListBytes;
            break;
        case Question::Ready:
            break;
        case Question::Capacity:
            cdb[0] = 0x9e;
            cdb[1] = 0x10;
            cdb[13] = kCapacityBytes;
            cdb_bytes = 16;
            data_bytes = kCapacityBytes;
            break;
        case Question::Modes:
            cdb[0] = 0x1a;
            cdb[2] = 0x3f;
            cdb[4] = kModeBytes;
            data_bytes = kModeBytes;
            break;
    }
    request.prepare_inquiry(current_.target, current_.lun, cdb.data(), cdb_bytes, data_bytes);
    return true;
}

void Discovery::ended(const GuestRequest& request, const driver::ScsiRequest& scsi) {
    if (scsi.outcome == Outcome::NoTarget) return;
    if (scsi.outcome != Outcome::Good) {
        // A unit attention tells about the past; the same question is asked again.
        if (current_.tries + 1 < kTriesMax) {
            ++current_.tries;
            steps_.push_front(current_);
        } else if (trouble_.empty()) {
            trouble_ = "target " + std::to_string(current_.target) + " LUN " +
                       std::to_string(current_.lun) + " did not become ready";
        }
        return;
    }
    switch (current_.question) {
        case Question::Inquiry:
            if ((big_endian(request, 0, 1) & 0xe0) != 0) return;  // nothing at this LUN
            if (current_.lun == 0) {
                steps_.push_front({Question::ReportLuns, current_.target, 0});
            } else {
                ask_about(current_.target, current_.lun);
            }
            break;
        case Question::ReportLuns: {
            const std::uint64_t units = big_endian(request, 0, 4) / 8;
            for (std::uint64_t i = units; i-- > 1;) {
                const auto lun = static_cast<std::uint8_t>(
                    big_endian(request, static_cast<std::uint32_t>(8 + 8 * i + 1), 1));
                if (lun != 0) steps_.push_front({Question::Inquiry, current_.target, lun});
            }
            ask_about(current_.target, 0);
            break;
        }
        case Question::Capacity:
            found_.push_back({current_.target, current_.lun, big_endian(request, 0, 8) + 1,
                              static_cast<std::uint32_t>(big_endian(request, 8, 4))});
            break;
        default:
            break;
    }
}

}  // namespace pvscsim::scenarios
