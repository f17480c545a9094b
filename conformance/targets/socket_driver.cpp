// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/socket_driver.h"

#include <vector>

#include "conformance/monitor/finding.h"
#include "conformance/targets/peer_link.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kLoadMax = 64U << 10;
constexpr std::uint64_t kPagesMax = 4096;
constexpr std::uint64_t kTimeMax = 1ULL << 62;

using Names = std::vector<std::string>;
const Names kOrders{"plain", "acquire", "release"};
const Names kWays{"msix", "msi", "intx", "polled"};
const Names kDirections{"none", "from_device", "to_device"};
const Names kEnds{"good",    "check_condition", "scsi_status", "busy",  "no_target",
                  "aborted", "reset",           "overrun",     "failed"};
const Names kEvents{"added", "removed", "rescan"};
const Names kAnswers{"done", "not_done", "unknown"};

const PeerRole& driver_role() {
    static const PeerRole role{"driver", {"recovers"}};
    return role;
}

std::uint32_t word(const PeerLine& call, std::size_t at, std::uint64_t max = kAnyWord) {
    return static_cast<std::uint32_t>(call.number(at, max));
}

/// 1, 2 or 4.
std::uint32_t width(const PeerLine& call, std::size_t at) {
    return 1U << call.one_of(at, {"1", "2", "4"});
}

std::string pieces_text(const UpperRequest& request) {
    std::string text;
    for (const auto& [addr, bytes] : request.pieces) {
        text += (text.empty() ? "" : ",") + hex(addr) + ":" + std::to_string(bytes);
    }
    return text.empty() ? "-" : text;
}

class SocketDriver final : public DriverUnderTest {
public:
    SocketDriver(DriverMachine& machine, const DriverSettings& settings, const std::string& command)
        : machine_(machine), settings_(settings), link_(command, driver_role(), calls()) {}

    bool start() override {
        std::string request = "start";
        for (const std::uint32_t value :
             {settings_.request_pages, settings_.completion_pages, settings_.message_pages}) {
            request += " " + std::to_string(value);
        }
        request += " " + kWays[static_cast<std::size_t>(settings_.way)];
        for (const std::uint32_t value :
             {settings_.threshold ? 1U : 0U, settings_.elements_max, settings_.request_timeout_ms,
              settings_.abort_timeout_ms, settings_.reset_timeout_ms}) {
            request += " " + std::to_string(value);
        }
        return holds(request);
    }
    void stop() override { link_.ask("stop"); }
    bool submit(const UpperRequest& request) override {
        return holds("submit " + std::to_string(request.id) + " " + std::to_string(request.target) +
                     " " + std::to_string(request.lun) + " " +
                     kDirections[static_cast<std::size_t>(request.direction)] + " " +
                     hex_digits(request.cdb) + " " + std::to_string(request.timeout_ms) + " " +
                     pieces_text(request));
    }
    bool interrupt() override { return holds("interrupt"); }
    bool poll() override { return holds("poll"); }
    bool wants_poll() override { return holds("wants_poll"); }
    void timer() override { link_.ask("timer"); }
    Answer abort(std::uint64_t id) override { return answer("abort " + std::to_string(id)); }
    Answer reset_unit(std::uint8_t target, std::uint8_t lun) override {
        return answer("reset_unit " + std::to_string(target) + " " + std::to_string(lun));
    }
    Answer reset_bus() override { return answer("reset_bus"); }
    Answer reset_adapter() override { return answer("reset_adapter"); }
    std::uint32_t targets() override { return word(link_.ask("targets", 1), 1); }
    bool recovers() override { return link_.offers("recovers"); }

private:
    bool holds(const std::string& request) { return link_.ask(request, 1).number(1, 1) == 1; }
    Answer answer(const std::string& request) {
        return static_cast<Answer>(link_.ask(request, 1).one_of(1, kAnswers));
    }
    PeerCalls calls();
    void add_memory_calls(PeerCalls& calls);
    void add_upper_calls(PeerCalls& calls);

    DriverMachine& machine_;
    const DriverSettings settings_;
    PeerLink link_;
};

PeerCalls SocketDriver::calls() {
    PeerCalls calls;
    const auto value = [](std::uint64_t number) { return "ok " + hex(number); };
    calls["read_config"] = {
        2, [this, value](const PeerLine& call) {
            return value(machine_.read_config(word(call, 1, 255), width(call, 2)));
        }};
    calls["write_config"] = {3, [this](const PeerLine& call) {
                                 machine_.write_config(word(call, 1, 255), width(call, 2),
                                                       word(call, 3));
                                 return "ok";
                             }};
    calls["map_registers"] = {1, [this](const PeerLine& call) {
                                  machine_.map_registers(word(call, 1, 5));
                                  return "ok";
                              }};
    calls["read_register"] = {1, [this, value](const PeerLine& call) {
                                  return value(machine_.read_register(word(call, 1)));
                              }};
    calls["write_register"] = {2, [this](const PeerLine& call) {
                                   machine_.write_register(word(call, 1), word(call, 2));
                                   return "ok";
                               }};
    calls["connect"] = {1, [this, value](const PeerLine& call) {
                            const auto way = static_cast<InterruptWay>(call.one_of(1, kWays));
                            return value(machine_.connect(way) ? 1 : 0);
                        }};
    calls["disconnect"] = {0, [this](const PeerLine&) {
                               machine_.disconnect();
                               return "ok";
                           }};
    add_memory_calls(calls);
    add_upper_calls(calls);
    return calls;
}

void SocketDriver::add_memory_calls(PeerCalls& calls) {
    calls["allocate"] = {1, [this](const PeerLine& call) {
                             return "ok " + hex(machine_.allocate(word(call, 1, kPagesMax)));
                         }};
    calls["release"] = {2, [this](const PeerLine& call) {
                            machine_.release(call.number(1, kAnyNumber), word(call, 2, kPagesMax));
                            return "ok";
                        }};
    calls["load"] = {3, [this](const PeerLine& call) {
                         std::vector<std::uint8_t> bytes(call.number(2, kLoadMax));
                         machine_.load(call.number(1, kAnyNumber), bytes.data(),
                                       static_cast<std::uint32_t>(bytes.size()),
                                       static_cast<Order>(call.one_of(3, kOrders)));
                         return "ok " + hex_digits(bytes);
                     }};
    calls["store"] = {3, [this](const PeerLine& call) {
                          const std::vector<std::uint8_t> bytes = call.bytes(2);
                          machine_.store(call.number(1, kAnyNumber), bytes.data(),
                                         static_cast<std::uint32_t>(bytes.size()),
                                         static_cast<Order>(call.one_of(3, kOrders)));
                          return "ok";
                      }};
    calls["fence"] = {0, [this](const PeerLine&) {
                          machine_.full_fence();
                          return "ok";
                      }};
}

void SocketDriver::add_upper_calls(PeerCalls& calls) {
    calls["now"] = {0,
                    [this](const PeerLine&) { return "ok " + std::to_string(machine_.now_ns()); }};
    calls["set_timer"] = {
        1, [this](const PeerLine& call) {
            machine_.set_timer(call.word(1) == "never"
                                   ? DriverMachine::kNever
                                   : static_cast<std::int64_t>(call.number(1, kTimeMax)));
            return "ok";
        }};
    calls["ended"] = {4, [this](const PeerLine& call) {
                          Ended end;
                          end.id = call.number(1, kAnyNumber);
                          end.as = static_cast<Ended::As>(call.one_of(2, kEnds));
                          end.residual_bytes = call.number(3, kAnyNumber);
                          end.sense = call.bytes(4);
                          machine_.ended(end);
                          return "ok";
                      }};
    calls["unit"] = {3, [this](const PeerLine& call) {
                         machine_.unit_event({static_cast<UnitEvent::What>(call.one_of(1, kEvents)),
                                              word(call, 2), word(call, 3)});
                         return "ok";
                     }};
}

}  // namespace

std::string socket_driver_name(const std::string& command) {
    return PeerLink(command, driver_role(), {}).name();
}

DriverMaker socket_driver(const std::string& command) {
    return [command](DriverMachine& machine, const DriverSettings& settings) {
        return std::make_unique<SocketDriver>(machine, settings, command);
    };
}

}  // namespace pvscsim::conformance
