// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/log_text.h"

#include <array>

namespace pvscsim::scenarios {

namespace {

struct Code {
    const char* name;
    LogLevel level;
};

constexpr std::array<Code, 22> kCodes{{{"none", LogLevel::Off},
                                       {"started", LogLevel::Info},
                                       {"stopped", LogLevel::Info},
                                       {"bad_context", LogLevel::Warning},
                                       {"bad_index", LogLevel::Error},
                                       {"timed_out", LogLevel::Warning},
                                       {"aborting", LogLevel::Warning},
                                       {"abort_failed", LogLevel::Warning},
                                       {"device_reset", LogLevel::Warning},
                                       {"bus_reset", LogLevel::Warning},
                                       {"adapter_reset", LogLevel::Warning},
                                       {"reset_failed", LogLevel::Error},
                                       {"target_added", LogLevel::Info},
                                       {"target_removed", LogLevel::Info},
                                       {"unknown_message", LogLevel::Warning},
                                       {"messages_lost", LogLevel::Warning},
                                       {"device_gone", LogLevel::Error},
                                       {"refused", LogLevel::Warning},
                                       {"link_lost", LogLevel::Error},
                                       {"depth_cut", LogLevel::Info},
                                       {"polling_begun", LogLevel::Info},
                                       {"polling_ended", LogLevel::Info}}};

}  // namespace

std::string log_text(const driver::LogRecord& record) {
    return std::string(kCodes[static_cast<std::size_t>(record.code)].name) + " target " +
           std::to_string(record.target) + " lun " + std::to_string(record.lun) + " context " +
           std::to_string(record.context) + " value " + std::to_string(record.value);
}

LogLevel log_level(driver::LogCode code) {
    return kCodes[static_cast<std::size_t>(code)].level;
}

std::string refusal_text(const Iommu::Refusal& refusal) {
    std::string addr;
    for (int shift = 60; shift >= 0; shift -= 4) {
        const unsigned digit = refusal.addr >> shift & 0xfU;
        if (digit != 0 || !addr.empty() || shift == 0) addr += "0123456789abcdef"[digit];
    }
    return std::string("blocks a ") + (refusal.is_write ? "write to 0x" : "read of 0x") + addr +
           (refusal.is_mapped ? ", mapped for the other direction" : ", not mapped");
}

}  // namespace pvscsim::scenarios
