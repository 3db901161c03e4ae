// A gateway's key is in what it sends, and in nothing that it tells: no error, record, explanation,
// row or recording, whatever the provider answers, and if it says the key itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/support/gateway_fixture.h"
#include "gateway/support/sim_gateway.h"
#include "omnillm/http_transport.h"
#include "omnillm/observer.h"
#include "omnillm/replay_transport.h"
#include "sim/http_faults.h"

namespace omnillm {
namespace {

using testing::HasSubstr;
using testing::Not;

// Everything that a gateway tells, in one text.
class Ears final : public Observer {
 public:
  void on_attempt_ended(const CallRecord& so_far, const Attempt& attempt) override {
    tell(attempt.detail + attempt.provider_request_id);
    tell(std::string(to_json(so_far).text()));
  }
  void on_finished(const CallRecord& record) override {
    tell(explain(record));
    tell(std::string(to_json(record).text()));
    if (record.error) tell_error(*record.error);
  }
  void tell_error(const Error& error) {
    std::ostringstream out;
    out << error << '\n' << error.message() << '\n' << error.provider_code();
    tell(out.str());
  }
  void tell_state(const Gateway& gateway) {
    for (const PoolRow& row : gateway.pool_rows())
      tell(row.provider + " " + row.key.label + " " + row.key.quota_group);
    for (const auto& [name, budget] : gateway.budgets()) tell(name);
    for (const AttemptTotals& row : gateway.metrics().targets)
      tell(row.provider + " " + row.model + " " + row.key_label);
  }
  void tell(const std::string& text) {
    const std::lock_guard lock(mu_);
    heard_ += text + '\n';
  }
  [[nodiscard]] std::string heard() const {
    const std::lock_guard lock(mu_);
    return heard_;
  }

 private:
  mutable std::mutex mu_;
  std::string heard_;
};

// What was asked and what came, told: the error, or the answer's own words about itself.
void ask_both_ways(const Gateway& gateway, const LlmRequest& request, CallOptions options,
                   Ears& ears) {
  options.wait_for_key = false;
  if (const auto reply = gateway.call(request, options); !reply) ears.tell_error(reply.error());
  auto stream = gateway.stream(request, options);
  if (!stream) return ears.tell_error(stream.error());
  for (Result<LlmStreamEvent>& event : *stream)
    if (!event) ears.tell_error(event.error());
}

// ---- Every fault of the simulator

GatewayBuilder impatient(const SimServer& provider) {
  GatewayBuilder builder = sim_gateway(provider, 1);
  builder.retry({.max_attempts = 1});
  return builder.timeouts({.first_byte = std::chrono::milliseconds(60),
                           .idle = std::chrono::milliseconds(60),
                           .call = std::chrono::milliseconds(120),
                           .stream = std::chrono::milliseconds(120)});
}

class CanaryOnSim : public testing::TestWithParam<SpokenProtocol> {};

TEST_P(CanaryOnSim, IsInNothingThatIsToldOfAnyFault) {
  // As tests/gateway/support names them; no provider's own shape, so that nothing masks it by that.
  const std::string canary = std::string(GetParam().name) + "-canary-";
  const auto provider = SimServer::start().value();
  const auto http = HttpTransport::create().value();
  const auto ears = std::make_shared<Ears>();
  {
    const auto recorder = std::make_shared<RecordingTransport>(
        *http, GetParam().format,
        [&](const ReplayFixture& fixture) { ears->tell(std::string(to_json(fixture).text())); });
    for (const sim::FaultRow& fault : sim::fault_rows()) {
      const Gateway gateway =
          impatient(*provider).transport(recorder).observer(ears).build().value();
      CallOptions options;
      options.extra_headers.set("x-sim-fault", fault.name);
      ask_both_ways(gateway, question(GetParam()), options, *ears);
      ears->tell_state(gateway);
    }
  }
  EXPECT_GE(provider->counts(GetParam().sim).requests, std::ssize(sim::fault_rows()));
  EXPECT_THAT(ears->heard(), HasSubstr("key-1"));  // its label
  EXPECT_THAT(ears->heard(), Not(HasSubstr(canary)));
}

INSTANTIATE_TEST_SUITE_P(Sim, CanaryOnSim, testing::ValuesIn(spoken_protocols()),
                         [](const auto& p) { return std::string(p.param.name); });

// ---- A provider that says the key itself

struct Echo {
  const char* name;
  ScriptedAnswer (*answer)(const std::string& key);
};

ScriptedAnswer as_html(const std::string& body) {
  return {.status = 502, .headers = {{"Content-Type", "text/html"}}, .pieces = {body}};
}

const std::vector<Echo>& echoes() {
  static const std::vector<Echo> all = {
      {"InAMessage",
       [](const std::string& key) {
         return ScriptedAnswer::refusal(
             401, R"({"error":{"message":"Incorrect API key provided: )" + key +
                      R"(. Find yours at","type":"invalid_request_error","code":"no"}})");
       }},
      {"AloneInAMessage",
       [](const std::string& key) {
         return ScriptedAnswer::refusal(400, R"({"error":{"message":")" + key + R"("}})");
       }},
      {"InEveryMember",
       [](const std::string& key) {
         return ScriptedAnswer::refusal(403, R"({"error":{"message":"no","type":")" + key +
                                                 R"(","code":")" + key + R"(","param":")" + key +
                                                 R"(","status":")" + key + R"("}})");
       }},
      {"InText",
       [](const std::string& key) { return ScriptedAnswer::refusal(500, "who is " + key + "?"); }},
      {"InATitle",
       [](const std::string& key) {
         return as_html("<html><title>Bad " + key + "</title><p>" + key + "</p></html>");
       }},
      {"AsTheRequestsName",
       [](const std::string& key) {
         ScriptedAnswer answer = ScriptedAnswer::refusal(404, R"({"error":{"message":"none"}})");
         answer.headers.set("x-request-id", key);
         return answer;
       }},
      {"InsteadOfAnAnswer",
       [](const std::string& key) { return ScriptedAnswer::json("\"" + key + "\" " + key); }},
      {"WhereAnAnswerHasAnother",
       [](const std::string& key) {
         return ScriptedAnswer::json(R"({"choices":[{"index":0,")" + key + R"(":1,"message":")" +
                                     key + R"("}],"usage":")" + key + R"("})");
       }},
      {"InAStream",
       [](const std::string& key) {
         return ScriptedAnswer::sse(
             {chat_chunk("Hel"),
              R"(data: {"error":{"message":"bad key )" + key + R"(","code":")" + key + "\"}}\n\n"});
       }},
      {"AsAFrame",
       [](const std::string& key) {
         return ScriptedAnswer::sse({chat_chunk("Hel"), "data: " + key + "\n\n"});
       }},
  };
  return all;
}

using EchoedKey = std::tuple<Echo, const char*>;
class CanaryEchoed : public testing::TestWithParam<EchoedKey> {};

TEST_P(CanaryEchoed, IsInNothingThatIsTold) {
  const auto& [echo, key] = GetParam();
  const auto provider = std::make_shared<ScriptedTransport>(
      [answer = echo.answer, said = std::string(key)](const HttpRequest& request) {
        EXPECT_EQ(request.headers.find("Authorization"), "Bearer " + said);
        return answer(said);
      });
  const auto ears = std::make_shared<Ears>();
  GatewayBuilder builder(ProviderEndpoint::openai_chat_completions());
  builder.add_key(KeyConfig(key, "key-1")).transport(provider).observer(ears);
  builder.retry({.max_attempts = 2, .backoff = std::chrono::milliseconds(1)});
  const Gateway gateway = builder.build().value();
  ask_both_ways(gateway, hello(), {}, *ears);
  (void)gateway.revive("openai", "key-1");
  ask_both_ways(gateway, hello(), {}, *ears);
  ears->tell_state(gateway);
  EXPECT_THAT(ears->heard(), HasSubstr("key-1"));
  EXPECT_THAT(ears->heard(), Not(HasSubstr(key)));
}

// One with the shape that a provider's keys have, one like a random number, and one like words.
INSTANTIATE_TEST_SUITE_P(Scripted, CanaryEchoed,
                         testing::Combine(testing::ValuesIn(echoes()),
                                          testing::Values("sk-canary0123456789abcdef",
                                                          "9f86d081884c7d659a2feaa0c55ad015",
                                                          "canary_of_our_house")),
                         [](const auto& p) {
                           return std::string(std::get<0>(p.param).name) + "_" +
                                  std::to_string(p.index);
                         });

}  // namespace
}  // namespace omnillm
