#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "omnillm/sim_server.h"
#include "support/source_tree.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string mistake_in(const std::string& text) {
  const auto options = SimOptions::parse(text, "sim.yaml");
  return options ? "none" : options.error().message();
}

TEST(ParseSimOptions, ReadsProvidersKeysAndFaults) {
  const auto options = SimOptions::parse(R"(
seed: 7
speed: 60
providers:
  - name: openai
    models: [a, b]
    first_token: {lognormal: 300ms, sigma: 0.4}
    per_token: 8ms
    output_tokens: 200
    enforcement: sliding_minute
    keys: {key: sk-1, label: one, tpm: 90k, rpm: 500, concurrency: 3}
  - {name: mine, kind: vllm}
faults:
  - {fault: reset_mid_stream, provider: openai, every: 10, at_event: 5}
  - {fault: rate_limit, share: 5%, retry_after: 2s}
)",
                                         "sim.yaml");
  ASSERT_TRUE(options) << options.error();
  EXPECT_EQ(options->seed, 7U);
  const SimProvider& openai = options->providers.at(0);
  EXPECT_EQ(openai.kind, ProviderKind::OpenAi);
  EXPECT_EQ(openai.first_token, (SimDelay{300ms, 0.4}));
  EXPECT_EQ(openai.per_token.median, 8ms);
  EXPECT_EQ(openai.keys.at(0).tpm, 90'000);
  EXPECT_EQ(openai.keys.at(0).enforcement, Enforcement::SlidingMinute);
  EXPECT_EQ(options->providers.at(1).kind, ProviderKind::Vllm);
  EXPECT_EQ(options->faults.at(0).every, 10);
  EXPECT_DOUBLE_EQ(options->faults.at(1).share, 0.05);
  EXPECT_EQ(options->faults.at(1).retry_after, 2s);
}

TEST(ParseSimOptions, TakesANameThatNobodyKnowsForACompatibleProvider) {
  const auto options = SimOptions::parse("providers: {name: groq}", "sim.yaml");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->providers.at(0).kind, ProviderKind::OpenAiCompatible);
}

TEST(ParseSimOptions, SaysWhereAMistakeIsAndWhatWasMeant) {
  EXPECT_THAT(mistake_in("seed: 1\nprovders: []\n"), HasSubstr("sim.yaml:2:"));
  EXPECT_THAT(mistake_in("seed: 1\nprovders: []\n"), HasSubstr("did you mean 'providers'?"));
  EXPECT_THAT(mistake_in("providers: {name: a, model: x}"), HasSubstr("did you mean 'models'?"));
  EXPECT_THAT(mistake_in("faults: {fault: earthquake}"), HasSubstr("there is no fault"));
  EXPECT_THAT(mistake_in("providers: {name: a, kind: b}"), HasSubstr("no kind of provider 'b'"));
  EXPECT_THAT(mistake_in("port: 70000"), HasSubstr("sim.yaml:1:"));
  EXPECT_THAT(mistake_in("providers: {keys: {key: a}}"), HasSubstr("needs a 'name'"));
  EXPECT_THAT(mistake_in("["), HasSubstr("sim.yaml:"));
}

TEST(ParseSimOptions, ReadsTheExample) {
  const std::string name = in_source_tree("examples/sim/two_providers.yaml");
  std::ifstream file(name);
  const auto options =
      SimOptions::parse(std::string(std::istreambuf_iterator<char>(file), {}), name);
  ASSERT_TRUE(options) << options.error();
  EXPECT_TRUE(SimServer::start([&] {
    SimOptions free = *options;
    free.port = 0;
    return free;
  }()));
}

TEST(StartSimServer, RefusesOptionsThatMakeNoSense) {
  const auto refused = [](SimOptions options) {
    const auto server = SimServer::start(std::move(options));
    return !server && server.error().kind() == ErrorKind::Configuration;
  };
  EXPECT_TRUE(refused({.speed = 0}));
  EXPECT_TRUE(refused({.threads = 0}));
  EXPECT_TRUE(refused({.providers = {{.name = "a/b"}}}));
  EXPECT_TRUE(refused({.providers = {{.name = "a"}, {.name = "a"}}}));
  EXPECT_TRUE(refused({.providers = {{.name = "sim"}}}));
  EXPECT_TRUE(refused({.providers = {{.name = "a", .keys = {{.key = "k"}, {.key = "k"}}}}}));
  EXPECT_TRUE(refused({.faults = {{.name = "earthquake"}}}));
  EXPECT_TRUE(refused({.address = "localhost"}));
}

}  // namespace
}  // namespace omnillm
