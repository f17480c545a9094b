// SPDX-License-Identifier: Apache-2.0
// Injected faults. Points, effects and what goes together come from the table of fault points.
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kBlocksMax = std::uint64_t{1} << 40;  // as a unit has at most
constexpr std::uint64_t kUnset = FaultConfig::kUnset;
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

/// A number that is not there unless it is written.
Field<FaultConfig> unless_unset(Field<FaultConfig> field, std::uint64_t FaultConfig::*member) {
    field.write = [member](const FaultConfig& from) {
        return from.*member == kUnset ? nlohmann::ordered_json()
                                      : nlohmann::ordered_json(from.*member);
    };
    return field;
}

Field<FaultConfig> stage_field() {
    FieldSpec spec = detail::field_spec(
        "stage", FieldType::Choice, "",
        "Strikes when the `nth` request, or each by chance, arrives at that stage of its life.");
    spec.choices = fault_stage_names();
    return {std::move(spec),
            [](const Node& node, const FieldSpec& own, FaultConfig& into) {
                into.stage = read_choice(node, own);
            },
            [](const FaultConfig& from) -> nlohmann::ordered_json {
                if (from.stage == kUnset) {
                    return nullptr;
                }
                return fault_stage_names().at(from.stage);
            }};
}

/// The names of the points for which `holds`; they live for ever.
template <class Holds>
std::vector<std::string_view> points_where(Holds holds) {
    std::vector<std::string_view> names;
    for (const FaultSpec& spec : fault_specs()) {
        const FaultPointSpec& point = point_spec(spec.point);
        if (holds(spec, point) && (names.empty() || names.back() != point.name)) {
            names.emplace_back(point.name);
        }
    }
    return names;
}

std::vector<std::string_view> effects_with_length() {
    static const std::vector<std::string> names = fault_effect_names();
    std::vector<std::string_view> with_length;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (has_length(static_cast<FaultEffect>(i))) {
            with_length.emplace_back(names[i]);
        }
    }
    return with_length;
}

/// "\"lose\" or \"fail\" at this point".
std::string effects_at(FaultPoint point) {
    std::string text;
    const std::vector<std::string> names = fault_effect_names();
    for (const FaultSpec& spec : fault_specs()) {
        if (spec.point == point) {
            text += (text.empty() ? "\"" : " or \"") +
                    names[static_cast<std::size_t>(spec.effect)] + "\"";
        }
    }
    return text + " at this point";
}

void validate_times(const Node& node, const FaultConfig& fault, const FaultSpec& spec) {
    const bool at_time = fault.at_us != kUnset;
    const bool window = fault.from_us != 0 || fault.until_us != kUnset;
    if (spec.at_moment && at_time == (fault.stage != kUnset)) {
        throw node.problem_at(at_time ? "at_us" : "stage",
                              "expected exactly one of \"at_us\" and \"stage\" at this point");
    }
    if (at_time && window) {
        throw node.problem_at("at_us", "expected no window with a time");
    }
    if (at_time && spec.at_moment && fault.target != kUnset) {
        throw node.problem_at("target", "expected none where a time strikes, not a request");
    }
    if (fault.until_us != kUnset && fault.until_us <= fault.from_us) {
        throw node["until_us"].expected("more than \"from_us\"");
    }
}

void validate_fault(const Node& node, const FaultConfig& fault) {
    const FaultSpec* const spec = find_fault(fault.point, fault.effect);
    if (spec == nullptr) {
        throw node["effect"].expected(effects_at(fault.point));
    }
    if (has_length(fault.effect) && fault.stall_ns == 0) {
        throw node.problem_at("stall_ns", "expected at least 1 if \"effect\" is \"" +
                                              node["effect"].value().get<std::string>() +
                                              "\", got 0");
    }
    validate_times(node, fault, *spec);
}

}  // namespace

// clang-format off
const Section<FaultConfig>& fault_section() {
    using F = FaultConfig;
    const auto by_nth = [](const F& fault) { return fault.nth != 0; };
    const auto by_chance = [](const F& fault) { return fault.nth == 0 && fault.at_us == kUnset; };
    const auto by_address = [](const F& fault) { return fault.lba != kUnset; };
    const auto by_window = [](const F& fault) { return fault.from_us != 0; };
    const auto with_target = points_where([](const FaultSpec& spec, const FaultPointSpec& point) { return point.has_target || spec.at_moment; });
    const auto with_address = points_where([](const FaultSpec&, const FaultPointSpec& point) { return point.has_address; });
    const auto with_stage = points_where([](const FaultSpec& spec, const FaultPointSpec&) { return spec.at_moment; });
    constexpr Range kTimeUs{0, kSimulatedMsMax * 1000};
    static const Section<F> section{
        {"faults", "Injected faults. Which effects a point has, what happens then and what must follow: faults.md.", {}, {"nth", "chance", "at_us"}},
        {choice("point", &F::point, fault_point_names(), "Where it strikes; `reset` is that of a unit or of the bus.").required(),
         choice("effect", &F::effect, fault_effect_names(), "What it does there.").required(),
         number_while(number("nth", &F::nth, {1, kCountMax}, "", "That pass of the point, 1 being the first."), by_nth),
         chance_field(),
         unless_unset(number("at_us", &F::at_us, kTimeUs, "us", "The first pass from that time on, counted from the beginning of the workload; at points without passes that time itself."), &F::at_us),
         number_while(number("times", &F::times, {0, kCountMax}, "", "Strikes at most; 0: no bound.").needing("chance"), by_chance),
         number("stall_ns", &F::stall_ns, {0, kSpanNsMax}, "ns", "How long it lasts, or how late something comes; at a backend it is added to the service time.").only_if("effect", effects_with_length()),
         number("factor", &F::factor, {2, 1000}, "", "Service times are multiplied by it.").only_if("effect", {"slow"}),
         stage_field().only_if("point", with_stage),
         unless_unset(number("target", &F::target, {0, 255}, "", "Only passes of that target count."), &F::target).only_if("point", with_target),
         unless_unset(number("lba", &F::lba, {0, kBlocksMax - 1}, "", "Only passes that touch blocks from there on count."), &F::lba).only_if("point", with_address),
         number_while(number("lba_blocks", &F::lba_blocks, {1, kBlocksMax}, "blocks", "So many blocks.").needing("lba"), by_address),
         number_while(number("from_us", &F::from_us, {1, kTimeUs.max}, "us", "Only passes from that time on count, from the beginning of the workload."), by_window),
         unless_unset(number("until_us", &F::until_us, kTimeUs, "us", "Only passes before that time count."), &F::until_us)},
        validate_fault};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
