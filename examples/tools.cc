// A tool of yours that the model calls: ask, run what it calls, send the results back, until it
// answers in words.

#include <omnillm/omnillm.h>

#include <iostream>

using namespace omnillm;

namespace {

int complain(const Error& error) {
  std::cerr << error << '\n';
  return 1;
}

std::string get_weather(const ToolCallPart& call) {
  std::cout << call.name << '(' << call.arguments << ")\n";
  return R"({"degrees":18,"sky":"clear"})";
}

ToolDefinition weather_tool() {
  return {.name = "get_weather",
          .description = "The weather of a city now.",
          .input_schema = JsonText::parse(R"({"type":"object",
                              "properties":{"city":{"type":"string"}},
                              "required":["city"]})")
                              .value()};
}

int converse(const Gateway& gateway, LlmRequest request) {
  for (int round = 0; round < 5; ++round) {
    auto reply = gateway.call(request);
    if (!reply) return complain(reply.error());
    const auto calls = reply->tool_calls();
    if (calls.empty()) {
      std::cout << "answered in round " << round + 1 << ": " << reply->content_text << '\n';
      return 0;
    }
    request.input.emplace_back(reply->to_message());
    for (const ToolCallPart* call : calls)
      request.input.emplace_back(Message::tool_result(call->call_id, get_weather(*call)));
  }
  return complain(Error(ErrorKind::Protocol, "the model only calls tools"));
}

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim) return complain(sim.error());
  auto gemini = ProviderConfig("gemini").at((*sim)->base_url("gemini"));
  auto gateway = GatewayBuilder().provider(gemini.key(KeyConfig("AIza...", "prod-1"))).build();
  if (!gateway) return complain(gateway.error());
  LlmRequest request{.model = "gemini-2.5-flash",
                     .input = {Message::user("Use get_weather: do I need a coat in Rome?")}};
  request.capabilities.tools = {weather_tool()};
  return converse(*gateway, std::move(request));
}
