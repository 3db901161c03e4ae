#include <gtest/gtest.h>

#include <string>

#include "omnillm/providers.h"

namespace omnillm {
namespace {

Result<ProviderRegistry> over(const std::string& providers) {
  return embedded_provider_registry().with_overrides("{\"providers\":{" + providers + "}}");
}

std::string error_of(const std::string& text) {
  const auto registry = embedded_provider_registry().with_overrides(text);
  if (registry) return "none";
  EXPECT_EQ(registry.error().kind(), ErrorKind::Configuration);
  return registry.error().message();
}

TEST(ProviderFile, WhatIsWrittenIsReadAgain) {
  const auto again = ProviderRegistry::parse(to_json(embedded_provider_registry()).text());
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(*again, embedded_provider_registry());
}

TEST(ProviderFile, WritesDownWhatIsEmptyOnPurpose) {
  const auto registry = over(R"("acme":{"display_name":"","auth":[],"dialect":""})");
  ASSERT_TRUE(registry) << registry.error();
  EXPECT_EQ(*ProviderRegistry::parse(to_json(*registry).text()), *registry);
}

TEST(ProviderFile, ChangesTheMembersItNamesAndNoOthers) {
  const auto registry =
      over(R"("Groq":{"base_url":"https://proxy/groq","endpoints":{"models":null,)"
           R"("chat_completions":{"notes":"ours"}}})");
  ASSERT_TRUE(registry) << registry.error();
  const ProviderDescriptor& groq = *registry->provider("groq");
  EXPECT_EQ(groq.default_base_url, "https://proxy/groq");
  EXPECT_EQ(groq.dialect, "groq");
  EXPECT_FALSE(groq.supports_endpoint(EndpointKind::Models));
  EXPECT_EQ(groq.endpoint(EndpointKind::ChatCompletions)->notes, "ours");
  EXPECT_TRUE(groq.supports_endpoint(EndpointKind::ChatCompletions));
  EXPECT_EQ(registry->providers().size(), embedded_provider_registry().providers().size());
}

TEST(ProviderFile, AddsAProviderOfItsOwn) {
  const auto registry = over(
      R"("acme":{"base_url":"https://llm.acme.example/v1","auth":[{"type":"query","name":"k"}],)"
      R"("headers":{"X-Team":"a"},"key_variables":["ACME_KEY"],)"
      R"("local_key_variables":["HOME_KEY"],"models":["acme-*"],)"
      R"("hosts":["*.acme.example"],"endpoints":{"chat_completions":)"
      R"({"wire_formats":["chat_completions"]}}})");
  ASSERT_TRUE(registry) << registry.error();
  EXPECT_EQ(registry->resolve("acme-1")->provider->name, "acme");
  EXPECT_EQ(registry->provider("acme")->local_key_variables, std::vector<std::string>{"HOME_KEY"});
  EXPECT_EQ(registry->at_url("https://llm.acme.example/v1")->name, "acme");
  const auto endpoint = registry->provider("acme")->endpoint_for(WireFormat::OpenAiChatCompletions);
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->auth_scheme(), AuthScheme::query("k"));
  EXPECT_EQ(*endpoint->default_headers.find("x-team"), "a");
  EXPECT_EQ(endpoint->dialect, "compatible");
}

TEST(ProviderFile, StartsAProviderFromAnother) {
  const auto registry = over(R"("groq-eu":{"extends":"groq","base_url":"https://eu/v1"})");
  ASSERT_TRUE(registry) << registry.error();
  const ProviderDescriptor& eu = *registry->provider("groq_eu");
  EXPECT_EQ(eu.dialect, "groq");
  EXPECT_EQ(eu.default_base_url, "https://eu/v1");
  EXPECT_TRUE(eu.hosts.empty());
  EXPECT_TRUE(eu.supports_endpoint(EndpointKind::AudioTranscriptions));
}

TEST(ProviderFile, RemovesAProvider) {
  const auto registry = over(R"("groq":null,"nobody":null)");
  ASSERT_TRUE(registry) << registry.error();
  EXPECT_EQ(registry->provider("groq"), nullptr);
  EXPECT_NE(embedded_provider_registry().provider("groq"), nullptr);
}

TEST(ProviderFile, SaysWhereItIsWrong) {
  const auto in = [](const std::string& entry) {
    return "{\"providers\":{\"a/b\":" + entry + "}}";
  };
  const std::pair<std::string, std::string> cases[] = {
      {"{", "/: "},
      {"[]", "/: must be an object"},
      {R"({"provider":{}})", "/provider: no such member"},
      {R"({"providers":[]})", "/providers: must be an object"},
      {R"({"providers":{"-":{}}})", "/providers/-: a provider needs a name"},
      {in("1"), "/providers/a~1b: must be an object"},
      {in(R"({"bas_url":""})"), "/providers/a~1b/bas_url: no such member"},
      {in(R"({"base_url":1})"), "/providers/a~1b/base_url: must be a string"},
      {in(R"({"kind":"bank"})"), "/providers/a~1b/kind: names no kind of provider"},
      {in(R"({"extends":"nobody"})"), "/providers/a~1b/extends: "},
      {in(R"({"auth":[{"type":"magic"}]})"), "/providers/a~1b/auth/0/type: must be"},
      {in(R"({"auth":[{"type":"header"}]})"), "/providers/a~1b/auth/0/name: "},
      {in(R"({"auth":[{"type":"bearer","key":"x"}]})"), "/providers/a~1b/auth/0/key: no such"},
      {in(R"({"headers":{"X":1}})"), "/providers/a~1b/headers/X: must be a string"},
      {in(R"({"models":["a",2]})"), "/providers/a~1b/models/1: must be a string"},
      {in(R"({"endpoints":{"smell":{}}})"), "/providers/a~1b/endpoints/smell: names no kind"},
      {in(R"({"endpoints":{"rerank":{"level":"best"}}})"),
       "/providers/a~1b/endpoints/rerank/level: "},
      {in(R"({"endpoints":{"rerank":{"wire_formats":["smoke"]}}})"),
       "/providers/a~1b/endpoints/rerank/wire_formats/0: names no wire format"},
      {in(R"({"aliases":["Open-AI"]})"), "/providers/a~1b/aliases: another provider is called"},
  };
  for (const auto& [text, message] : cases)
    EXPECT_EQ(error_of(text).substr(0, message.size()), message);
}

}  // namespace
}  // namespace omnillm
