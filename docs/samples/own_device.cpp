// SPDX-License-Identifier: Apache-2.0
// A device of one's own under the suite, in C++: the smallest there is, a function with nothing
// but its ids. Prints what the tests that match the first argument made of it.
#include <fnmatch.h>

#include <cstdio>
#include <string>
#include <vector>

#include "conformance/suite/device_under_test.h"
#include "conformance/suite/suite_result.h"

namespace suite = pvscsim::conformance;

namespace {

class OwnDevice final : public suite::DeviceUnderTest {
public:
    std::uint32_t read_config(std::uint32_t offset, std::uint32_t width) override {
        const std::uint32_t ids = offset < 4 ? 0x07c015adU >> 8 * offset : 0;
        return width == 4 ? ids : ids & ((1U << 8 * width) - 1);
    }
    void write_config(std::uint32_t, std::uint32_t, std::uint32_t) override {}
    std::uint32_t read_register(std::uint32_t, std::uint32_t) override { return 0; }
    void write_register(std::uint32_t, std::uint32_t, std::uint32_t) override {}
    std::uint32_t write_and_look(std::uint32_t offset, std::uint32_t value,
                                 std::uint64_t addr) override {
        write_register(offset, 4, value);
        std::uint32_t word = 0;
        read_memory(addr, &word, 4);
        return word;
    }
    void read_memory(std::uint64_t addr, void* to, std::uint32_t bytes) override {
        for (std::uint32_t i = 0; i < bytes; ++i) {
            static_cast<std::uint8_t*>(to)[i] = memory_.at(addr + i);
        }
    }
    void write_memory(std::uint64_t addr, const void* from, std::uint32_t bytes) override {
        for (std::uint32_t i = 0; i < bytes; ++i) {
            memory_.at(addr + i) = static_cast<const std::uint8_t*>(from)[i];
        }
    }
    void step() override {}  // let the device work for 100 us
    void wait_slow() override {
        for (int i = 0; i < 600; ++i) step();
    }
    bool line() override { return false; }
    std::uint64_t register_base() const override { return 0xe0000000; }
    bool plug(std::uint8_t) override { return false; }
    bool unplug(std::uint8_t) override { return false; }
    bool reset_machine() override { return false; }
    bool preset_indices(std::uint32_t) override { return false; }
    bool moves_whole_blocks() const override { return true; }

private:
    std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(16U << 20);
};

}  // namespace

int main(int count, char** arguments) {
    suite::SuiteResult result;
    result.device = "a device of our own";
    result.command = arguments[0];
    for (const suite::RuleTest& test : suite::rule_tests()) {
        if (::fnmatch(count > 1 ? arguments[1] : "*", test.id().c_str(), 0) != 0) continue;
        OwnDevice device;  // a fresh one: as after power-on
        result.results.push_back({&test, suite::run_rule_test(test, device), nullptr});
    }
    std::fputs(suite::suite_text(result).c_str(), stdout);
    return result.passed() ? 0 : 1;
}
