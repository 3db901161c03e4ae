// The calls that need no set-up, over real connections to simulated providers.

#include <gtest/gtest.h>

#include "omnillm/easy.h"
#include "omnillm/sim_server.h"

namespace omnillm {
namespace {

class EasySim : public testing::TestWithParam<const char*> {
 protected:
  EasyOptions there() const {
    return {.base_url = sim_->base_url(GetParam()), .api_key = "any-key"};
  }
  std::string model() const { return std::string(GetParam()) + ":some-model"; }

  const std::unique_ptr<SimServer> sim_ = SimServer::start().value();
};

TEST_P(EasySim, AnswersWithText) {
  auto reply = generate_text(model(), "say: hello there", there());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->text, "hello there");
  EXPECT_TRUE(reply->usage);
}

TEST_P(EasySim, StreamsAfterItsClientIsGone) {
  auto stream = stream_text(model(), "say: hello there", there());
  ASSERT_TRUE(stream) << stream.error();
  std::string text;
  for (Result<std::string>& piece : *stream) text += piece.value();
  EXPECT_EQ(text, "hello there");
}

TEST_P(EasySim, AnswersWithAnObjectOfTheSchema) {
  const JsonText schema = JsonText::parse(R"({"type":"object","additionalProperties":false,
      "properties":{"n":{"type":"integer"},"who":{"enum":["a","b"]}},"required":["n","who"]})")
                              .value();
  auto reply = generate_object(model(), "Which?", schema, there());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->records.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Providers, EasySim,
                         testing::Values("openai", "anthropic", "gemini", "vllm"),
                         [](const auto& each) { return std::string(each.param); });

TEST(EasyOverHttp, ShowsNoHeaderToAKeylessServer) {
  const auto sim = SimServer::start({.providers = {{.name = "vllm", .kind = ProviderKind::Vllm}}});
  auto reply =
      generate_text("vllm:m", "say: hi", {.base_url = (*sim)->base_url("vllm"), .keyless = true});
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->text, "hi");
}

TEST(EasyOverHttp, GivesEqualTextsEqualVectors) {
  const auto sim = SimServer::start();
  const EasyClient client;
  const EasyOptions there{.base_url = (*sim)->base_url("openai"), .api_key = "any-key"};
  auto vectors = client.embed("openai:text-embedding-3-small", {"a", "b", "a"}, there);
  ASSERT_TRUE(vectors) << vectors.error();
  EXPECT_EQ(vectors->vectors[0], vectors->vectors[2]);
  EXPECT_NE(vectors->vectors[0], vectors->vectors[1]);
}

}  // namespace
}  // namespace omnillm
