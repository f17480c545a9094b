// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/json_document.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kChanceTermMax = 1'000'000'000;

/// A ratio "numerator/denominator" of integers in [1, kChanceTermMax], at most 1; or throws.
void read_chance(const Node& node, const FieldSpec& spec, FaultConfig& into) {
    const auto text = node.value().is_string() ? node.value().get<std::string>() : std::string();
    const std::size_t slash = text.find('/');
    const auto term = [&](std::string_view digits) {
        std::uint64_t value = 0;
        for (const char digit : digits.substr(0, 11)) {
            if (digit < '0' || digit > '9') {
                throw node.expected(spec.allowed());
            }
            value = value * 10 + static_cast<std::uint64_t>(digit - '0');
        }
        if (value == 0 || value > kChanceTermMax || digits.front() == '0') {
            throw node.expected(spec.allowed());
        }
        return value;
    };
    if (slash == std::string::npos) {
        throw node.expected(spec.allowed());
    }
    into.chance_numerator = term(std::string_view(text).substr(0, slash));
    into.chance_denominator = term(std::string_view(text).substr(slash + 1));
    if (into.chance_numerator > into.chance_denominator) {
        throw node.expected(spec.allowed());
    }
}

Field<FaultConfig> chance_field() {
    FieldSpec spec = detail::field_spec("chance", FieldType::Other, "",
                                        "Chance of each pass of the point, exact.");
    spec.other_text = "a string \"n/d\" with 1 <= n <= d <= 1000000000";
    spec.schema = {{"type", "string"}, {"pattern", "^[1-9][0-9]{0,9}/[1-9][0-9]{0,9}$"}};
    return {std::move(spec), read_chance, [](const FaultConfig& from) -> nlohmann::ordered_json {
                if (from.nth != 0 || from.chance_numerator == 0) {
                    return nullptr;
                }
                return std::to_string(from.chance_numerator) + "/" +
                       std::to_string(from.chance_denominator);
            }};
}

/// A number that is written only while `used` holds.
Field<FaultConfig> number_while(Field<FaultConfig> field, bool (*used)(const FaultConfig&)) {
    field.write = [write = field.write, used](const FaultConfig& from) {
        return used(from) ? write(from) : nlohmann::ordered_json();
    };
    return field;
}

void validate_fault(const Node& node, const FaultConfig& fault) {
    const bool backend =
        fault.point == FaultPoint::BackendRead || fault.point == FaultPoint::BackendWrite;
    const bool of_backend =
        fault.effect == FaultEffect::MediumError || fault.effect == FaultEffect::Stall;
    if (of_backend != backend) {
        throw node["effect"].expected(backend ? "\"medium_error\" or \"stall\" at a backend's point"
                                              : "\"lose\" at this point");
    }
    if (fault.effect == FaultEffect::Spurious && fault.point != FaultPoint::Interrupt) {
        throw node["effect"].expected("\"lose\" at this point");
    }
    if (fault.effect == FaultEffect::Stall && fault.stall_ns == 0) {
        throw node.problem_at("stall_ns", "expected at least 1 if \"effect\" is \"stall\", got 0");
    }
}

}  // namespace

// clang-format off
const Section<FaultConfig>& fault_section() {
    using F = FaultConfig;
    const auto by_nth = [](const F& fault) { return fault.nth != 0; };
    const auto by_chance = [](const F& fault) { return fault.nth == 0; };
    static const Section<F> section{
        {"faults", "Injected faults.", {}, {"nth", "chance"}},
        {choice("point", &F::point, {"interrupt", "backend_read", "backend_write", "abort", "reset"}, "Where it strikes; `reset` is that of a unit or of the bus.").required(),
         choice("effect", &F::effect, {"lose", "medium_error", "stall", "spurious"}, "What it does: `lose` an interrupt, or an abort or a reset, which is then answered without effect; `medium_error` and `stall` strike a backend; `spurious` sends an interrupt without a cause after a true one.").required(),
         number_while(number("nth", &F::nth, {1, kCountMax}, "", "That pass of the point, 1 being the first."), by_nth),
         chance_field(),
         number_while(number("times", &F::times, {0, kCountMax}, "", "Strikes at most; 0: no bound.").needing("chance"), by_chance),
         number("stall_ns", &F::stall_ns, {0, kSpanNsMax}, "ns", "Added to the service time.").only_if("effect", {"stall"})},
        validate_fault};
    return section;
}

const Section<ScriptStep>& step_section() {
    using S = ScriptStep;
    static const Section<S> section{
        {"script", "What happens to the machine during the run.", {}, {"at_us", "after_completed"}},
        {optional_number("at_us", &S::at_us, {0, kSimulatedMsMax * 1000}, "us", "At that simulated time."),
         optional_number("after_completed", &S::after_completed, {0, kCountMax}, "requests", "When so many requests have completed."),
         choice("do", &S::action, {"hot_add", "hot_remove", "scsi", "reset_unit", "reset_bus", "reset_adapter", "abort", "remove_adapter", "guest", "iommu_unmap"}, "Attach or detach a target, or send it SCSI commands; have the driver reset a logical unit, the bus or the adapter, or abort requests; pull the adapter out, after which it answers all ones; let a processor of the guest act past its driver; take a page of the data of the newest outstanding request from the IOMMU.").required(),
         number("target", &S::target, {0, 255}, "", "Its id.").only_if("do", {"hot_add", "hot_remove", "scsi", "reset_unit"}).required(),
         number("lun", &S::lun, {0, 255}, "", "The logical unit; for SCSI commands there or not.").only_if("do", {"scsi", "reset_unit"}),
         number("count", &S::count, {1, 1024}, "requests", "So many of the oldest requests that are outstanding.").only_if("do", {"abort"}),
         list("commands", &S::commands, {1, 1000}, scripted_command_section()).only_if("do", {"scsi"}),
         number("vcpu", &S::vcpu, {0, 63}, "", "The vCPU that acts; less than `machine.vcpus`.").only_if("do", {"guest"}),
         list("actions", &S::actions, {0, 1000}, raw_action_section()).only_if("do", {"guest"})}};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
