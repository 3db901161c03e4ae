// The JSON form of recordings, both ways.

#include <gtest/gtest.h>

#include <string>

#include "omnillm/replay.h"

namespace omnillm {
namespace {

JsonText json(std::string_view text) { return JsonText::parse(text).value(); }

void expect_round_trip(const ReplayFixture& fixture) {
  const auto again = ReplayFixture::parse(to_json(fixture).text());
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(*again, fixture);
}

TEST(FixtureJson, LooksAsDocumented) {
  ReplayFixture fixture{WireFormat::OpenAiChatCompletions,
                        TransportRequest::json_post("/chat/completions", json(R"({"n":1})")),
                        TransportResponse::json(200, json("[]"))};
  fixture.request.query = {{"api-version", "v1"}};
  EXPECT_EQ(to_json(fixture).text(),
            R"({"wire_format":"open_ai_chat_completions","request":{"method":"POST",)"
            R"("path":"/chat/completions","query":{"api-version":"v1"},)"
            R"("headers":{"Content-Type":"application/json"},)"
            R"("body":{"type":"json","value":{"n":1}}},"response":{"status":200,)"
            R"("headers":{"Content-Type":"application/json"},"content_type":"application/json",)"
            R"("body":{"type":"json","value":[]}}})");
}

TEST(FixtureJson, KeepsEveryKindOfBody) {
  ReplayFixture fixture;
  fixture.request.path = "/x";
  expect_round_trip(fixture);
  fixture.request.body = body::Text{"hello\n"};
  fixture.response.body = body::Text{"\xff\xfe"};
  expect_round_trip(fixture);
  fixture.request.body =
      body::Multipart{{{"a", "b"}, {"file", Blob{std::string("\0\1", 2), "audio/wav", "a.wav"}}}};
  fixture.response.body = body::Binary{{"\x01\xff", "audio/mpeg", ""}};
  expect_round_trip(fixture);
}

TEST(FixtureJson, KeepsHeadersThatStandTwiceInTheirOrder) {
  ReplayFixture fixture;
  fixture.response.headers = {{"Set-Cookie", "a"}, {"X", "b"}, {"Set-Cookie", "c"}};
  fixture.request.query = {{"a", "1"}, {"a", "2"}};
  expect_round_trip(fixture);
}

TEST(FixtureJson, KeepsTheMarkOfABlobReadable) {
  ReplayFixture fixture;
  fixture.response.body = body::Binary{{"bytes", "audio/mpeg", ""}};
  const ReplayFixture clean = fixture.sanitized();
  EXPECT_NE(to_json(clean).text().find(R"("data_base64":"<redacted:binary_blob>")"),
            std::string::npos);
  expect_round_trip(clean);
}

TEST(FixtureJson, SaysWhereItIsWrong) {
  const std::string request = R"("request":{"path":"/x"})";
  const std::string response = R"("response":{"status":200})";
  const auto whole = [](const std::string& members) {
    return R"({"wire_format":"responses",)" + members + "}";
  };
  const std::pair<std::string, std::string> cases[] = {
      {"{", "/: "},
      {"[]", "/: must be an object"},
      {"{}", "/wire_format: "},
      {whole(response), "/request: must be an object"},
      {whole(R"("request":{},)" + response), "/request/path: must be a string"},
      {whole(R"("request":{"path":"/","method":"GIT"},)" + response), "/request/method: "},
      {whole(R"("request":{"path":"/","headers":{"a":1}},)" + response), "/request/headers/a: "},
      {whole(R"("request":{"path":"/","query":[["a"]]},)" + response), "/request/query/0: "},
      {whole(R"("request":{"path":"/","body":{"type":"cake"}},)" + response),
       "/request/body/type: "},
      {whole(R"("request":{"path":"/","body":{"type":"multipart","fields":[{"name":"a"}]}},)" +
             response),
       "/request/body/fields/0/value/type: "},
      {whole(request + R"(,"response":{})"), "/response/status: "},
      {whole(request + R"(,"response":{"status":200,"body":{"type":"json"}})"),
       "/response/body/value: is missing"},
      {whole(request + R"(,"response":{"status":200,"body":{"type":"binary","data_base64":"?"}})"),
       "/response/body/data_base64: must be base64"},
      {whole(request + R"(,"response":{"status":200,"body":{"type":"multipart","fields":[]}})"),
       "/response/body/type: "}};
  for (const auto& [text, pointer] : cases) {
    const auto fixture = ReplayFixture::parse(text);
    ASSERT_FALSE(fixture) << text;
    EXPECT_EQ(fixture.error().kind(), ErrorKind::Configuration);
    EXPECT_TRUE(fixture.error().message().starts_with(pointer)) << fixture.error();
  }
}

}  // namespace
}  // namespace omnillm
