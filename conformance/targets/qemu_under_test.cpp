// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/qemu_under_test.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "conformance/monitor/finding.h"
#include "conformance/targets/emulator_process.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kBar = 0xe0000000;
constexpr std::uint32_t kBridge = 0x80000800;  // 00:01.0, which routes the interrupt lines
constexpr std::uint32_t kRoutedTo = 10;
constexpr int kReadsPerStep = 10;
// The slow disk works in real time: a quick machine must not run out of steps before it ends.
constexpr int kStepUs = 50;
constexpr int kSlowMs = 400;  // the slow disk takes 300

class QemuUnderTest final : public DeviceUnderTest {
public:
    QemuUnderTest() {
        qtest().ask("irq_intercept_in ioapic");
        for (std::uint32_t slot = 0; slot < 32 && device_ == 0; ++slot) {
            const std::uint32_t place = 0x80000000U | slot << 11;
            if (config_dword(place) == 0x07c015adU) device_ = place;
        }
        if (device_ == 0) throw QemuMissing("the emulator's machine has no pvscsi device");
        place();
    }

    std::uint32_t read_config(std::uint32_t offset, std::uint32_t width) override {
        const std::uint32_t dword = config_dword(device_ | (offset & 0xfcU));
        const std::uint32_t value = dword >> 8 * (offset & 3U);
        return width == 4 ? value : value & ((1U << 8 * width) - 1);
    }
    void write_config(std::uint32_t offset, std::uint32_t width, std::uint32_t value) override {
        write_config_at(device_, offset, width, value);
    }
    std::uint32_t read_register(std::uint32_t offset, std::uint32_t width) override {
        return number(ask(std::string("read") + letter(width) + " " + hex(kBar + offset)));
    }
    void write_register(std::uint32_t offset, std::uint32_t width, std::uint32_t value) override {
        guarded([&] {
            qtest().post(std::string("write") + letter(width) + " " + hex(kBar + offset) + " " +
                         hex(value));
        });
    }
    std::uint32_t write_and_look(std::uint32_t offset, std::uint32_t value,
                                 std::uint64_t addr) override {
        return guarded([&] {
            return number(qtest().ask_both("writel " + hex(kBar + offset) + " " + hex(value),
                                           "readl " + hex(addr)));
        });
    }
    void read_memory(std::uint64_t addr, void* to, std::uint32_t bytes) override {
        settle();
        if (fits(addr, bytes)) std::memcpy(to, process_.memory() + addr, bytes);
    }
    void write_memory(std::uint64_t addr, const void* from, std::uint32_t bytes) override {
        settle();
        if (fits(addr, bytes)) std::memcpy(process_.memory() + addr, from, bytes);
    }
    void step() override {
        guarded([&] { qtest().ask_often("readl " + hex(kBar + 8), kReadsPerStep); });
        ::usleep(kStepUs);
    }
    void wait_slow() override {
        for (int i = 0; i < kSlowMs; ++i) {
            ::usleep(1000);
            step();
        }
    }
    bool line() override {
        step();
        return qtest().line();
    }
    std::uint64_t register_base() const override { return kBar; }
    bool plug(std::uint8_t target) override {
        plugged_ = true;
        const std::string id = std::to_string(target);
        // Refused if it is there from an earlier time.
        qmp(R"({"execute":"blockdev-add","arguments":{"driver":"null-co","read-zeroes":true,)"
            R"("size":33554432,"node-name":"p)" +
            id + R"("}})");
        const std::string add = R"({"execute":"device_add","arguments":{"driver":"scsi-hd",)"
                                R"("bus":"s0.0","scsi-id":)" +
                                id + R"(,"drive":"p)" + id + R"(","id":"hd)" + id + R"("}})";
        // One that was removed lets go of its name a little later.
        for (int i = 0; i < 200; ++i) {
            if (qmp(add)) return true;
            ::usleep(2000);
        }
        return false;
    }
    bool unplug(std::uint8_t target) override {
        return qmp("{\"execute\":\"device_del\",\"arguments\":{\"id\":\"hd" +
                   std::to_string(target) + "\"}}");
    }
    bool reset_machine() override {
        if (!qmp("{\"execute\":\"system_reset\"}")) return false;
        for (int i = 0; i < 20; ++i) ask("inl 0xcfc");
        place();
        return true;
    }
    bool preset_indices(std::uint32_t) override { return false; }
    std::uint64_t host_memory_bytes() override { return process_.private_bytes(); }
    // A new emulator begins with the disks that were there at the start.
    bool save_and_restore() override {
        // Saving drains what is in flight, and now and then ends the emulator, at a failed check of
        // its own, before what was drained has been told: one run in six with a slow read.
        wait_slow();
        if (plugged_) return false;
        settle();
        guarded([&] { process_.save_and_restore(); });
        return true;
    }
    bool moves_whole_blocks() const override { return true; }

private:
    QtestLink& qtest() { return process_.qtest(); }
    /// What goes wrong because the emulator has ended is told as its end.
    template <class Work>
    auto guarded(Work work) -> decltype(work()) {
        try {
            return work();
        } catch (const DeviceEnded& ended) {
            const std::string obituary = process_.obituary();
            throw DeviceEnded(obituary.empty() ? ended.what() : obituary);
        }
    }
    std::string ask(const std::string& request) {
        return guarded([&] { return qtest().ask(request); });
    }
    void settle() {
        guarded([&] { qtest().settle(); });
    }
    bool qmp(const std::string& command) {
        settle();
        return guarded([&] { return process_.qmp(command); });
    }
    static const char* letter(std::uint32_t width) {
        return width == 1 ? "b" : width == 2 ? "w" : width == 4 ? "l" : "q";
    }
    static std::uint32_t number(const std::string& text) {
        return static_cast<std::uint32_t>(std::strtoull(text.c_str(), nullptr, 0));
    }
    static bool fits(std::uint64_t addr, std::uint32_t bytes) {
        return addr < EmulatorProcess::kMemoryBytes &&
               bytes <= EmulatorProcess::kMemoryBytes - addr;
    }
    std::uint32_t config_dword(std::uint32_t place) {
        ask("outl 0xcf8 " + hex(place));
        return number(ask("inl 0xcfc"));
    }
    void write_config_at(std::uint32_t place, std::uint32_t offset, std::uint32_t width,
                         std::uint32_t value) {
        ask("outl 0xcf8 " + hex(place | (offset & 0xfcU)));
        const char* verb = width == 1 ? "outb " : width == 2 ? "outw " : "outl ";
        ask(verb + hex(0xcfcU + (offset & 3U)) + " " + hex(value));
    }
    void place() {
        for (std::uint32_t pin = 0; pin < 4; ++pin)
            write_config_at(kBridge, 0x60 + pin, 1, kRoutedTo);
        write_config(0x10, 4, kBar);
        write_config(4, 2, 6);
    }

    EmulatorProcess process_;
    std::uint32_t device_ = 0;  // its address in configuration cycles
    bool plugged_ = false;
};

}  // namespace

std::string qemu_version() {
    constexpr const char* kHow =
        "; the device of QEMU 7.2 is wanted, which Debian 12 has: apt-get install qemu-system-x86";
    std::FILE* pipe = ::popen("qemu-system-x86_64 --version 2>/dev/null", "r");
    char line[256] = {};
    const bool said = pipe != nullptr && std::fgets(line, sizeof line, pipe) != nullptr;
    if (pipe != nullptr) ::pclose(pipe);
    if (!said) throw QemuMissing(std::string("qemu-system-x86_64 is not there") + kHow);
    std::string version(line);
    while (!version.empty() && version.back() == '\n') version.pop_back();
    if (version.find(" version 7.2") == std::string::npos) {
        throw QemuMissing("this is \"" + version + "\"" + kHow);
    }
    return version;
}

void with_qemu_under_test(const std::function<void(DeviceUnderTest&)>& use) {
    QemuUnderTest device;
    use(device);
}

}  // namespace pvscsim::conformance
