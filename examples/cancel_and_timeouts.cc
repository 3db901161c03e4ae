// Three ways to stop waiting: a deadline, a token, and leaving a stream. The connection is closed
// at once, and whatever was reserved is settled.

#include <omnillm/omnillm.h>

#include <iostream>
#include <thread>

using namespace omnillm;
using namespace std::chrono_literals;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

// A provider that takes an hour to begin, and one that writes for ten minutes.
SimOptions slow_providers() {
  return {.providers = {{.name = "silent", .kind = ProviderKind::Vllm, .first_token = {1h}},
                        {.name = "slow",
                         .kind = ProviderKind::Vllm,
                         .per_token = {50ms},
                         .output_tokens = 12'000}},
          .tokens_per_event = 1};
}

ProviderConfig keyless(const SimServer& sim, const std::string& name) {
  return ProviderConfig(name).like("vllm").at(sim.base_url(name)).keyless();
}

}  // namespace

int main() {
  const auto sim = SimServer::start(slow_providers());
  if (!sim) return complain(sim.error());
  auto gateway =
      GatewayBuilder().provider(keyless(**sim, "silent")).provider(keyless(**sim, "slow")).build();
  if (!gateway) return complain(gateway.error());
  const LlmRequest request{.model = "m", .input = {Message::user("Hello?")}};

  auto late = gateway->call(request, {.timeout = 50ms, .provider = "silent"});
  std::cout << "a deadline: " << (late ? "?" : to_string(late.error().kind())) << '\n';

  CancellationToken token;  // a std::stop_token does as well
  std::jthread somebody([&] { token.cancel(); });
  auto cancelled = gateway->call(request, {.cancel = token, .provider = "silent"});
  std::cout << "a token: " << (cancelled ? "?" : to_string(cancelled.error().kind())) << '\n';

  auto stream = gateway->stream(request, {.provider = "slow"});
  if (!stream) return complain(stream.error());
  (void)stream->next();  // it has begun
  stream->cancel();
  while (const LlmStream::Event event = stream->next())
    if (!*event) std::cout << "a stream: " << to_string(event->error().kind()) << '\n';

  std::cout << ((*sim)->wait_until_idle() ? "nobody is connected any more\n" : "?\n");
}
