// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace pvscsim {

enum class LatencyKind : std::uint8_t { Constant, Uniform, Exponential, LogNormal, Table };

/// Service time of one request in nanoseconds, drawn from a stream of its own.
struct LatencyConfig {
    struct Point {
        std::uint32_t per_mille = 0;  ///< cumulative, ascending, the last is 1000
        std::uint64_t ns = 0;
    };
    LatencyKind kind = LatencyKind::Constant;
    std::uint64_t ns = 80000;            ///< Constant
    std::uint64_t min_ns = 60000;        ///< Uniform; shift of Exponential and LogNormal
    std::uint64_t max_ns = 90000;        ///< Uniform
    std::uint64_t mean_ns = 20000;       ///< Exponential: mean above min_ns
    std::uint64_t median_ns = 15000;     ///< LogNormal: median above min_ns
    std::uint32_t sigma_milli = 250;     ///< LogNormal: shape, thousandths
    std::uint32_t tail_per_million = 0;  ///< chance of a stall, any kind
    std::uint32_t tail_factor = 20;      ///< a stalled request takes that many times as long
    std::vector<Point> table;            ///< Table: linear between points, from 0 at 0 per mille
};

enum class SchedulerKind : std::uint8_t { Fifo, Elevator, Deadline };

/// Local: a device of the host. Pmem: memory of the host, without a queue, reached by its
/// processor. NvmeTcp: a device behind a network.
enum class BackendKind : std::uint8_t { Local, Pmem, NvmeTcp };

/// What the processor that copies needs for each job.
struct PmemConfig {
    std::uint32_t access_ns = 300;
    std::uint32_t read_mb_per_s = 6600;  ///< 10^6 bytes/s
    std::uint32_t write_mb_per_s = 2300;
};

/// Hold: jobs on their way are sent again over the next connection. Fail: they end as busy.
enum class ConnectionLoss : std::uint8_t { Hold, Fail };

struct NvmeTcpConfig {
    std::uint32_t rtt_ns = 20000;           ///< there and back, without work at either end
    std::uint32_t capsule_ns = 3000;        ///< to send one capsule, and to take one
    std::uint32_t in_capsule_bytes = 8192;  ///< longer writes wait for another round trip
    std::uint32_t connect_us = 1000;        ///< from power-on to the first connection
    std::uint32_t loss_every_ms = 0;        ///< the connection is lost at its multiples; 0: never
    std::uint32_t reconnect_ms = 10;        ///< from a loss to the next connection
    ConnectionLoss on_loss = ConnectionLoss::Hold;
};

/// One target's storage: `servers` requests at a time, the rest wait in the scheduler's order.
struct BackendConfig {
    BackendKind kind = BackendKind::Local;
    std::uint32_t clock_period_ps = 1000;
    std::uint32_t servers = 64;            ///< 1..4096
    std::uint32_t bandwidth_mb_per_s = 0;  ///< 10^6 bytes/s shared by all servers; 0: no limit
    std::uint32_t units = 0;               ///< 0..1024 media units that addresses are spread
                                           ///< over, one job at a time each; 0: not modelled
    SchedulerKind scheduler = SchedulerKind::Fifo;
    std::uint64_t read_deadline_us = 500;    ///< Deadline
    std::uint64_t write_deadline_us = 5000;  ///< Deadline
    std::uint64_t flush_ns = 50000;          ///< service of a SYNCHRONIZE CACHE
    LatencyConfig read;
    LatencyConfig write;
    PmemConfig pmem;
    NvmeTcpConfig nvme_tcp;
};

}  // namespace pvscsim
