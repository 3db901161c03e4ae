#include "http/head_writer.h"

#include <gtest/gtest.h>

#include <string>

#include "http/request_head.h"
#include "http/response_head.h"

namespace omnillm::http {
namespace {

const RequestLine kLine{.method = HttpMethod::Post, .target = "/v1/x?y=1", .host = "example.com"};

Result<std::string> request(const Headers& headers, std::uint64_t body_bytes = 0,
                            RequestLine line = kLine) {
  std::string out;
  auto written = append_request_head(line, headers, body_bytes, out);
  if (!written) {
    EXPECT_EQ(out, "");
    return tl::unexpected(written.error());
  }
  return out;
}

TEST(HeadWriterTest, WritesARequest) {
  EXPECT_EQ(request({{"Authorization", "Bearer x"}, {"Content-Type", "application/json"}}, 17),
            "POST /v1/x?y=1 HTTP/1.1\r\nHost: example.com\r\nAuthorization: Bearer x\r\n"
            "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n");
}

TEST(HeadWriterTest, GivesALengthToWhatUsuallyHasABody) {
  EXPECT_NE(request({}).value().find("Content-Length: 0\r\n"), std::string::npos);
  RequestLine get = kLine;
  get.method = HttpMethod::Get;
  EXPECT_EQ(request({}, 0, get), "GET /v1/x?y=1 HTTP/1.1\r\nHost: example.com\r\n\r\n");
}

TEST(HeadWriterTest, BeginsEveryTargetWithASlash) {
  RequestLine line = kLine;
  line.target = "";
  EXPECT_TRUE(request({}, 0, line).value().starts_with("POST / HTTP/1.1\r\n"));
  line.target = "?a";
  EXPECT_TRUE(request({}, 0, line).value().starts_with("POST /?a HTTP/1.1\r\n"));
}

TEST(HeadWriterTest, WritesWhatAProxyPassesOn) {
  RequestLine line = kLine;
  line.origin = "http://example.com";
  line.proxy_authorization = "Basic x";
  EXPECT_EQ(request({}, 0, line),
            "POST http://example.com/v1/x?y=1 HTTP/1.1\r\nHost: example.com\r\n"
            "Proxy-Authorization: Basic x\r\nContent-Length: 0\r\n\r\n");
}

// Every byte in every place a caller can reach.
TEST(HeadWriterTest, LetsNoControlCharacterThrough) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string text = std::string("a") + c + "b";
    const bool control = (byte < 0x20 && c != '\t') || byte == 0x7f;
    EXPECT_EQ(request({{"X", text}}).has_value(), !control) << byte;
    if (control || byte >= 0x80 || c == ' ' || c == ':') {
      EXPECT_FALSE(request({{text, "x"}})) << byte;
    }
    RequestLine line = kLine;
    const std::string target = "/" + text;
    line.target = target;
    if (control || byte >= 0x80 || c == ' ' || c == '#' || c == '\t') {
      EXPECT_FALSE(request({}, 0, line)) << byte;
    }
    std::string out;
    EXPECT_EQ(append_response_head({}, {{"X", text}}, out).has_value(), !control) << byte;
  }
}

TEST(HeadWriterTest, WhateverIsWrittenIsReadAgainAsItWas) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string value = std::string("a") + static_cast<char>(byte) + "b";
    const std::string name = std::string("x") + static_cast<char>(byte);
    for (const Headers& headers : {Headers{{"X", value}, {"Y", "z"}}, Headers{{name, "z"}}}) {
      const auto written = request(headers);
      if (!written) continue;
      RequestHead head;
      ASSERT_EQ(head.parse(*written).value(), written->size()) << byte;
      EXPECT_EQ(head.fields().size(), headers.size() + 2);  // Host and Content-Length
      EXPECT_EQ(head.fields()[1].value, (*headers.begin()).second);
    }
  }
}

TEST(HeadWriterTest, SaysWhichHeaderIsWrongAndNotWhatItHolds) {
  const auto refused = request({{"X-Token", "canary\r\n"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Configuration);
  EXPECT_NE(refused.error().message().find("X-Token"), std::string::npos);
  EXPECT_EQ(refused.error().message().find("canary"), std::string::npos);
}

TEST(HeadWriterTest, RefusesHeadersThatFrameTheMessage) {
  for (const char* name : {"Transfer-Encoding", "connection", "TE", "Upgrade", "Expect", "Trailer",
                           "Keep-Alive", "Proxy-Connection", "Proxy-Authorization"})
    EXPECT_FALSE(request({{name, "x"}})) << name;
  EXPECT_FALSE(request({{"Content-Length", "4"}}, 5));
  EXPECT_FALSE(request({{"Host", "elsewhere.com"}}));
}

TEST(HeadWriterTest, SaysTwiceWhatACallerSaysToo) {
  EXPECT_EQ(request({{"host", "example.com"}, {"content-length", "5"}}, 5), request({}, 5));
}

TEST(HeadWriterTest, WritesAnAnswer) {
  std::string out;
  ASSERT_TRUE(append_response_head({.status = 429, .framing = BodyFraming::of_length(3)},
                                   {{"Retry-After", "1"}}, out));
  EXPECT_EQ(out, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 3\r\n\r\n");
}

TEST(HeadWriterTest, FramesEveryAnswerAsItIsRead) {
  for (const BodyFraming framing : {BodyFraming::none(), BodyFraming::of_length(9),
                                    BodyFraming::chunked(), BodyFraming::until_close()})
    for (const int status : {200, 204, 304, 404, 599}) {
      std::string out;
      ASSERT_TRUE(append_response_head({.status = status, .framing = framing}, {}, out));
      ResponseHead head;
      ASSERT_EQ(head.parse(out).value(), out.size());
      EXPECT_EQ(head.status(), status);
      if (status == 200) {
        EXPECT_EQ(head.framing(), framing);
      }
      if (framing.kind == BodyFraming::Kind::UntilClose) {
        EXPECT_FALSE(head.keep_alive());
      }
    }
}

TEST(HeadWriterTest, SaysWhetherTheConnectionIsKept) {
  std::string closing, old;
  ASSERT_TRUE(append_response_head({.close = true}, {}, closing));
  EXPECT_NE(closing.find("Connection: close\r\n"), std::string::npos);
  ASSERT_TRUE(append_response_head({.to_http_1_0 = true}, {}, old));
  EXPECT_NE(old.find("Connection: keep-alive\r\n"), std::string::npos);
}

TEST(HeadWriterTest, WritesSizesOfChunks) {
  EXPECT_EQ(ChunkStart(1).text(), "1\r\n");
  EXPECT_EQ(ChunkStart(0xabc).text(), "abc\r\n");
  EXPECT_EQ(ChunkStart(static_cast<std::size_t>(-1)).text(), "ffffffffffffffff\r\n");
}

}  // namespace
}  // namespace omnillm::http
