#include <gtest/gtest.h>

#include <string>

#include "codec/codec.h"
#include "omnillm/transcode.h"
#include "openai_chat/chat.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace chat;
using testing_support::decode_stream;
using testing_support::encode_stream;
using testing_support::fixture;

constexpr WireFormat kOthers[] = {WireFormat::OpenAiResponses, WireFormat::AnthropicMessages,
                                  WireFormat::BedrockConverse};

TEST(ChatBridges, APlainQuestionLosesNothingOnItsWayToOthers) {
  const LlmRequest request =
      parsed(R"({"model":"m","messages":[{"role":"user","content":"Hello!"}],"max_tokens":32})");
  for (const WireFormat other : kOthers) {
    LossLog losses;
    std::string body;
    ASSERT_TRUE(codec::codec_for(other)->emit_request(request, {}, losses, body)) << other;
    EXPECT_FALSE(losses.lossy()) << other << " " << losses.losses().front();
  }
}

TEST(ChatBridges, ChatOnlyMembersNeverReachResponses) {
  const auto body = transcode_request(
      kChat, WireFormat::OpenAiResponses,
      body_with(R"({"role":"user","content":"a"})",
                R"(,"n":2,"stream":true,"stream_options":{"include_usage":true},"seed":1,
                    "max_completion_tokens":20,"stop":["x"],
                    "tool_choice":{"type":"function","function":{"name":"f"}},
                    "tools":[{"type":"function","function":{"name":"f"}}])"));
  ASSERT_TRUE(body) << body.error();
  for (const char* member : {"/n", "/stream_options", "/seed", "/stop", "/max_completion_tokens"})
    EXPECT_EQ(json_at(*body, member), "") << member;
  EXPECT_EQ(json_at(*body, "/max_output_tokens"), "20");
  EXPECT_EQ(json_at(*body, "/tool_choice/name"), R"("f")");
}

TEST(ChatBridges, AConversationWithToolsComesBackAsItWent) {
  const std::string body = fixture("openai/chat.request.tools.json");
  const LlmRequest request = parsed(body);
  for (const WireFormat other : kOthers) {
    const auto there = transcode_request(kChat, other, body);
    ASSERT_TRUE(there) << other << there.error();
    const auto back = transcode_request(other, kChat, *there);
    ASSERT_TRUE(back) << other << back.error();
    EXPECT_EQ(json_at(*back, "/messages/2/tool_calls/0/id"), R"("call_a1")") << other << *back;
    EXPECT_EQ(json_at(*back, "/messages/3/tool_call_id"), R"("call_a1")") << other << *back;
    EXPECT_EQ(json_at(*back, "/messages/4/tool_call_id"), R"("call_b2")") << other << *back;
    EXPECT_EQ(json_at(*back, "/tools/0/function/name"), R"("get_weather")") << other;
  }
}

TEST(ChatBridges, AnAnswerKeepsItsTextItsCallsAndItsCost) {
  for (const WireFormat other : kOthers) {
    for (const char* name :
         {"openai/chat.response.basic.json", "openai/chat.response.tool_calls.json"}) {
      const std::string body = fixture(name);
      const LlmResponse before = answer(body);
      const auto there = transcode_response(kChat, other, body);
      ASSERT_TRUE(there) << other << there.error();
      const auto back = transcode_response(other, kChat, *there);
      ASSERT_TRUE(back) << other << back.error();
      const LlmResponse after = answer(*back);
      EXPECT_EQ(after.content_text, before.content_text) << other << *back;
      EXPECT_EQ(after.tool_calls().size(), before.tool_calls().size()) << other << *back;
      EXPECT_EQ(after.finish_reason, before.finish_reason) << other << *back;
      EXPECT_EQ(after.usage->prompt_tokens, before.usage->prompt_tokens) << other << *back;
      EXPECT_EQ(after.usage->cache_read_tokens, before.usage->cache_read_tokens) << other;
    }
  }
}

TEST(ChatBridges, AStreamKeepsItsTextAndItsCallsInEveryProtocol) {
  for (const WireFormat other : kOthers) {
    for (const char* name : {"openai/chat.stream.text.sse", "openai/chat.stream.tool_calls.sse",
                             "vllm/chat.stream.reasoning.sse"}) {
      const LlmResponse before = completed(decode_stream(kChat, fixture(name)));
      const std::string there = encode_stream(other, decode_stream(kChat, fixture(name)));
      const std::string back = encode_stream(kChat, decode_stream(other, there));
      const LlmResponse after = completed(decode_stream(kChat, back));
      EXPECT_EQ(after.content_text, before.content_text) << other << " " << name;
      ASSERT_EQ(after.tool_calls().size(), before.tool_calls().size()) << other << " " << name;
      for (std::size_t i = 0; i < after.tool_calls().size(); ++i)
        EXPECT_EQ(*after.tool_calls()[i], *before.tool_calls()[i]) << other << " " << name;
      EXPECT_EQ(after.finish_reason, before.finish_reason) << other << " " << name;
    }
  }
}

TEST(ChatBridges, AnErrorKeepsItsKindInTheWordsOfTheOther) {
  for (const WireFormat other : kOthers)
    for (const ErrorKind kind :
         {ErrorKind::BadRequest, ErrorKind::Auth, ErrorKind::NotFound, ErrorKind::ProviderLimit,
          ErrorKind::Overloaded, ErrorKind::Server}) {
      const ProviderError error{.kind = kind, .protocol = other, .message = "m"};
      const std::string body = emit_error(kChat, error);
      const int status = codec::codec_for(kChat)->status_of(kind);
      EXPECT_EQ(parse_error(kChat, status, body).kind, kind) << body;
      const std::string there = transcode_error(kChat, other, status, body);
      EXPECT_FALSE(there.empty());
    }
}

}  // namespace
}  // namespace omnillm
