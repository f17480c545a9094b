// SPDX-License-Identifier: Apache-2.0
// Scatter-gather lists as the device walks them.
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

class ScatterGather : public AdapterTest {
protected:
    void start_with(std::uint32_t elements_max) {
        AdapterConfig config;
        config.elements_max = elements_max;
        config.request_ring_pages = 1;
        config.lun_queue_depth = 1024;
        start(config);
    }
    /// `count` elements of different sizes; every third is empty if `gaps`.
    static std::vector<SgElement> make_elements(std::uint32_t count, bool gaps = false) {
        std::vector<SgElement> elements(count);
        for (std::uint32_t i = 0; i < count; ++i) {
            elements[i].bus_addr = 0x10'0000'0000 + 0x10000ULL * i;
            elements[i].bytes = gaps && i % 3 == 1 ? 0 : 512 + i % 7 * 512;
        }
        return elements;
    }
    static ScsiRequest request_for(const std::vector<SgElement>& elements) {
        ScsiRequest request = read_request();
        request.elements = elements.data();
        request.element_count = static_cast<std::uint32_t>(elements.size());
        request.data_bytes = 0;
        for (const SgElement& element : elements) request.data_bytes += element.bytes;
        return request;
    }
    /// Walks the list as the protocol says and checks its shape on the way.
    std::vector<SgElement> walk(const protocol::RequestDescriptor& request) {
        std::vector<SgElement> found;
        std::uint64_t at = request.data_addr;
        std::uint64_t left = request.data_bytes;
        std::uint32_t in_segment = 0;
        std::uint32_t segments = 1;
        std::uint64_t page = at / protocol::kPageBytes;
        while (left > 0 && segments <= protocol::kSegmentsMax) {
            protocol::SgElementBytes bytes;
            std::memcpy(bytes.data(), machine->at(at), bytes.size());
            protocol::SgDescriptor element;
            protocol::decode(bytes, element);
            EXPECT_EQ(at / protocol::kPageBytes, page);
            if ((element.flags & protocol::kSgFlagChain) != 0) {
                at = element.addr;
                page = at / protocol::kPageBytes;
                in_segment = 0;
                ++segments;
                continue;
            }
            EXPECT_LE(++in_segment, protocol::kDriverSegmentElements);
            EXPECT_LE(element.bytes, left);
            found.push_back({element.addr, element.bytes});
            left -= std::min<std::uint64_t>(left, element.bytes);
            at += protocol::sg_layout::kBytes;
        }
        EXPECT_EQ(left, 0U);
        return found;
    }
    void expect_same(const std::vector<SgElement>& found, const std::vector<SgElement>& wanted) {
        std::size_t at = 0;
        for (const SgElement& element : wanted) {
            if (element.bytes == 0) continue;
            ASSERT_LT(at, found.size());
            EXPECT_EQ(found[at].bus_addr, element.bus_addr);
            EXPECT_EQ(found[at].bytes, element.bytes);
            ++at;
        }
        EXPECT_EQ(at, found.size());
    }
};

TEST_F(ScatterGather, UsesNoListForOneElement) {
    start_with(128);
    ScsiRequest request = read_request();
    submit(request);
    EXPECT_EQ(machine->in_flight[0].flags & protocol::kFlagSgList, 0U);
}

TEST_F(ScatterGather, DescribesEveryElementInOnePage) {
    start_with(128);
    for (const std::uint32_t count : {2U, 3U, 127U, 128U}) {
        const auto elements = make_elements(count);
        ScsiRequest request = request_for(elements);
        submit(request);
        const protocol::RequestDescriptor& seen = machine->in_flight[0];
        EXPECT_EQ(seen.flags, protocol::kFlagSgList | protocol::kFlagDirToHost);
        EXPECT_EQ(seen.data_bytes, request.data_bytes);
        expect_same(walk(seen), elements);
        machine->complete();
        adapter->handle_interrupt();
    }
}

TEST_F(ScatterGather, GivesEachOutstandingRequestItsOwnList) {
    start_with(128);
    const auto elements = make_elements(128);
    const auto others = make_elements(70, true);
    std::vector<ScsiRequest> requests(32);
    for (std::size_t i = 0; i < 32; ++i) {
        requests[i] = request_for(i % 2 == 0 ? elements : others);
        submit(requests[i]);
    }
    ASSERT_EQ(machine->in_flight.size(), 32U);
    for (std::size_t i = 0; i < 32; ++i) {
        expect_same(walk(machine->in_flight[i]), i % 2 == 0 ? elements : others);
    }
}

TEST_F(ScatterGather, SkipsEmptyElements) {
    start_with(128);
    const auto elements = make_elements(100, true);
    ScsiRequest request = request_for(elements);
    submit(request);
    expect_same(walk(machine->in_flight[0]), elements);
}

TEST_F(ScatterGather, ChainsLongLists) {
    start_with(16384);
    for (const std::uint32_t count : {129U, 256U, 257U, 1000U, 16384U}) {
        const auto elements = make_elements(count);
        ScsiRequest request = request_for(elements);
        submit(request);
        ASSERT_EQ(machine->in_flight.size(), 1U);
        expect_same(walk(machine->in_flight[0]), elements);
        machine->complete();
        adapter->handle_interrupt();
    }
}

TEST_F(ScatterGather, HoldsBackRequestsWhenThePoolOfPagesIsEmpty) {
    start_with(16384);
    const auto elements = make_elements(16384);  // 127 of 512 pool pages each
    std::vector<ScsiRequest> requests(10, request_for(elements));
    for (ScsiRequest& request : requests) submit(request);
    EXPECT_EQ(machine->in_flight.size(), 4U);
    std::uint32_t ended = 0;
    while (!machine->in_flight.empty()) {
        expect_same(walk(machine->in_flight.back()), elements);
        machine->complete();
        adapter->handle_interrupt();
        ++ended;
    }
    EXPECT_EQ(ended, 10U);
}

TEST_F(ScatterGather, ResumesAUnitThatFoundThePoolEmpty) {
    AdapterConfig config;
    config.elements_max = 16384;
    config.lun_queue_depth = 1;
    start(config);
    const auto elements = make_elements(16384);
    ScsiRequest small = read_request(0);
    std::vector<ScsiRequest> large(5, request_for(elements));
    submit(small);
    for (std::size_t i = 0; i < 5; ++i) {
        large[i].target = static_cast<std::uint8_t>(i);  // the first waits behind `small`
        submit(large[i]);
    }
    EXPECT_EQ(machine->in_flight.size(), 5U);
    std::uint32_t ended = 0;
    while (!machine->in_flight.empty()) {
        machine->complete();
        adapter->handle_interrupt();
        ++ended;
    }
    EXPECT_EQ(ended, 6U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
