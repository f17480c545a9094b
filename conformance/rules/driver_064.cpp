// SPDX-License-Identifier: Apache-2.0
// DRIVER-064, MUST: Release DMA mappings of data, SG list and sense on every completion path and
// every submission error path.
// Source: LNX history.
// Mutants: MUT-R30, MUT-O145.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

namespace {

/// A number of pieces that the driver does not take: 60,000 at the most, less where it does.
std::uint32_t pieces_refused(DriverBench& bench, const UpperRequest& request) {
    std::uint32_t count = 1000;
    for (; count < 60'000; count *= 2) {
        UpperRequest more = request;
        more.id = 3'000'000 + count;
        more.pieces.resize(count, more.pieces[0]);
        if (!bench.submit(more)) return count;
        bench.settle();
    }
    return 60'000;
}

}  // namespace

PVS_DRIVER_TEST(064, gives_back_what_a_request_held,
                "3,000 requests with long lists, each failing in one of five ways; some are "
                "refused before they are sent; then good ones",
                "the good ones are served") {
    bench.settings.elements_max = 512;
    bench.start();
    const std::uint16_t ways[] = {kSelTimeout, kDataRun, kAbortQueue, 0x99, 0};
    std::uint32_t turn = 0;
    bench.device.on_request = [&](const Fetched&) {
        Reply reply;
        reply.host_status = ways[turn % 5];
        reply.scsi_status = turn % 5 == 4 ? kCheckCondition : kGood;
        reply.data_bytes = 0;
        return reply;
    };
    UpperRequest request = bench.scattered(300);
    const bool long_lists = bench.submit(request);
    bench.settle();
    if (!long_lists) request = bench.scattered(100);
    const std::uint32_t refused = pieces_refused(bench, request);
    for (; turn < 3000; ++turn) {
        request.id = 1'000'000 + turn;
        if (turn % 7 == 0) {
            UpperRequest bad = request;
            bad.id = 2'000'000 + turn;
            bad.pieces.resize(refused, bad.pieces[0]);
            bench.expect(!bench.submit(bad),
                         "a request with " + std::to_string(refused) + " pieces is taken");
        }
        bench.submit(request);
        bench.settle();
        if (!bench.expect(bench.ends_of(request.id) == 1,
                          "request " + std::to_string(turn) + " has not ended")) {
            return;
        }
        bench.ends.clear();
    }
    bench.device.on_request = nullptr;
    bench.expect(bench.serve(request = bench.reading(1)).as == Ended::As::Good, "a read fails");
}

}  // namespace pvscsim::conformance
