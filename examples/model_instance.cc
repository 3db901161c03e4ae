// Code that is given a model by an interface: the real one in service, a dummy in its tests.

#include <omnillm/omnillm.h>

#include <iostream>
#include <memory>

using namespace omnillm;

namespace {

// What a backend has of its own: it asks, runs a tool, and asks again.
class Concierge {
 public:
  explicit Concierge(std::shared_ptr<ModelInstance> model) : model_(std::move(model)) {}

  Result<std::string> advise(std::string_view question, EventSender* events = nullptr) {
    LlmRequest request{.input = {Message::user(question)}};
    request.capabilities.tools = {
        {.name = "get_weather",
         .description = "The weather of a city",
         .input_schema = JsonText::parse(R"({"type":"object","properties":{"city":
             {"type":"string"}},"required":["city"]})")
                             .value()}};
    for (int round = 0; round < 3; ++round) {
      auto answer = model_->execute(request, events);
      if (!answer) return tl::unexpected(answer.error());
      if (answer->tool_calls().empty()) return answer->content_text.str();
      request.input.emplace_back(answer->to_message());
      for (const ToolCallPart* call : answer->tool_calls())
        request.input.emplace_back(Message::tool_result(call->call_id, "Sunny, 24 degrees"));
    }
    return fail(ErrorKind::Protocol, "the model does nothing but call tools");
  }

 private:
  std::shared_ptr<ModelInstance> model_;
};

// Follows an answer: for a screen, a log, a bill.
struct Ticker : EventSender {
  void on_token(std::string_view text) override { std::cout << "  token: " << text << '\n'; }
  void on_tool_call(const ToolCallPart& call) override {
    std::cout << "  tool: " << call.name << '(' << call.arguments << ")\n";
  }
  void on_cost(const ModelCost& cost) override {
    std::cout << "  cost: " << (cost.amount ? cost.amount->to_string() : "not known") << '\n';
  }
};

// Its test: what the model says is written down, and so is what it was asked.
int test_the_concierge() {
  auto dummy = std::make_shared<DummyModelInstance>();
  dummy->reply_tool_call("get_weather", R"({"city":"Rome"})").reply("Take a hat.");
  Ticker ticker;
  const auto advice = Concierge(dummy).advise("What do I need in Rome?", &ticker);
  const bool told_the_weather = dummy->requests().at(1).input.size() == 3;
  std::cout << "the dummy says: " << advice.value() << '\n';
  dummy->fail(Error(ErrorKind::Overloaded, "come back later"));
  std::cout << "and then: " << Concierge(dummy).advise("And in Oslo?").error().kind() << '\n';
  return told_the_weather && dummy->turns_left() == 0 ? 0 : 1;
}

// The same code in service.
int serve(const std::string& address) {
  auto gateway =
      GatewayBuilder().provider(ProviderConfig("openai").at(address).key("sk-...")).build();
  if (!gateway) return 1;
  auto model = std::make_shared<GatewayModelInstance>(*gateway, "openai:gpt-4.1-mini");
  Ticker ticker;
  auto stream = model->execute_stream({.input = {Message::user("say: Pack light.")}}, &ticker);
  if (!stream || !stream->collect()) return 1;
  const auto advice = Concierge(model).advise("say: Bring a coat.");
  if (!advice) return 1;
  std::cout << "the real one says: " << *advice << '\n';
  return 0;
}

}  // namespace

int main() {
  const auto sim = SimServer::start();
  if (!sim || test_the_concierge() != 0) return 1;
  return serve((*sim)->base_url("openai"));
}
