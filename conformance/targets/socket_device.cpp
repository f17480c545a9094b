// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/socket_device.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "conformance/monitor/finding.h"
#include "conformance/targets/peer_link.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kMemoryBytes = 64U << 20;
constexpr std::uint64_t kTransferMax = 256U << 10;
constexpr std::uint64_t kFirstMemoryBar = 0xe0000000;
constexpr std::uint32_t kFirstIoBar = 0xc000;
constexpr std::uint64_t kRegisterBytes = 0x8000;
constexpr const char* kStep = "step 100000";
constexpr int kSlowSteps = 600;

const PeerRole& device_role() {
    static const PeerRole role{"device", {"hotplug", "reset", "preset", "whole-blocks", "save"}};
    return role;
}

class SocketDevice final : public DeviceUnderTest {
public:
    explicit SocketDevice(std::string command) : command_(std::move(command)) {
        begin();
        place();
    }

    std::uint32_t read_config(std::uint32_t offset, std::uint32_t width) override {
        return value("read_config " + hex(offset) + " " + std::to_string(width));
    }
    void write_config(std::uint32_t offset, std::uint32_t width, std::uint32_t value) override {
        link_->ask("write_config " + hex(offset) + " " + std::to_string(width) + " " + hex(value));
    }
    std::uint32_t read_register(std::uint32_t offset, std::uint32_t width) override {
        return value("read_register " + hex(offset) + " " + std::to_string(width));
    }
    void write_register(std::uint32_t offset, std::uint32_t width, std::uint32_t value) override {
        link_->ask("write_register " + hex(offset) + " " + std::to_string(width) + " " +
                   hex(value));
    }
    std::uint32_t write_and_look(std::uint32_t offset, std::uint32_t value,
                                 std::uint64_t addr) override {
        write_register(offset, 4, value);
        return first_word(addr, 4);
    }
    void read_memory(std::uint64_t addr, void* to, std::uint32_t bytes) override {
        if (fits(addr, bytes)) std::memcpy(to, memory_.get() + addr, bytes);
    }
    void write_memory(std::uint64_t addr, const void* from, std::uint32_t bytes) override {
        if (fits(addr, bytes)) std::memcpy(memory_.get() + addr, from, bytes);
    }
    void step() override { link_->ask(kStep); }
    void wait_slow() override {
        for (int i = 0; i < kSlowSteps; ++i) step();
    }
    bool line() override { return line_; }
    std::uint64_t register_base() const override { return register_base_; }
    bool plug(std::uint8_t target) override {
        return tell_if("hotplug", "plug " + std::to_string(target));
    }
    bool unplug(std::uint8_t target) override {
        return tell_if("hotplug", "unplug " + std::to_string(target));
    }
    bool reset_machine() override {
        if (!tell_if("reset", "reset")) return false;
        place();
        return true;
    }
    bool preset_indices(std::uint32_t index) override {
        return tell_if("preset", "preset " + hex(index));
    }
    bool moves_whole_blocks() const override { return link_->offers("whole-blocks"); }
    const std::vector<Act>* record() override {
        recording_ = true;
        acts_.clear();
        return &acts_;
    }
    bool save_and_restore() override {
        if (!link_->offers("save")) return false;
        const std::string state = link_->ask("save", 1).word(1);
        begin();
        link_->ask("restore " + state);
        return true;
    }
    const std::string& name() const { return link_->name(); }

private:
    /// A fresh device, which has seen nothing yet.
    void begin() {
        line_ = false;
        link_.reset();
        link_ = std::make_unique<PeerLink>(
            command_, device_role(),
            PeerCalls{{"dma_read", {2, [this](const PeerLine& call) { return dma_read(call); }}},
                      {"dma_write", {2, [this](const PeerLine& call) { return dma_write(call); }}},
                      {"message", {2, [this](const PeerLine& call) { return message(call); }}},
                      {"line", {1, [this](const PeerLine& call) { return set_line(call); }}}});
    }
    std::uint32_t value(const std::string& request) {
        return static_cast<std::uint32_t>(link_->ask(request, 1).number(1, kAnyWord));
    }
    bool tell_if(const char* capability, const std::string& request) {
        if (!link_->offers(capability)) return false;
        link_->ask(request);
        return true;
    }
    static bool fits(std::uint64_t addr, std::uint64_t bytes) {
        return addr < kMemoryBytes && bytes <= kMemoryBytes - addr;
    }
    std::uint32_t first_word(std::uint64_t addr, std::uint64_t bytes) const {
        if (bytes < 4 || !fits(addr, 4)) return 0;
        const std::uint8_t* const at = memory_.get() + addr;
        return at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 |
               std::uint32_t{at[3]} << 24;
    }
    void note(Act::Kind kind, std::uint64_t addr, std::uint64_t bytes) {
        if (recording_) acts_.push_back({kind, addr, bytes, first_word(addr, bytes)});
    }
    std::string dma_read(const PeerLine& call) {
        const std::uint64_t addr = call.number(1, kAnyNumber);
        const std::uint64_t bytes = call.number(2, kTransferMax);
        if (!fits(addr, bytes)) return "fault";
        note(Act::Kind::Read, addr, bytes);
        const std::uint8_t* const from = memory_.get() + addr;
        return "ok " + hex_digits({from, from + bytes});
    }
    std::string dma_write(const PeerLine& call) {
        const std::uint64_t addr = call.number(1, kAnyNumber);
        const std::vector<std::uint8_t> bytes = call.bytes(2);
        if (!fits(addr, bytes.size())) return "fault";
        write_memory(addr, bytes.data(), static_cast<std::uint32_t>(bytes.size()));
        note(Act::Kind::Write, addr, bytes.size());
        return "ok";
    }
    std::string message(const PeerLine& call) {
        const std::uint64_t addr = call.number(1, kAnyNumber);
        const std::uint64_t data = call.number(2, kAnyWord);
        std::uint8_t bytes[4] = {};
        for (int i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(data >> 8 * i);
        write_memory(addr, bytes, 4);
        note(Act::Kind::Message, 0, 0);
        return "ok";
    }
    std::string set_line(const PeerLine& call) {
        const bool level = call.number(1, 1) == 1;
        if (level && !line_) note(Act::Kind::LineUp, 0, 0);
        line_ = level;
        return "ok";
    }
    void place();

    const std::string command_;
    std::unique_ptr<std::uint8_t, void (*)(void*)> memory_{
        static_cast<std::uint8_t*>(std::calloc(kMemoryBytes, 1)), std::free};
    std::unique_ptr<PeerLink> link_;
    std::uint64_t register_base_ = 0;
    bool line_ = false;
    bool recording_ = false;
    std::vector<Act> acts_;
};

/// What firmware does: every BAR is sized and gets its addresses, each aligned to its size.
void SocketDevice::place() {
    std::uint64_t memory_at = kFirstMemoryBar;
    std::uint32_t io_at = kFirstIoBar;
    register_base_ = 0;
    for (std::uint32_t bar = 0x10; bar < 0x28; bar += 4) {
        write_config(bar, 4, kAnyWord);
        const std::uint32_t size = read_config(bar, 4);
        if (size == 0) continue;
        if ((size & 1U) != 0) {
            write_config(bar, 4, io_at);
            io_at += 0x100;
            continue;
        }
        const std::uint64_t bytes = std::uint64_t{~(size & ~15U)} + 1;
        memory_at = (memory_at + bytes - 1) / bytes * bytes;
        write_config(bar, 4, static_cast<std::uint32_t>(memory_at));
        if (register_base_ == 0 && bytes >= kRegisterBytes) register_base_ = memory_at;
        memory_at += bytes;
        if ((size & 7U) != 4) continue;
        bar += 4;
        write_config(bar, 4, 0);
    }
    write_config(4, 2, 6);
}

}  // namespace

std::string socket_device_name(const std::string& command) {
    return PeerLink(command, device_role(), {}).name();
}

void with_socket_device(const std::string& command,
                        const std::function<void(DeviceUnderTest&)>& use) {
    SocketDevice device(command);
    use(device);
}

}  // namespace pvscsim::conformance
