#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

LlmRequest hello(bool stream) {
  LlmRequest request{
      .model = "a/b c:1", .input = {"Hello!"}, .generation = {.max_output_tokens = 64}};
  if (stream) request.stream.emplace();
  return request;
}

struct Place {
  WireFormat format;
  std::string once;
  std::string streamed;
};

const std::vector<Place>& places() {
  static const std::vector<Place> all{
      {WireFormat::OpenAiResponses, "/responses", "/responses"},
      {WireFormat::OpenAiChatCompletions, "/chat/completions", "/chat/completions"},
      {WireFormat::AnthropicMessages, "/messages", "/messages"},
      {WireFormat::GeminiGenerateContent, "/models/a/b%20c%3A1:generateContent",
       "/models/a/b%20c%3A1:streamGenerateContent?alt=sse"},
      {WireFormat::BedrockConverse, "/model/a%2Fb%20c%3A1/converse",
       "/model/a%2Fb%20c%3A1/converse-stream"},
  };
  return all;
}

TEST(TransportRequests, GoWhereTheirProtocolLives) {
  for (const Place& place : places()) {
    const auto once = emit_transport_request(place.format, hello(false));
    ASSERT_TRUE(once) << once.error();
    EXPECT_EQ(once->value.target(), place.once);
    EXPECT_EQ(once->value.accept, "application/json");
    EXPECT_EQ(*once->value.headers.find("content-type"), "application/json");
    const auto streamed = emit_transport_request(place.format, hello(true));
    EXPECT_EQ(streamed->value.target(), place.streamed);
    EXPECT_EQ(streamed->value.accept, place.format == WireFormat::BedrockConverse
                                          ? "application/vnd.amazon.eventstream"
                                          : "text/event-stream");
  }
}

TEST(TransportRequests, AreReadByAServerWithModelAndStream) {
  for (const Place& place : places())
    for (const bool stream : {false, true}) {
      const auto sent = emit_transport_request(place.format, hello(stream));
      const auto read = parse_transport_request(place.format, sent->value);
      ASSERT_TRUE(read) << place.format << read.error();
      const auto& request = std::get<LlmRequest>(read->value);
      EXPECT_EQ(request.model, "a/b c:1") << place.format;
      EXPECT_EQ(request.stream.has_value(), stream) << place.format;
    }
}

TEST(TransportRequests, KeepTheModelOutOfABodyWhosePathHasIt) {
  for (const WireFormat format : {WireFormat::GeminiGenerateContent, WireFormat::BedrockConverse}) {
    const auto sent = emit_transport_request(format, hello(true));
    const auto& body = std::get<body::Json>(sent->value.body).value;
    EXPECT_EQ(body.text().find("a/b c"), std::string::npos) << body;
  }
}

TEST(TransportRequests, NeedAModelSomewhere) {
  const auto report = parse_transport_request(
      WireFormat::BedrockConverse,
      TransportRequest::json_post(
          "/model/converse",
          as_json(R"({"messages":[{"role":"user","content":[{"text":"a"}]}]})")));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::BadRequest);
}

TEST(TransportRequests, MayComeAsBytesThatNobodyHasRead) {
  const std::string chat = R"({"model":"m","input":"a"})";
  for (const RequestBody& body : std::vector<RequestBody>{
           body::Json{as_json(chat)}, body::Text{chat}, body::Binary{{.bytes = chat}}}) {
    const auto report = parse_transport_request(WireFormat::OpenAiResponses, {.body = body});
    ASSERT_TRUE(report) << report.error();
    EXPECT_EQ(std::get<LlmRequest>(report->value).model, "m");
  }
  const auto none = parse_transport_request(WireFormat::OpenAiResponses, {});
  EXPECT_EQ(none.error().kind(), ErrorKind::BadRequest);
  const auto form =
      parse_transport_request(WireFormat::OpenAiResponses, {.body = body::Multipart{}});
  EXPECT_EQ(form.error().kind(), ErrorKind::BadRequest);
}

TEST(TransportRequests, CarryAnthropicsVersionAndBetasInHeaders) {
  LlmRequest request = hello(false);
  request.vendor_extensions.set("anthropic_beta", as_json(R"(["a","b"])"));
  const auto sent = emit_transport_request(WireFormat::AnthropicMessages, request);
  ASSERT_TRUE(sent) << sent.error();
  EXPECT_FALSE(sent->lossy);
  EXPECT_EQ(*sent->value.headers.find("Anthropic-Version"), "2023-06-01");
  EXPECT_EQ(*sent->value.headers.find("Anthropic-Beta"), "a,b");
  const auto read = parse_transport_request(WireFormat::AnthropicMessages, sent->value);
  EXPECT_EQ(*std::get<LlmRequest>(read->value).vendor_extensions.find("anthropic_beta"),
            as_json(R"(["a","b"])"));
  const auto elsewhere = emit_transport_request(
      WireFormat::AnthropicMessages, request,
      {.anthropic_version_member = "bedrock-2023-05-31", .model_in_body = false});
  EXPECT_EQ(elsewhere->value.headers.find("anthropic-version"), std::nullopt);
  EXPECT_EQ(elsewhere->value.headers.find("anthropic-beta"), std::nullopt);
}

TEST(TransportRequests, GoToTheOtherEndpointsToo) {
  const std::vector<std::pair<WireFormat, std::string>> targets{
      {WireFormat::OpenAiEmbeddings, "/embeddings"},
      {WireFormat::GeminiEmbedContent, "/models/x%3A1:embedContent"},
      {WireFormat::GeminiBatchEmbedContents, "/models/x%3A1:batchEmbedContents"},
      {WireFormat::BedrockTitanEmbeddings, "/model/x%3A1/invoke"},
      {WireFormat::BedrockCohereEmbeddings, "/model/x%3A1/invoke"},
  };
  const EmbeddingRequest request{.model = "x:1", .input = {"a"}};
  for (const auto& [format, target] : targets) {
    const auto sent = emit_transport_request(format, request);
    ASSERT_TRUE(sent) << sent.error();
    EXPECT_EQ(sent->value.target(), target);
    const auto read = parse_transport_request(format, sent->value);
    EXPECT_EQ(std::get<EmbeddingRequest>(read->value).model, "x:1") << format;
  }
  EXPECT_EQ(emit_transport_request(WireFormat::VertexImagen,
                                   ImageGenerationRequest{.model = "imagen-4", .prompt = "a"})
                ->value.target(),
            "/models/imagen-4:predict");
  EXPECT_EQ(emit_transport_request(WireFormat::OpenAiRerank, RerankRequest{})->value.target(),
            "/rerank");
  EXPECT_EQ(
      emit_transport_request(WireFormat::OpenAiModerations, ModerationRequest{})->value.target(),
      "/moderations");
}

TEST(TransportResponses, AreErrorsWhenTheirStatusSaysSo) {
  const std::vector<std::pair<int, ErrorKind>> kinds{
      {400, ErrorKind::BadRequest}, {401, ErrorKind::Auth},          {403, ErrorKind::Permission},
      {404, ErrorKind::NotFound},   {429, ErrorKind::ProviderLimit}, {500, ErrorKind::Server},
      {503, ErrorKind::Overloaded},
  };
  for (const WireFormat format : all_wire_formats())
    for (const auto& [status, kind] : kinds) {
      const auto report = parse_transport_response(
          format, TransportResponse::json(status, as_json(R"({"id":"x","object":"response"})")));
      ASSERT_FALSE(report) << format << status;
      EXPECT_EQ(report.error().status(), status) << format;
      EXPECT_EQ(report.error().kind(), kind) << format << " " << status;
    }
}

TEST(TransportResponses, SayWhatTheProviderSaid) {
  const auto report = parse_transport_response(
      WireFormat::OpenAiEmbeddings,
      TransportResponse::json(
          429, as_json(R"({"error":{"message":"You ran out","code":"insufficient_quota"}})")));
  EXPECT_EQ(report.error().kind(), ErrorKind::Quota);
  EXPECT_EQ(report.error().provider_code(), "insufficient_quota");
  EXPECT_NE(report.error().message().find("You ran out"), std::string::npos);
}

TEST(TransportResponses, TakeBedrocksWordFromItsHeader) {
  const auto report = parse_transport_response(
      WireFormat::BedrockTitanEmbeddings,
      {.status = 400,
       .headers = {{"x-amzn-errortype", "ServiceQuotaExceededException:http://x"}},
       .body = body::Text{R"({"message":"Too many"})"}});
  EXPECT_EQ(report.error().kind(), ErrorKind::Quota);
  EXPECT_EQ(report.error().provider_code(), "ServiceQuotaExceededException");
}

TEST(TransportResponses, KeepTheKindOfAMessageThatSaysMoreThanTheHeader) {
  const auto report = parse_transport_response(
      WireFormat::BedrockConverse,
      {.status = 400,
       .headers = {{"x-amzn-ErrorType", "ValidationException"}},
       .body = body::Text{R"({"message":"Input is too long for requested model."})"}});
  EXPECT_EQ(report.error().kind(), ErrorKind::ContextLength);
}

TEST(TransportResponses, AreWrittenAndReadAlike) {
  const LlmResponse response = LlmResponse::from_message(WireFormat::OpenAiResponses, "m",
                                                         Message::assistant("Hello back!"));
  for (const WireFormat format : generation_formats()) {
    const auto sent = emit_transport_response(format, response);
    ASSERT_TRUE(sent) << format << sent.error();
    EXPECT_EQ(sent->value.status, 200);
    const auto read = parse_transport_response(format, sent->value);
    ASSERT_TRUE(read) << format << read.error();
    EXPECT_EQ(std::get<LlmResponse>(read->value).content_text, "Hello back!") << format;
  }
}

TEST(TransportErrors, AreReadAgainAsWhatTheyAre) {
  for (const WireFormat format : all_wire_formats())
    for (const ErrorKind kind :
         {ErrorKind::ProviderLimit, ErrorKind::Auth, ErrorKind::NotFound, ErrorKind::Overloaded}) {
      const ProviderError error{.kind = kind, .message = "no"};
      const TransportResponse sent = emit_transport_error(format, error);
      EXPECT_GE(sent.status, 400) << format;
      const auto read = parse_transport_response(format, sent);
      ASSERT_FALSE(read) << format;
      EXPECT_EQ(read.error().kind(), kind) << format << " " << sent.status;
    }
}

TEST(TransportErrors, KeepTheirOwnStatusAndWords) {
  const ProviderError error =
      parse_error(WireFormat::AnthropicCountTokens, 529,
                  R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})");
  const TransportResponse same = emit_transport_error(WireFormat::AnthropicMessages, error);
  EXPECT_EQ(same.status, 529);
  const TransportResponse other = emit_transport_error(WireFormat::OpenAiEmbeddings, error);
  EXPECT_EQ(other.status, 503);
}

}  // namespace
}  // namespace omnillm
