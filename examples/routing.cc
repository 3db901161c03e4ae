// Three requests through one route: what is small goes to whoever is cheapest, everything else to a
// split of two models with a third for prompts that are too long. Nothing is sent; the program
// shows the order in which a gateway would try the targets, and why.

#include <omnillm/omnillm.h>

#include <iostream>
#include <string>
#include <vector>

using namespace omnillm;
using namespace omnillm::route;

namespace {

Route our_route() {
  return when(field("tokens").lt(200) && !field("has_tools").is_true(),
              cheapest({to("groq", "llama-3.1-8b-instant"), to("openai", "gpt-4.1-nano")}))
      .otherwise(fallback({
          weighted({{9, to("openai", "gpt-4.1")},
                    {1, to("anthropic", "claude-sonnet-4-5", {.temperature = 0.2})}})
              .sticky_by("user"),
          on({ErrorKind::ContextLength}, to("gemini", "gemini-2.5-pro")),
      }));
}

// What a gateway knows of its targets: here, what a request like this one costs.
std::vector<TargetHealth> what_is_known(const Route& route, const RouteInput& input) {
  const PriceBook book = PriceBook::embedded();
  std::vector<TargetHealth> known;
  for (const Target* target : route.targets()) {
    TargetHealth health{.provider = target->provider, .model = target->model};
    if (const auto price = book.find(target->provider, target->model))
      health.price = expected_price(*price, input.prompt_tokens.value_or(0), 256);
    known.push_back(health);
  }
  return known;
}

void show(const Route& route, const LlmRequest& request, ErrorKind trouble) {
  const RouteInput input = RouteInput::of(request);
  const std::vector<TargetHealth> known = what_is_known(route, input);
  Rng rng(1);
  const Plan order = plan(route, input, RouteHealth(known), rng);
  PlanWalk walk(order);
  for (const Candidate* at = walk.first(); at; at = walk.after(trouble)) {
    std::cout << "  " << *at << '\n';
    for (const Decision& decision : at->why) std::cout << "    " << decision << '\n';
  }
}

}  // namespace

int main() {
  const Route route = our_route();
  if (const auto right = route.check(); !right) {
    std::cerr << right.error() << '\n';
    return 1;
  }
  std::cout << "a small question, while servers fail:\n";
  show(route, {.input = {Message::user("What is 2 + 2?")}}, ErrorKind::Server);
  const std::string book(4'000, 'x');
  std::cout << "a long one of ann's, while servers fail:\n";
  show(route, {.input = {Message::user(book)}, .user = "ann"}, ErrorKind::Server);
  std::cout << "the same, when it is too long:\n";
  show(route, {.input = {Message::user(book)}, .user = "ann"}, ErrorKind::ContextLength);

  const Result<Route> read = Route::from_json(to_json(route));
  std::cout << (read == route ? "read again, it is the same route\n" : "something is wrong\n");
  return 0;
}
