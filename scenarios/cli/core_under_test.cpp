// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/core_under_test.h"

#include <algorithm>
#include <map>
#include <memory>

#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::scenarios {
namespace {

using conformance::Answer;
using conformance::DriverMachine;
using conformance::DriverSettings;
using conformance::UpperRequest;
using driver::Error;
using driver::Personality;
using driver::Result;

driver::AdapterConfig config_of(const DriverSettings& settings, Personality personality) {
    driver::AdapterConfig config;
    config.personality = personality;
    config.request_ring_pages = settings.request_pages;
    config.completion_ring_pages = settings.completion_pages;
    config.message_ring_pages = settings.message_pages;
    config.interrupt_mode = static_cast<driver::InterruptMode>(settings.way);
    config.use_request_call_threshold = settings.threshold;
    config.elements_max = settings.elements_max;
    config.request_timeout_ms = settings.request_timeout_ms;
    config.abort_timeout_ms = settings.abort_timeout_ms;
    config.reset_timeout_ms = settings.reset_timeout_ms;
    return config;
}

/// The core's platform, made of the suite's machine.
class CorePlatform : public driver::Platform, public driver::SharedMemory {
public:
    explicit CorePlatform(DriverMachine& machine) : machine_(machine) {}

    std::uint32_t read_config(std::uint16_t offset, std::uint8_t width) noexcept override {
        return machine_.read_config(offset, width);
    }
    void write_config(std::uint16_t offset, std::uint8_t width,
                      std::uint32_t value) noexcept override {
        machine_.write_config(offset, width, value);
    }
    Result<void> map_registers(std::uint8_t bar, std::uint32_t) noexcept override {
        machine_.map_registers(bar);
        return {};
    }
    std::uint32_t read_register(std::uint32_t offset) noexcept override {
        return machine_.read_register(offset);
    }
    void write_register(std::uint32_t offset, std::uint32_t value) noexcept override {
        machine_.write_register(offset, value);
    }
    Result<driver::DmaBuffer> allocate_dma(std::uint32_t pages) noexcept override {
        const std::uint64_t addr = machine_.allocate(pages);
        if (addr == 0) return Error::NoMemory;
        return driver::DmaBuffer(nullptr, addr, pages * 4096, this);
    }
    void free_dma(const driver::DmaBuffer& buffer) noexcept override {
        machine_.release(buffer.bus_addr(), buffer.bytes() / 4096);
    }
    void full_fence() noexcept override { machine_.full_fence(); }
    void sync_for_device(driver::DmaRange) noexcept override {}
    void sync_for_cpu(driver::DmaRange) noexcept override {}
    Result<void> enable_interrupts(driver::InterruptMode mode) noexcept override {
        const auto way = static_cast<conformance::InterruptWay>(mode);
        return machine_.connect(way) ? Result<void>{} : Error::Unsupported;
    }
    void disable_interrupts() noexcept override { machine_.disconnect(); }
    std::chrono::nanoseconds now() noexcept override {
        return std::chrono::nanoseconds(machine_.now_ns());
    }
    void set_timer(std::chrono::nanoseconds deadline) noexcept override {
        machine_.set_timer(deadline.count());
    }
    std::uint16_t current_cpu() noexcept override { return 0; }
    void log(const driver::LogRecord&) noexcept override {}

    void read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
              driver::Order order) noexcept override {
        machine_.load(bus_addr, to, bytes, static_cast<conformance::Order>(order));
    }
    void write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
               driver::Order order) noexcept override {
        machine_.store(bus_addr, from, bytes, static_cast<conformance::Order>(order));
    }

protected:
    ~CorePlatform() = default;
    DriverMachine& machine_;
};

class CoreUnderTest final : public conformance::DriverUnderTest,
                            public CorePlatform,
                            public driver::UpperLayer {
public:
    CoreUnderTest(DriverMachine& machine, const DriverSettings& settings, Personality personality)
        : CorePlatform(machine),
          recovers_(personality != Personality::OpenBsd && personality != Personality::SeaBios),
          adapter_(std::make_unique<driver::HostAdapter>(*this, *this,
                                                         config_of(settings, personality))) {}

    bool start() override { return adapter_->start().ok(); }
    void stop() override { adapter_->stop(); }
    bool submit(const UpperRequest& asked) override;
    bool interrupt() override { return adapter_->handle_interrupt(); }
    bool poll() override { return adapter_->poll(4096); }
    bool wants_poll() override {
        return adapter_->work_left() || adapter_->polling() ||
               adapter_->info().interrupt_mode == driver::InterruptMode::Polled;
    }
    void timer() override { adapter_->handle_timer(); }
    Answer abort(std::uint64_t id) override;
    Answer reset_unit(std::uint8_t target, std::uint8_t lun) override {
        return answer(adapter_->reset_device(target, lun));
    }
    Answer reset_bus() override { return answer(adapter_->reset_bus()); }
    Answer reset_adapter() override { return answer(adapter_->reset_adapter()); }
    std::uint32_t targets() override { return adapter_->info().targets_max; }
    bool recovers() override { return recovers_; }

private:
    /// A request object, used again and again.
    struct Entry {
        driver::ScsiRequest request;
        std::vector<driver::SgElement> elements;
        std::uint64_t id = 0;
    };

    static Answer answer(const Result<void>& result) {
        return result.ok() ? Answer::Done : Answer::NotDone;
    }
    void completed(driver::ScsiRequest& request) noexcept override;
    void device_event(driver::DeviceEvent event, std::uint8_t target,
                      std::uint8_t lun) noexcept override {
        machine_.unit_event({static_cast<conformance::UnitEvent::What>(event), target, lun});
    }

    const bool recovers_;
    std::unique_ptr<driver::HostAdapter> adapter_;
    std::vector<std::unique_ptr<Entry>> entries_;
    std::vector<Entry*> free_;
    std::map<std::uint64_t, Entry*> live_;
};

bool CoreUnderTest::submit(const UpperRequest& asked) {
    const std::size_t cdb_bytes = std::min<std::size_t>(asked.cdb.size(), 16);
    if (asked.cdb.size() > 16 && !mutated(Mutant::O51))
        return false;  // there is no way to ask the core for more
    if (free_.empty()) {
        entries_.push_back(std::make_unique<Entry>());
        free_.push_back(entries_.back().get());
    }
    Entry& entry = *free_.back();
    entry.id = asked.id;
    entry.elements.clear();
    for (const auto& [addr, bytes] : asked.pieces) entry.elements.push_back({addr, bytes});
    driver::ScsiRequest& request = entry.request;
    request.cdb = {};
    std::copy_n(asked.cdb.begin(), cdb_bytes, request.cdb.begin());
    request.cdb_bytes = static_cast<std::uint8_t>(asked.cdb.size());
    request.target = asked.target;
    request.lun = asked.lun;
    request.direction = static_cast<driver::DataDirection>(asked.direction);
    request.elements = entry.elements.data();
    request.element_count = static_cast<std::uint32_t>(entry.elements.size());
    request.data_bytes = asked.bytes();
    request.timeout = std::chrono::milliseconds(asked.timeout_ms);
    request.owner = &entry;
    free_.pop_back();
    live_[asked.id] = &entry;
    if (adapter_->submit(request).ok()) return true;
    live_.erase(asked.id);
    free_.push_back(&entry);
    return false;
}

void CoreUnderTest::completed(driver::ScsiRequest& request) noexcept {
    auto* const entry = static_cast<Entry*>(request.owner);
    conformance::Ended end;
    end.id = entry->id;
    end.as = static_cast<conformance::Ended::As>(request.outcome);
    end.residual_bytes = request.residual_bytes;
    const auto sense_bytes = std::min<std::size_t>(request.sense_bytes, request.sense.size());
    end.sense.assign(request.sense.begin(),
                     request.sense.begin() + static_cast<std::ptrdiff_t>(sense_bytes));
    if (live_.erase(entry->id) != 0) free_.insert(free_.begin(), entry);
    machine_.ended(end);
}

Answer CoreUnderTest::abort(std::uint64_t id) {
    const auto at = live_.find(id);
    if (at == live_.end()) return Answer::Unknown;
    if (!adapter_->abort(at->second->request).ok()) return Answer::Unknown;
    return live_.count(id) == 0 ? Answer::Done : Answer::NotDone;
}

}  // namespace

const std::vector<std::string>& personality_names() {
    static const std::vector<std::string> names{"native",  "linux",   "freebsd", "illumos-old",
                                                "illumos", "openbsd", "seabios"};
    return names;
}

conformance::DriverMaker core_under_test(std::size_t personality) {
    return [personality](
               DriverMachine& machine,
               const DriverSettings& settings) -> std::unique_ptr<conformance::DriverUnderTest> {
        return std::make_unique<CoreUnderTest>(machine, settings,
                                               static_cast<Personality>(personality));
    };
}

}  // namespace pvscsim::scenarios
