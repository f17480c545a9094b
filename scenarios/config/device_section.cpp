// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/engine/quirks.h"
#include "scenarios/config/profile.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

using Json = nlohmann::ordered_json;

/// The names of a set of which each has a bit.
template <std::size_t N>
Field<DeviceConfig> name_set(std::string_view key, std::uint32_t DeviceConfig::*member,
                             const std::array<QuirkName, N>& names, std::string_view meaning) {
    FieldSpec spec = detail::field_spec(key, FieldType::Other, "", meaning);
    Json choices = Json::array();
    spec.other_text = "an array of different names out of";
    for (const QuirkName& each : names) {
        choices.push_back(std::string(each.name));
        spec.other_text += (choices.size() == 1 ? " " : ", ") + std::string(each.name);
    }
    spec.schema = {{"type", "array"}, {"uniqueItems", true}, {"items", {{"enum", choices}}}};
    const auto read = [member, choices](const Node& node, const FieldSpec& own,
                                        DeviceConfig& into) {
        if (!node.value().is_array()) {
            throw node.expected(own.allowed());
        }
        std::uint32_t set = 0;
        for (std::size_t i = 0; i < node.value().size(); ++i) {
            const auto found = std::find(choices.begin(), choices.end(), node.value().at(i));
            const std::uint32_t bit = found == choices.end() ? 0 : 1U << (found - choices.begin());
            if (bit == 0 || (set & bit) != 0) {
                throw node[i].expected(own.allowed());
            }
            set |= bit;
        }
        into.*member = set;
    };
    const auto write = [member, choices](const DeviceConfig& from) {
        Json written = Json::array();
        for (std::size_t i = 0; i < choices.size(); ++i) {
            if ((from.*member >> i & 1U) != 0) {
                written.push_back(choices[i]);
            }
        }
        return written;
    };
    return {std::move(spec), read, write};
}

/// Read before all others, which are laid over what it fills in.
Field<DeviceConfig> profile_field() {
    FieldSpec spec = detail::field_spec(
        "profile", FieldType::Choice, "",
        "Fills the section with the features of a generation of the adapter; what the section says "
        "itself is laid over them.");
    spec.choices = profile_names();
    return {std::move(spec),
            [](const Node& node, const FieldSpec& own, DeviceConfig& into) {
                into = read_profile(own.choices[read_choice(node, own)]).device;
            },
            [](const DeviceConfig& from) -> Json { return from.profile; }};
}

void validate_dynamic_depth(const Node& node, const DynamicDepthConfig& depth) {
    if (depth.depth_min > depth.depth_max) {
        throw node.problem_at("depth_min", "expected at most \"depth_max\" (" +
                                               std::to_string(depth.depth_max) + "), got " +
                                               std::to_string(depth.depth_min));
    }
}

}  // namespace

// clang-format off
const Section<CoalescingConfig>& coalescing_section() {
    using C = CoalescingConfig;
    static const Section<C> section{
        {"coalescing", "When a completion interrupt is sent.", {}, {}, true},
        {choice("kind", &C::kind, {"none", "count", "delay", "count_or_delay", "vic", "adaptive", "nvme"}, "`none` sends one with each completion; `count` with so many, or 1 ms after the first; `delay` so long after the first; `count_or_delay` with whichever comes first; `vic` for a share of the completions that falls with the commands in flight, and for each at low rates; `adaptive` waits for those that are due within `delay_max_ns`; `nvme` by aggregation threshold and time. A completion that leaves nothing in flight always sends it."),
         number("count_max", &C::count_max, {1, 1024}, "completions", "Completions that send the interrupt at once.").only_if("kind", {"count", "count_or_delay", "adaptive"}),
         number("delay_max_ns", &C::delay_max_ns, {1, 1'000'000}, "ns", "The longest hold.").only_if("kind", {"delay", "count_or_delay", "adaptive"}),
         number("iops_threshold", &C::iops_threshold, {0, 100'000'000}, "1/s", "At a lower rate of completions none is held.").only_if("kind", {"vic"}),
         number("cif_threshold", &C::cif_threshold, {1, 1024}, "requests", "With fewer commands in flight none is held.").only_if("kind", {"vic"}),
         number("epoch_us", &C::epoch_us, {1, 10'000'000}, "us", "Rate and share are settled that often.").only_if("kind", {"vic"}),
         number("aggregation_threshold", &C::aggregation_threshold, {0, 255}, "completions less 1", "Completions that send the interrupt at once, less one; 0: none is held.").only_if("kind", {"nvme"}),
         number("aggregation_time_100us", &C::aggregation_time_100us, {0, 10}, "100 us", "The longest hold; 0: none is held.").only_if("kind", {"nvme"}),
         number("ipi_gate_us", &C::ipi_gate_us, {0, 1000}, "us", "Least time between two completion interrupts; what the gate keeps back goes out when it opens, with the guest's next doorbell, or when nothing else is in flight. 0: no gate.")}};
    return section;
}

const Section<DynamicDepthConfig>& dynamic_depth_section() {
    using D = DynamicDepthConfig;
    constexpr Range depth{1, 4096};
    static const Section<D> section{
        {"dynamic_depth", "How many requests the adapter keeps with its storage, by how long storage takes.", {}, {}},
        {choice("kind", &D::kind, {"off", "throttle", "task_set_full"}, "`throttle` leaves what goes beyond in the request ring, counted over all targets; `task_set_full` ends it with that status, counted by target."),
         number("latency_us", &D::latency_us, {1, 100'000'000}, "us", "Mean latency of storage above which the depth falls by a quarter; else it rises by a sixteenth and one.").only_if("kind", {"throttle", "task_set_full"}),
         number("depth_min", &D::depth_min, depth, "requests", "Never less.").only_if("kind", {"throttle", "task_set_full"}),
         number("depth_max", &D::depth_max, depth, "requests", "Never more; holds at first.").only_if("kind", {"throttle", "task_set_full"}),
         number("window", &D::window, {1, 65536}, "completions", "Looked at together.").only_if("kind", {"throttle", "task_set_full"})},
        validate_dynamic_depth};
    return section;
}

const Section<WorkerConfig>& worker_section() {
    using W = WorkerConfig;
    constexpr Range cycles{0, kCyclesMax};
    static const Section<W> section{
        {"worker", "The hypervisor's thread that serves the adapter, and its copy engine.", {}, {}, true},
        {number("clock_period_ps", &W::clock_period_ps, {1, 1'000'000}, "ps", "Clock of the worker's processor; 400 is 2.5 GHz."),
         number("wake_ns", &W::wake_ns, {0, 1'000'000'000}, "ns", "From a doorbell to a running worker, if it slept."),
         number("idle_poll_ns", &W::idle_poll_ns, {0, 1'000'000'000}, "ns", "Looks at the ring that long before it sleeps."),
         number("fetch_cycles", &W::fetch_cycles, cycles, "cycles", "Copy one descriptor."),
         number("parse_cycles", &W::parse_cycles, cycles, "cycles", "Validate it and decode the SCSI command."),
         number("complete_cycles", &W::complete_cycles, cycles, "cycles", "Take over one backend result."),
         number("post_cycles", &W::post_cycles, cycles, "cycles", "Write completion descriptor and index."),
         number("interrupt_cycles", &W::interrupt_cycles, cycles, "cycles", "Send one interrupt."),
         number("command_cycles", &W::command_cycles, cycles, "cycles", "Execute a command of the register interface."),
         number("line_transfer_ns", &W::line_transfer_ns, {0, 1'000'000}, "ns", "A cache line last written by the guest."),
         number("dma_setup_ns", &W::dma_setup_ns, {0, 1'000'000}, "ns", "Start of one scatter-gather element's copy."),
         number("dma_mb_per_s", &W::dma_mb_per_s, {1, 1'000'000}, "10^6 bytes/s", "Rate of the copy engine."),
         number("translation_cycles", &W::translation_cycles, cycles, "cycles", "Translate a page of the request ring, once a batch."),
         flag("huge_ring_pages", &W::huge_ring_pages, "The whole request ring is one page of the host: one translation a batch."),
         choice("placement", &W::placement, {"local", "remote"}, "The worker runs on the memory node of the guest, or on another."),
         number("remote_percent", &W::remote_percent, {100, 1000}, "1/100", "What line transfers and DMA set-ups cost there, of what they cost on the guest's node.").only_if("placement", {"remote"})}};
    return section;
}

const Section<DeviceConfig>& device_section() {
    using D = DeviceConfig;
    static const Section<D> section{
        {"device", "The adapter: what it offers and how fast it is.", {}, {}},
        {profile_field(),
         choice("layout", &D::layout, {"memory_bar0", "io_bar0"}, "PCI layout: registers in memory BAR 0, or an I/O BAR 0 in front of them."),
         flag("express", &D::express, "Has the PCI Express capability, with function-level reset."),
         flag("power_management", &D::power_management, "Has the power-management capability: D0 and D3hot."),
         flag("no_soft_reset", &D::no_soft_reset, "The way from D3hot back to D0 is no reset of the function."),
         flag("msi", &D::msi, "Offers MSI."),
         flag("msix", &D::msix, "Offers MSI-X."),
         number_of("ring_pages_max", &D::ring_pages_max, {1, 2, 4, 8, 16, 32}, "pages", "The longest request or completion ring that SETUP_RINGS accepts."),
         number("depth_max", &D::depth_max, {1, 4096}, "requests", "Requests in the device's hands at a time; the others stay in the ring."),
         number("max_targets", &D::max_targets, {1, 256}, "", "Target ids that the device reports: 0 up to one less."),
         number("disks_max", &D::disks_max, {1, 256}, "", "Targets that can be attached."),
         number("luns_max", &D::luns_max, {1, 255}, "", "Logical units that a target can have."),
         flag("config_pages", &D::config_pages, "Has the CONFIG command."),
         flag("get_max_targets", &D::get_max_targets, "Has the GET_MAX_TARGETS command."),
         flag("message_ring", &D::message_ring, "Has the message ring, which announces hot-plug."),
         number("request_call_threshold", &D::request_call_threshold, {0, 1024}, "requests", "Threshold for doorbells that the device publishes; 0: it has none."),
         number("poll_period_us", &D::poll_period_us, {1, 1'000'000}, "us", "The request ring is looked at that often while the threshold is above 1."),
         number("first_index", &D::first_index, {0, 0xffff'ffff}, "", "Indices of freshly installed rings start there, so that they soon wrap at 2^32; devices start at 0."),
         object("coalescing", &D::coalescing, coalescing_section()),
         object("dynamic_depth", &D::dynamic_depth, dynamic_depth_section()),
         object("worker", &D::worker, worker_section()),
         name_set("defects", &D::defects, kDefects, "Defects of real devices that this one shows; `pvscsim list defects` explains them."),
         name_set("variants", &D::variants, kVariants, "Where real devices differ and none is wrong; `pvscsim list defects` explains them.")}};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
