// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>
#include <vector>

#include "bench/skeleton_bus.h"
#include "bench/skeleton_layout.h"
#include "bench/timer_heap.h"
#include "tlm_utils/simple_target_socket.h"

namespace pvscsim::bench {

/// Who is told of an interrupt.
class InterruptSink {
public:
    virtual void interrupt() = 0;

protected:
    ~InterruptSink() = default;
};

class Device final : public sc_core::sc_module {
public:
    tlm_utils::simple_target_socket<Device> registers{"registers"};
    Bus dma{"dma"};

    Device(const sc_core::sc_module_name& name, const Options& options, const Layout& layout)
        : sc_module(name), options_(options), layout_(layout), contexts_(options.depth) {
        registers.register_b_transport(this, &Device::b_transport);
        SC_METHOD(run_method);
        sensitive << event_;
        dont_initialize();
        for (std::uint32_t slot = options.depth; slot-- > 0;) free_.push_back(slot);
    }
    void connect(InterruptSink& sink) { sink_ = &sink; }
    std::uint64_t events() const { return events_; }

private:
    SC_HAS_PROCESS(Device);
    static constexpr std::uint32_t kFetch = ~0U;
    static constexpr std::uint32_t kInterrupt = ~0U - 1;

    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time&) {
        std::uint32_t value = access.get_address() == kInterruptStatus ? status_ : 0;
        if (access.is_read()) {
            std::memcpy(access.get_data_ptr(), &value, sizeof value);
        } else {
            std::memcpy(&value, access.get_data_ptr(), sizeof value);
            if (access.get_address() == kInterruptStatus) status_ &= ~value;
            if (access.get_address() == kKick) kick();
        }
        access.set_response_status(tlm::TLM_OK_RESPONSE);
    }

    void kick() {
        if (fetching_) return;
        fetching_ = true;
        const std::uint64_t now = now_ns();
        pending_.push(now + 4, kFetch);
        arm(now);
    }

    /// One kernel event for the whole component, armed to the earliest of what is pending.
    void arm(std::uint64_t now) {
        if (pending_.empty() || pending_.next_ns() >= armed_ns_) return;
        armed_ns_ = pending_.next_ns();
        event_.notify(span_ns(armed_ns_ - now));
    }

    void run_method() {
        const std::uint64_t now = now_ns();
        ++events_;
        armed_ns_ = ~std::uint64_t{0};
        while (!pending_.empty() && pending_.next_ns() <= now) {
            const std::uint32_t what = pending_.pop();
            if (what == kFetch) {
                fetch(now);
            } else if (what == kInterrupt) {
                interrupting_ = false;
                status_ |= 1;
                sink_->interrupt();
            } else {
                complete(now, what);
            }
        }
        arm(now);
    }

    void fetch(std::uint64_t now) {
        fetching_ = false;
        std::uint32_t prod = 0;
        dma.read(Layout::kReqProd, prod);
        for (std::uint64_t nth = 1; req_cons_ != prod && !free_.empty(); ++nth) {
            RequestDescriptor request;
            dma.read(layout_.request(req_cons_++), request);
            const std::uint32_t slot = free_.back();
            free_.pop_back();
            contexts_[slot] = request.context;
            pending_.push(now + 5 * nth + service_ns(), slot);
        }
        dma.write(Layout::kReqCons, req_cons_);
    }

    /// 0.1 to 102 us, to the nanosecond, so that ends of service seldom fall together.
    std::uint64_t service_ns() {
        const std::uint64_t hundreds = 1 + (random_.next() & 1023);
        return 100 * hundreds + random_.next() % 100;
    }

    void complete(std::uint64_t now, std::uint32_t slot) {
        CompletionDescriptor completion{};
        completion.context = contexts_[slot];
        completion.data_bytes = 4096;
        free_.push_back(slot);
        dma.write(layout_.completion(cmp_prod_++), completion);
        dma.write(Layout::kCmpProd, cmp_prod_);
        if (interrupting_) return;
        interrupting_ = true;
        pending_.push(now + 7 + options_.irq_window_ns, kInterrupt);
    }

    const Options& options_;
    const Layout& layout_;
    InterruptSink* sink_ = nullptr;
    sc_core::sc_event event_{"event"};
    TimerHeap pending_;
    std::uint64_t armed_ns_ = ~std::uint64_t{0};
    std::uint64_t events_ = 0;
    std::vector<std::uint64_t> contexts_;
    std::vector<std::uint32_t> free_;
    Xorshift random_;
    std::uint32_t req_cons_ = 0;
    std::uint32_t cmp_prod_ = 0;
    std::uint32_t status_ = 0;
    bool fetching_ = false;
    bool interrupting_ = false;
};

}  // namespace pvscsim::bench
