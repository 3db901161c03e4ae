#include "omnillm/provider_endpoint.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

std::string url(const ProviderEndpoint& endpoint, std::string path,
                std::vector<std::pair<std::string, std::string>> query = {}) {
  TransportRequest request;
  request.path = std::move(path);
  request.query = std::move(query);
  return endpoint.url_for(request);
}

std::string chat_at(std::string base) {
  return url(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, std::move(base)),
             "/chat/completions");
}

std::string gemini_at(std::string base) {
  return url(ProviderEndpoint::at(WireFormat::GeminiGenerateContent, std::move(base)),
             "/models/m:generateContent");
}

TEST(EndpointUrl, PutsThePathBehindTheBase) {
  EXPECT_EQ(chat_at("https://api.openai.com/v1"), "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(chat_at(" https://api.openai.com/v1// \n"),
            "https://api.openai.com/v1/chat/completions");
}

TEST(EndpointUrl, TakesABaseThatHasThePathAlreadyAsItStands) {
  EXPECT_EQ(chat_at("https://host/v1/chat/completions"), "https://host/v1/chat/completions");
  EXPECT_EQ(chat_at("https://host/v1/chat/completions/"), "https://host/v1/chat/completions");
}

TEST(EndpointUrl, KeepsTheQueryOfTheBaseAQuery) {
  EXPECT_EQ(chat_at("https://host/openai?api-version=2024-10-21"),
            "https://host/openai/chat/completions?api-version=2024-10-21");
  const auto endpoint =
      ProviderEndpoint::at(WireFormat::GeminiGenerateContent, "https://host/v1?key=a&&alt=json#x");
  EXPECT_EQ(url(endpoint, "/models/m:streamGenerateContent", {{"alt", "sse"}}),
            "https://host/v1/models/m:streamGenerateContent?key=a&alt=sse");
}

TEST(EndpointUrl, GivesAGeminiBaseAVersionOnlyWhereThereIsNone) {
  EXPECT_EQ(gemini_at("https://host"), "https://host/v1beta/models/m:generateContent");
  EXPECT_EQ(gemini_at("https://host/proxy"), "https://host/proxy/v1beta/models/m:generateContent");
  EXPECT_EQ(gemini_at("https://host/v1"), "https://host/v1/models/m:generateContent");
  EXPECT_EQ(gemini_at("https://host/v1beta"), "https://host/v1beta/models/m:generateContent");
  EXPECT_EQ(gemini_at("https://host/v1/projects/p/locations/l/publishers/google"),
            "https://host/v1/projects/p/locations/l/publishers/google/models/m:generateContent");
}

TEST(EndpointUrl, OfACompatEndpointIsItsAddress) {
  const auto endpoint = ProviderEndpoint::openai_chat_completions_compat(" https://host/any?x=1 ");
  EXPECT_EQ(url(endpoint, "/chat/completions"), "https://host/any?x=1");
  EXPECT_EQ(endpoint.wire_format, WireFormat::OpenAiChatCompletions);
  EXPECT_TRUE(endpoint.compat);
}

TEST(EndpointPresets, AreWhereTheProvidersAre) {
  EXPECT_EQ(url(ProviderEndpoint::openai_responses(), "/responses"),
            "https://api.openai.com/v1/responses");
  EXPECT_EQ(url(ProviderEndpoint::claude_messages(), "/messages"),
            "https://api.anthropic.com/v1/messages");
  EXPECT_EQ(url(ProviderEndpoint::gemini_generate_content(), "/models/m:generateContent"),
            "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent");
  EXPECT_EQ(url(ProviderEndpoint::bedrock_converse("eu-west-1"), "/model/a%3A0/converse"),
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/a%3A0/converse");
}

TEST(EndpointHeaders, AreReplacedWhateverTheirCase) {
  const auto endpoint = ProviderEndpoint::claude_messages_compat("https://host")
                            .with_default_header("Anthropic-Version", "2024-01-01");
  EXPECT_EQ(endpoint.default_headers.size(), 1U);
  EXPECT_EQ(*endpoint.default_headers.find("anthropic-version"), "2024-01-01");
}

TEST(EndpointAuth, IsTheProtocolsOwnUnlessToldOtherwise) {
  EXPECT_EQ(ProviderEndpoint::openai_responses().auth_scheme(), AuthScheme::bearer());
  EXPECT_EQ(ProviderEndpoint::claude_messages().auth_scheme(), AuthScheme::header("x-api-key"));
  EXPECT_EQ(ProviderEndpoint::gemini_generate_content().auth_scheme(),
            AuthScheme::header("x-goog-api-key"));
  EXPECT_EQ(ProviderEndpoint::bedrock_converse("x").auth_scheme(), AuthScheme::sigv4("bedrock"));
  EXPECT_EQ(ProviderEndpoint::openai_responses().with_auth(AuthScheme::query("key")).auth_scheme(),
            AuthScheme::query("key"));
}

TEST(EndpointProfile, ReadsOfficialAndCompatNames) {
  struct Row {
    std::string profile;
    WireFormat format;
    bool compat;
  };
  for (const auto& [profile, format, compat] :
       {Row{"openai_chat_completions", WireFormat::OpenAiChatCompletions, false},
        Row{" Open_AI_Chat_Completions_Compat ", WireFormat::OpenAiChatCompletions, true},
        Row{"anthropic_messages", WireFormat::AnthropicMessages, false},
        Row{"gemini_generate_content_compat", WireFormat::GeminiGenerateContent, true}}) {
    const auto endpoint = ProviderEndpoint::of_profile(profile, "https://host");
    ASSERT_TRUE(endpoint) << profile;
    EXPECT_EQ(endpoint->wire_format, format) << profile;
    EXPECT_EQ(endpoint->compat, compat) << profile;
  }
  EXPECT_EQ(ProviderEndpoint::of_profile("smoke", "https://host").error().kind(),
            ErrorKind::Configuration);
}

TEST(CompatEndpoint, IsTheWholeAddressOfItsProtocol) {
  const auto responses = ProviderEndpoint::openai_responses_compat("https://host/ask");
  EXPECT_EQ(responses.wire_format, WireFormat::OpenAiResponses);
  EXPECT_EQ(url(responses, "/responses"), "https://host/ask");
  const auto gemini = ProviderEndpoint::gemini_generate_content_compat("https://host/g");
  EXPECT_EQ(gemini.wire_format, WireFormat::GeminiGenerateContent);
  EXPECT_EQ(url(gemini, "/models/m:generateContent"), "https://host/g");
}

}  // namespace
}  // namespace omnillm
