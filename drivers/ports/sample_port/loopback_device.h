// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "pvscsim/protocol/registers.h"
#include "sample_port.h"

namespace pvscsim::sample {

/// A stand-in for hardware, so that the sample runs anywhere: the sample port on memory that this
/// class owns, with the few register accesses that matter answered here. Its one target ends every
/// request well and answers READ with bytes that tell the block.
class LoopbackMachine final : public SamplePort {
public:
    static std::unique_ptr<LoopbackMachine> make();

    std::uint32_t read_register(std::uint32_t offset) noexcept override;
    void write_register(std::uint32_t offset, std::uint32_t value) noexcept override;
    void write_config(std::uint16_t offset, std::uint8_t width,
                      std::uint32_t value) noexcept override;

    /// A page for data: where the device sees it and where the program does.
    std::uint64_t data_bus_addr() const noexcept;
    const std::byte* data() const noexcept;
    bool interrupt_pending() noexcept;
    /// The message that MSI-X entry 0 would send.
    std::uint32_t message() const noexcept;

private:
    static constexpr std::uint32_t kPages = 256;  // the last one is for data
    struct Memory {
        alignas(protocol::kPageBytes) std::byte dma[kPages * protocol::kPageBytes];
        std::uint32_t config[64];
        std::uint32_t bar[protocol::kBarBytes / 4];
    };
    LoopbackMachine(const Machine& machine, std::unique_ptr<Memory> memory);
    void push_word(std::uint32_t value);
    void set_up_rings();
    void process();
    std::byte* at(std::uint64_t bus_addr) noexcept;

    std::unique_ptr<Memory> memory_;
    std::vector<std::uint32_t> words_;
    std::uint32_t command_ = 0;
    std::uint32_t status_ = 0;
    std::uint32_t consumed_ = 0;
    std::uint32_t produced_ = 0;
    std::uint64_t state_addr_ = 0, requests_addr_ = 0, completions_addr_ = 0;
    std::uint32_t request_mask_ = 0, completion_mask_ = 0;
    bool pending_ = false;
};

}  // namespace pvscsim::sample
