// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {

// clang-format off
const Section<driver::AdapterConfig>& driver_section() {
    using A = driver::AdapterConfig;
    constexpr Range timeout{1, 3'600'000};
    static const Section<A> section{
        {"driver", "Options of the driver in the guest.", {}, {}},
        {number_of("request_ring_pages", &A::request_ring_pages, {1, 2, 4, 8, 16, 32}, "pages", "Request ring; 32 requests a page."),
         number_of("completion_ring_pages", &A::completion_ring_pages, {1, 2, 4, 8, 16, 32}, "pages", "Completion ring; 128 completions a page."),
         number_of("message_ring_pages", &A::message_ring_pages, {0, 1, 2, 4, 8, 16}, "pages", "Message ring; 0: none."),
         choice("interrupt_mode", &A::interrupt_mode, {"msix", "msi", "intx", "polled"}, "The best mode to try; what the device does not offer falls back to the next."),
         flag("use_request_call_threshold", &A::use_request_call_threshold, "Leaves out doorbells below the device's threshold, if it offers one."),
         number("doorbell_batch", &A::doorbell_batch, {1, 1024}, "requests", "Requests published by one doorbell at most."),
         number("lun_queue_depth", &A::lun_queue_depth, {1, 1024}, "requests", "Outstanding requests a logical unit."),
         number("completion_budget", &A::completion_budget, {1, 4096}, "completions", "Completions handled in one pass."),
         number("elements_max", &A::elements_max, {1, 16384}, "elements", "Scatter-gather elements a request; above 128 the lists are chained."),
         number("request_timeout_ms", &A::request_timeout_ms, timeout, "ms", "Default time-out of a request."),
         number("abort_timeout_ms", &A::abort_timeout_ms, timeout, "ms", "Wait for an aborted request's completion."),
         number("reset_timeout_ms", &A::reset_timeout_ms, timeout, "ms", "Wait after each reset of the recovery ladder."),
         number("retries_max", &A::retries_max, {0, 100}, "retries", "Of a request that a reset or an abort ended, or that met a unit attention, BUSY or TASK SET FULL.")}};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
