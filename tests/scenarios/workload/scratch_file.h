// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <lzma.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {

/// A file of its own for one test, removed at its end.
class ScratchFile {
public:
    explicit ScratchFile(const std::string& content) { write(content); }
    ~ScratchFile() { std::filesystem::remove(path_); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    void write(const std::string& content) const {
        std::ofstream stream(path_, std::ios::binary | std::ios::trunc);
        stream << content;
        ASSERT_TRUE(stream.flush());
    }

    const std::filesystem::path& path() const { return path_; }
    std::string name() const { return path_.string(); }

private:
    static std::string unique_name() {
        static int count = 0;
        return "pvscsim-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
    }

    std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / unique_name();
};

/// `content` as an xz file.
inline std::string packed(const std::string& content) {
    std::string result(lzma_stream_buffer_bound(content.size()), '\0');
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(content.data());
    auto* to = reinterpret_cast<std::uint8_t*>(result.data());
    const lzma_ret code = lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, bytes,
                                                  content.size(), to, &size, result.size());
    EXPECT_EQ(code, LZMA_OK);
    result.resize(size);
    return result;
}

/// What `action` is refused with; empty if it is not.
template <typename Action>
std::string refusal(Action action) {
    try {
        action();
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

}  // namespace pvscsim::scenarios
