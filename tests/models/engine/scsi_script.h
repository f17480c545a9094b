// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <vector>

#include "models/engine/memory_buffer.h"
#include "tests/models/engine/scsi_harness.h"

namespace pvscsim {

/// One command of a table: bytes as hexadecimal text, blanks ignored. `out` is repeated up to
/// `out_bytes`; `in` is how the returned data begin, ".." any byte.
struct Step {
    unsigned initiator;
    std::string cdb;
    std::string end = "good";  ///< or "conflict", "busy", "full", "met", "overrun", or sense
    std::string in{};
    std::string out{};
    std::size_t out_bytes = 0;
    std::uint8_t lun = 0;
};

inline std::string without_blanks(const std::string& text) {
    std::string packed;
    for (const char letter : text) {
        if (letter != ' ') packed += letter;
    }
    return packed;
}

inline std::vector<std::uint8_t> bytes_of(const std::string& hex) {
    const std::string packed = without_blanks(hex);
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < packed.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(packed.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

inline std::string hex_of(const std::vector<std::uint8_t>& bytes, std::size_t n) {
    std::string text;
    char two[3];
    for (std::size_t i = 0; i < n && i < bytes.size(); ++i) {
        std::snprintf(two, sizeof two, "%02x", bytes[i]);
        text += two;
    }
    return text;
}

inline std::string end_of(const ScsiResult& result) {
    if (result.overrun) return "overrun";
    switch (result.status) {
        case kStatusGood:
            return "good";
        case kStatusConditionMet:
            return "met";
        case kStatusBusy:
            return "busy";
        case kStatusReservationConflict:
            return "conflict";
        case kStatusTaskSetFull:
            return "full";
        default:
            break;
    }
    char text[16];
    std::snprintf(text, sizeof text, "%x/%02x/%02x", result.sense.key, result.sense.asc,
                  result.sense.ascq);
    return text;
}

/// Runs tables of commands on the harness's target; every initiator's power-on attention is taken.
class ScsiScript : public ScsiHarness {
protected:
    explicit ScsiScript(const TargetConfig& config = ScsiHarness::config()) : ScsiHarness(config) {
        for (std::uint8_t initiator = 1; initiator < 4; ++initiator) {
            for (std::uint32_t lun = 0; lun < config.luns; ++lun) {
                send({initiator, "00 00 00 00 00 00", "", "", "", 0,
                      static_cast<std::uint8_t>(lun)});
            }
        }
    }

    ScsiResult send(const Step& step, std::vector<std::uint8_t>* returned = nullptr) {
        ScsiCommand command;
        for (const std::uint8_t byte : bytes_of(step.cdb)) {
            command.cdb[command.cdb_bytes++] = byte;
        }
        command.initiator = static_cast<std::uint8_t>(step.initiator);
        command.lun = step.lun;
        std::vector<std::uint8_t> content = bytes_of(step.out);
        const std::size_t pattern = content.size();
        if (pattern == 0) content.assign(4096, 0xee);
        for (std::size_t i = pattern; i < step.out_bytes; ++i) {
            content.push_back(content[i % pattern]);
        }
        MemoryBuffer buffer(content);
        const ScsiPlan plan = target.plan(command);
        const ScsiResult result = target.execute(command, plan, buffer);
        if (plan.in_task_set) target.task_ended(step.lun);
        if (returned != nullptr) {
            returned->assign(
                buffer.content().begin(),
                buffer.content().begin() + static_cast<std::ptrdiff_t>(result.moved_bytes));
        }
        return result;
    }

    void run_table(const std::vector<Step>& steps) {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const Step& step = steps[i];
            SCOPED_TRACE("step " + std::to_string(i) + ": initiator " +
                         std::to_string(step.initiator) + ", " + step.cdb);
            std::vector<std::uint8_t> data;
            EXPECT_EQ(end_of(send(step, &data)), step.end);
            const std::string wanted = without_blanks(step.in);
            std::string got = hex_of(data, wanted.size() / 2);
            for (std::size_t at = 0; at < got.size(); ++at) {
                if (wanted[at] == '.') got[at] = '.';
            }
            EXPECT_EQ(got, wanted);
        }
    }
};

inline const std::string kReady = "00 00 00 00 00 00";

}  // namespace pvscsim
