// Routes by anybody: what is read passes its check, is the same when it is written and read again,
// and gives a plan that lists each of its targets once at most.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "omnillm/routing.h"

namespace {

using namespace omnillm;

void require(bool held) {
  if (!held) std::abort();
}

void plan_it(const Route& route) {
  static const VendorExtensions kMetadata{{"plan", JsonText::string("free")},
                                          {"seats", *JsonText::parse("12")}};
  static const Headers kHeaders{{"x-tier", "gold"}};
  const RouteInput request{.model = "m",
                           .user = "ann",
                           .metadata = &kMetadata,
                           .headers = &kHeaders,
                           .prompt_bytes = 4000,
                           .prompt_tokens = 1000};
  Rng rng(7);
  const Plan order = plan(route, request, {}, rng);
  require(order.size() <= kMaxCandidates);
  PlanWalk walk(order);
  std::size_t tried = 0;
  LlmRequest changed;
  for (const Candidate* at = walk.first(); at; at = walk.after(ErrorKind::Server)) {
    require(++tried <= order.size());
    at->target->overrides.apply_to(changed);
    for (const Decision& decision : at->why) require(!decision.to_string().empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto route = Route::parse(text);
  if (!route) {
    require(route.error().message().front() == '/');
    return 0;
  }
  require(route->check().has_value());
  const auto again = Route::from_json(to_json(*route));
  require(again && *again == *route);
  plan_it(*route);
  return 0;
}
