// An answer as it is written, twice: read to its end, and left in the middle.

#include <omnillm/omnillm.h>

#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

int read_to_the_end(const Gateway& gateway, const LlmRequest& request) {
  auto stream = gateway.stream(request);
  if (!stream) return complain(stream.error());
  for (Result<LlmStreamEvent>& event : *stream) {
    if (!event) return complain(event.error());  // it is the last one then
    event->match([](const event::TextDelta& text) { std::cout << text.delta << std::flush; },
                 [](const event::ToolCallDelta& call) { std::cout << call.delta; },
                 [](const event::Completed& end) {
                   std::cout << "\n" << end.response.usage->completion_tokens << " tokens\n";
                 },
                 [](const auto&) {});
  }
  return 0;
}

// Whoever leaves the loop closes the connection, and pays for what was seen.
int leave_in_the_middle(const Gateway& gateway, const LlmRequest& request) {
  const double before = gateway.budget_used_usd();
  {
    auto stream = gateway.stream(request);
    if (!stream) return complain(stream.error());
    int pieces = 0;
    for (Result<LlmStreamEvent>& event : *stream)
      if (event && event->is<event::TextDelta>() && ++pieces == 3) break;
  }
  std::cout << (gateway.budget_used_usd() > before ? "charged what was seen\n" : "free?\n");
  return 0;
}

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  auto anthropic = ProviderConfig("anthropic").at((*sim)->base_url("anthropic"));
  auto gateway = GatewayBuilder()
                     .provider(anthropic.key(KeyConfig("sk-ant-...", "prod-1")))
                     .budget_limit_usd(5)
                     .build();
  if (!gateway) return complain(gateway.error());
  const LlmRequest request{.model = "claude-sonnet-4-5",
                           .input = {Message::user("Tell me a story")},
                           .generation = {.max_output_tokens = 500}};
  if (const int failed = read_to_the_end(*gateway, request)) return failed;
  return leave_in_the_middle(*gateway, request);
}
