// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pvscsim::scenarios {

enum class WorkloadKind : std::uint8_t { Synthetic, Blktrace, Iolog, Boot };
enum class Pattern : std::uint8_t { Random, Sequential };
enum class Locality : std::uint8_t { Uniform, Zipf, HotSpot };
/// How a replay keeps the recorded times: as they are, scaled, or as fast as `depth` allows.
enum class Pacing : std::uint8_t { Recorded, Scaled, Depth };

/// One entry of a request size distribution.
struct SizeShare {
    std::uint32_t bytes = 4096;  ///< a multiple of the block size, at most 8 MiB
    std::uint32_t weight = 1;    ///< 1..1,000,000
};

/// What the guest asks of its disks. Synthetic runs closed (a fixed depth, optional think time)
/// or open (`rate_per_s` set, bounded by depth); replays follow `pacing`. Boot is the discovery of
/// all targets alone.
struct WorkloadConfig {
    WorkloadKind kind = WorkloadKind::Synthetic;
    std::uint64_t requests = 10000;  ///< in all; for replays the most, 0: the whole trace
    std::uint32_t depth = 32;        ///< outstanding at most, over all units, 1..65536
    // Synthetic.
    Pattern pattern = Pattern::Random;
    std::uint32_t read_percent = 100;  ///< the rest are writes
    std::uint32_t flush_every = 0;     ///< a SYNCHRONIZE CACHE after that many writes; 0: none
    std::vector<SizeShare> sizes{SizeShare{}};
    Locality locality = Locality::Uniform;
    std::uint32_t zipf_theta_milli = 990;        ///< Zipf exponent, thousandths, 1..2000
    std::uint32_t hot_percent_of_space = 10;     ///< HotSpot: that share of the blocks ...
    std::uint32_t hot_percent_of_requests = 90;  ///< ... takes that share of the requests
    std::uint64_t region_blocks = 0;     ///< first blocks of each unit that are used; 0: all
    std::uint64_t rate_per_s = 0;        ///< open arrivals, exponential gaps; 0: closed loop
    std::uint64_t think_ns = 0;          ///< closed loop: from completion to the next submission
    std::uint32_t segment_bytes = 4096;  ///< the buffer is scattered in pieces of that size
    // Replays.
    std::string file;  ///< relative to the scenario's folder; .xz is unpacked
    Pacing pacing = Pacing::Recorded;
    std::uint32_t scale_percent = 100;  ///< Scaled: 50 is twice as fast
    std::uint64_t skip = 0;             ///< requests of the trace left out at its beginning
};

}  // namespace pvscsim::scenarios
