#include "omnillm/protocol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

namespace omnillm {
namespace {

TEST(WireFormatNames, EveryNameReadsBackAndIsSpeltOnce) {
  std::set<std::string_view> names;
  for (const WireFormat format : all_wire_formats()) {
    EXPECT_EQ(parse_wire_format(to_string(format)), format) << to_string(format);
    EXPECT_TRUE(names.insert(to_string(format)).second) << to_string(format);
  }
  EXPECT_EQ(names.size(), 25u);
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(WireFormatNames, TheShorterNamesThatPeopleWriteAreUnderstood) {
  for (const char* name : {"responses", "openai_responses", "open_ai_responses"})
    EXPECT_EQ(parse_wire_format(name), WireFormat::OpenAiResponses) << name;
  for (const char* name :
       {"chat_completions", "openai_chat_completions", "open_ai_chat_completions"})
    EXPECT_EQ(parse_wire_format(name), WireFormat::OpenAiChatCompletions) << name;
  for (const char* name : {"anthropic", "claude", "claude_messages", "anthropic_messages"})
    EXPECT_EQ(parse_wire_format(name), WireFormat::AnthropicMessages) << name;
  for (const char* name : {"gemini", "gemini_generate_content"})
    EXPECT_EQ(parse_wire_format(name), WireFormat::GeminiGenerateContent) << name;
  for (const char* name : {"bedrock", "bedrock_converse"})
    EXPECT_EQ(parse_wire_format(name), WireFormat::BedrockConverse) << name;
}

TEST(WireFormatNames, ACompatibleProfileIsTheSameProtocol) {
  EXPECT_EQ(parse_wire_format("openai_responses_compat"), WireFormat::OpenAiResponses);
  EXPECT_EQ(parse_wire_format("chat_completions_compat"), WireFormat::OpenAiChatCompletions);
  EXPECT_EQ(parse_wire_format("claude_messages_compat"), WireFormat::AnthropicMessages);
  EXPECT_EQ(parse_wire_format("gemini_generate_content_compat"), WireFormat::GeminiGenerateContent);
  EXPECT_EQ(parse_wire_format("open_ai_embeddings_compat"), std::nullopt);
}

TEST(WireFormatNames, CaseAndSpaceAroundDoNotMatter) {
  EXPECT_EQ(parse_wire_format(" \tOpenAI_Responses\n"), WireFormat::OpenAiResponses);
  EXPECT_EQ(parse_wire_format("GEMINI"), WireFormat::GeminiGenerateContent);
  EXPECT_EQ(parse_wire_format("open ai"), std::nullopt);
  EXPECT_EQ(parse_wire_format(""), std::nullopt);
  EXPECT_EQ(parse_wire_format("  "), std::nullopt);
}

TEST(WireFormatNames, AValueThatIsNoneIsCalledUnknown) {
  EXPECT_EQ(to_string(static_cast<WireFormat>(99)), "unknown");
}

TEST(EndpointKindNames, EveryNameReadsBack) {
  for (int i = 0; i <= static_cast<int>(EndpointKind::Models); ++i) {
    const auto kind = static_cast<EndpointKind>(i);
    EXPECT_EQ(parse_endpoint_kind(to_string(kind)), kind) << to_string(kind);
  }
  EXPECT_EQ(parse_endpoint_kind("telepathy"), std::nullopt);
}

TEST(ProviderKindNames, EveryNameReadsBack) {
  for (int i = 0; i <= static_cast<int>(ProviderKind::OpenAiCompatible); ++i) {
    const auto kind = static_cast<ProviderKind>(i);
    EXPECT_EQ(parse_provider_kind(to_string(kind)), kind) << to_string(kind);
  }
  EXPECT_EQ(parse_provider_kind("azure"), ProviderKind::AzureOpenAi);
  EXPECT_EQ(parse_provider_kind("Azure_OpenAI"), ProviderKind::AzureOpenAi);
  EXPECT_EQ(parse_provider_kind("openai"), ProviderKind::OpenAi);
  EXPECT_EQ(parse_provider_kind("vertex"), ProviderKind::VertexAi);
  EXPECT_EQ(parse_provider_kind("nobody"), std::nullopt);
}

TEST(Formats, FiveOfThemGenerate) {
  EXPECT_EQ(generation_formats().size(), 5u);
  for (const WireFormat format : all_wire_formats()) {
    const auto generating = generation_formats();
    const bool listed = std::find(generating.begin(), generating.end(), format) != generating.end();
    EXPECT_EQ(is_generation(format), listed) << format;
  }
}

TEST(Formats, EveryFormatHasTheEndpointItIsNamedAfter) {
  EXPECT_EQ(wire_endpoint_kind(WireFormat::OpenAiChatCompletions), EndpointKind::ChatCompletions);
  EXPECT_EQ(wire_endpoint_kind(WireFormat::GeminiGenerateContent), EndpointKind::Messages);
  EXPECT_EQ(wire_endpoint_kind(WireFormat::BedrockConverse), EndpointKind::Messages);
  EXPECT_EQ(wire_endpoint_kind(WireFormat::GeminiModels), EndpointKind::Models);
  EXPECT_EQ(wire_endpoint_kind(WireFormat::VertexImagen), EndpointKind::ImageGenerations);
  EXPECT_EQ(wire_endpoint_kind(WireFormat::BedrockCountTokens), EndpointKind::CountTokens);
  for (const WireFormat format : all_wire_formats()) {
    const std::string_view endpoint = to_string(wire_endpoint_kind(format));
    const std::string_view name = to_string(format);
    if (is_generation(format) || !name.starts_with("open_ai_")) continue;
    EXPECT_EQ(name.substr(8), endpoint);
  }
}

TEST(Formats, WhatGeneratesHasOneCanonicalKind) {
  for (const WireFormat format : all_wire_formats())
    EXPECT_EQ(canonical_endpoint_kind(format),
              is_generation(format) ? EndpointKind::Responses : wire_endpoint_kind(format));
}

TEST(Formats, PrintTheirNames) {
  std::ostringstream out;
  out << WireFormat::AnthropicMessages << ' ' << EndpointKind::Rerank << ' ' << ProviderKind::Vllm;
  EXPECT_EQ(out.str(), "anthropic_messages rerank vllm");
}

}  // namespace
}  // namespace omnillm
