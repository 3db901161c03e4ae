#include "http/body_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace omnillm::http {
namespace {

struct Read {
  std::string body;
  std::string left;  // what is the next message's
  int status = 0;    // of the refusal
  bool done = false;
};

Read read(BodyReader reader, const std::string& bytes, std::size_t at_a_time) {
  Read out;
  for (std::size_t at = 0; at < bytes.size();) {
    std::string_view piece = std::string_view(bytes).substr(at, at_a_time);
    at += piece.size();
    while (!piece.empty() && !reader.done()) {
      const auto taken = reader.take(piece);
      if (!taken) return {out.body, {}, taken.error().status, false};
      out.body += *taken;
    }
    out.left += piece;
  }
  out.done = reader.done();
  return out;
}

TEST(BodyReaderTest, ReadsALengthHoweverItIsCut) {
  for (std::size_t at_a_time = 1; at_a_time < 12; ++at_a_time) {
    const Read got = read(BodyReader(BodyFraming::of_length(5)), "helloNEXT", at_a_time);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.left, "NEXT");
    EXPECT_TRUE(got.done);
  }
}

TEST(BodyReaderTest, ReadsChunksHoweverTheyAreCut) {
  const std::string bytes =
      "5;name=value\r\nhello\r\n1\r\n \r\n00a\r\nwide world\r\n0;x\r\nTrailer: gone\r\n\r\nNEXT";
  for (std::size_t at_a_time = 1; at_a_time <= bytes.size(); ++at_a_time) {
    const Read got = read(BodyReader(BodyFraming::chunked()), bytes, at_a_time);
    EXPECT_EQ(got.body, "hello wide world") << at_a_time;
    EXPECT_EQ(got.left, "NEXT") << at_a_time;
    EXPECT_TRUE(got.done);
  }
}

TEST(BodyReaderTest, IsDoneAtOnceWhenThereIsNoBody) {
  EXPECT_TRUE(BodyReader(BodyFraming::none()).done());
  EXPECT_TRUE(BodyReader(BodyFraming::of_length(0)).done());
  EXPECT_FALSE(BodyReader(BodyFraming::chunked()).done());
  EXPECT_FALSE(BodyReader(BodyFraming::until_close()).done());
}

TEST(BodyReaderTest, TakesTheEndOfTheConnectionForTheEndOnlyWhereItIs) {
  BodyReader open(BodyFraming::until_close());
  std::string_view bytes = "all";
  EXPECT_EQ(open.take(bytes).value(), "all");
  EXPECT_FALSE(open.done());
  EXPECT_TRUE(open.end_of_connection());
  EXPECT_TRUE(open.done());
  EXPECT_TRUE(BodyReader(BodyFraming::none()).end_of_connection());
  EXPECT_FALSE(BodyReader(BodyFraming::of_length(1)).end_of_connection());
  EXPECT_FALSE(BodyReader(BodyFraming::chunked()).end_of_connection());
}

TEST(BodyReaderTest, RefusesALengthAboveTheLimitBeforeItsFirstByte) {
  BodyReader reader(BodyFraming::of_length(11), 10);
  std::string_view bytes = "h";
  EXPECT_EQ(reader.take(bytes).error().status, 413);
  EXPECT_TRUE(read(BodyReader(BodyFraming::of_length(10), 10), "0123456789", 3).done);
}

TEST(BodyReaderTest, RefusesChunksThatSumUpAboveTheLimit) {
  const std::string bytes = "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
  EXPECT_TRUE(read(BodyReader(BodyFraming::chunked(), 10), bytes, 100).done);
  EXPECT_EQ(read(BodyReader(BodyFraming::chunked(), 9), bytes, 100).status, 413);
}

TEST(BodyReaderTest, RefusesABodyWithoutALengthAboveTheLimit) {
  EXPECT_EQ(read(BodyReader(BodyFraming::until_close(), 4), "hell", 1).status, 0);
  EXPECT_EQ(read(BodyReader(BodyFraming::until_close(), 4), "hello", 1).status, 413);
}

// One byte of data behind eight kilobytes of extension, again and again.
TEST(BodyReaderTest, RefusesAFloodOfExtensions) {
  const std::string chunk = "1;" + std::string(8'000, 'x') + "\r\na\r\n";
  std::string bytes;
  for (int i = 0; i < 10; ++i) bytes += chunk;
  const Read got = read(BodyReader(BodyFraming::chunked()), bytes, 4096);
  EXPECT_EQ(got.status, 400);
  EXPECT_LE(got.body.size(), 2U);
}

TEST(BodyReaderTest, RefusesAFloodOfTrailersAndOfZeros) {
  std::string trailers = "0\r\n";
  for (int i = 0; i < 5'000; ++i) trailers += "a: b\r\n";
  EXPECT_EQ(read(BodyReader(BodyFraming::chunked()), trailers, 4096).status, 400);
  EXPECT_EQ(read(BodyReader(BodyFraming::chunked()), std::string(50'000, '0'), 4096).status, 400);
}

TEST(BodyReaderTest, KnowsHowMuchIsStillToCome) {
  BodyReader reader(BodyFraming::of_length(10));
  std::string_view bytes = "abc";
  ASSERT_TRUE(reader.take(bytes));
  EXPECT_EQ(reader.known_rest(), 7U);
  EXPECT_EQ(BodyReader(BodyFraming::until_close()).known_rest(), 0U);
}

}  // namespace
}  // namespace omnillm::http
