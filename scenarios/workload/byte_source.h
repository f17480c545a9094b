// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace pvscsim::scenarios {

/// The bytes of a regular file from beginning to end; an xz file, known by its first bytes and not
/// by its name, gives the bytes that were packed into it. Memory does not depend on the file's
/// size: plain files need none, xz files what their dictionary asks for, at most 256 MiB.
class ByteSource {
public:
    /// Throws ConfigError if `file` is missing, not a regular file or not readable, or if its xz
    /// container does not end as a whole one does: a truncated file is refused at once, however
    /// little of it will be read.
    explicit ByteSource(const std::filesystem::path& file);
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    /// Reads up to `size` bytes, fewer only at the end; 0 is the end. Throws ConfigError for a
    /// read error or damaged xz data.
    std::size_t read(char* to, std::size_t size);

    /// The file as messages name it.
    const std::string& name() const { return name_; }

private:
    struct Xz;
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::size_t read_raw(void* to, std::size_t size);
    std::size_t unpack(char* to, std::size_t size);
    bool starts_as_xz();
    void check_footer();
    [[noreturn]] void fail_without_footer();
    void seek(long offset, int origin);
    [[noreturn]] void fail(const std::string& message) const;

    std::string name_;
    std::unique_ptr<std::FILE, Close> file_;
    std::unique_ptr<Xz> xz_;  // null for a plain file
};

}  // namespace pvscsim::scenarios
