// The first call: one provider, one key, one budget, one question.
//
// It talks to a simulated provider, so that it runs without a key; leave out `.at(address)` for the
// real one.

#include <omnillm/omnillm.h>

#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

int hello(const std::string& address) {
  auto openai = ProviderConfig("openai").at(address);
  openai.key(KeyConfig("sk-...", "prod-1").tpm_limit(90'000).rpm_limit(500));
  auto gateway = GatewayBuilder().provider(openai).budget_limit_usd(50.0).build();
  if (!gateway) return complain(gateway.error());

  LlmRequest request{.model = "gpt-4.1-mini",
                     .instructions = "Answer concisely",
                     .input = {Message::user("say: Hello yourself!")},
                     .generation = {.max_output_tokens = 256}};
  auto reply = gateway->call(request);
  if (!reply) return complain(reply.error());
  std::cout << reply->content_text << '\n';  // Hello yourself!
  std::cout << reply->cost() << " of $50, " << reply->usage->total() << " tokens\n";
  return 0;
}

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  return hello((*sim)->base_url("openai"));
}
