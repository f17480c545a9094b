// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/line_reader.h"

#include <cstring>
#include <vector>

#include "tests/scenarios/workload/scratch_file.h"

namespace pvscsim::scenarios {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    LineReader reader(file);
    std::vector<std::string> lines;
    std::string_view line;
    while (reader.next(line)) lines.emplace_back(line);
    EXPECT_EQ(reader.line_number(), lines.size());
    return lines;
}

std::string line_refusal(const std::string& content) {
    const ScratchFile file(content);
    const std::string message = refusal([&] { lines_of(file.path()); });
    // Each message begins with the file's name.
    EXPECT_EQ(message.find(file.name()), 0U) << message;
    return message.substr(std::min(message.size(), file.name().size()));
}

/// Text whose packed form is of some size: numbers in a fixed pseudo-random order.
std::string long_text() {
    std::string text;
    std::uint32_t value = 1;
    for (int i = 0; i < 100000; ++i) {
        value = value * 1664525U + 1013904223U;
        text += std::to_string(value) + "\n";
    }
    return text;
}

TEST(LineReader, GivesLinesWithoutTheirEnds) {
    const ScratchFile file("one\r\n\ntwo\nthree");
    EXPECT_EQ(lines_of(file.path()), (std::vector<std::string>{"one", "", "two", "three"}));
}

TEST(LineReader, GivesNothingForAnEmptyFile) {
    const ScratchFile file("");
    EXPECT_TRUE(lines_of(file.path()).empty());
}

TEST(LineReader, TakesALineOfTheLongestLengthAndRefusesALongerOne) {
    const std::string longest(LineReader::kLineBytesMax, 'x');
    const ScratchFile file("a\n" + longest + "\nb\n");
    EXPECT_EQ(lines_of(file.path()), (std::vector<std::string>{"a", longest, "b"}));
    EXPECT_EQ(line_refusal("a\n" + longest + "x\nb\n"),
              ":2: expected a line of at most 16384 bytes, got more");
}

TEST(LineReader, RefusesAHugeLineWithoutReadingItAll) {
    EXPECT_EQ(line_refusal(std::string(std::size_t{32} << 20, 'x')),
              ":1: expected a line of at most 16384 bytes, got more");
}

TEST(LineReader, UnpacksXzWhateverTheFileIsCalled) {
    const std::string text = long_text();
    const ScratchFile plain(text);
    const ScratchFile xz(packed(text));
    EXPECT_EQ(lines_of(xz.path()), lines_of(plain.path()));
}

TEST(LineReader, UnpacksXzStreamsOneAfterTheOtherWithPadding) {
    const ScratchFile file(packed("one\ntw") + std::string(8, '\0') + packed("o\n"));
    EXPECT_EQ(lines_of(file.path()), (std::vector<std::string>{"one", "two"}));
}

TEST(LineReader, RefusesXzCutShortAnywhere) {
    const std::string whole = packed(long_text());
    for (const std::size_t size : {whole.size() - 1, whole.size() - 4, whole.size() - 12,
                                   whole.size() / 2, std::size_t{12}, std::size_t{6}}) {
        EXPECT_EQ(line_refusal(whole.substr(0, size)),
                  ": the xz file is truncated: it has no footer at its end")
            << size;
    }
}

TEST(LineReader, TellsWhatFollowsAnXzFromOneCutShort) {
    const std::string whole = packed(long_text());
    EXPECT_EQ(line_refusal(whole + "junk"), ": the xz file is followed by something else: 4 bytes");
    EXPECT_EQ(line_refusal(whole + std::string(100000, 'x')),
              ": the xz file is followed by something else: 100000 bytes");
    EXPECT_EQ(line_refusal(whole + whole.substr(0, whole.size() - 1)),
              ": the xz file is truncated: it has no footer at its end");
}

TEST(LineReader, RefusesXzWithItsMiddleMissing) {
    const std::string whole = packed(long_text());
    // The footer is there; what the decoder meets first depends on where the hole is.
    const std::string message =
        line_refusal(whole.substr(0, whole.size() / 2) + whole.substr(whole.size() - 12));
    EXPECT_TRUE(message == ": the xz file is damaged" || message == ": the xz file is truncated")
        << message;
}

TEST(LineReader, RefusesDamagedXz) {
    std::string content = packed(long_text());
    content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
    EXPECT_EQ(line_refusal(content), ": the xz file is damaged");
}

TEST(LineReader, RefusesXzThatNeedsMoreThanItsShareOfMemory) {
    // The block header follows the 12 bytes of the stream header. Its first byte is its size in
    // words; the filter in it is 0x21 with one property, the dictionary's size: 38 is 2 GiB.
    std::string content = packed("text\n");
    const std::size_t filter = content.find("\x21\x01", 12);
    ASSERT_LT(filter, 32U);
    content[filter + 2] = 38;
    auto* header = reinterpret_cast<std::uint8_t*>(content.data()) + 12;
    const std::size_t checked = header[0] * std::size_t{4};
    const std::uint32_t sum = lzma_crc32(header, checked, 0);
    for (std::size_t i = 0; i < 4; ++i) header[checked + i] = (sum >> (8 * i)) & 0xff;
    EXPECT_EQ(line_refusal(content), ": the xz file needs more than 256 MiB to unpack");
}

TEST(LineReader, RefusesWhatIsNotAReadableFile) {
    const std::string missing = testing::TempDir() + "/no-such-trace";
    EXPECT_EQ(refusal([&] { LineReader reader(missing); }),
              missing + ": cannot be opened: No such file or directory");
    EXPECT_EQ(refusal([] { LineReader reader("/tmp"); }), "/tmp: expected a file, got a directory");
    EXPECT_EQ(refusal([] { LineReader reader("/dev/null"); }),
              "/dev/null: expected a regular file, got a device or pipe");
}

TEST(LineReader, QuotesWhatItFoundShortAndPrintable) {
    const ScratchFile file("first\nsecond\n");
    LineReader reader(file.path());
    std::string_view line;
    reader.next(line);
    reader.next(line);
    EXPECT_EQ(refusal([&] { reader.fail("a number", "a\x01\xff"); }),
              file.name() + ":2: expected a number, got 'a\\x01\\xff'");
    EXPECT_EQ(refusal([&] { reader.fail("a number", ""); }),
              file.name() + ":2: expected a number, got nothing");
    EXPECT_EQ(refusal([&] { reader.fail("a number", std::string(1000, 'y')); }),
              file.name() + ":2: expected a number, got '" + std::string(60, 'y') + "...'");
}

}  // namespace
}  // namespace pvscsim::scenarios
