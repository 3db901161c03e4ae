#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kOpenAi = WireFormat::OpenAiModels;
constexpr WireFormat kAnthropic = WireFormat::AnthropicModels;
constexpr WireFormat kGemini = WireFormat::GeminiModels;
using Query = std::vector<std::pair<std::string, std::string>>;

TEST(ModelListRequests, GoOnPageByPageWhereThereArePages) {
  const ModelListRequest request{.page = "next", .limit = 5};
  const auto anthropic = emit_transport_request(kAnthropic, request);
  EXPECT_EQ(anthropic->value.method, HttpMethod::Get);
  EXPECT_EQ(anthropic->value.target(), "/models?after_id=next&limit=5");
  EXPECT_EQ(*anthropic->value.headers.find("Anthropic-Version"), "2023-06-01");
  EXPECT_EQ(emit_transport_request(kGemini, request)->value.target(),
            "/models?pageToken=next&pageSize=5");
  const auto openai = emit_transport_request(kOpenAi, request);
  EXPECT_EQ(openai->value.target(), "/models");
  EXPECT_EQ(lost(openai), (Codes{"limit", "page"}));
}

TEST(ModelListRequests, AreReadFromTheQuery) {
  const auto report = parse_transport_request(
      kGemini, {.method = HttpMethod::Get,
                .path = "/v1beta/models",
                .query = Query{{"pageSize", "5"}, {"pageToken", "next"}, {"key", "x"}}});
  ASSERT_TRUE(report) << report.error();
  EXPECT_EQ(report->value, ApiRequest(ModelListRequest{.page = "next", .limit = 5}));
  EXPECT_EQ(lost(report), (Codes{"query"}));
  const auto wrong = parse_transport_request(kAnthropic, {.query = Query{{"limit", "many"}}});
  EXPECT_EQ(wrong.error().message(), "/limit: expected a whole number");
}

TEST(ModelListRequests, HaveNoBody) {
  for (const WireFormat format : {kOpenAi, kAnthropic, kGemini}) {
    EXPECT_EQ(parse_api_request(format, "").error().kind(), ErrorKind::Configuration);
    EXPECT_EQ(emit_api_request(format, ModelListRequest{}).error().kind(),
              ErrorKind::Configuration);
  }
}

TEST(ModelLists, AreReadAlike) {
  const auto vllm = response_of<ModelList>(kOpenAi, fixture("vllm/models.list.json"));
  EXPECT_EQ(vllm.models.at(0).context_window, 40'960);
  EXPECT_EQ(vllm.models.at(1).context_window, std::nullopt);
  const auto anthropic = response_of<ModelList>(kAnthropic, fixture("anthropic/models.list.json"));
  EXPECT_EQ(anthropic.models.at(0).created, 1'771'286'400);
  EXPECT_EQ(anthropic.models.at(0).max_output_tokens, 64'000);
  EXPECT_EQ(anthropic.next_page, "");
  const auto gemini = response_of<ModelList>(kGemini, fixture("gemini/models.list.json"));
  EXPECT_EQ(gemini.models.at(0).id, "gemini-3-pro");
  EXPECT_EQ(gemini.next_page, "abc");
}

TEST(ModelLists, GoFromOneProtocolToAnother) {
  const auto report = transcode_api_response(kGemini, kOpenAi, fixture("gemini/models.list.json"));
  EXPECT_EQ(body_of(report),
            as_json(R"({"object":"list","data":[{"id":"gemini-3-pro","object":"model","created":0,
                     "owned_by":"","display_name":"Gemini 3 Pro","context_window":1048576,
                     "max_completion_tokens":65536}]})"));
  EXPECT_EQ(lost(report), (Codes{"next_page", "vendor_extensions"}));
  EXPECT_EQ(
      body_of(transcode_api_response(kOpenAi, kAnthropic, R"({"data":[{"id":"m","created":60}]})")),
      as_json(R"({"data":[{"type":"model","id":"m","display_name":"m",
                              "created_at":"1970-01-01T00:01:00Z"}],
                     "has_more":false,"first_id":"m","last_id":"m"})"));
}

TEST(ModelLists, SayWhereTheNextPageIs) {
  const std::string page =
      R"({"data":[{"type":"model","id":"a"}],"has_more":true,"first_id":"a","last_id":"a"})";
  EXPECT_EQ(response_of<ModelList>(kAnthropic, page).next_page, "a");
  EXPECT_EQ(body_of(transcode_api_response(kAnthropic, kAnthropic, page)), as_json(page));
}

TEST(ModelLists, TakeAnInstantNobodyCanReadForNone) {
  EXPECT_EQ(response_of<ModelList>(kAnthropic, R"({"data":[{"id":"a","created_at":"soon"}]})")
                .models.at(0)
                .created,
            std::nullopt);
}

}  // namespace
}  // namespace omnillm
