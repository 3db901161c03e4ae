// What a dashboard shows: every key with its state, while one of them is at its limit and another
// was revoked.

#include <omnillm/omnillm.h>

#include <iomanip>
#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

void show(const Gateway& gateway) {
  std::cout << std::left << std::setw(11) << "provider" << std::setw(10) << "key" << std::setw(13)
            << "state" << std::setw(14) << "requests"
            << "failed\n";
  for (const auto& [provider, key] : gateway.pool_rows())
    std::cout << std::setw(11) << provider << std::setw(10) << key.label << std::setw(13)
              << to_string(key.state) << std::setw(14)
              << std::to_string(key.rpm_inflight) + "/" + std::to_string(key.rpm_limit)
              << key.failed << '\n';
  const MetricsSnapshot now = gateway.metrics();
  std::cout << now.totals.requests << " calls, " << gateway.budget_used_usd() << " dollars\n";
}

}  // namespace

int main() {
  const auto sim = SimServer::start({.providers = {{.name = "openai",
                                                    .keys = {{.key = "sk-1", .label = "first"},
                                                             {.key = "sk-2", .label = "second"},
                                                             {.key = "sk-3", .label = "third"}}}}});
  if (!sim) return complain(sim.error());
  auto openai = ProviderConfig("openai").at((*sim)->base_url("openai"));
  openai.key(KeyConfig("sk-1", "first")).key(KeyConfig("sk-2", "second"));
  openai.key(KeyConfig("sk-3", "third").rpm_limit(5));
  auto gateway = GatewayBuilder().provider(openai).build();
  if (!gateway) return complain(gateway.error());

  if (auto ok = (*sim)->revoke_key("openai", "second"); !ok) return complain(ok.error());
  const LlmRequest request{.model = "gpt-4.1-mini", .input = {Message::user("Hello!")}};
  for (int i = 0; i < 30; ++i)
    if (auto reply = gateway->call(request); !reply) return complain(reply.error());
  show(*gateway);

  // The operator has a new key for it; calls go on meanwhile.
  if (auto ok = (*sim)->add_key("openai", {.key = "sk-4", .label = "fourth"}); !ok)
    return complain(ok.error());
  if (auto ok = gateway->rotate_key("openai", "second", Secret("sk-4")); !ok)
    return complain(ok.error());
  if (auto ok = gateway->revive("openai", "second"); !ok) return complain(ok.error());
  show(*gateway);
}
