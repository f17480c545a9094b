// SPDX-License-Identifier: Apache-2.0
#include "pvscsim/driver/host_adapter.h"

namespace pvscsim::driver {

void HostAdapter::log(LogCode code, const ScsiRequest& request) noexcept {
    log(code, request.target, request.lun, request.context, 0);
}

void HostAdapter::log(LogCode code, std::uint8_t target, std::uint8_t lun, std::uint64_t context,
                      std::uint64_t value) noexcept {
    if ((config_.log_mask >> static_cast<std::uint8_t>(code) & 1U) == 0) {
        ++counters_.log_masked;
        return;
    }
    ++counters_.log_records;
    platform_.log(LogRecord{code, target, lun, context, value, platform_.now()});
}

}  // namespace pvscsim::driver
