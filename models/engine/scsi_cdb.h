// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/engine/big_endian.h"
#include "models/engine/scsi_command.h"

namespace pvscsim {

/// The block range of a media command lies where the length of its CDB says.
inline void find_range(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) {
    const std::uint8_t* cdb = command.cdb.data();
    switch (spec.cdb_bytes) {
        case 6:
            plan.lba = load_be32(cdb) & 0x1fffff;
            plan.blocks = cdb[4] == 0 ? 256 : cdb[4];
            break;
        case 10:
            plan.lba = load_be32(cdb + 2);
            plan.blocks = load_be16(cdb + 7);
            break;
        case 12:
            plan.lba = load_be32(cdb + 2);
            plan.blocks = load_be32(cdb + 6);
            break;
        default:
            plan.lba = load_be64(cdb + 2);
            plan.blocks =
                spec.operation == ScsiOperation::CompareAndWrite ? cdb[13] : load_be32(cdb + 10);
    }
}

}  // namespace pvscsim
