// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "models/host/vcpu.h"
#include "pvscsim/protocol/descriptors.h"
#include "reports/run_counters.h"
#include "scenarios/runner/raw_places.h"

namespace pvscsim::scenarios {

class Fuzzer;

/// A guest's processors acting past the driver, as a guest that is broken or hostile would: raw
/// accesses to registers and memory, also in the moment when the device reads it. Watches what
/// the device does to memory meanwhile. A run has one only if its script asks for it.
class RawGuest final : private DmaWatcher {
public:
    RawGuest(Machine& machine, const VcpuCosts& costs);

    /// Whether a script needs one.
    static bool needed(const std::vector<ScriptStep>& script);
    /// Queues the actions of `step`, which stays where it is; its vCPU carries them out in act().
    void order(const ScriptStep& step) { orders_.push_back(&step); }
    bool due(const Vcpu& vcpu) const {
        return !orders_.empty() && orders_.front()->vcpu == vcpu.index();
    }
    bool busy() const { return !orders_.empty(); }
    /// Carries out what is queued for `vcpu`.
    void act(Vcpu& vcpu);

    /// Looks at what was to stay unchanged.
    reports::RawGuestCounters counters() const;
    std::vector<std::string> failures() const;

private:
    struct Guarded {
        RawBase base;
        std::uint64_t offset;
        std::uint64_t bytes;
    };
    struct Change {
        const RawAction* action;
        std::uint32_t left;  // reads until it comes
    };

    void carry_out(Vcpu& vcpu, const RawAction& action);
    void write_function(Vcpu& vcpu, const RawAction& action, std::uint64_t base);
    void read_function(Vcpu& vcpu, const RawAction& action, std::uint64_t base);
    void set_up_rings(Vcpu& vcpu, const RawAction& action);
    void write_request(const RawAction& action);
    void write_value(const RawAction& action);
    void read_memory(Vcpu& vcpu, const RawAction& action);
    // raw_fuzz.cpp
    void fuzz(Vcpu& vcpu, const RawAction& action);
    void fuzz_memory(Vcpu& vcpu, Fuzzer& fuzzer);
    void fuzz_function(Vcpu& vcpu, Fuzzer& fuzzer);
    void fuzz_command(Vcpu& vcpu, std::uint64_t command, const std::vector<std::uint32_t>& words);
    void fuzz_requests(Vcpu& vcpu, std::uint64_t count,
                       const std::function<protocol::RequestBytes()>& request);
    static std::vector<std::uint32_t> fuzz_pages(std::uint32_t dwords, std::uint32_t counts,
                                                 const std::function<std::uint64_t()>& page,
                                                 const std::function<std::uint32_t()>& count);
    void guard(RawBase base, std::uint64_t offset, std::uint64_t bytes);
    std::uint64_t broken_guards() const;
    void indices_written(SimTime at);
    std::uint64_t value_of(const RawAction& action) const;
    void expect(const std::string& expected, const std::string& got);

    void accessed(bool write, std::uint64_t addr, std::uint32_t bytes, bool done) override;

    Machine& machine_;
    const VcpuCosts costs_;
    RawPlaces places_;
    std::deque<const ScriptStep*> orders_;
    std::uint64_t steps_ = 0;  // of those done
    std::vector<Guarded> guarded_;
    std::vector<Change> changes_;
    std::string where_;  // the action that is carried out
    std::vector<std::string> failures_;
    std::uint64_t dma_since_action_ = 0;
    reports::RawGuestCounters counters_;
};

}  // namespace pvscsim::scenarios
