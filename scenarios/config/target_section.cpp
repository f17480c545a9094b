// SPDX-License-Identifier: Apache-2.0
#include "models/backend/presets.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

const Section<LatencyConfig::Point>& point_section() {
    using P = LatencyConfig::Point;
    static const Section<P> section{
        {"table",
         "Points of the distribution function, linear between them, from 0 ns at 0.",
         {},
         {}},
        {number("per_mille", &P::per_mille, {1, 1000}, "1/1000",
                "Share of the requests served in at most `ns`.")
             .required(),
         number("ns", &P::ns, {0, kSpanNsMax}, "ns", "Service time.").required()}};
    return section;
}

void validate_latency(const Node& node, const LatencyConfig& latency) {
    if (latency.kind == LatencyKind::Uniform && latency.min_ns > latency.max_ns) {
        throw node.problem_at("max_ns", "expected at least \"min_ns\" (" +
                                            std::to_string(latency.min_ns) + "), got " +
                                            std::to_string(latency.max_ns));
    }
    if (latency.kind != LatencyKind::Table) {
        return;
    }
    if (latency.table.empty()) {
        throw node.problem_at("table", "expected at least one point, got none");
    }
    for (std::size_t i = 1; i < latency.table.size(); ++i) {
        if (latency.table[i].per_mille <= latency.table[i - 1].per_mille ||
            latency.table[i].ns < latency.table[i - 1].ns) {
            throw node["table"][i].problem(
                "expected \"per_mille\" above and \"ns\" not below those of the point before, "
                "got " +
                std::to_string(latency.table[i].per_mille) + " and " +
                std::to_string(latency.table[i].ns));
        }
    }
    if (latency.table.back().per_mille != 1000) {
        throw node.problem_at("table", "expected 1000 as the last \"per_mille\", got " +
                                           std::to_string(latency.table.back().per_mille));
    }
}

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    for (const BackendPreset& preset : backend_presets()) {
        names.emplace_back(preset.name);
    }
    return names;
}

template <class S>
Field<S> preset_field() {
    FieldSpec spec =
        detail::field_spec("preset", FieldType::Choice, "",
                           "Fills `backend` with the figures of a class of devices; what "
                           "`backend` says itself is laid over them.");
    spec.choices = preset_names();
    return {std::move(spec),
            [](const Node& node, const FieldSpec& own, S& into) {
                into.preset = own.choices[read_choice(node, own)];
                into.backend = find_backend_preset(into.preset)->config;
            },
            [](const S& from) {
                return from.preset.empty() ? nullptr : nlohmann::ordered_json(from.preset);
            }};
}

/// Not written where the target shares one.
Field<TargetConfig> own_backend_field() {
    Field<TargetConfig> field = object("backend", &TargetConfig::backend, backend_section());
    field.write = [write = field.write](const TargetConfig& from) {
        return from.shared_backend.empty() ? write(from) : nullptr;
    };
    return field;
}

void validate_target(const Node& node, const TargetConfig& target) {
    for (const char* key : {"preset", "backend"}) {
        if (!target.shared_backend.empty() && node.value().contains(key)) {
            throw node.problem_at(key, "counts only if there is no \"shared_backend\"");
        }
    }
    if (target.first_id + target.count > 256) {
        throw node.problem_at("count", "expected ids up to 255, got " +
                                           std::to_string(target.first_id + target.count - 1));
    }
    if (target.lowest_aligned_block >> target.physical_exponent != 0) {
        throw node.problem_at("lowest_aligned_block",
                              "expected less than 2^\"physical_exponent\" (" +
                                  std::to_string(1U << target.physical_exponent) + "), got " +
                                  std::to_string(target.lowest_aligned_block));
    }
    if (target.thin_blocks != 0 && !target.thin) {
        throw node.problem_at("thin_blocks", "counts only if \"thin\" is true");
    }
    if (target.thin_blocks != 0 && target.thin_blocks < 8) {
        throw node.problem_at(
            "thin_blocks", "expected 0 or at least 8, got " + std::to_string(target.thin_blocks));
    }
    if (target.capacity_blocks * target.block_bytes < 1'048'576) {
        throw node.problem_at("capacity_blocks",
                              "expected at least 1048576 bytes, got " +
                                  std::to_string(target.capacity_blocks * target.block_bytes));
    }
}

void validate_nvme_tcp(const Node& node, const NvmeTcpConfig& config) {
    if (config.loss_every_ms != 0 && config.reconnect_ms >= config.loss_every_ms) {
        throw node.problem_at("reconnect_ms", "expected less than \"loss_every_ms\" (" +
                                                  std::to_string(config.loss_every_ms) + "), got " +
                                                  std::to_string(config.reconnect_ms));
    }
}

}  // namespace

// clang-format off
const Section<LatencyConfig>& latency_section() {
    using L = LatencyConfig;
    constexpr Range span{0, kSpanNsMax};
    static const Section<L> section{
        {"latency", "Service time of one request, drawn from a random stream of its own.", {}, {}, true},
        {choice("kind", &L::kind, {"constant", "uniform", "exponential", "log_normal", "table"}, "The distribution."),
         number("ns", &L::ns, span, "ns", "The service time.").only_if("kind", {"constant"}),
         number("min_ns", &L::min_ns, span, "ns", "The least; shifts the exponential and the log-normal distribution.").only_if("kind", {"uniform", "exponential", "log_normal"}),
         number("max_ns", &L::max_ns, span, "ns", "The most.").only_if("kind", {"uniform"}),
         number("mean_ns", &L::mean_ns, span, "ns", "Mean above `min_ns`.").only_if("kind", {"exponential"}),
         number("median_ns", &L::median_ns, span, "ns", "Median above `min_ns`.").only_if("kind", {"log_normal"}),
         number("sigma_milli", &L::sigma_milli, {0, 3000}, "1/1000", "Shape.").only_if("kind", {"log_normal"}),
         number("tail_per_million", &L::tail_per_million, {0, 1'000'000}, "1/10^6", "Chance of a stall."),
         number("tail_factor", &L::tail_factor, {1, 1000}, "", "A stalled request takes that many times as long."),
         list("table", &L::table, {1, 1000}, point_section()).only_if("kind", {"table"})},
        validate_latency};
    return section;
}

const Section<PmemConfig>& pmem_section() {
    using P = PmemConfig;
    constexpr Range rate{1, 1'000'000};
    static const Section<P> section{
        {"pmem", "What the processor that copies needs.", {}, {}},
        {number("access_ns", &P::access_ns, {0, 1'000'000}, "ns", "For each request."),
         number("read_mb_per_s", &P::read_mb_per_s, rate, "10^6 bytes/s", "Rate of reads."),
         number("write_mb_per_s", &P::write_mb_per_s, rate, "10^6 bytes/s", "Rate of writes.")}};
    return section;
}

const Section<NvmeTcpConfig>& nvme_tcp_section() {
    using N = NvmeTcpConfig;
    constexpr Range span{0, 1'000'000'000};
    static const Section<N> section{
        {"nvme_tcp", "The way to the device, over one connection.", {}, {}},
        {number("rtt_ns", &N::rtt_ns, span, "ns", "There and back, without work at either end."),
         number("capsule_ns", &N::capsule_ns, span, "ns", "To send one capsule, one after the other, and to take one."),
         number("in_capsule_bytes", &N::in_capsule_bytes, {0, 8'388'608}, "bytes", "Longer writes wait for one more round trip."),
         number("connect_us", &N::connect_us, {0, 100'000'000}, "us", "From power-on to the first connection."),
         number("loss_every_ms", &N::loss_every_ms, {0, 3'600'000}, "ms", "The connection is lost at the multiples of it; 0: never."),
         number("reconnect_ms", &N::reconnect_ms, {1, 3'600'000}, "ms", "From a loss to the next connection; less than `loss_every_ms`."),
         choice("on_loss", &N::on_loss, {"hold", "fail"}, "Requests on their way at a loss are sent again, or end as busy. Those that come while there is no connection wait.")},
        validate_nvme_tcp};
    return section;
}

const Section<BackendConfig>& backend_section() {
    using B = BackendConfig;
    static const Section<B> section{
        {"backend", "A target's storage: so many requests at a time, the rest wait in the scheduler's order.", {}, {}},
        {choice("kind", &B::kind, {"local", "pmem", "nvme_tcp"}, "`local`: a device of the host; `pmem`: memory of the host, without a queue, copied by the adapter's worker; `nvme_tcp`: a device behind a network."),
         number("clock_period_ps", &B::clock_period_ps, {1, 1'000'000}, "ps", "Clock to which service times are rounded up."),
         number("servers", &B::servers, {1, 4096}, "requests", "Requests served at a time.").only_if("kind", {"local", "nvme_tcp"}),
         number("bandwidth_mb_per_s", &B::bandwidth_mb_per_s, {0, 1'000'000}, "10^6 bytes/s", "Shared by all servers; 0: no limit.").only_if("kind", {"local", "nvme_tcp"}),
         number("units", &B::units, {0, 1024}, "", "Media units that the addresses are spread over, each serving one request at a time; 0: not modelled.").only_if("kind", {"local", "nvme_tcp"}),
         choice("scheduler", &B::scheduler, {"fifo", "elevator", "deadline"}, "Order of the requests that wait.").only_if("kind", {"local", "nvme_tcp"}),
         number("read_deadline_us", &B::read_deadline_us, {1, 100'000'000}, "us", "A read that waited longer goes first.").only_if("scheduler", {"deadline"}),
         number("write_deadline_us", &B::write_deadline_us, {1, 100'000'000}, "us", "A write that waited longer goes first.").only_if("scheduler", {"deadline"}),
         number("flush_ns", &B::flush_ns, {0, kSpanNsMax}, "ns", "Service of a SYNCHRONIZE CACHE.").only_if("kind", {"local", "nvme_tcp"}),
         object("read", &B::read, latency_section()).only_if("kind", {"local", "nvme_tcp"}),
         object("write", &B::write, latency_section()).only_if("kind", {"local", "nvme_tcp"}),
         object("pmem", &B::pmem, pmem_section()).only_if("kind", {"pmem"}),
         object("nvme_tcp", &B::nvme_tcp, nvme_tcp_section()).only_if("kind", {"nvme_tcp"})}};
    return section;
}

const Section<TargetConfig>& target_section() {
    using T = TargetConfig;
    static const Section<T> section{
        {"targets", "Groups of equal targets.", {}, {}},
        {number("first_id", &T::first_id, {0, 255}, "", "Id of the first; the others follow."),
         number("count", &T::count, {1, 256}, "", "Targets of the group."),
         number("luns", &T::luns, {1, 255}, "", "Logical units of each."),
         number("capacity_blocks", &T::capacity_blocks, {1, 1'099'511'627'776}, "blocks", "Capacity of each logical unit; at least 1 MiB."),
         number_of("block_bytes", &T::block_bytes, {512, 4096}, "bytes", "Logical block."),
         flag("thin", &T::thin, "Offers UNMAP and WRITE SAME with unmap."),
         number("thin_blocks", &T::thin_blocks, {0, 1'099'511'627'776}, "blocks", "Storage that each logical unit has, 8 blocks or more; a write that needs more ends with SPACE ALLOCATION FAILED. 0: enough for every block."),
         flag("read_only", &T::read_only, "Refuses writes with WRITE PROTECTED."),
         number("lun_queue_depth", &T::lun_queue_depth, {0, 65535}, "commands", "Commands that each logical unit takes at a time; more end with TASK SET FULL. 0: any number."),
         number("physical_exponent", &T::physical_exponent, {0, 7}, "", "2^n logical blocks are a physical one, READ CAPACITY(16) says."),
         number("lowest_aligned_block", &T::lowest_aligned_block, {0, 127}, "", "The first logical block that begins a physical one; less than 2^`physical_exponent`."),
         flag("present", &T::present, "Attached from the start; otherwise the script attaches it."),
         preset_field<T>(),
         own_backend_field(),
         text("shared_backend", &T::shared_backend, {1, 100}, "Name of one of `shared_backends`, which serves these targets in place of `preset` and `backend`.")},
        validate_target};
    return section;
}

const Section<SharedBackendConfig>& shared_backend_section() {
    using B = SharedBackendConfig;
    static const Section<B> section{
        {"shared_backends", "Storage that serves several targets, of the scenario's machine and of its neighbours: its queue, servers, media units and bandwidth are there once for all that name it. Targets lie on it one behind the other.", {}, {}},
        {text("name", &B::name, {1, 100}, "How targets name it, each another.").required(),
         preset_field<B>(),
         object("backend", &B::backend, backend_section())}};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
