// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pvscsim {

/// Known defects of real devices, each switchable: numbered as in the catalogue of defects of
/// QEMU's device. A driver meets them in the field. Q18, rings that are accepted out of reach, is
/// no defect by the rules (DEVICE-007 lets a device answer either way), and every device does so.
enum class Defect : std::uint8_t {
    Q01,
    Q02,
    Q03,
    Q04,
    Q05,
    Q06,
    Q07,
    Q08,
    Q09,
    Q10,
    Q11,
    Q12,
    Q13,
    Q14,  // clang-format off
    Q15, Q16, Q17, Q19, Q20, Q21, Q22, Q23, Q24, Q25, Q26, Q27, Q28, Q29,  // clang-format on
};

/// Where devices differ and none is wrong.
enum class Variant : std::uint8_t {
    OldConfig,
    ProbeIncomplete,
    WidenedAccesses,
    MaskReadback,
    LongCdbs,
    OutOfBandIgnored,
    DmaFaultsHidden,
    ShortListsMoved,
    ResetPosts,
    MessagesRepeated,
    MessagesDropped,
    AbsentUnitsMute,
    TagsIgnored,
    ShortReportsRefused,
    IndexRepeated,
};

struct QuirkName {
    std::string_view name;
    std::string_view meaning;
};

// clang-format off
inline constexpr std::array<QuirkName, 28> kDefects{{
    {"Q01", "a request whose direction flag contradicts its CDB is lost, and the next ADAPTER_RESET ends the device"},
    {"Q02", "a ring of 1,024 requests that is exactly full counts as an invalid index"},
    {"Q03", "the request queue stalls for ever where its index crosses 2^32"},
    {"Q04", "numbers of ring pages that are no power of two are rounded up; missing pages are page 0"},
    {"Q05", "producer indices up to 1,024 ahead are taken, however short the ring: requests run again"},
    {"Q06", "a descriptor at address 0 ends the batch and is lost"},
    {"Q07", "ADAPTER_RESET with requests in flight leaves INTx asserted"},
    {"Q08", "a PCI reset keeps INTR_MASK"},
    {"Q09", "a saved state lacks the message ring's pages: after a restore messages go to address 0"},
    {"Q10", "a second SETUP_RINGS keeps the message ring, and requests in flight complete into the new ring"},
    {"Q11", "a media command whose list describes nothing ends the device; one without data never ends"},
    {"Q12", "a completion's dataLen is always 0"},
    {"Q13", "any residual ends with DATARUN, also beside CHECK CONDITION"},
    {"Q14", "the probes of SETUP_MSG_RING and CONFIG never answer -1, but -2, even where the command is absent"},
    {"Q15", "completions are written whether or not their ring has room"},
    {"Q16", "chain elements of lists are taken for data; lists may leave their page, up to 2,048 elements"},
    {"Q17", "a descriptor that cannot be read is served as TEST UNIT READY with context 0"},
    {"Q19", "the room for messages is computed from the producer index that the guest can write"},
    {"Q20", "aborts and resets do not see requests that are published and not fetched"},
    {"Q21", "the host keeps the memory of an aborted request's list"},
    {"Q22", "early revisions: page counts out of range, or a doorbell without rings, end the device"},
    {"Q23", "saving the state while a request is lost by Q01 ends the device"},
    {"Q24", "media commands move the buffer's length, not the CDB's"},
    {"Q25", "requests that RESET_DEVICE, RESET_BUS or ABORT_CMD ends are completed after the command"},
    {"Q26", "RESET_DEVICE of an absent unit resets the target's first"},
    {"Q27", "descriptors, lists, sense and messages pass although bus mastering is off"},
    {"Q28", "page numbers beyond 52 bits alias other pages"},
    {"Q29", "a reset command that comes as data of a request, written to the device's own registers, ends the device"},
}};

inline constexpr std::array<QuirkName, 15> kVariants{{
    {"old_config", "subsystem 0000:1000, revision 0, MSI at 50, as in machines made for old versions"},
    {"probe_incomplete", "every command that lacks arguments answers -2"},
    {"widened_accesses", "register accesses of 1, 2 and 8 bytes are widened or split"},
    {"mask_readback", "INTR_MASK reads back all bits that were written"},
    {"long_cdbs", "CDB lengths above 16 count as 16"},
    {"out_of_band_ignored", "the flag of out-of-band CDBs is ignored"},
    {"dma_faults_hidden", "data that cannot be moved is not reported"},
    {"short_lists_moved", "lists that describe too little move what they describe, and end with DATARUN"},
    {"reset_posts", "ADAPTER_RESET posts completions with BUSRESET into the old ring before it ends"},
    {"messages_repeated", "each write to an interrupt register that leaves an enabled cause sends a message again"},
    {"messages_dropped", "what does not fit the message ring is never told"},
    {"absent_units_mute", "REPORT LUNS to an absent unit ends with CHECK CONDITION"},
    {"tags_ignored", "ordered and head-of-queue requests are served like simple ones"},
    {"short_reports_refused", "REPORT LUNS with an allocation length below 16 ends with CHECK CONDITION"},
    {"index_repeated", "each doorbell writes reqConsIdx, also where there was nothing to fetch"},
}};
// clang-format on

}  // namespace pvscsim
