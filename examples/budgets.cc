// Who pays: the gateway's own budget, one of a project and one of a user; all of them or nobody. A
// call that does not fit is refused before anything is sent.

#include <omnillm/omnillm.h>

#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

Money usd(const char* amount) { return Money::parse(amount).value(); }

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  auto openai = ProviderConfig("openai").at((*sim)->base_url("openai"));
  auto gateway =
      GatewayBuilder()
          .provider(openai.key(KeyConfig("sk-...", "prod-1")))
          .budget_limit_usd(100)
          .budget("project:acme", {.limit = usd("10"), .period = Period::Month})
          .budget("user:7", {.limit = usd("0.002"), .period = Period::Day, .alert_percent = {50}})
          .on_budget_alert([](const BudgetAlert&) { std::cout << "half of a budget is gone\n"; })
          .build();
  if (!gateway) return complain(gateway.error());

  const LlmRequest request{.model = "gpt-4.1",
                           .input = {Message::user("Tell me about rivers")},
                           .generation = {.max_output_tokens = 64}};
  const CallOptions payers{.budgets = {"project:acme", "user:7"}};
  int answered = 0;
  Result<Reply<LlmResponse>> reply = gateway->call(request, payers);
  for (; reply; reply = gateway->call(request, payers)) ++answered;
  std::cout << answered << " answers, then: " << reply.error() << '\n';

  for (const auto& [name, account] : gateway->budgets())
    std::cout << name << ": " << account.settled << " spent, " << account.remaining << " left\n";

  // What a call may cost at most can stand with the call as well.
  auto dear = gateway->call(request, {.max_cost = usd("0.00001")});
  std::cout << (dear ? "?" : dear.error().to_string()) << '\n';
  return (*sim)->counts("openai").requests == answered ? 0 : 1;  // nothing else was sent
}
