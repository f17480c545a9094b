// SPDX-License-Identifier: Apache-2.0
// What a guest's processor may do past its driver.
#include <algorithm>

#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

bool is_hex(const std::string& text) {
    return text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool accesses_function(RawOp op) {
    return op == RawOp::WriteRegister || op == RawOp::ReadRegister || op == RawOp::WriteConfig ||
           op == RawOp::ReadConfig;
}

void validate_raw_action(const Node& node, const RawAction& action) {
    constexpr std::string_view kHex = "pairs of hexadecimal digits 0-9 and a-f";
    if (!is_hex(action.hex)) throw node["hex"].expected(kHex);
    if (!is_hex(action.cdb)) throw node["cdb"].expected(kHex);
    if (accesses_function(action.op)) {
        if (action.width == 8) throw node["width"].expected("1, 2 or 4 at a register");
        if (action.offset > 0xffff) throw node["offset"].expected("at most 65535 at a register");
    }
    if (action.op == RawOp::SetupRings) {
        const std::uint32_t end =
            action.first_page + 1 + action.request_pages + action.completion_pages;
        if (end > kRawBufferPages) {
            throw node.problem_at("first_page", "expected the rings to end within the buffer's " +
                                                    std::to_string(kRawBufferPages) +
                                                    " pages, got page " + std::to_string(end));
        }
    }
    if (action.op == RawOp::ReadMemory && action.hex.empty() && !action.expect) {
        throw node.problem("expected \"hex\" or \"expect\", got neither");
    }
}

}  // namespace

// clang-format off
const Section<RawAction>& raw_action_section() {
    using A = RawAction;
    constexpr Range any{0, std::numeric_limits<std::uint64_t>::max()};
    constexpr Range word{0, 0xffffffff};
    const std::vector<std::string> bases{"absolute", "request_ring", "completion_ring", "message_ring", "state", "buffer"};
    static const Section<A> section{
        {"actions", "What the processor does, one after the other.", {}, {}},
        {choice("do", &A::op, {"write_register", "read_register", "write_config", "read_config", "write_memory", "read_memory", "setup_rings", "request", "guard", "at_fetch", "fuzz", "wait"}, "`setup_rings` has the device use pages of the buffer as state page, request and completion ring; `request` writes a descriptor into the device's request ring, and leaves it unpublished; `guard` fills memory that must be unchanged at the end of the run; `at_fetch` changes memory right after the device has read some; `fuzz` takes the adapter from its driver and writes registers, indices, descriptors, lists and commands at random, in the first half of the buffer, and resets the adapter at the end.").required(),
         choice("base", &A::base, bases, "What `offset` counts from: guest memory, a ring or the state page that the device uses, or 1 MiB of the guest that its driver does not know.").only_if("do", {"write_memory", "read_memory", "request", "guard", "at_fetch"}),
         number("offset", &A::offset, any, "bytes", "Where: of a register in the BAR, of a register in configuration space, of memory from `base` on; of a request's data or list.").only_if("do", {"write_register", "read_register", "write_config", "read_config", "write_memory", "read_memory", "request", "guard", "at_fetch"}),
         number_of("width", &A::width, {1, 2, 4, 8}, "bytes", "Of the access; at a register 4 at the most.").only_if("do", {"write_register", "read_register", "write_config", "read_config", "write_memory", "read_memory", "at_fetch"}),
         choice("of", &A::of, bases, "An address to which `value` is added.").only_if("do", {"write_register", "write_memory", "at_fetch"}),
         number("value", &A::value, any, "", "What is written.").only_if("do", {"write_register", "write_config", "write_memory", "at_fetch"}),
         flag("page", &A::page, "`value` is added to the number of the page `of`, not to its address.").only_if("do", {"write_register", "write_memory", "at_fetch"}),
         number("repeat", &A::repeat, {1, 100'000}, "", "So many times.").only_if("do", {"write_register", "read_register"}),
         text("hex", &A::hex, {2, 8192}, "Bytes, two digits each, that are written, or must be there.").only_if("do", {"write_memory", "read_memory"}),
         optional_number("expect", &A::expect, any, "", "What the access must read; else the run fails.").only_if("do", {"read_register", "read_config", "read_memory"}),
         number("within_ns", &A::within_ns, {0, kSpanNsMax}, "ns", "Looks again each microsecond for so long, until it reads what is expected.").only_if("do", {"read_register", "read_config", "read_memory"}),
         number("ns", &A::ns, {0, kSpanNsMax}, "ns", "So long.").only_if("do", {"wait"}),
         number("first_page", &A::first_page, {0, kRawBufferPages - 1}, "pages", "Of the buffer: the state page; the rings follow.").only_if("do", {"setup_rings"}),
         number("request_pages", &A::request_pages, {1, 32}, "pages", "Request ring.").only_if("do", {"setup_rings"}),
         number("completion_pages", &A::completion_pages, {1, 32}, "pages", "Completion ring.").only_if("do", {"setup_rings"}),
         number("slot", &A::slot, {0, 1023}, "", "Of the request ring, counted modulo its size.").only_if("do", {"request"}),
         number("context", &A::context, any, "", "The request's context.").only_if("do", {"request"}),
         number("flags", &A::flags, word, "", "Its flags: 1 list, 2 out-of-band CDB, 4 no data, 8 to host, 16 to device.").only_if("do", {"request"}),
         number("bytes", &A::bytes, any, "bytes", "Length of the request's data; of what is guarded 1 MiB at the most.").only_if("do", {"request", "guard"}),
         number("sense_bytes", &A::sense_bytes, word, "bytes", "Room for sense data.").only_if("do", {"request"}),
         number("sense_offset", &A::sense_offset, any, "bytes", "Where, from the buffer's begin on.").only_if("do", {"request"}),
         text("cdb", &A::cdb, {2, 32}, "The SCSI command, two digits a byte.").only_if("do", {"request"}),
         number("bus", &A::bus, {0, 255}, "", "Its bus.").only_if("do", {"request"}),
         number("target", &A::target, {0, 255}, "", "Its target; of random requests the one whose disk they may spoil.").only_if("do", {"request", "fuzz"}),
         number("lun", &A::lun, {0, 255}, "", "Its logical unit.").only_if("do", {"request"}),
         choice("fetch", &A::fetch, {"index", "descriptor", "element"}, "What the device reads: a word of the state page, a request descriptor, an element of a list.").only_if("do", {"at_fetch"}),
         number("nth", &A::nth, {1, 1'000'000}, "", "That read from now on.").only_if("do", {"at_fetch"}),
         number("seed", &A::seed, any, "", "Fixes what is drawn.").only_if("do", {"fuzz"}),
         number("steps", &A::steps, {1, 100'000}, "", "So many random actions.").only_if("do", {"fuzz"})},
        validate_raw_action};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
