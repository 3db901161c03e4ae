#include "omnillm/prompt_layout.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

JsonText json(const char* text) { return *JsonText::parse(text); }

PromptLayoutBuilder manual() {
  PromptLayoutBuilder layout("gpt-4.1-mini");
  layout.instructions("Answer from the manual.")
      .tool({.name = "search", .input_schema = json(R"({"type":"object"})")})
      .stable_message(Message::user("The manual: ..."))
      .stable_prefix_cache_key("support", "acme");
  return layout;
}

std::string key_of(const PromptLayoutBuilder& layout) { return resolve_cache_key(layout.build()); }

TEST(PromptLayout, PutsWhatStaysBeforeWhatChanges) {
  const LlmRequest request = PromptLayoutBuilder("m")
                                 .user_input("question")
                                 .stable_message(Message::user("manual"))
                                 .dynamic_rag_context(json(R"({"found":1})"))
                                 .dynamic_message(Message::assistant("hm"))
                                 .generation({.max_output_tokens = 5})
                                 .build();
  ASSERT_EQ(request.messages.size(), 4u);
  EXPECT_EQ(request.messages[0], Message::user("manual"));
  EXPECT_EQ(request.messages[1], Message::user("question"));
  EXPECT_EQ(request.messages[2], Message::user({MessagePart::json(json(R"({"found":1})"))}));
  EXPECT_EQ(request.messages[3], Message::assistant("hm"));
  EXPECT_EQ(request.input.size(), 4u);
  EXPECT_EQ(*request.input[1].message(), request.messages[1]);
  EXPECT_EQ(request.generation.max_output_tokens, 5);
  EXPECT_FALSE(request.capabilities.prompt_cache);
}

TEST(PromptLayout, SetsTheBreakpointWhereThePrefixEnds) {
  const auto breakpoint_of = [](PromptLayoutBuilder layout) {
    layout.stable_prefix_cache_key("ns");
    return layout.build().capabilities.prompt_cache->breakpoint;
  };
  PromptLayoutBuilder layout("m");
  EXPECT_EQ(breakpoint_of(layout), CacheBreakpoint{});
  layout.tool({.name = "search"});
  EXPECT_EQ(breakpoint_of(layout), CacheBreakpoint::end_of_tools());
  layout.instructions("x");
  EXPECT_EQ(breakpoint_of(layout), CacheBreakpoint::end_of_instructions());
  layout.stable_message(Message::user("a")).stable_message(Message::user("b"));
  EXPECT_EQ(breakpoint_of(layout), CacheBreakpoint::end_of_message(1));
}

TEST(PromptLayout, TheLastWordAboutTheCacheCounts) {
  PromptLayoutBuilder layout("m");
  layout.stable_prefix_cache_key("ns", {}, PromptCacheRetention::Long, true);
  EXPECT_TRUE(layout.build().capabilities.prompt_cache->is_required());
  EXPECT_EQ(layout.build().capabilities.prompt_cache->retention, PromptCacheRetention::Long);
  layout.instructions("x").prompt_cache(PromptCachePolicy::best_effort().with_key("mine"));
  EXPECT_EQ(key_of(layout), "mine");
  EXPECT_TRUE(layout.build().capabilities.prompt_cache->breakpoint.is_auto());
  layout.stable_prefix_cache_key("ns");
  EXPECT_EQ(key_of(layout).substr(0, 3), "ns:");
}

TEST(CacheKey, IsEmptyWhereNoneIsAskedFor) {
  LlmRequest request{.model = "m"};
  EXPECT_EQ(resolve_cache_key(request), "");
  request.capabilities.prompt_cache = PromptCachePolicy::required();
  EXPECT_EQ(resolve_cache_key(request), "");
  request.capabilities.prompt_cache = PromptCachePolicy::disabled().with_key("k");
  EXPECT_EQ(resolve_cache_key(request), "");
}

TEST(CacheKey, NamesNamespaceTenantAndSixteenDigits) {
  const std::string key = key_of(manual());
  EXPECT_EQ(key.substr(0, 13), "support:acme:");
  EXPECT_EQ(key.size(), 13u + 16u);
  EXPECT_EQ(key.find_first_not_of("0123456789abcdef", 13), std::string::npos);
  EXPECT_EQ(key_of(manual().stable_prefix_cache_key("support")).size(), 8u + 16u);
}

// Once the question was hashed too, so that every question had a key of its own.
TEST(CacheKey, IsTheSameWhateverTheUserAsks) {
  auto one = manual();
  one.user_input("How do I start it?");
  auto other = manual();
  other.dynamic_rag_context(json("[1]")).user_input("How do I stop it?");
  EXPECT_EQ(key_of(one), key_of(other));
  EXPECT_EQ(key_of(one), key_of(manual()));
}

TEST(CacheKey, ChangesWithEverythingBeforeTheBreakpoint) {
  const std::string key = key_of(manual());
  EXPECT_NE(key_of(manual().instructions("Answer from memory.")), key);
  EXPECT_NE(key_of(manual().tool({.name = "fetch"})), key);
  EXPECT_NE(key_of(manual().stable_message(Message::user("more"))), key);
  LlmRequest other_model = manual().build();
  other_model.model = "gpt-4.1";
  EXPECT_NE(resolve_cache_key(other_model), key);
}

TEST(CacheKey, DoesNotDependOnHowThePromptWasWrittenDown) {
  LlmRequest request = manual().build();
  const std::string key = resolve_cache_key(request);
  request.capabilities.tools[0].input_schema = json(R"({ "type" : "\u006fbject" })");
  request.input[0].message()->raw_message =
      RawMessage{WireFormat::OpenAiChatCompletions, json("{ }")};
  request.input[0].message()->parts[0].cache_mark = CacheMark{};
  request.capabilities.tools[0].cache_mark = CacheMark{};
  request.generation.temperature = 1;
  request.user = "somebody else";
  EXPECT_EQ(resolve_cache_key(request), key);
}

TEST(CacheKey, IsTheSameForMessagesAndForInput) {
  LlmRequest request = manual().build();
  const std::string key = resolve_cache_key(request);
  request.input.clear();
  EXPECT_EQ(resolve_cache_key(request), key);
}

LlmRequest chat(CacheBreakpoint breakpoint) {
  LlmRequest request{
      .model = "m",
      .messages = {Message::system("be kind"), Message::user({"a", "b"}), Message::user("c")}};
  request.capabilities.prompt_cache =
      PromptCachePolicy::best_effort().with_stable_prefix_key("ns").with_breakpoint(breakpoint);
  return request;
}

TEST(CacheKey, CountsSystemMessagesAsInstructions) {
  for (const CacheBreakpoint breakpoint :
       {CacheBreakpoint{}, CacheBreakpoint::end_of_instructions()}) {
    LlmRequest request = chat(breakpoint);
    const std::string key = resolve_cache_key(request);
    request.messages[1] = Message::user("something else");
    EXPECT_EQ(resolve_cache_key(request), key);
    request.messages[0] = Message::system("be brief");
    EXPECT_NE(resolve_cache_key(request), key);
  }
}

TEST(CacheKey, ThatEndsWithTheToolsDependsOnNothingElse) {
  LlmRequest request = chat(CacheBreakpoint::end_of_tools());
  const std::string key = resolve_cache_key(request);
  request.messages.clear();
  request.instructions = "be brief";
  EXPECT_EQ(resolve_cache_key(request), key);
  request.capabilities.builtin_tools.push_back({.kind = BuiltinTool::Kind::WebSearch});
  EXPECT_NE(resolve_cache_key(request), key);
}

TEST(CacheKey, EndsInTheMiddleOfAMessageWhereTheBreakpointDoes) {
  LlmRequest request = chat(CacheBreakpoint::end_of_content_block(1, 0));
  const std::string key = resolve_cache_key(request);
  request.messages[1].parts[1] = "changed";
  EXPECT_EQ(resolve_cache_key(request), key);
  request.messages[1].parts[0] = "changed";
  EXPECT_NE(resolve_cache_key(request), key);
}

TEST(CacheKey, TakesABreakpointBeyondTheEndForTheEnd) {
  for (const auto breakpoint :
       {CacheBreakpoint::end_of_message(9), CacheBreakpoint::end_of_content_block(9, 9),
        CacheBreakpoint::end_of_content_block(2, 9)}) {
    LlmRequest request = chat(breakpoint);
    const std::string key = resolve_cache_key(request);
    EXPECT_EQ(key, resolve_cache_key(chat(CacheBreakpoint::end_of_message(2))));
  }
  LlmRequest empty = chat(CacheBreakpoint::end_of_message(0));
  empty.messages.clear();
  EXPECT_EQ(resolve_cache_key(empty).size(), 3u + 16u);
}

}  // namespace
}  // namespace omnillm
