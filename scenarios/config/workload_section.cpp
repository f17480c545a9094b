// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

const Section<SizeShare>& size_section() {
    using S = SizeShare;
    static const Section<S> section{{"sizes", "Distribution of the request sizes.", {}, {}},
                                    {number("bytes", &S::bytes, {512, 8'388'608}, "bytes",
                                            "Size; a multiple of every target's block.")
                                         .required(),
                                     number("weight", &S::weight, {1, 1'000'000}, "",
                                            "Share of the requests, against the other weights.")}};
    return section;
}

void validate_workload(const Node& node, const WorkloadConfig& workload) {
    if (workload.kind == WorkloadKind::Synthetic) {
        if (workload.requests == 0) {
            throw node.problem_at("requests",
                                  "expected at least 1 if \"kind\" is \"synthetic\", got 0");
        }
        if (workload.rate_per_s != 0 && workload.think_ns != 0) {
            throw node.problem_at("think_ns", "expected 0 if \"rate_per_s\" is set, got " +
                                                  std::to_string(workload.think_ns));
        }
        if (workload.flush_every != 0 && workload.read_percent == 100) {
            throw node.problem_at("flush_every", "expected 0 if \"read_percent\" is 100, got " +
                                                     std::to_string(workload.flush_every));
        }
    }
    if (workload.segment_bytes % 512 != 0) {
        throw node.problem_at("segment_bytes", "expected a multiple of 512, got " +
                                                   std::to_string(workload.segment_bytes));
    }
    const bool replay =
        workload.kind == WorkloadKind::Blktrace || workload.kind == WorkloadKind::Iolog;
    if (replay && workload.file.empty()) {
        throw node.problem_at("file", "expected the name of a trace, got nothing");
    }
}

}  // namespace

// clang-format off
const Section<WorkloadConfig>& workload_section() {
    using W = WorkloadConfig;
    static const Section<W> section{
        {"workload", "What the guest asks of its disks.", {}, {}},
        {choice("kind", &W::kind, {"synthetic", "blktrace", "iolog", "boot"}, "`synthetic` draws requests; `blktrace` replays the text of blkparse, `iolog` a log of fio (version 2 or 3); `boot` is the discovery of all targets alone."),
         number("requests", &W::requests, {0, kCountMax}, "requests", "In all; of a trace the most that are replayed, 0: the whole trace.").only_if("kind", {"synthetic", "blktrace", "iolog"}),
         number("depth", &W::depth, {1, 65536}, "requests", "Outstanding at most, over all logical units.").only_if("kind", {"synthetic", "blktrace", "iolog"}),
         choice("pattern", &W::pattern, {"random", "sequential"}, "Order of the addresses.").only_if("kind", {"synthetic"}),
         number("read_percent", &W::read_percent, {0, 100}, "%", "Share of reads; the rest are writes.").only_if("kind", {"synthetic"}),
         number("flush_every", &W::flush_every, {0, 1'000'000}, "writes", "A SYNCHRONIZE CACHE after that many writes; 0: none.").only_if("kind", {"synthetic"}),
         list("sizes", &W::sizes, {1, 64}, size_section()).only_if("kind", {"synthetic"}),
         choice("locality", &W::locality, {"uniform", "zipf", "hot_spot"}, "How random addresses spread.").only_if("kind", {"synthetic"}).only_if("pattern", {"random"}),
         number("zipf_theta_milli", &W::zipf_theta_milli, {1, 2000}, "1/1000", "Exponent of the Zipf distribution.").only_if("locality", {"zipf"}),
         number("hot_percent_of_space", &W::hot_percent_of_space, {1, 99}, "%", "That share of the blocks ...").only_if("locality", {"hot_spot"}),
         number("hot_percent_of_requests", &W::hot_percent_of_requests, {1, 99}, "%", "... takes that share of the requests.").only_if("locality", {"hot_spot"}),
         number("region_blocks", &W::region_blocks, {0, 1'099'511'627'776}, "blocks", "The first blocks of each logical unit that are used; 0: all.").only_if("kind", {"synthetic"}),
         number("rate_per_s", &W::rate_per_s, {0, 1'000'000'000}, "1/s", "Open arrivals at that mean rate, with exponential gaps; 0: the next request follows a completion.").only_if("kind", {"synthetic"}),
         number("think_ns", &W::think_ns, {0, kSpanNsMax}, "ns", "From a completion to the next submission, if `rate_per_s` is 0.").only_if("kind", {"synthetic"}),
         number("segment_bytes", &W::segment_bytes, {512, 8'388'608}, "bytes", "The buffer is scattered in pieces of that size; a multiple of 512.").only_if("kind", {"synthetic", "blktrace", "iolog"}),
         text("file", &W::file, {1, 4096}, "The trace, relative to the scenario's folder; .xz is unpacked.").only_if("kind", {"blktrace", "iolog"}),
         choice("pacing", &W::pacing, {"recorded", "scaled", "depth"}, "Recorded times as they are, scaled, or left aside: as fast as `depth` allows.").only_if("kind", {"blktrace", "iolog"}),
         number("scale_percent", &W::scale_percent, {1, 10'000}, "%", "Recorded times are multiplied by it: 50 is twice as fast.").only_if("pacing", {"scaled"}),
         number("skip", &W::skip, {0, kCountMax}, "requests", "Requests of the trace left out at its beginning.").only_if("kind", {"blktrace", "iolog"})},
        validate_workload};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
