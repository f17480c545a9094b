// SPDX-License-Identifier: Apache-2.0
#include "conformance/targets/peer_link.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "conformance/suite/device_under_test.h"

namespace pvscsim::conformance {

namespace {

constexpr std::size_t kQuotedMax = 100;
constexpr const char* kDigits = "0123456789abcdef";

/// A line as a message shows it: printable, and not without end.
std::string as_told(const std::string& line) {
    std::string text;
    for (const char c : line.substr(0, kQuotedMax)) text += c >= ' ' && c <= '~' ? c : '?';
    return "\"" + text + (line.size() > kQuotedMax ? "...\"" : "\"");
}

std::string shell_command(std::string command, const std::string& socket) {
    const std::string wanted = "{socket}";
    for (std::size_t at = 0; (at = command.find(wanted, at)) != std::string::npos;) {
        command.replace(at, wanted.size(), socket);
        at += socket.size();
    }
    return command;
}

}  // namespace

PeerLine::PeerLine(const std::string& who, const std::string& line) : who_(who), line_(line) {
    std::istringstream text(line);
    for (std::string word; text >> word;) words_.push_back(word);
}

void PeerLine::refuse(const std::string& expected) const {
    throw DeviceEnded(who_ + " broke the socket protocol: expected " + expected + ", got " +
                      as_told(line_));
}

const std::string& PeerLine::word(std::size_t at) const {
    if (at >= words_.size()) refuse("at least " + std::to_string(at + 1) + " words");
    return words_[at];
}

std::uint64_t PeerLine::number(std::size_t at, std::uint64_t max) const {
    const std::string& text = word(at);
    const bool wide = text.rfind("0x", 0) == 0;
    const std::string digits = wide ? text.substr(2) : text;
    const bool good = !digits.empty() && digits.size() <= (wide ? 16U : 19U) &&
                      digits.find_first_not_of(wide ? "0123456789abcdefABCDEF" : "0123456789") ==
                          std::string::npos;
    const std::uint64_t value = good ? std::strtoull(digits.c_str(), nullptr, wide ? 16 : 10) : 0;
    if (!good || value > max) {
        refuse("a number of " + std::to_string(max) + " at the most as word " +
               std::to_string(at + 1));
    }
    return value;
}

std::size_t PeerLine::one_of(std::size_t at, const std::vector<std::string>& names) const {
    const auto found = std::find(names.begin(), names.end(), word(at));
    if (found == names.end()) {
        std::string all;
        for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
        refuse("one of " + all + " as word " + std::to_string(at + 1));
    }
    return static_cast<std::size_t>(found - names.begin());
}

std::vector<std::uint8_t> PeerLine::bytes(std::size_t at) const {
    const std::string& text = word(at);
    if (text == "-") return {};
    const std::string digits = kDigits;
    std::vector<std::uint8_t> result;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const std::size_t high = digits.find(static_cast<char>(text[i] | 0x20));
        const std::size_t low = digits.find(static_cast<char>(text[i + 1] | 0x20));
        if (high == std::string::npos || low == std::string::npos) break;
        result.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    if (2 * result.size() != text.size()) {
        refuse("two hexadecimal digits a byte as word " + std::to_string(at + 1));
    }
    return result;
}

std::string hex_digits(const std::vector<std::uint8_t>& bytes) {
    if (bytes.empty()) return "-";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15U];
    }
    return text;
}

PeerLink::PeerLink(const std::string& command, const PeerRole& role, PeerCalls calls)
    : who_("the " + role.name), process_(who_), calls_(std::move(calls)) {
    const std::string path = process_.path("socket");
    const std::string shell = shell_command(command, path);
    socket_ =
        std::make_unique<LineSocket>(process_.start({"/bin/sh", "-c", shell}, "socket"), who_);
    try {
        greet(role);
    } catch (const DeviceEnded& ended) {
        throw TargetMissing(std::string(ended.what()) + "; it was started by: " + command);
    }
}

/// hello pvscsim-device 1 CAPABILITIES NAME
void PeerLink::greet(const PeerRole& role) {
    const std::string protocol = "pvscsim-" + role.name;
    const std::string line = guarded_line(kAnswerMs);
    const PeerLine hello(who_, line);
    if (hello.count() < 5 || hello.word(0) != "hello" || hello.word(1) != protocol ||
        hello.word(2) != "1") {
        hello.refuse("\"hello " + protocol + " 1 CAPABILITIES NAME\"");
    }
    std::istringstream offers(hello.word(3));
    for (std::string one; std::getline(offers, one, ',');) {
        if (one == "-") continue;
        const auto& known = role.capabilities;
        if (std::find(known.begin(), known.end(), one) == known.end()) {
            std::string all;
            for (const std::string& each : known) all += each + ", ";
            hello.refuse("capabilities out of " + all + "with commas between them, or -");
        }
        offers_.insert(one);
    }
    for (std::size_t i = 4; i < hello.count(); ++i) {
        name_ += (i == 4 ? "" : " ") + hello.word(i);
    }
    const std::string shown = as_told(name_);
    name_ = shown.substr(1, shown.size() - 2);
    socket_->send("ok\n");
}

/// The end of its process, if that is what keeps it from answering, says more.
std::string PeerLink::guarded_line(int patience_ms) {
    try {
        return socket_->line(patience_ms);
    } catch (const DeviceEnded& ended) {
        if (std::string(ended.what()).find("closed") == std::string::npos) throw;
        const std::string obituary = process_.obituary();
        throw DeviceEnded(obituary.empty() ? ended.what() : obituary);
    }
}

void PeerLink::serve(const PeerLine& call) {
    const auto found = calls_.find(call.word(0));
    if (found == calls_.end()) call.refuse("an answer or a call");
    if (call.count() != found->second.arguments + 1) {
        call.refuse(std::to_string(found->second.arguments) + " words after " + found->first);
    }
    socket_->send(found->second.answer(call) + "\n");
}

PeerLine PeerLink::ask(const std::string& request, std::size_t words) {
    try {
        socket_->send(request + "\n");
    } catch (const DeviceEnded& ended) {
        const std::string obituary = process_.obituary();
        throw DeviceEnded(obituary.empty() ? ended.what() : obituary);
    }
    for (std::size_t calls = 0; calls < kCallsMax; ++calls) {
        const PeerLine said(who_, guarded_line(kAnswerMs));
        if (said.count() == 0) said.refuse("words");
        if (said.word(0) != "ok") {
            serve(said);
            continue;
        }
        if (said.count() != words + 1) {
            said.refuse("ok and " + std::to_string(words) + " words, to " + as_told(request));
        }
        return said;
    }
    throw DeviceEnded(who_ + " makes calls without end and does not answer " + as_told(request));
}

}  // namespace pvscsim::conformance
