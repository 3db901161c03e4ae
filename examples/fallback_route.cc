// One provider is down: the next one of the route answers, in its own protocol, and the record says
// why.

#include <omnillm/omnillm.h>

#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

// A provider of the registry, simulated.
ProviderConfig simulated(const SimServer& sim, const std::string& name) {
  return ProviderConfig(name).at(sim.base_url(name)).key(KeyConfig("any-key", name + "-1"));
}

}  // namespace

int main() {
  const auto sim = SimServer::start({.faults = {{.name = "unavailable", .provider = "openai"}}});
  if (!sim) return complain(sim.error());
  auto gateway = GatewayBuilder()
                     .provider(simulated(**sim, "openai"))
                     .provider(simulated(**sim, "anthropic"))
                     .route(route::fallback({route::to("openai", "gpt-4.1"),
                                             route::to("anthropic", "claude-sonnet-4-5")}))
                     .route("cheap", route::to("openai", "gpt-4.1-mini"))
                     .retry({.max_attempts = 4, .backoff = std::chrono::milliseconds(1)})
                     .build();
  if (!gateway) return complain(gateway.error());

  LlmRequest request{.model = "smart", .input = {Message::user("say: Here I am.")}};
  auto reply = gateway->call(request);
  if (!reply) return complain(reply.error());
  std::cout << reply->content_text << "\n\n" << reply.value().explain() << '\n';

  // A route by its name, with nobody behind the one that is down.
  auto alone = gateway->call(request, {.route = "cheap"});
  std::cout << "without a fallback: " << (alone ? "?" : alone.error().to_string()) << '\n';
  return 0;
}
