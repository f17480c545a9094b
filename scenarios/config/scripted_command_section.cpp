// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/hex_text.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

using Scripted = ScriptedCommand;

constexpr std::uint32_t kDataBytesMax = 1U << 20;
constexpr std::uint32_t kHexBytesMax = 4096;

bool is_hex_digit(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
           (letter >= 'A' && letter <= 'F');
}

/// Whether `text` is 1 to `bytes_max` pairs of digits (or of dots), a blank allowed between pairs.
bool is_hex(std::string_view text, std::uint32_t bytes_max, bool with_dots) {
    std::uint32_t bytes = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (bytes != 0 && text[at] == ' ') ++at;
        if (at + 2 > text.size()) return false;
        const bool dots = with_dots && text[at] == '.' && text[at + 1] == '.';
        if (!dots && !(is_hex_digit(text[at]) && is_hex_digit(text[at + 1]))) return false;
        at += 2;
        ++bytes;
    }
    return bytes != 0 && bytes <= bytes_max;
}

/// Bytes as hexadecimal text; empty ones are not written.
Field<Scripted> hex(std::string_view key, std::string Scripted::*member, std::uint32_t bytes_max,
                    bool with_dots, std::string_view meaning) {
    FieldSpec spec = detail::field_spec(key, FieldType::Other, "", meaning);
    const std::string pair = with_dots ? "([0-9a-fA-F]{2}|[.]{2})" : "[0-9a-fA-F]{2}";
    spec.other_text = "a string of 1 to " + std::to_string(bytes_max) +
                      " pairs of hexadecimal digits" + (with_dots ? " or dots" : "");
    spec.schema = {
        {"type", "string"},
        {"pattern", "^" + pair + "( ?" + pair + "){0," + std::to_string(bytes_max - 1) + "}$"}};
    return {std::move(spec),
            [member, bytes_max, with_dots](const Node& node, const FieldSpec& own, Scripted& into) {
                if (!node.value().is_string()) throw node.expected(own.allowed());
                into.*member = node.value().get<std::string>();
                if (!is_hex(into.*member, bytes_max, with_dots)) throw node.expected(own.allowed());
            },
            [member](const Scripted& from) {
                return (from.*member).empty() ? nullptr : nlohmann::ordered_json(from.*member);
            }};
}

Field<Scripted> sense_field() {
    FieldSpec spec =
        detail::field_spec("sense", FieldType::Other, "",
                           "Sense key, additional sense code and qualifier that it must have, "
                           "without it any.");
    spec.other_text = "a string \"k/aa/qq\" of hexadecimal digits";
    spec.schema = {{"type", "string"}, {"pattern", "^[0-9a-f]/[0-9a-f]{2}/[0-9a-f]{2}$"}};
    return {std::move(spec),
            [](const Node& node, const FieldSpec& own, Scripted& into) {
                const auto text =
                    node.value().is_string() ? node.value().get<std::string>() : std::string();
                const auto lower = [&text](std::size_t at) {
                    return is_hex_digit(text[at]) && !(text[at] >= 'A' && text[at] <= 'F');
                };
                if (text.size() != 7 || text[1] != '/' || text[4] != '/' || !lower(0) ||
                    !lower(2) || !lower(3) || !lower(5) || !lower(6)) {
                    throw node.expected(own.allowed());
                }
                into.sense = text;
            },
            [](const Scripted& from) {
                return from.sense.empty() ? nullptr : nlohmann::ordered_json(from.sense);
            }};
}

Field<Scripted> attribute_field() {
    FieldSpec spec = detail::field_spec("attribute", FieldType::Choice, "", "Its task attribute.");
    spec.choices = {"simple", "head_of_queue", "ordered"};
    return {
        std::move(spec),
        [](const Node& node, const FieldSpec& own, Scripted& into) {
            into.attribute = static_cast<driver::TaskAttribute>(
                static_cast<std::size_t>(driver::TaskAttribute::Simple) + read_choice(node, own));
        },
        [](const Scripted& from) -> nlohmann::ordered_json {
            constexpr std::array<const char*, 3> kNames{"simple", "head_of_queue", "ordered"};
            return kNames.at(static_cast<std::size_t>(from.attribute) -
                             static_cast<std::size_t>(driver::TaskAttribute::Simple));
        }};
}

void validate_command(const Node& node, const Scripted& command) {
    if (!command.data_out.empty() && command.data_in_bytes != 0) {
        throw node.problem_at("data_in_bytes", "expected 0 if there is \"data_out\", got " +
                                                   std::to_string(command.data_in_bytes));
    }
    const std::size_t bytes = bytes_of_hex(command.data_in);
    if (bytes > command.data_in_bytes) {
        throw node.problem_at("data_in", "expected at most \"data_in_bytes\" (" +
                                             std::to_string(command.data_in_bytes) +
                                             ") pairs, got " + std::to_string(bytes));
    }
    if (command.residual && *command.residual > command.data_bytes()) {
        throw node.problem_at("residual", "expected at most the data's length (" +
                                              std::to_string(command.data_bytes()) + "), got " +
                                              std::to_string(*command.residual));
    }
    if (command.initiator != 0 && command.attribute != driver::TaskAttribute::Simple) {
        throw node.problem_at(
            "attribute", "expected \"simple\" of another initiator, whose commands never wait");
    }
}

}  // namespace

// clang-format off
const Section<Scripted>& scripted_command_section() {
    static const Section<Scripted> section{
        {"commands", "SCSI commands, one after the other: each is sent when the one before it has ended.", {}, {}},
        {hex("cdb", &Scripted::cdb, 16, false, "The command descriptor block.").required(),
         optional_number("lun", &Scripted::lun, {0, 255}, "", "Another logical unit than the step's."),
         number("initiator", &Scripted::initiator, {0, kInitiatorsMax - 1}, "", "Who sends it: 0 is the guest, through driver and adapter; another reaches the target by a path of its own, on which nothing takes time."),
         attribute_field(),
         hex("data_out", &Scripted::data_out, kHexBytesMax, false, "What the command sends."),
         number("data_out_bytes", &Scripted::data_out_bytes, {0, kDataBytesMax}, "bytes", "So far `data_out` is repeated, or cut; 0: as it is.").needing("data_out"),
         number("data_in_bytes", &Scripted::data_in_bytes, {0, kDataBytesMax}, "bytes", "Buffer for what the command returns."),
         number("times", &Scripted::times, {1, 1000}, "", "Sent so many times."),
         flag("together", &Scripted::together, "Sent at once, though those before it have not ended, be they of an earlier step; and its repeats with each other."),
         choice("status", &Scripted::status, {"good", "condition_met", "check_condition", "busy", "reservation_conflict", "task_set_full", "task_aborted", "no_target", "aborted", "reset", "data_overrun", "failed", "any"}, "How it must end: by a SCSI status, or by what the driver makes of the adapter's."),
         sense_field().only_if("status", {"check_condition"}),
         hex("data_in", &Scripted::data_in, kHexBytesMax, true, "How the returned data must begin; two dots stand for any byte."),
         optional_number("residual", &Scripted::residual, {0, kDataBytesMax}, "bytes", "So many bytes of the buffer must be left over; without it any number.")},
        validate_command};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
