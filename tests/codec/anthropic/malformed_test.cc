#include "speak.h"

namespace omnillm::codec::testing {
namespace {

struct Wrong {
  const char* body;
  const char* pointer;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.body; }

class AnthropicMalformedRequest : public ::testing::TestWithParam<Wrong> {};

TEST_P(AnthropicMalformedRequest, IsABadRequestThatNamesTheMember) {
  const Result<LlmRequest> request = try_parse(GetParam().body);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().kind(), ErrorKind::BadRequest);
  EXPECT_THAT(request.error().message(),
              ::testing::StartsWith(std::string(GetParam().pointer) + ": "));
}

INSTANTIATE_TEST_SUITE_P(
    Members, AnthropicMalformedRequest,
    ::testing::Values(Wrong{"[]", "the body"}, Wrong{"{}", "/messages"},
                      Wrong{R"({"messages":{}})", "/messages"},
                      Wrong{R"({"messages":[],"model":1})", "/model"},
                      Wrong{R"({"messages":[],"max_tokens":-1})", "/max_tokens"},
                      Wrong{R"({"messages":[],"max_tokens":1.5})", "/max_tokens"},
                      Wrong{R"({"messages":[],"max_tokens":1e99})", "/max_tokens"},
                      Wrong{R"({"messages":[],"max_tokens":"9"})", "/max_tokens"},
                      Wrong{R"({"messages":[],"temperature":"hot"})", "/temperature"},
                      Wrong{R"({"messages":[],"top_p":1e400})", "/top_p"},
                      Wrong{R"({"messages":[],"top_k":-3})", "/top_k"},
                      Wrong{R"({"messages":[],"stream":"yes"})", "/stream"},
                      Wrong{R"({"messages":[],"stop_sequences":["a",1]})", "/stop_sequences/1"},
                      Wrong{R"({"messages":[],"system":7})", "/system"},
                      Wrong{R"({"messages":[],"metadata":[]})", "/metadata"},
                      Wrong{R"({"messages":[],"metadata":{"user_id":1}})", "/metadata/user_id"},
                      Wrong{R"({"messages":[],"service_tier":1})", "/service_tier"},
                      Wrong{R"({"messages":[],"thinking":true})", "/thinking"},
                      Wrong{R"({"messages":[],"thinking":{}})", "/thinking/type"},
                      Wrong{R"({"messages":[],"thinking":{"type":"enabled","budget_tokens":-1}})",
                            "/thinking/budget_tokens"},
                      Wrong{R"({"messages":[],"output_config":[]})", "/output_config"},
                      Wrong{R"({"messages":[],"output_config":{"format":{"type":"json_schema"}}})",
                            "/output_config/format/schema"},
                      Wrong{R"({"messages":[],"tools":{}})", "/tools"},
                      Wrong{R"({"messages":[],"tools":[1]})", "/tools/0"},
                      Wrong{R"({"messages":[],"tools":[{"input_schema":{}}]})", "/tools/0/name"},
                      Wrong{R"({"messages":[],"tools":[{"name":"f","input_schema":1}]})",
                            "/tools/0/input_schema"},
                      Wrong{R"({"messages":[],"tool_choice":"auto"})", "/tool_choice"},
                      Wrong{R"({"messages":[],"tool_choice":{"type":"tool"}})",
                            "/tool_choice/name"}));

INSTANTIATE_TEST_SUITE_P(
    Messages, AnthropicMalformedRequest,
    ::testing::Values(
        Wrong{R"({"messages":["Hi"]})", "/messages/0"},
        Wrong{R"({"messages":[{"content":"Hi"}]})", "/messages/0/role"},
        Wrong{R"({"messages":[{"role":"robot","content":"Hi"}]})", "/messages/0/role"},
        Wrong{R"({"messages":[{"role":"user"}]})", "/messages/0/content"},
        Wrong{R"({"messages":[{"role":"user","content":null}]})", "/messages/0/content"},
        Wrong{R"({"messages":[{"role":"user","content":["Hi"]}]})", "/messages/0/content/0"},
        Wrong{R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}]})",
              "/messages/0/content/0/type"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"text"}]}]})",
              "/messages/0/content/0/text"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"image"}]}]})",
              "/messages/0/content/0/source"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"image",
                 "source":{"type":"url"}}]}]})",
              "/messages/0/content/0/source/url"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"tool_result"}]}]})",
              "/messages/0/content/0/tool_use_id"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"tool_result",
                 "tool_use_id":"t","content":[{"type":"text","text":1}]}]}]})",
              "/messages/0/content/0/content/0/text"},
        Wrong{R"({"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t"}]}]})",
              "/messages/0/content/0/name"},
        Wrong{R"({"messages":[{"role":"user","content":[{"type":"text","text":"a",
                 "cache_control":1}]}]})",
              "/messages/0/content/0/cache_control"}));

class AnthropicMalformedResponse : public ::testing::TestWithParam<Wrong> {};

TEST_P(AnthropicMalformedResponse, IsNotTheProtocol) {
  const Result<LlmResponse> response = try_parse_response(GetParam().body);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind(), ErrorKind::Protocol);
  EXPECT_THAT(response.error().message(),
              ::testing::StartsWith(std::string(GetParam().pointer) + ": "));
}

INSTANTIATE_TEST_SUITE_P(Members, AnthropicMalformedResponse,
                         ::testing::Values(Wrong{"7", "the body"}, Wrong{"{}", "/content"},
                                           Wrong{R"({"content":"Hi"})", "/content"},
                                           Wrong{R"({"content":[1]})", "/content/0"},
                                           Wrong{R"({"content":[],"id":1})", "/id"},
                                           Wrong{R"({"content":[],"stop_reason":1})",
                                                 "/stop_reason"},
                                           Wrong{R"({"content":[],"usage":3})", "/usage"}));

}  // namespace
}  // namespace omnillm::codec::testing
