// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/bench.h"

#include <algorithm>

#include "conformance/monitor/bytes.h"
#include "conformance/monitor/finding.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kMessageWord = 0x1f8000;  // where MSI writes
constexpr std::uint32_t kCookie = 0x4321;
constexpr std::uint32_t kStepsMax = 6000;

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint64_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        bytes[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
    }
}

}  // namespace

void Bench::expect(bool holds, const std::string& what) {
    if (!holds) failures_.push_back(what);
}

void Bench::expect_equal(std::uint64_t actual, std::uint64_t wanted, const std::string& what) {
    expect(actual == wanted, what + ": expected " + hex(wanted) + ", got " + hex(actual));
}

void Bench::expect_ended(const Done& done, std::uint16_t host_status, std::uint16_t scsi_status,
                         const std::string& what) {
    expect(done.host_status == host_status && done.scsi_status == scsi_status,
           what + ": expected hostStatus " + hex(host_status) + " and scsiStatus " +
               hex(scsi_status) + ", got " + hex(done.host_status) + " and " +
               hex(done.scsi_status));
}

std::uint32_t Bench::command(std::uint32_t id, const std::vector<std::uint32_t>& args) {
    write(kCommand, id);
    for (const std::uint32_t arg : args) write(kCommandData, arg);
    return read(kCommandStatus);
}

std::uint32_t Bench::abort(std::uint64_t context, std::uint8_t target) {
    return command(kAbortCmd, {static_cast<std::uint32_t>(context),
                               static_cast<std::uint32_t>(context >> 32), target, 0});
}

std::uint32_t Bench::reset_device(std::uint8_t target, std::uint8_t lun) {
    return command(kResetDevice, {target, std::uint32_t{lun} << 8, 0});
}

std::uint32_t Bench::command_and_look(std::uint32_t id, const std::vector<std::uint32_t>& args,
                                      std::uint64_t addr) {
    if (args.empty()) return dut.write_and_look(kCommand, id, addr);
    write(kCommand, id);
    for (std::size_t i = 0; i + 1 < args.size(); ++i) write(kCommandData, args[i]);
    return dut.write_and_look(kCommandData, args.back(), addr);
}

std::vector<std::uint32_t> Bench::ring_words(std::uint32_t request_count,
                                             std::uint32_t completion_count) {
    std::vector<std::uint32_t> words(132);
    words[0] = request_count;
    words[1] = completion_count;
    words[2] = static_cast<std::uint32_t>(kStatePage);
    fill(kStatePage << 12, 4096, 0);
    for (std::uint32_t i = 0; i < std::min(request_count, 32U); ++i) {
        words[4 + 2 * i] = static_cast<std::uint32_t>(kRequestPage + i);
        fill((kRequestPage + i) << 12, 4096, 0);
    }
    for (std::uint32_t i = 0; i < std::min(completion_count, 32U); ++i) {
        words[68 + 2 * i] = static_cast<std::uint32_t>(kCompletionPage + i);
        fill((kCompletionPage + i) << 12, 4096, 0);
    }
    return words;
}

std::vector<std::uint32_t> Bench::message_words(std::uint32_t pages) {
    std::vector<std::uint32_t> words(34);
    words[0] = pages;
    for (std::uint32_t i = 0; i < std::min(pages, 16U); ++i) {
        words[2 + 2 * i] = static_cast<std::uint32_t>(kMessagePage + i);
        fill((kMessagePage + i) << 12, 4096, 0);
    }
    return words;
}

std::uint32_t Bench::set_up_with(const std::vector<std::uint32_t>& words) {
    request_pages.clear();
    completion_pages.clear();
    for (std::uint32_t i = 0; i < std::min(words[0], 32U); ++i) {
        request_pages.push_back(words[4 + 2 * i]);
    }
    for (std::uint32_t i = 0; i < std::min(words[1], 32U); ++i) {
        completion_pages.push_back(words[68 + 2 * i]);
    }
    request_entries = words[0] * 32;
    completion_entries = words[1] * 128;
    req_prod = cmp_cons = 0;
    return command(kSetupRings, words);
}

void Bench::start(std::uint32_t request_count, std::uint32_t completion_count) {
    command(kAdapterReset);
    expect_equal(set_up(request_count, completion_count), 0, "SETUP_RINGS");
    for (const std::uint8_t target : {std::uint8_t{0}, std::uint8_t{1}}) {
        serve(test_unit_ready().at(target));
    }
    write(kIntrStatus, 15);
}

std::uint32_t Bench::probe(std::uint32_t id) {
    write(kCommand, id);
    const std::uint32_t status = read(kCommandStatus);
    write(kCommand, 0);  // reserved: ends the collection of words
    return status;
}

void Bench::need_messages(std::uint32_t pages) {
    if (probe(kSetupMsgRing) == kFailed) skip("the device has no message ring");
    const std::uint32_t status = command(kSetupMsgRing, message_words(pages));
    expect(status != kFailed, "SETUP_MSG_RING failed");
}

void Bench::need_plugged() {
    need_messages();
    if (!dut.plug(7)) skip("no target can be plugged in");
    settle();
}

void Bench::replug(int times) {
    for (int i = 0; i < times; ++i) {
        dut.unplug(7);
        settle();
        dut.plug(7);
        settle();
    }
}

void Bench::publish(const Ask& ask) {
    std::vector<std::uint8_t> raw(128);
    put(raw, 0, ask.context, 8);
    put(raw, 8, ask.data_addr, 8);
    put(raw, 16, ask.data_bytes, 8);
    put(raw, 24, ask.sense_addr, 8);
    put(raw, 32, ask.sense_bytes, 4);
    put(raw, 36, ask.flags, 4);
    for (std::size_t i = 0; i < std::min<std::size_t>(ask.cdb.size(), 16); ++i) {
        raw[40 + i] = ask.cdb[i];
    }
    raw[56] = ask.cdb_bytes != 0 ? ask.cdb_bytes : static_cast<std::uint8_t>(ask.cdb.size());
    std::copy(ask.lun, ask.lun + 8, raw.begin() + 57);
    raw[65] = ask.tag;
    raw[66] = ask.bus;
    raw[67] = ask.target;
    std::fill(raw.begin() + 68, raw.end(), ask.rest);
    const std::uint32_t slot = req_prod & (request_entries - 1);
    dut.write_memory((request_pages[slot / 32] << 12) + slot % 32 * 128, raw.data(), 128);
    set_state(kReqProdIdx, ++req_prod);
}

std::vector<Done> Bench::take(std::uint32_t count) {
    const auto ready = [this] { return state(kCmpProdIdx) - cmp_cons; };
    for (std::uint32_t i = 0; i < kStepsMax && ready() < count; ++i) dut.step();
    if (ready() < count) dut.wait_slow();  // where steps are short, being real time
    steps(3);
    std::vector<Done> taken;
    const std::uint32_t there = std::min(ready(), completion_entries);
    for (std::uint32_t i = 0; i < there; ++i) {
        std::uint8_t raw[32] = {};
        const std::uint32_t slot = cmp_cons++ & (completion_entries - 1);
        dut.read_memory((completion_pages[slot / 128] << 12) + slot % 128 * 32, raw, 32);
        taken.push_back({le64(raw), le64(raw + 8), le32(raw + 16),
                         static_cast<std::uint16_t>(le16(raw + 20)),
                         static_cast<std::uint16_t>(le16(raw + 22)), le64(raw + 24)});
    }
    set_state(kCmpConsIdx, cmp_cons);
    return taken;
}

Done Bench::serve(const Ask& ask) {
    publish(ask);
    kick();
    const std::vector<Done> done = take(1);
    expect(done.size() == 1, std::to_string(done.size()) + " completions for one request");
    return done.empty() ? Done{0, 0, 0, 0xffff, 0xffff, 0} : done[0];
}

void Bench::begin_slow(std::uint64_t context, std::uint64_t addr) {
    publish(read10(0, 1, addr).at(1).with_context(context));
    kick();
    steps(2);
}

void Bench::steps(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) dut.step();
}

void Bench::set_state(std::uint32_t offset, std::uint32_t value) {
    std::uint8_t raw[4] = {};
    for (int i = 0; i < 4; ++i) raw[i] = static_cast<std::uint8_t>(value >> 8 * i);
    dut.write_memory((kStatePage << 12) + offset, raw, 4);
}

std::uint32_t Bench::word(std::uint64_t addr) {
    std::uint8_t raw[4] = {};
    dut.read_memory(addr, raw, 4);
    return le32(raw);
}

void Bench::fill(std::uint64_t addr, std::uint32_t count, std::uint8_t value) {
    const std::vector<std::uint8_t> raw(count, value);
    dut.write_memory(addr, raw.data(), count);
}

std::vector<std::uint8_t> Bench::bytes(std::uint64_t addr, std::uint32_t count) {
    std::vector<std::uint8_t> raw(count);
    if (count != 0) dut.read_memory(addr, raw.data(), count);
    return raw;
}

bool Bench::holds(std::uint64_t addr, std::uint32_t count, std::uint8_t value) {
    const std::vector<std::uint8_t> raw = bytes(addr, count);
    return std::all_of(raw.begin(), raw.end(), [&](std::uint8_t byte) { return byte == value; });
}

void Bench::write_list(std::uint64_t addr, const std::vector<Element>& elements) {
    std::vector<std::uint8_t> raw(16 * elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        put(raw, 16 * i, elements[i].addr, 8);
        put(raw, 16 * i + 8, elements[i].bytes, 4);
        put(raw, 16 * i + 12, elements[i].flags, 4);
    }
    dut.write_memory(addr, raw.data(), static_cast<std::uint32_t>(raw.size()));
}

void Bench::write_blocks(std::uint64_t addr, std::uint32_t blocks, std::uint8_t pattern) {
    for (std::uint32_t i = 0; i < blocks; ++i) {
        fill(addr + 512 * i, 512, static_cast<std::uint8_t>(pattern + i));
    }
}

bool Bench::has_blocks(std::uint64_t addr, std::uint32_t blocks, std::uint8_t pattern) {
    const std::uint32_t told = dut.moves_whole_blocks() ? 512 : 16;
    for (std::uint32_t i = 0; i < blocks; ++i) {
        if (!holds(addr + 512 * i, told, static_cast<std::uint8_t>(pattern + i))) return false;
    }
    return true;
}

const std::vector<Act>& Bench::need_record() {
    const std::vector<Act>* acts = dut.record();
    if (acts == nullptr) skip("nobody sees in which order the device does things");
    return *acts;
}

std::vector<MemoryBar> Bench::memory_bars() {
    std::vector<MemoryBar> bars;
    const std::uint32_t decoding = dut.read_config(4, 2);
    dut.write_config(4, 2, decoding & ~3U);
    for (std::uint32_t at = 0x10; at < 0x28; at += 4) {
        const std::uint32_t old = dut.read_config(at, 4);
        dut.write_config(at, 4, 0xffffffff);
        const std::uint32_t size = dut.read_config(at, 4);
        dut.write_config(at, 4, old);
        if (size == 0 || (size & 1U) != 0) continue;
        bars.push_back({old & ~15U, ~(size & ~15U) + 1});
        if ((size & 7U) == 4) at += 4;  // a wide one
    }
    dut.write_config(4, 2, decoding);
    return bars;
}

std::uint32_t Bench::capability(std::uint8_t id) {
    if ((dut.read_config(6, 2) & 0x10U) == 0) return 0;
    std::uint32_t at = dut.read_config(0x34, 1);
    for (int i = 0; at != 0 && i < 48; ++i) {
        if (dut.read_config(at, 1) == id) return at;
        at = dut.read_config(at + 1, 1);
    }
    return 0;
}

void Bench::need_msi() {
    const std::uint32_t at = capability(5);
    if (at == 0) skip("the device has no MSI");
    const bool wide = (dut.read_config(at + 2, 2) & 0x80U) != 0;
    dut.write_config(at + 4, 4, static_cast<std::uint32_t>(kMessageWord));
    if (wide) dut.write_config(at + 8, 4, 0);
    dut.write_config(at + (wide ? 12 : 8), 2, kCookie);
    dut.write_config(at + 2, 2, dut.read_config(at + 2, 2) | 1U);
    fill(kMessageWord, 4, 0);
}

bool Bench::took_message() {
    const std::uint32_t now = word(kMessageWord);
    fill(kMessageWord, 4, 0);
    return (now & 0xffffU) == kCookie;
}

}  // namespace pvscsim::conformance
