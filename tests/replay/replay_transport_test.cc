#include "omnillm/replay_transport.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/event_loop.h"

namespace omnillm {
namespace {

// Nobody here waits for anything.
class NoLoop final : public EventLoop {
 public:
  [[nodiscard]] Instant now() const override { return {}; }
  void post(Callback) override {}
  TimerId call_at(Instant, Callback) override { return TimerId::None; }
  void cancel(TimerId) override {}
  [[nodiscard]] bool is_here() const override { return true; }
};

// A provider that says the same to everyone.
class Canned final : public Transport {
 public:
  struct Exchange final : HttpExchange {
    explicit Exchange(Canned* canned) : from(canned) {}
    void head(HeadDone done) override {
      if (from->failure) return done(tl::unexpected(*from->failure));
      done(from->answer);
    }
    void read(BodyDone done) override {
      if (next == from->pieces.size()) return done(std::string_view());
      done(std::string_view(from->pieces[next++]));
    }
    [[nodiscard]] bool sent() const override { return true; }
    Canned* from;
    std::size_t next = 0;
  };
  std::unique_ptr<HttpExchange> open(EventLoop&, HttpRequest, HttpTimeouts) override {
    return std::make_unique<Exchange>(this);
  }

  HttpHead answer{200, {{"Content-Type", "application/json"}, {"Content-Length", "17"}}};
  std::vector<std::string> pieces{R"({"text":)", R"("hello"})"};
  std::optional<Error> failure{};
};

struct Answer {
  int status = 0;
  Headers headers{};
  std::string body{};
  std::vector<std::size_t> pieces{};
  std::optional<Error> error{};
};

class ReplayTransportTest : public testing::Test {
 protected:
  Answer fetch(Transport& transport, const HttpRequest& request) {
    Answer answer;
    auto exchange = transport.open(loop, request, {});
    exchange->head([&](Result<HttpHead> head) {
      if (!head) {
        answer.error = head.error();
        return;
      }
      answer.status = head->status;
      answer.headers = head->headers;
    });
    for (bool more = !answer.error; more;)
      exchange->read([&](Result<std::string_view> piece) {
        more = piece && !piece->empty();
        if (!more) return;
        answer.body += *piece;
        answer.pieces.push_back(piece->size());
      });
    return answer;
  }
  static HttpRequest post(const std::string& body, const std::string& key = "sk-canary") {
    return {.url = "https://api.test/v1/chat?key=" + key + "&x=1%202",
            .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + key}},
            .body = body};
  }
  std::vector<ReplayFixture> record(const std::vector<HttpRequest>& requests) {
    std::vector<ReplayFixture> fixtures;
    RecordingTransport recorder(provider, WireFormat::OpenAiChatCompletions,
                                [&](ReplayFixture fixture) { fixtures.push_back(fixture); });
    for (const HttpRequest& request : requests) fetch(recorder, request);
    return fixtures;
  }

  NoLoop loop;
  Canned provider;
};

TEST_F(ReplayTransportTest, RecordsWhatIsAskedAndAnswered) {
  const auto fixtures = record({post(R"({"n": 1})")});
  ASSERT_EQ(fixtures.size(), 1U);
  const ReplayFixture& fixture = fixtures[0];
  EXPECT_EQ(fixture.wire_format, WireFormat::OpenAiChatCompletions);
  EXPECT_EQ(fixture.request.path, "/v1/chat");
  EXPECT_EQ(fixture.request.query[1], (std::pair<std::string, std::string>("x", "1 2")));
  EXPECT_EQ(std::get<body::Json>(fixture.request.body).value.text(), R"({"n": 1})");
  EXPECT_EQ(fixture.response.status, 200);
  EXPECT_EQ(std::get<body::Json>(fixture.response.body).value.text(), R"({"text":"hello"})");
  EXPECT_EQ(fixture.response.headers.find("content-length"), std::nullopt);
}

TEST_F(ReplayTransportTest, RecordsNoSecret) {
  const auto fixtures = record({post("{}")});
  ASSERT_EQ(fixtures.size(), 1U);
  EXPECT_EQ(to_json(fixtures[0]).text().find("canary"), std::string_view::npos);
}

TEST_F(ReplayTransportTest, ChangesNothingOfWhatItRecords) {
  RecordingTransport recorder(provider, WireFormat::OpenAiChatCompletions, [](ReplayFixture) {});
  const Answer answer = fetch(recorder, post("{}"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"text":"hello"})");
  EXPECT_EQ(answer.pieces, (std::vector<std::size_t>{8, 8}));
  EXPECT_EQ(answer.headers, provider.answer.headers);
}

TEST_F(ReplayTransportTest, RecordsNothingThatFailedOrWasGivenUp) {
  int kept = 0;
  RecordingTransport recorder(provider, WireFormat::OpenAiChatCompletions,
                              [&](ReplayFixture) { ++kept; });
  {
    auto exchange = recorder.open(loop, post("{}"), {});
    exchange->head([](Result<HttpHead>) {});
    exchange->read([](Result<std::string_view>) {});
  }
  provider.failure = Error(ErrorKind::Network, "gone");
  EXPECT_TRUE(fetch(recorder, post("{}")).error);
  EXPECT_EQ(kept, 0);
}

TEST_F(ReplayTransportTest, PlaysWhatWasRecordedWithAnyKey) {
  ReplayTransport replay(record({post(R"({"n": 1})")}));
  const Answer answer = fetch(replay, post(R"({ "n":1 })", "sk-another-key"));
  ASSERT_FALSE(answer.error) << *answer.error;
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"text":"hello"})");
  EXPECT_EQ(answer.headers.find("content-type"), "application/json");
  EXPECT_EQ(replay.unused(), 0U);
}

TEST_F(ReplayTransportTest, SaysWhichRequestNobodyRecorded) {
  ReplayTransport replay(record({post(R"({"n": 1})")}));
  const Answer answer = fetch(replay, post(R"({"n": 2})"));
  ASSERT_TRUE(answer.error);
  EXPECT_EQ(answer.error->kind(), ErrorKind::Configuration);
  EXPECT_NE(answer.error->message().find("POST /v1/chat"), std::string::npos);
  EXPECT_EQ(answer.error->message().find("canary"), std::string::npos);
  EXPECT_EQ(replay.unused(), 1U);
}

TEST_F(ReplayTransportTest, PlaysTheSameQuestionInTheOrderOfTheRecording) {
  auto fixtures = record({post("{}"), post("{}")});
  fixtures[1].response.status = 503;
  ReplayTransport for_ever(fixtures), once(fixtures, {.again = false});
  for (const int status : {200, 503, 503}) EXPECT_EQ(fetch(for_ever, post("{}")).status, status);
  for (const int status : {200, 503, 0}) EXPECT_EQ(fetch(once, post("{}")).status, status);
}

TEST_F(ReplayTransportTest, PlaysAStreamInPieces) {
  provider.answer.headers.set("Content-Type", "text/event-stream");
  provider.pieces = {"data: 1\n\nda", "ta: 2\n\n"};
  ReplayTransport replay(record({post("{}")}), {.piece_bytes = 7});
  const Answer answer = fetch(replay, post("{}"));
  EXPECT_EQ(answer.body, "data: 1\n\ndata: 2\n\n");
  EXPECT_EQ(answer.pieces, (std::vector<std::size_t>{7, 7, 4}));
}

TEST_F(ReplayTransportTest, TellsBodiesByTheirType) {
  const auto body_of = [](const std::string& type, const std::string& bytes) {
    return to_transport_response({200, {{"Content-Type", type}}}, bytes).body;
  };
  EXPECT_TRUE(std::holds_alternative<body::None>(body_of("application/json", "")));
  EXPECT_TRUE(std::holds_alternative<body::Json>(body_of("Application/JSON; charset=utf-8", "{}")));
  EXPECT_TRUE(std::holds_alternative<body::Json>(body_of("application/problem+json", "{}")));
  EXPECT_TRUE(std::holds_alternative<body::Text>(body_of("application/json", "{")));
  EXPECT_TRUE(std::holds_alternative<body::Text>(body_of("text/event-stream", "data: 1\n\n")));
  EXPECT_TRUE(std::holds_alternative<body::Binary>(body_of("audio/mpeg", "ID3")));
  EXPECT_TRUE(std::holds_alternative<body::Binary>(body_of("text/plain", "\xff\xfe")));
}

TEST_F(ReplayTransportTest, ReadsFormsAndQueries) {
  const std::vector<MultipartField> fields{{"model", std::string("whisper")}};
  const std::string boundary = multipart_boundary(fields);
  const auto request = to_transport_request(
      {.url = "https://a.test?a=1&b&c=%26",
       .headers = {{"Content-Type", "multipart/form-data; boundary=\"" + boundary + "\""}},
       .body = encode_multipart(fields, boundary)});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/");
  EXPECT_EQ(request->query,
            (std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", ""}, {"c", "&"}}));
  ASSERT_TRUE(std::holds_alternative<body::Multipart>(request->body));
  EXPECT_EQ(std::get<body::Multipart>(request->body).fields, fields);
}

}  // namespace
}  // namespace omnillm
