// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conformance/suite/ask.h"
#include "conformance/suite/device_under_test.h"
#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

// Registers and their bits.
constexpr std::uint32_t kCommand = 0x0000;
constexpr std::uint32_t kCommandData = 0x0004;
constexpr std::uint32_t kCommandStatus = 0x0008;
constexpr std::uint32_t kIntrStatus = 0x100c;
constexpr std::uint32_t kIntrMask = 0x2010;
constexpr std::uint32_t kKickNonRw = 0x3014;
constexpr std::uint32_t kDebug = 0x3018;
constexpr std::uint32_t kKickRw = 0x4018;
constexpr std::uint32_t kCmpl0 = 1;
constexpr std::uint32_t kMsg0 = 4;
constexpr std::uint32_t kFailed = 0xffffffff;

// Commands.
constexpr std::uint32_t kAdapterReset = 1;
constexpr std::uint32_t kSetupRings = 3;
constexpr std::uint32_t kResetBus = 4;
constexpr std::uint32_t kResetDevice = 5;
constexpr std::uint32_t kAbortCmd = 6;
constexpr std::uint32_t kConfig = 7;
constexpr std::uint32_t kSetupMsgRing = 8;
constexpr std::uint32_t kSetupThreshold = 10;
constexpr std::uint32_t kGetMaxTargets = 11;

// Words of the state page.
constexpr std::uint32_t kReqProdIdx = 0;
constexpr std::uint32_t kReqConsIdx = 4;
constexpr std::uint32_t kCmpProdIdx = 12;
constexpr std::uint32_t kCmpConsIdx = 16;
constexpr std::uint32_t kMsgProdIdx = 128;
constexpr std::uint32_t kMsgConsIdx = 132;

// The guest's memory, by page number.
constexpr std::uint64_t kStatePage = 0x100;
constexpr std::uint64_t kRequestPage = 0x140;
constexpr std::uint64_t kCompletionPage = 0x180;
constexpr std::uint64_t kMessagePage = 0x1c0;
constexpr std::uint64_t kListPage = 0x1e0;
constexpr std::uint64_t kSensePage = 0x1f0;
constexpr std::uint64_t kDataPage = 0x200;   ///< 256 pages
constexpr std::uint64_t kOtherPage = 0x300;  ///< 256 pages

constexpr std::uint64_t kData = kDataPage << 12;
constexpr std::uint64_t kSense = kSensePage << 12;
constexpr std::uint64_t kList = kListPage << 12;
constexpr std::uint64_t kOther = kOtherPage << 12;
constexpr std::uint64_t kNowhere = 0x30000000;  ///< no memory, and nothing else

/// Thrown by Bench::skip().
struct Skipped {
    std::string reason;
};

/// A memory BAR as its sizing shows it.
struct MemoryBar {
    std::uint64_t base;
    std::uint64_t bytes;
};

/// One element of a scatter-gather list.
struct Element {
    std::uint64_t addr;
    std::uint32_t bytes;
    std::uint32_t flags = 0;
};

/// What a test works with: the device, a guest's side of the rings, and claims.
class Bench {
public:
    explicit Bench(DeviceUnderTest& device) : dut(device) {}

    DeviceUnderTest& dut;

    // Claims. A test goes on after one that does not hold.

    void expect(bool holds, const std::string& what);
    void expect_equal(std::uint64_t actual, std::uint64_t wanted, const std::string& what);
    void expect_ended(const Done& done, std::uint16_t host_status, std::uint16_t scsi_status,
                      const std::string& what);
    [[noreturn]] void skip(const std::string& reason) { throw Skipped{reason}; }
    const std::vector<std::string>& failures() const { return failures_; }

    // Registers and commands.

    std::uint32_t read(std::uint32_t offset) { return dut.read_register(offset, 4); }
    void write(std::uint32_t offset, std::uint32_t value) { dut.write_register(offset, 4, value); }
    /// A command with its words; returns COMMAND_STATUS.
    std::uint32_t command(std::uint32_t id, const std::vector<std::uint32_t>& args = {});
    /// The same, but returns the word at `addr` as it is right after the last write.
    std::uint32_t command_and_look(std::uint32_t id, const std::vector<std::uint32_t>& args,
                                   std::uint64_t addr);
    std::uint32_t abort(std::uint64_t context, std::uint8_t target);
    std::uint32_t reset_device(std::uint8_t target, std::uint8_t lun = 0);
    /// The words of SETUP_RINGS with the guest's own pages, which are cleared.
    std::vector<std::uint32_t> ring_words(std::uint32_t request_count,
                                          std::uint32_t completion_count);
    std::vector<std::uint32_t> message_words(std::uint32_t pages);
    /// ADAPTER_RESET, SETUP_RINGS, and the unit attentions of both disks taken.
    void start(std::uint32_t request_count = 1, std::uint32_t completion_count = 1);
    /// SETUP_RINGS with `words`; the guest's indices begin at 0.
    std::uint32_t set_up_with(const std::vector<std::uint32_t>& words);
    std::uint32_t set_up(std::uint32_t request_count, std::uint32_t completion_count) {
        return set_up_with(ring_words(request_count, completion_count));
    }
    /// SETUP_MSG_RING, or a skip if the device has none.
    void need_messages(std::uint32_t pages = 1);
    /// COMMAND_STATUS after the probe of a command, whose sequence is then dropped.
    std::uint32_t probe(std::uint32_t id);
    /// A message ring, and a disk that was plugged in as target 7; or a skip.
    void need_plugged();
    /// Target 7 is removed and plugged in again, `times` times: two messages each.
    void replug(int times);

    // Requests.

    void publish(const Ask& ask);
    void kick() { write(kKickRw, 0); }
    /// Steps until `count` more completions than consumed are there, and a little longer; returns
    /// and consumes what came.
    std::vector<Done> take(std::uint32_t count);
    /// Publishes, kicks, takes: one completion, or a failure.
    Done serve(const Ask& ask);
    /// A request at the slow disk that is in flight when this returns.
    void begin_slow(std::uint64_t context, std::uint64_t addr = kData);
    void steps(std::uint32_t count);
    void settle() { steps(30); }

    // Memory.

    std::uint32_t state(std::uint32_t offset) { return word((kStatePage << 12) + offset); }
    void set_state(std::uint32_t offset, std::uint32_t value);
    std::uint32_t word(std::uint64_t addr);
    void fill(std::uint64_t addr, std::uint32_t bytes, std::uint8_t value);
    bool holds(std::uint64_t addr, std::uint32_t bytes, std::uint8_t value);
    std::vector<std::uint8_t> bytes(std::uint64_t addr, std::uint32_t count);
    void write_list(std::uint64_t addr, const std::vector<Element>& elements);
    /// A pattern in blocks: the first 16 bytes of each tell it and its place.
    void write_blocks(std::uint64_t addr, std::uint32_t blocks, std::uint8_t pattern);
    bool has_blocks(std::uint64_t addr, std::uint32_t blocks, std::uint8_t pattern);

    /// From now on what the device does is recorded; a skip if nobody can tell.
    const std::vector<Act>& need_record();
    /// Where the first act from `begin` on is that `fits`, or the size of `acts`.
    template <class Fits>
    static std::size_t find_act(const std::vector<Act>& acts, std::size_t begin, Fits fits) {
        while (begin < acts.size() && !fits(acts[begin])) ++begin;
        return begin;
    }
    /// Whether an act is an access of this kind inside [addr, addr + bytes).
    static bool touches(const Act& act, Act::Kind kind, std::uint64_t addr, std::uint64_t bytes) {
        return act.kind == kind && act.addr - addr < bytes;
    }
    /// Whether an act writes a word of the state page.
    static bool stores(const Act& act, std::uint32_t offset) {
        return touches(act, Act::Kind::Write, (kStatePage << 12) + offset, 4);
    }

    // PCI.

    /// Every memory BAR, sized with decoding off.
    std::vector<MemoryBar> memory_bars();
    /// Offset of a capability, or 0.
    std::uint32_t capability(std::uint8_t id);
    /// Messages go to a word in memory, which is cleared; a skip if the device has no MSI.
    void need_msi();
    /// True if a message came since the last call.
    bool took_message();

    std::uint32_t req_prod = 0;
    std::uint32_t cmp_cons = 0;
    std::vector<std::uint64_t> request_pages;     ///< page numbers, in order
    std::vector<std::uint64_t> completion_pages;  ///< likewise
    std::uint32_t request_entries = 32;
    std::uint32_t completion_entries = 128;

private:
    std::vector<std::string> failures_;
};

}  // namespace pvscsim::conformance
