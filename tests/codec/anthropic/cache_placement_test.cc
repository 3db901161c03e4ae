#include "speak.h"

namespace omnillm::codec::testing {
namespace {

LlmRequest cached(PromptCachePolicy policy) {
  LlmRequest request = hello();
  request.instructions = "Be brief.";
  request.capabilities.tools = {{.name = "f"}, {.name = "g"}};
  request.messages = {Message::user({"a", "b"}), Message::assistant("c"), Message::user("d")};
  request.capabilities.prompt_cache = std::move(policy);
  return request;
}

const JsonText kMark = json(R"({"type":"ephemeral"})");

TEST(AnthropicCachePolicy, AutoMarksTheLastTool) {
  const Written written = emit(cached(PromptCachePolicy::best_effort()));
  EXPECT_TRUE(written["/tools/0/cache_control"].is_null());
  EXPECT_EQ(written["/tools/1/cache_control"], kMark);
  EXPECT_EQ(written["/system"], json(R"("Be brief.")"));
}

TEST(AnthropicCachePolicy, AutoWithoutToolsMarksTheInstructions) {
  LlmRequest request = cached(PromptCachePolicy::best_effort());
  request.capabilities.tools.clear();
  EXPECT_EQ(emit(request)["/system"],
            json(R"([{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}])"));
}

TEST(AnthropicCachePolicy, LongMarksTheInstructionsForAnHour) {
  const Written written =
      emit(cached(PromptCachePolicy::required()
                      .with_retention(PromptCacheRetention::Long)
                      .with_breakpoint({CacheBreakpoint::Place::EndOfInstructions})));
  EXPECT_EQ(written["/system/0/cache_control"], json(R"({"type":"ephemeral","ttl":"1h"})"));
}

TEST(AnthropicCachePolicy, EndOfAMessageIsItsLastBlock) {
  const Written written = emit(
      cached(PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_message(0))));
  EXPECT_TRUE(written["/messages/0/content/0/cache_control"].is_null());
  EXPECT_EQ(written["/messages/0/content/1/cache_control"], kMark);
}

TEST(AnthropicCachePolicy, EndOfABlockIsThatBlock) {
  const Written written =
      emit(cached(PromptCachePolicy::required()
                      .with_retention(PromptCacheRetention::Short)
                      .with_breakpoint(CacheBreakpoint::end_of_content_block(0, 0))));
  EXPECT_EQ(written["/messages/0/content/0/cache_control"],
            json(R"({"type":"ephemeral","ttl":"5m"})"));
  EXPECT_TRUE(written["/messages/0/content/1/cache_control"].is_null());
}

TEST(AnthropicCachePolicy, AMessageInItsOwnBytesIsMarkedToo) {
  LlmRequest request =
      parse(R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})");
  request.capabilities.prompt_cache =
      PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_message(0));
  EXPECT_EQ(emit(request)["/messages/0/content/0/cache_control"], kMark);
}

TEST(AnthropicCachePolicy, CountsItemsThatWereFoldedIntoOneTurn) {
  LlmRequest request = hello();
  request.messages.clear();
  request.input = {Message::user("a"), MessagePart::tool_call("t1", "f", json("{}")),
                   MessagePart::tool_call("t2", "f", json("{}")),
                   MessagePart::tool_result("t1", "r"), MessagePart::tool_result("t2", "r")};
  request.capabilities.prompt_cache =
      PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_message(2));
  const Written written = emit(request);
  EXPECT_TRUE(written["/messages/1/content/0/cache_control"].is_null());
  EXPECT_EQ(written["/messages/1/content/1/cache_control"], kMark);
}

TEST(AnthropicCachePolicy, AMarkThatStandsThereKeepsWhatThePolicyDoesNotSay) {
  LlmRequest request = cached(PromptCachePolicy::best_effort());
  request.capabilities.tools[1].cache_mark = CacheMark{PromptCacheRetention::Long};
  EXPECT_EQ(emit(request)["/tools/1/cache_control"], json(R"({"type":"ephemeral","ttl":"1h"})"));
}

TEST(AnthropicCachePolicy, RequiredWithoutAPlaceIsRefusedBeforeItIsSent) {
  LlmRequest request =
      cached(PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_tools()));
  request.capabilities.tools.clear();
  EXPECT_EQ(try_emit(request).error().kind(), ErrorKind::BadRequest);
  request.capabilities.prompt_cache->breakpoint = CacheBreakpoint::end_of_message(9);
  EXPECT_FALSE(try_emit(request));
}

TEST(AnthropicCachePolicy, ARequiredKeyIsRefusedBeforeItIsSent) {
  EXPECT_FALSE(try_emit(cached(PromptCachePolicy::required().with_key("k"))));
}

TEST(AnthropicCachePolicy, BestEffortReportsWhatItCannot) {
  LlmRequest request = cached(PromptCachePolicy::best_effort().with_key("k").with_breakpoint(
      CacheBreakpoint::end_of_message(9)));
  EXPECT_THAT(emit(request).codes(), ::testing::ElementsAre("cache_key", "cache_policy"));
}

TEST(AnthropicCachePolicy, ThoughtsAreNeverMarked) {
  LlmRequest request =
      cached(PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_message(1)));
  MessagePart thought(part::Reasoning{.text = "hm"});
  thought.signature = Signature{"sig"};
  request.messages[1].parts = {"c", thought};
  const Written written = emit(request);
  EXPECT_EQ(written["/messages/1/content/0/cache_control"], kMark);
  EXPECT_TRUE(written["/messages/1/content/1/cache_control"].is_null());
}

TEST(AnthropicCachePolicy, DisabledMarksNothing) {
  EXPECT_THAT(emit(cached(PromptCachePolicy::disabled())).text,
              ::testing::Not(::testing::HasSubstr("cache_control")));
}

}  // namespace
}  // namespace omnillm::codec::testing
