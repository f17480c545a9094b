// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/explanations.h"

#include <algorithm>

namespace pvscsim::conformance {

namespace {

bool is_standard_inquiry(const Sight& sight) {
    const std::vector<std::uint8_t>& cdb = sight.ask->cdb;
    return cdb.size() >= 2 && cdb[0] == 0x12 && (cdb[1] & 1U) == 0;
}

bool is_request_sense(const Sight& sight) {
    return !sight.ask->cdb.empty() && sight.ask->cdb[0] == 0x03;
}

/// True of a request that was ended before its time.
bool was_stopped(const Sight& sight) {
    return sight.host_status == kBusReset || sight.host_status == kAbortQueue;
}

}  // namespace

const std::vector<Explanation>& explanations() {
    // clang-format off
    static const std::vector<Explanation> all{
        {"inquiry-identity",
         "the disks are two products: version, format, copy and queuing bits, vendor, product and revision of their INQUIRY data are their own",
         SightKind::Data, is_standard_inquiry,
         [](const Sight&, const Sight&, std::size_t at) {
             return at == 2 || at == 3 || at == 5 || at == 7 || (at >= 8 && at < 36);
         }},
        {"inquiry-absent",
         "of a unit that is not there the emulator tells nothing but that",
         SightKind::Data,
         [](const Sight& sight) { return is_standard_inquiry(sight) && sight.ask->byte(AskLun) != 0; },
         [](const Sight&, const Sight& second, std::size_t at) {
             return at >= 2 && at < 36 && second.bytes[at] == 0;
         }},
        {"inquiry-length",
         "the emulator's disks tell as length of their INQUIRY data as many bytes as are asked for",
         SightKind::Data, is_standard_inquiry,
         [](const Sight& first, const Sight& second, std::size_t at) {
             return at == 4 && first.bytes[at] == 31 && second.bytes[at] + 5 == first.ask->cdb[4];
         }},
        {"inquiry-filling",
         "the emulator's disks fill INQUIRY data up with zeros to what was asked for",
         SightKind::Data, is_standard_inquiry,
         [](const Sight&, const Sight& second, std::size_t at) {
             return at >= 36 && at < second.ask->cdb[4] && second.bytes[at] == 0;
         }},
        {"sense-kept",
         "the emulator's disks answer REQUEST SENSE with the sense data of the last failure, though a completion carried them",
         SightKind::Data, is_request_sense,
         [](const Sight& first, const Sight&, std::size_t at) {
             return (at == 2 || at == 12 || at == 13) && first.bytes[at] == 0;
         }},
        {"stopped-data",
         "a request that was aborted or reset may have moved its data, or some of them, or none",
         SightKind::Data, was_stopped,
         [](const Sight&, const Sight&, std::size_t) { return true; }},
        {"sense-field-pointer",
         "sense data may name the field of a command that is wrong; those of the emulator's disks never do",
         SightKind::Sense, [](const Sight&) { return true; },
         [](const Sight&, const Sight& second, std::size_t at) {
             return at >= 15 && at < 18 && second.bytes[at] == 0;
         }},
    };
    // clang-format on
    return all;
}

const Explanation* explanation_of(const Sight& first, const Sight& second, std::size_t at) {
    for (const Explanation& one : explanations()) {
        if (one.kind != first.kind || first.ask == nullptr || !one.of_request(first)) continue;
        if (one.holds(first, second, at)) return &one;
    }
    return nullptr;
}

bool has_explanation(const Sight& ended, SightKind kind) {
    return std::any_of(explanations().begin(), explanations().end(), [&](const Explanation& one) {
        return one.kind == kind && one.of_request(ended);
    });
}

}  // namespace pvscsim::conformance
