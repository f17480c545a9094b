// SPDX-License-Identifier: Apache-2.0
// The yardstick: the least that a TLM-2.0 model of a ring adapter does for a request, and nothing
// of the product. A request costs one kick, one interrupt, eight transports through a router and
// three timed events: fetch, end of service, interrupt.
//
// Register writes and the device's DMA cross sockets. The driver, a dozen lines, touches the rings
// through a pointer; there is no scatter-gather, no SCSI command set, no error and no statistics.

#include <boost/program_options.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <systemc>
#include <vector>

#include "bench/skeleton_bus.h"
#include "bench/skeleton_device.h"
#include "bench/skeleton_layout.h"

namespace pvscsim::bench {
namespace {

class Driver final : public sc_core::sc_module, public InterruptSink {
public:
    Bus bus{"bus"};

    Driver(const sc_core::sc_module_name& name, const Options& options, const Layout& layout,
           GuestMemory& memory)
        : sc_module(name), options_(options), layout_(layout), memory_(memory) {
        submitted_ns_.resize(options.depth);
        SC_THREAD(run_thread);
    }
    void interrupt() override {
        if (options_.inline_handler) {
            handle();
        } else {
            interrupt_event_.notify();
        }
    }

    std::uint64_t completed = 0;
    std::uint64_t latency_sum_ns = 0;
    std::uint64_t interrupts = 0;
    std::uint64_t kicks = 0;

private:
    SC_HAS_PROCESS(Driver);

    void run_thread() {
        bool any = false;
        for (std::uint32_t slot = 0; slot < options_.depth; ++slot) any |= submit(slot, 0);
        if (any && options_.batched) kick();
        while (true) {
            wait(interrupt_event_);
            handle();
        }
    }

    bool submit(std::uint32_t slot, std::uint64_t now) {
        if (submitted_ == options_.requests) return false;
        ++submitted_;
        submitted_ns_[slot] = now;
        RequestDescriptor request{};
        request.context = slot;
        request.data_address = layout_.data + std::uint64_t{slot} * 4096;
        request.data_bytes = 4096;
        request.lba = static_cast<std::uint32_t>(random_.next());
        std::memcpy(memory_.at(layout_.request(req_prod_++)), &request, sizeof request);
        std::memcpy(memory_.at(Layout::kReqProd), &req_prod_, sizeof req_prod_);
        if (!options_.batched) kick();
        return true;
    }

    void kick() {
        ++kicks;
        bus.write(kKick, std::uint32_t{0});
    }

    void handle() {
        ++interrupts;
        std::uint32_t status = 0;
        bus.read(kInterruptStatus, status);
        if (status == 0) return;
        bus.write(kInterruptStatus, status);
        const std::uint64_t now = now_ns();
        std::uint32_t prod = 0;
        std::memcpy(&prod, memory_.at(Layout::kCmpProd), sizeof prod);
        bool any = false;
        while (cmp_cons_ != prod) {
            CompletionDescriptor completion;
            std::memcpy(&completion, memory_.at(layout_.completion(cmp_cons_++)),
                        sizeof completion);
            const auto slot = static_cast<std::uint32_t>(completion.context);
            latency_sum_ns += now - submitted_ns_[slot];
            ++completed;
            any |= submit(slot, now);
        }
        if (any && options_.batched) kick();
    }

    const Options& options_;
    const Layout& layout_;
    GuestMemory& memory_;
    sc_core::sc_event interrupt_event_{"interrupt_event"};
    std::vector<std::uint64_t> submitted_ns_;
    Xorshift random_;
    std::uint64_t submitted_ = 0;
    std::uint32_t req_prod_ = 0;
    std::uint32_t cmp_cons_ = 0;
};

Options read_options(int argc, char** argv) {
    namespace po = boost::program_options;
    Options options;
    po::options_description known("ring_skeleton");
    known.add_options()("requests", po::value(&options.requests), "requests to run")(
        "depth", po::value(&options.depth), "requests outstanding")(
        "irq-window-ns", po::value(&options.irq_window_ns), "completions share an interrupt")(
        "batched", po::bool_switch(&options.batched), "one kick a handler entry")(
        "dmi", po::bool_switch(&options.dmi), "the device's DMA goes through a pointer")(
        "inline-handler", po::bool_switch(&options.inline_handler), "call it, wake no thread");
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv).options(known).style(style).run(), values);
    po::notify(values);
    return options;
}

/// Not getrusage(): that one keeps the peak of the process that started this one.
long peak_kib() {
    std::ifstream status("/proc/self/status");
    std::string word;
    long kib = 0;
    while (status >> word && word != "VmHWM:") {
    }
    status >> kib;
    return kib;
}

/// One line of JSON: rates of the host, and counts that repeat exactly.
void print(const Driver& driver, const Device& device, std::uint64_t transports, double seconds) {
    const auto requests = static_cast<double>(driver.completed);
    std::printf(
        "{\"requests\": %llu, \"requests_per_s\": %.0f, \"events_per_request\": %.4f, "
        "\"transports_per_request\": %.4f, \"requests_per_interrupt\": %.3f, "
        "\"requests_per_kick\": %.3f, \"mean_latency_ns\": %.1f, \"peak_kib\": %ld}\n",
        static_cast<unsigned long long>(driver.completed), requests / seconds,
        static_cast<double>(device.events()) / requests, static_cast<double>(transports) / requests,
        requests / static_cast<double>(driver.interrupts),
        requests / static_cast<double>(driver.kicks),
        static_cast<double>(driver.latency_sum_ns) / requests, peak_kib());
}

bool run(const Options& options) {
    const Layout layout(options.depth);
    GuestMemory memory("memory", layout.bytes);
    Device device("device", options, layout);
    Driver driver("driver", options, layout, memory);
    Router register_path("register_path");
    Router memory_path("memory_path");
    device.connect(driver);
    driver.bus.socket.bind(register_path.from);
    register_path.to.bind(device.registers);
    device.dma.socket.bind(memory_path.from);
    memory_path.to.bind(memory.socket);
    if (options.dmi) device.dma.use_dmi(memory.at(0));

    const auto begin = std::chrono::steady_clock::now();
    sc_core::sc_start();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    print(driver, device, driver.bus.transports() + device.dma.transports(), elapsed.count());
    return driver.completed == options.requests;
}

}  // namespace
}  // namespace pvscsim::bench

int sc_main(int argc, char** argv) {
    try {
        return pvscsim::bench::run(pvscsim::bench::read_options(argc, argv)) ? 0 : 1;
    } catch (const boost::program_options::error& problem) {
        std::cerr << problem.what() << '\n';
        return 2;
    }
}

int main(int argc, char** argv) {
    setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 1);
    return sc_core::sc_elab_and_sim(argc, argv);
}
