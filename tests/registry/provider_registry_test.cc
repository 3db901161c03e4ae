#include <gtest/gtest.h>

#include <set>
#include <string>

#include "omnillm/prices.h"
#include "omnillm/providers.h"
#include "registry/model_name.h"
#include "registry/provider_match.h"

namespace omnillm {
namespace {

const ProviderRegistry& embedded() { return embedded_provider_registry(); }

TEST(EmbeddedProviders, AreReadAndAreOneObject) {
  EXPECT_GE(embedded().providers().size(), 28U);
  EXPECT_EQ(&embedded_provider_registry(), &embedded_provider_registry());
}

TEST(EmbeddedProviders, SpeakWhatTheirProvidersSpeak) {
  using F = WireFormat;
  using E = EndpointKind;
  using P = ProviderKind;
  struct Row {
    P provider;
    E endpoint;
    F format;
    SupportLevel level;
  };
  constexpr auto kNative = SupportLevel::Native;
  constexpr auto kCompatible = SupportLevel::Compatible;
  for (const Row& row : {
           Row{P::OpenAi, E::Responses, F::OpenAiResponses, kNative},
           Row{P::OpenAi, E::ChatCompletions, F::OpenAiChatCompletions, kNative},
           Row{P::OpenAi, E::Embeddings, F::OpenAiEmbeddings, kNative},
           Row{P::OpenAi, E::ImageGenerations, F::OpenAiImageGenerations, kNative},
           Row{P::OpenAi, E::AudioTranscriptions, F::OpenAiAudioTranscriptions, kNative},
           Row{P::OpenAi, E::AudioSpeech, F::OpenAiAudioSpeech, kNative},
           Row{P::AzureOpenAi, E::Responses, F::OpenAiResponses, kCompatible},
           Row{P::AzureOpenAi, E::AudioSpeech, F::OpenAiAudioSpeech, kCompatible},
           Row{P::Anthropic, E::Messages, F::AnthropicMessages, kNative},
           Row{P::Anthropic, E::CountTokens, F::AnthropicCountTokens, kNative},
           Row{P::Gemini, E::Messages, F::GeminiGenerateContent, kNative},
           Row{P::Gemini, E::Embeddings, F::GeminiEmbedContent, kNative},
           Row{P::VertexAi, E::Messages, F::GeminiGenerateContent, kNative},
           Row{P::VertexAi, E::Rerank, F::VertexRerank, kNative},
           Row{P::Bedrock, E::Messages, F::BedrockConverse, kNative},
           Row{P::Bedrock, E::Embeddings, F::BedrockTitanEmbeddings, kNative},
           Row{P::Vllm, E::Rerank, F::OpenAiRerank, kCompatible},
           Row{P::Cohere, E::Rerank, F::CohereRerank, kNative},
           Row{P::Jina, E::Rerank, F::OpenAiRerank, kNative},
           Row{P::OpenAiCompatible, E::Rerank, F::OpenAiRerank, kCompatible},
       }) {
    EXPECT_TRUE(embedded().supports_wire_format(row.provider, row.endpoint, row.format))
        << row.provider << ' ' << row.endpoint;
    EXPECT_EQ(embedded().provider(row.provider)->endpoint(row.endpoint)->level, row.level)
        << row.provider << ' ' << row.endpoint;
  }
}

TEST(EmbeddedProviders, DoNotClaimWhatIsOnlyPlannedOrNotThere) {
  EXPECT_FALSE(embedded().supports_endpoint(ProviderKind::Bedrock, EndpointKind::Rerank));
  EXPECT_FALSE(embedded().supports_endpoint(ProviderKind::Anthropic, EndpointKind::Embeddings));
  EXPECT_FALSE(embedded().supports_wire_format(ProviderKind::OpenAi, EndpointKind::ImageGenerations,
                                               WireFormat::OpenAiChatCompletions));
}

TEST(EmbeddedProviders, ListOnlyFormatsOfTheEndpointsTheyStandAt) {
  for (const ProviderDescriptor& provider : embedded().providers())
    for (const EndpointSupport& support : provider.endpoints)
      for (const WireFormat format : support.wire_formats)
        EXPECT_EQ(wire_endpoint_kind(format), support.endpoint) << provider.name << ' ' << format;
}

TEST(EmbeddedProviders, HaveTheNamesTheirPricesHave) {
  for (const ProviderDescriptor& provider : embedded().providers())
    EXPECT_EQ(registry::canonical_provider(provider.name), provider.name);
}

TEST(EmbeddedProviders, AreComplete) {
  for (const ProviderDescriptor& provider : embedded().providers()) {
    EXPECT_FALSE(provider.display_name.empty()) << provider.name;
    EXPECT_FALSE(provider.auth.empty()) << provider.name;
    EXPECT_FALSE(provider.endpoints.empty()) << provider.name;
    const bool anywhere = provider.name == "openai_compatible";
    EXPECT_EQ(provider.default_base_url.empty(), anywhere) << provider.name;
    EXPECT_EQ(provider.key_variables.empty(), anywhere) << provider.name;
    if (!anywhere) {
      EXPECT_EQ(embedded().at_url(provider.default_base_url), &provider) << provider.name;
    }
  }
}

TEST(EmbeddedProviders, LookForVllmOnThisMachineWithOpenAisKeyIfThereIsOne) {
  const ProviderDescriptor& vllm = *embedded().provider("vllm");
  EXPECT_EQ(vllm.default_base_url, "http://localhost:8000/v1");
  EXPECT_EQ(vllm.local_key_variables, std::vector<std::string>{"OPENAI_API_KEY"});
  EXPECT_EQ(vllm.auth.back(), AuthScheme::none()) << "it can do without";
}

TEST(ProviderByName, TakesAliasesInAnySpelling) {
  struct Row {
    std::string written;
    std::string name;
  };
  for (const auto& [written, name] :
       {Row{"openai", "openai"}, Row{"OpenAI", "openai"}, Row{"vertex_ai", "vertex"},
        Row{"Vertex AI", "vertex"}, Row{"azure-openai", "azure"}, Row{"google", "gemini"},
        Row{"jina", "jina_ai"}, Row{"x.ai", "xai"}, Row{"mistralai", "mistral"}}) {
    ASSERT_NE(embedded().provider(written), nullptr) << written;
    EXPECT_EQ(embedded().provider(written)->name, name) << written;
  }
  EXPECT_EQ(embedded().provider("acme"), nullptr);
  EXPECT_EQ(embedded().provider(""), nullptr);
}

TEST(ResolveModel, ReadsWhatPeopleWrite) {
  struct Row {
    std::string written;
    std::string provider;
    std::string model;
  };
  for (const auto& [written, provider, model] : {
           Row{"gpt-4o-mini", "openai", "gpt-4o-mini"},
           Row{"o3", "openai", "o3"},
           Row{"ft:gpt-4o-mini:acme::id", "openai", "ft:gpt-4o-mini:acme::id"},
           Row{"text-embedding-3-small", "openai", "text-embedding-3-small"},
           Row{"claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"},
           Row{"Claude-3-Haiku", "anthropic", "Claude-3-Haiku"},
           Row{"gemini-2.5-pro", "gemini", "gemini-2.5-pro"},
           Row{"models/gemini-2.5-pro", "gemini", "models/gemini-2.5-pro"},
           Row{"us.anthropic.claude-sonnet-4-20250514-v1:0", "bedrock",
               "us.anthropic.claude-sonnet-4-20250514-v1:0"},
           Row{"amazon.nova-pro-v1:0", "bedrock", "amazon.nova-pro-v1:0"},
           Row{"arn:aws:bedrock:us-east-1:1:inference-profile/x", "bedrock",
               "arn:aws:bedrock:us-east-1:1:inference-profile/x"},
           Row{"publishers/google/models/gemini-2.5-pro", "vertex",
               "publishers/google/models/gemini-2.5-pro"},
           Row{"mistral-large-latest", "mistral", "mistral-large-latest"},
           Row{"deepseek-chat", "deepseek", "deepseek-chat"},
           Row{"grok-4", "xai", "grok-4"},
           Row{"command-r-plus", "cohere", "command-r-plus"},
           Row{"rerank-v3.5", "cohere", "rerank-v3.5"},
           Row{"jina-reranker-v3", "jina_ai", "jina-reranker-v3"},
           Row{"sonar", "perplexity", "sonar"},
           Row{"kimi-k2", "moonshot", "kimi-k2"},
           Row{"glm-4.6", "zai", "glm-4.6"},
           Row{"qwen-max", "dashscope", "qwen-max"},
           Row{"groq:llama-3.3-70b", "groq", "llama-3.3-70b"},
           Row{"groq/llama-3.3-70b", "groq", "llama-3.3-70b"},
           Row{"llama-3.3-70b@groq", "groq", "llama-3.3-70b"},
           Row{"azure/gpt-4o", "azure", "gpt-4o"},
           Row{"openrouter/openai/gpt-4o", "openrouter", "openai/gpt-4o"},
           Row{"openai/gpt-4o@openrouter", "openrouter", "openai/gpt-4o"},
           Row{"vertex:claude-sonnet-4@20250514", "vertex", "claude-sonnet-4@20250514"},
           Row{"claude-sonnet-4@20250514", "anthropic", "claude-sonnet-4@20250514"},
           Row{"ollama:llama3:8b", "ollama", "llama3:8b"},
           Row{"google/gemini-2.5-pro", "gemini", "gemini-2.5-pro"},
       }) {
    const auto resolved = embedded().resolve(written);
    ASSERT_TRUE(resolved) << written;
    EXPECT_EQ(resolved->provider->name, provider) << written;
    EXPECT_EQ(resolved->model, model) << written;
  }
}

TEST(ResolveModel, DoesNotGuess) {
  for (const std::string written : {"", "llama3:8b", "meta-llama/Llama-3.3-70B", "my-deployment",
                                    "groq/", "/gpt", "@groq", "model@nobody", ":"})
    EXPECT_FALSE(embedded().resolve(written)) << written;
}

TEST(ProviderAtUrl, KnowsWhoseHostItIs) {
  struct Row {
    std::string url;
    std::string provider;  // empty: nobody's
  };
  for (const auto& [url, provider] : {
           Row{"https://api.openai.com/v1", "openai"},
           Row{"https://API.OpenAI.com:443/v1/responses?x=1", "openai"},
           Row{"https://eu.api.openai.com/v1", "openai"},
           Row{"https://me.openai.azure.com/openai/deployments/d?api-version=1", "azure"},
           Row{"https://me.services.ai.azure.com/models", "azure"},
           Row{"https://api.anthropic.com", "anthropic"},
           Row{"https://generativelanguage.googleapis.com/v1beta", "gemini"},
           Row{"https://us-central1-aiplatform.googleapis.com/v1/projects/p", "vertex"},
           Row{"https://aiplatform.googleapis.com/v1", "vertex"},
           Row{"https://aiplatform.eu.rep.googleapis.com/v1", "vertex"},
           Row{"https://bedrock-runtime.us-east-1.amazonaws.com", "bedrock"},
           Row{"https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "bedrock"},
           Row{"https://bedrock-runtime.cn-north-1.amazonaws.com.cn/", "bedrock"},
           Row{"https://openrouter.ai/api/v1", "openrouter"},
           Row{"http://localhost:11434/v1", "ollama"},
           Row{"api.groq.com/openai/v1", "groq"},
           Row{"https://api.openai.com@evil.example/v1", ""},
           Row{"https://evil.example/api.openai.com", ""},
           Row{"https://api.openai.com.evil.example/v1", ""},
           Row{"https://evil.example\\@api.openai.com/", ""},
           Row{"http://localhost:9/v1", ""},
           Row{"", ""},
       }) {
    const ProviderDescriptor* found = embedded().at_url(url);
    EXPECT_EQ(found == nullptr ? "" : found->name, provider) << url;
  }
}

TEST(EndpointFor, PutsTogetherWhatARequestNeeds) {
  const auto claude = embedded().provider("anthropic")->endpoint_for(WireFormat::AnthropicMessages);
  ASSERT_TRUE(claude);
  EXPECT_EQ(claude->base_url, "https://api.anthropic.com/v1");
  EXPECT_EQ(claude->auth_scheme(), AuthScheme::header("x-api-key"));
  EXPECT_EQ(*claude->default_headers.find("anthropic-version"), "2023-06-01");

  const auto groq = embedded().provider("groq")->endpoint_for(WireFormat::OpenAiChatCompletions);
  ASSERT_TRUE(groq);
  EXPECT_EQ(groq->dialect, "groq");
}

TEST(EndpointFor, HeedsWhatOneEndpointHasOfItsOwn) {
  const auto* gemini = embedded().provider("gemini");
  const auto chat = gemini->endpoint_for(WireFormat::OpenAiChatCompletions);
  ASSERT_TRUE(chat);
  EXPECT_EQ(chat->base_url, "https://generativelanguage.googleapis.com/v1beta/openai");
  EXPECT_EQ(chat->auth_scheme(), AuthScheme::bearer());
  EXPECT_FALSE(gemini->endpoint_for(WireFormat::AnthropicMessages));
}

TEST(EndpointSupportTest, IsEnabledWhenItIsSpokenToday) {
  EndpointSupport support{.wire_formats = {WireFormat::OpenAiEmbeddings}};
  EXPECT_TRUE(support.is_enabled());
  support.level = SupportLevel::Planned;
  EXPECT_FALSE(support.is_enabled());
  EXPECT_FALSE((EndpointSupport{}).is_enabled()) << "in no format";
}

}  // namespace
}  // namespace omnillm
