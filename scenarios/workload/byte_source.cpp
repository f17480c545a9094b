// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/byte_source.h"

#include <lzma.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <vector>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kXzMemoryBytesMax = 256ULL << 20;
constexpr std::size_t kPackedBytes = 64 * 1024;
constexpr std::array<std::uint8_t, 6> kXzMagic{{0xfd, '7', 'z', 'X', 'Z', 0}};

const char* describe(lzma_ret code) {
    switch (code) {
        case LZMA_MEMLIMIT_ERROR:
            return "the xz file needs more than 256 MiB to unpack";
        case LZMA_MEM_ERROR:
            return "not enough memory to unpack the xz file";
        case LZMA_BUF_ERROR:
            return "the xz file is truncated";
        case LZMA_DATA_ERROR:
            return "the xz file is damaged";
        case LZMA_FORMAT_ERROR:
            return "the xz file is followed by something else";
        case LZMA_OPTIONS_ERROR:
            return "the xz file uses features unknown to this liblzma";
        default:
            return "the xz file cannot be unpacked";
    }
}

}  // namespace

struct ByteSource::Xz {
    lzma_stream stream = LZMA_STREAM_INIT;
    std::array<std::uint8_t, kPackedBytes> packed;
    lzma_action action = LZMA_RUN;
    bool ended = false;

    ~Xz() { lzma_end(&stream); }
};

ByteSource::ByteSource(const std::filesystem::path& file) : name_(file.string()) {
    std::error_code ignored;  // what is missing is not a directory either; fopen says why
    const std::filesystem::file_status status = std::filesystem::status(file, ignored);
    if (std::filesystem::is_directory(status)) fail("expected a file, got a directory");
    if (std::filesystem::is_other(status)) fail("expected a regular file, got a device or pipe");
    file_.reset(std::fopen(file.c_str(), "rb"));
    if (!file_) fail(std::string("cannot be opened: ") + std::strerror(errno));
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // read in large pieces as it is
    const bool packed = starts_as_xz();
    if (!packed && file.extension() == ".xz") fail("expected an xz file, as its name says");
    if (packed) {
        check_footer();
        xz_ = std::make_unique<Xz>();
        const lzma_ret code =
            lzma_stream_decoder(&xz_->stream, kXzMemoryBytesMax, LZMA_CONCATENATED);
        if (code != LZMA_OK) fail(describe(code));
    }
    seek(0, SEEK_SET);
}

ByteSource::~ByteSource() = default;

void ByteSource::fail(const std::string& message) const {
    throw ConfigError(name_, "", message);
}

void ByteSource::seek(long offset, int origin) {
    if (std::fseek(file_.get(), offset, origin) != 0) {
        fail(std::string("cannot be read: ") + std::strerror(errno));
    }
}

std::size_t ByteSource::read_raw(void* to, std::size_t size) {
    const std::size_t got = std::fread(to, 1, size, file_.get());
    if (got < size && std::ferror(file_.get()) != 0) {
        fail(std::string("cannot be read: ") + std::strerror(errno));
    }
    return got;
}

bool ByteSource::starts_as_xz() {
    std::array<std::uint8_t, kXzMagic.size()> start{};
    return read_raw(start.data(), start.size()) == start.size() && start == kXzMagic;
}

// Something else may follow a whole xz file, or the file be cut short: the last footer tells,
// which has a checksum of its own, and what comes after it.
void ByteSource::fail_without_footer() {
    constexpr long kSearched = 1L << 20;
    seek(0, SEEK_END);
    const long end = std::ftell(file_.get());
    const long begin = std::max(0L, end - kSearched);
    std::vector<std::uint8_t> tail(static_cast<std::size_t>(end - begin));
    seek(begin, SEEK_SET);
    tail.resize(read_raw(tail.data(), tail.size()));
    for (std::size_t at = tail.size(); at >= LZMA_STREAM_HEADER_SIZE; --at) {
        lzma_stream_flags flags{};
        const std::uint8_t* const footer = tail.data() + at - LZMA_STREAM_HEADER_SIZE;
        if (lzma_stream_footer_decode(&flags, footer) != LZMA_OK) continue;
        const std::size_t behind = tail.size() - at;
        const bool another = behind >= kXzMagic.size() &&
                             std::equal(kXzMagic.begin(), kXzMagic.end(), tail.data() + at);
        if (another) break;
        fail("the xz file is followed by something else: " + std::to_string(behind) + " bytes");
    }
    fail("the xz file is truncated: it has no footer at its end");
}

// The last bytes of an xz file are a footer with a checksum of its own, perhaps padded with groups
// of four zeros: whether the end is there can be told without unpacking anything.
void ByteSource::check_footer() {
    std::array<std::uint8_t, LZMA_STREAM_HEADER_SIZE> footer{};
    constexpr long kSize = LZMA_STREAM_HEADER_SIZE;
    seek(0, SEEK_END);
    for (long end = std::ftell(file_.get()); end >= 2 * kSize; end -= 4) {
        seek(end - kSize, SEEK_SET);
        read_raw(footer.data(), footer.size());
        if (std::any_of(footer.end() - 4, footer.end(), [](auto byte) { return byte != 0; })) {
            lzma_stream_flags flags{};
            if (lzma_stream_footer_decode(&flags, footer.data()) == LZMA_OK) return;
            break;
        }
    }
    fail_without_footer();
}

std::size_t ByteSource::read(char* to, std::size_t size) {
    return xz_ ? unpack(to, size) : read_raw(to, size);
}

std::size_t ByteSource::unpack(char* to, std::size_t size) {
    lzma_stream& stream = xz_->stream;
    stream.next_out = reinterpret_cast<std::uint8_t*>(to);
    stream.avail_out = size;
    while (stream.avail_out > 0 && !xz_->ended) {
        if (stream.avail_in == 0 && xz_->action == LZMA_RUN) {
            stream.next_in = xz_->packed.data();
            stream.avail_in = read_raw(xz_->packed.data(), xz_->packed.size());
            if (stream.avail_in == 0) xz_->action = LZMA_FINISH;
        }
        const lzma_ret code = lzma_code(&stream, xz_->action);
        xz_->ended = code == LZMA_STREAM_END;
        if (code != LZMA_OK && !xz_->ended) fail(describe(code));
    }
    return size - stream.avail_out;
}

}  // namespace pvscsim::scenarios
