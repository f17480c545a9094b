// SPDX-License-Identifier: Apache-2.0
// How completions become outcomes.
#include "pvscsim/driver/detail/status.h"

#include "pvscsim/driver/retry.h"
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

constexpr std::uint64_t kBuffer = 4096;

struct Ended {
    Outcome outcome;
    std::uint64_t residual;
    std::uint32_t sense;
};
bool operator==(const Ended& a, const Ended& b) {
    return a.outcome == b.outcome && a.residual == b.residual && a.sense == b.sense;
}
std::ostream& operator<<(std::ostream& out, const Ended& ended) {
    return out << static_cast<int>(ended.outcome) << ", residual " << ended.residual << ", sense "
               << ended.sense;
}

Ended end(int host, int scsi, std::uint64_t data = kBuffer, std::uint32_t sense = 0) {
    ScsiRequest request = read_request();
    request.sense_bytes = 77;
    request.residual_bytes = 77;
    protocol::CompletionDescriptor completion;
    completion.data_bytes = data;
    completion.sense_bytes = sense;
    completion.host_status = static_cast<std::uint16_t>(host);
    completion.scsi_status = static_cast<std::uint16_t>(scsi);
    detail::set_outcome(request, completion);
    EXPECT_EQ(request.host_status, host);
    EXPECT_EQ(request.scsi_status, scsi);
    return {request.outcome, request.residual_bytes, request.sense_bytes};
}

TEST(Status, LooksAtTheScsiStatusWhereTheHostStatusSaysSuccess) {
    for (const int host : {0x00, 0x0a, 0x0b}) {
        EXPECT_EQ(end(host, 0x00), (Ended{Outcome::Good, 0, 0}));
        EXPECT_EQ(end(host, 0x02, kBuffer, 18), (Ended{Outcome::CheckCondition, 0, 18}));
        EXPECT_EQ(end(host, 0x08).outcome, Outcome::Busy);
        EXPECT_EQ(end(host, 0x28).outcome, Outcome::Busy);
        EXPECT_EQ(end(host, 0x18).outcome, Outcome::ScsiStatus);
        EXPECT_EQ(end(host, 0x40).outcome, Outcome::ScsiStatus);
    }
}

TEST(Status, SetsTheResidualOfASuccessOnlyIfTheDeviceToldTheLength) {
    EXPECT_EQ(end(0, 0, 0), (Ended{Outcome::Good, 0, 0}));
    EXPECT_EQ(end(0, 0, 1000), (Ended{Outcome::Good, 3096, 0}));
    EXPECT_EQ(end(0, 0, 5000), (Ended{Outcome::Good, 0, 0}));
}

TEST(Status, ComputesTheResidualOfADataRunWithoutGoingNegative) {
    for (const int host : {0x0c, 0x12}) {
        EXPECT_EQ(end(host, 0, 0), (Ended{Outcome::DataOverrun, 4096, 0}));
        EXPECT_EQ(end(host, 0, 1000), (Ended{Outcome::DataOverrun, 3096, 0}));
        EXPECT_EQ(end(host, 0, ~0ULL), (Ended{Outcome::DataOverrun, 0, 0}));
    }
}

TEST(Status, FindsACheckConditionBehindADataRun) {
    EXPECT_EQ(end(0x12, 0x02, 0, 18), (Ended{Outcome::CheckCondition, 4096, 18}));
}

TEST(Status, TakesNoMoreSenseThanTheBufferHas) {
    EXPECT_EQ(end(0, 0x02, 0, 97).sense, 96U);
    EXPECT_EQ(end(0, 0x02, 0, ~0U).sense, 96U);
    EXPECT_EQ(end(0, 0x02, 0, 0).sense, 0U);
    EXPECT_EQ(end(0, 0x00, kBuffer, 18).sense, 0U);
}

TEST(Status, MapsEachHostStatus) {
    EXPECT_EQ(end(0x11, 0).outcome, Outcome::NoTarget);
    for (const int reset : {0x22, 0x23, 0x25}) EXPECT_EQ(end(reset, 0).outcome, Outcome::Reset);
    EXPECT_EQ(end(0x26, 0).outcome, Outcome::Aborted);
    for (const int other : {0x13, 0x14, 0x15, 0x16, 0x17, 0x1a, 0x1b, 0x1c, 0x1d, 0x20, 0x21, 0x24,
                            0x27, 0x30, 0x34, 0x35, 0xff, 0xffff}) {
        EXPECT_EQ(end(other, 0).outcome, Outcome::Failed) << other;
        EXPECT_EQ(end(other, 0x02).outcome, Outcome::Failed) << other;
    }
}

TEST(RetryPolicy, TriesAgainByStatusAndAsOftenAsConfigured) {
    AdapterConfig config;
    config.retries_max = 2;
    ScsiRequest request;
    const auto tries = [&](Outcome outcome, std::uint8_t sense_key, std::uint32_t sense_bytes) {
        request.outcome = outcome;
        request.sense[2] = sense_key;
        request.sense_bytes = sense_bytes;
        std::uint32_t retries = 0;
        while (retries < 10 && deserves_retry(request, retries, config)) ++retries;
        return retries;
    };
    for (const Outcome again : {Outcome::Reset, Outcome::Aborted, Outcome::Busy}) {
        EXPECT_EQ(tries(again, 0, 0), 2U);
    }
    EXPECT_EQ(tries(Outcome::CheckCondition, 0x06, 18), 2U);  // unit attention
    EXPECT_EQ(tries(Outcome::CheckCondition, 0x06, 2), 0U);   // nothing was told
    EXPECT_EQ(tries(Outcome::CheckCondition, 0x03, 18), 0U);  // medium error
    for (const Outcome never : {Outcome::Good, Outcome::NoTarget, Outcome::Failed,
                                Outcome::DataOverrun, Outcome::ScsiStatus}) {
        EXPECT_EQ(tries(never, 0x06, 18), 0U);
    }
    config.retries_max = 0;
    EXPECT_EQ(tries(Outcome::Reset, 0, 0), 0U);
}

class SenseData : public AdapterTest {};

TEST_F(SenseData, ReachesTheRequestAndNothingStaleDoes) {
    start();
    ScsiRequest request = read_request();
    request.sense.fill(0xee);
    submit(request);
    const protocol::RequestDescriptor seen = machine->in_flight[0];
    for (std::uint32_t i = 0; i < 18; ++i) {
        *(machine->at(seen.sense_addr) + i) = static_cast<std::uint8_t>(0x70 + i);
    }
    machine->in_flight.clear();
    machine->post({seen.context, 0, 18, 0, 2});
    adapter->handle_interrupt();
    EXPECT_EQ(request.outcome, Outcome::CheckCondition);
    ASSERT_EQ(request.sense_bytes, 18U);
    EXPECT_EQ(request.sense[0], 0x70);
    EXPECT_EQ(request.sense[17], 0x81);
    EXPECT_EQ(request.sense[18], 0xee);
    // The same memory again, this time without sense.
    submit(request);
    machine->complete();
    adapter->handle_interrupt();
    EXPECT_EQ(request.outcome, Outcome::Good);
    EXPECT_EQ(request.sense_bytes, 0U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
