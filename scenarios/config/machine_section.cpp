// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

void validate_machine(const Node& node, const MachineConfig& machine) {
    if (machine.interrupt_vcpu >= machine.vcpus) {
        throw node.problem_at("interrupt_vcpu", "expected less than \"vcpus\" (" +
                                                    std::to_string(machine.vcpus) + "), got " +
                                                    std::to_string(machine.interrupt_vcpu));
    }
}

void validate_iommu(const Node& node, const IommuConfig& iommu) {
    if (iommu.tlb_entries % iommu.tlb_ways != 0) {
        throw node.problem_at("tlb_entries", "expected a multiple of \"tlb_ways\" (" +
                                                 std::to_string(iommu.tlb_ways) + "), got " +
                                                 std::to_string(iommu.tlb_entries));
    }
}

}  // namespace

// clang-format off
const Section<VcpuCosts>& costs_section() {
    using C = VcpuCosts;
    constexpr Range cycles{0, kCyclesMax};
    static const Section<C> section{
        {"costs", "What things cost on the guest's processors.", {}, {}},
        {number("exit_cycles", &C::exit_cycles, cycles, "cycles", "Guest exit and entry around a trapped access."),
         number("doorbell_cycles", &C::doorbell_cycles, cycles, "cycles", "In-kernel handling of a doorbell, on top of the exit."),
         number("register_cycles", &C::register_cycles, cycles, "cycles", "Emulation of any other register access, on top of the exit."),
         number("interrupt_entry_cycles", &C::interrupt_entry_cycles, cycles, "cycles", "Vector dispatch to the handler's first line."),
         number("interrupt_exit_cycles", &C::interrupt_exit_cycles, cycles, "cycles", "Return from the handler, with posted end of interrupt."),
         number("idle_wake_cycles", &C::idle_wake_cycles, cycles, "cycles", "On top of the interrupt if the vCPU was halted."),
         number("submit_cycles", &C::submit_cycles, cycles, "cycles", "Driver path of one submission."),
         number("complete_cycles", &C::complete_cycles, cycles, "cycles", "Driver path of one completion."),
         number("line_transfer_ns", &C::line_transfer_ns, {0, 1'000'000}, "ns", "A cache line last written by the other side.")}};
    return section;
}

const Section<IommuConfig>& iommu_section() {
    using I = IommuConfig;
    constexpr Range cycles{0, kCyclesMax};
    constexpr Range span{0, 1'000'000};
    static const Section<I> section{
        {"iommu", "Translates the adapter's accesses to memory, page by page, and refuses those that are not mapped.", {}, {}},
        {choice("mode", &I::mode, {"off", "static", "strict"}, "`off`: there is none; `static` maps all of guest memory once; `strict` maps the data of a request while it is outstanding, for its direction alone."),
         number("tlb_entries", &I::tlb_entries, {1, 65536}, "", "Translations that are kept; a multiple of `tlb_ways`.").only_if("mode", {"static", "strict"}),
         number("tlb_ways", &I::tlb_ways, {1, 65536}, "", "Entries that a page can be in.").only_if("mode", {"static", "strict"}),
         number("hit_ns", &I::hit_ns, span, "ns", "A translation that is kept, for each page of an access.").only_if("mode", {"static", "strict"}),
         number("walk_ns", &I::walk_ns, span, "ns", "A translation that is not.").only_if("mode", {"static", "strict"}),
         flag("huge_ring_pages", &I::huge_ring_pages, "Rings and lists are mapped by pages of 2 MiB.").only_if("mode", {"static", "strict"}),
         number("map_cycles", &I::map_cycles, cycles, "cycles", "Of the vCPU, to map an element.").only_if("mode", {"strict"}),
         number("unmap_cycles", &I::unmap_cycles, cycles, "cycles", "Of the vCPU, to unmap an element and have its translations forgotten.").only_if("mode", {"strict"}),
         choice("omit", &I::omit, {"none", "map", "unmap"}, "What is left out of the driver's mappings of data, to show that it is missed.").only_if("mode", {"strict"})},
        validate_iommu};
    return section;
}

const Section<MachineConfig>& machine_section() {
    using M = MachineConfig;
    constexpr Range cycles{0, kCyclesMax};
    static const Section<M> section{
        {"machine", "The guest's processors and memory.", {}, {}},
        {number("vcpus", &M::vcpus, {1, 64}, "", "Virtual processors."),
         number("clock_period_ps", &M::clock_period_ps, {1, 1'000'000}, "ps", "Clock of the vCPUs; 400 is 2.5 GHz."),
         number("memory_mib", &M::memory_mib, {32, 1'048'576}, "MiB", "Guest memory; pages never touched cost nothing."),
         number("interrupt_vcpu", &M::interrupt_vcpu, {0, 63}, "", "The vCPU that gets the adapter's interrupts; less than `vcpus`."),
         number("interrupt_delivery_ns", &M::interrupt_delivery_ns, {0, 1'000'000'000}, "ns", "From the interrupt message to the vCPU's local interrupt unit."),
         number("poll_interval_ns", &M::poll_interval_ns, {100, 1'000'000'000}, "ns", "Between two looks at the completion ring, where the driver polls."),
         number("ipi_cycles", &M::ipi_cycles, cycles, "cycles", "From one vCPU's wake-up of another to its arrival."),
         number("shared_line_per_s", &M::shared_line_per_s, {0, 1'000'000}, "1/s", "Interrupts of another device on the adapter's line; 0: it has the line for itself. Only with `driver.interrupt_mode` `intx`."),
         choice("memory_order", &M::memory_order, {"strong", "weak"}, "When a vCPU's stores reach memory: as they are made; or `weak`, within 2 us in a drawn order until a fence."),
         choice("omit_fence", &M::omit_fence, {"none", "publish", "full", "acquire"}, "A fence that the platform leaves out, to show that it is missed: before the request index, between it and the look at the threshold, after the completion index.").only_if("memory_order", {"weak"}),
         choice("coherence", &M::coherence, {"coherent", "noncoherent", "bounce"}, "Whether device and vCPUs see the same memory; if not, what either wrote is stale for the other until the platform's sync calls, which clean caches, or copy to and from buffers below 4 GiB."),
         choice("omit_sync", &M::omit_sync, {"none", "request", "list", "completion", "message", "sense", "data_out", "data_in"}, "A sync call that is left out, to show that it is missed.").only_if("coherence", {"noncoherent", "bounce"}),
         object("costs", &M::costs, costs_section()),
         object("iommu", &M::iommu, iommu_section())},
        validate_machine};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
