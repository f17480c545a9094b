// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {

// clang-format off
const Section<driver::AdapterConfig>& driver_section() {
    using A = driver::AdapterConfig;
    constexpr Range timeout{1, 3'600'000};
    static const Section<A> section{
        {"driver", "Options of the driver in the guest.", {}, {}},
        {choice("personality", &A::personality, {"native", "linux", "freebsd", "illumos-old", "illumos", "openbsd", "seabios"}, "As whom the driver behaves towards the device; all but `native` fix what their model fixes."),
         number_of("request_ring_pages", &A::request_ring_pages, {1, 2, 4, 8, 16, 32}, "pages", "Request ring; 32 requests a page.").only_if("personality", {"native"}),
         number_of("completion_ring_pages", &A::completion_ring_pages, {1, 2, 4, 8, 16, 32}, "pages", "Completion ring; 128 completions a page.").only_if("personality", {"native"}),
         number_of("message_ring_pages", &A::message_ring_pages, {0, 1, 2, 4, 8, 16}, "pages", "Message ring; 0: none.").only_if("personality", {"native"}),
         choice("interrupt_mode", &A::interrupt_mode, {"msix", "msi", "intx", "polled"}, "The best mode to try; what the device does not offer falls back to the next.").only_if("personality", {"native"}),
         flag("use_request_call_threshold", &A::use_request_call_threshold, "Leaves out doorbells below the device's threshold, if it offers one.").only_if("personality", {"native"}),
         number("doorbell_batch", &A::doorbell_batch, {1, 1024}, "requests", "Requests published by one doorbell at most.").only_if("personality", {"native"}),
         choice("locks", &A::locks, {"single", "split"}, "One lock around the driver, or one for submission and one for completion.").only_if("personality", {"native"}),
         choice("on_full", &A::on_full, {"hold", "refuse"}, "Without room a request waits in the driver, or is refused and submitted again after the next completion.").only_if("personality", {"native"}),
         number("ring_fill_max_percent", &A::ring_fill_max_percent, {1, 100}, "%", "Of the ring's slots in use at most; what is beyond is held back or refused.").only_if("personality", {"native"}),
         number("lun_queue_depth", &A::lun_queue_depth, {1, 1024}, "requests", "Outstanding requests a logical unit."),
         choice("depth_control", &A::depth_control, {"static", "latency", "queue_full"}, "Lowers a logical unit's depth never, while its requests take longer than `depth_latency_us`, or after TASK SET FULL; and raises it again."),
         number("depth_latency_us", &A::depth_latency_us, {1, 10'000'000}, "us", "Mean latency of 32 requests above which the depth is lowered.").only_if("depth_control", {"latency"}),
         number("completion_budget", &A::completion_budget, {1, 4096}, "completions", "Completions handled in one pass."),
         number("poll_under_load", &A::poll_under_load, {0, 4096}, "completions", "So many in one interrupt make the driver mask the interrupt and poll until nothing comes; 0: never."),
         flag("steer_completions", &A::steer_completions, "Hands a completion back on the vCPU that submitted the request."),
         number("elements_max", &A::elements_max, {1, 16384}, "elements", "Scatter-gather elements a request; above 128 the lists are chained."),
         number("request_timeout_ms", &A::request_timeout_ms, timeout, "ms", "Default time-out of a request."),
         number("abort_timeout_ms", &A::abort_timeout_ms, timeout, "ms", "Wait for an aborted request's completion."),
         number("reset_timeout_ms", &A::reset_timeout_ms, timeout, "ms", "Wait after each reset of the recovery ladder."),
         number("retries_max", &A::retries_max, {0, 100}, "retries", "Of a request that a reset or an abort ended, or that met a unit attention, BUSY or TASK SET FULL."),
         number("link_watchdog_ms", &A::link_watchdog_ms, {0, 3'600'000}, "ms", "A span of this length without any completion while requests are outstanding means a lost link: the adapter is reset. 0: not looked at."),
         number("log_mask", &A::log_mask, {0, 0xffffffff}, "", "Bit n lets the driver's log records with code n through.")}};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
