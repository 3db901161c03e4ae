#include "sim/http_request.h"

#include <algorithm>

#include "http/percent.h"
#include "sim/http_ascii.h"
#include "yaml/quantity.h"

namespace omnillm::sim {
namespace {

using yaml::parse_count;
using yaml::parse_duration;

tl::unexpected<Error> bad_wish(std::string_view name, std::string_view value) {
  return fail(ErrorKind::BadRequest, "'" + std::string(name) + ": " + std::string(value) +
                                         "' says nothing to the simulator; see docs/sim.md");
}

template <class T>
bool take(std::optional<T> parsed, std::optional<T>& into) {
  if (parsed) into = std::move(parsed);
  return into.has_value();
}

// The members of a fault may come before its name.
struct FaultWish {
  const FaultRow* row = nullptr;
  Fault fault{};
};

bool read_wish(std::string_view name, std::string_view value, FaultWish& fault, Wishes& wishes) {
  if (name == "fault") {
    fault.row = find_fault(value);
    return fault.row != nullptr;
  }
  if (name == "at-event" || name == "cached-tokens") {
    const auto count = parse_count(value);
    if (count) (name == "at-event" ? fault.fault.at_event : wishes.cached_tokens) = *count;
    return count.has_value();
  }
  if (name == "retry-after") return take(parse_duration(value), fault.fault.retry_after);
  if (name == "output-tokens") return take(parse_count(value), wishes.output_tokens);
  if (name == "first-token") return take(parse_duration(value), wishes.first_token);
  if (name == "per-token") return take(parse_duration(value), wishes.per_token);
  if (name == "text") return take(http::percent_decode(value), wishes.text);
  return false;
}

}  // namespace

Result<Wishes> read_wishes(const Headers& headers) {
  constexpr std::string_view kPrefix = "x-sim-";
  Wishes wishes;
  FaultWish fault;
  for (const auto [name, value] : headers) {
    if (!begins_with(name, kPrefix)) continue;
    if (!read_wish(lower(name.substr(kPrefix.size())), value, fault, wishes))
      return bad_wish(name, value);
  }
  if (fault.row) {
    fault.fault.kind = fault.row->kind;
    wishes.fault = fault.fault;
  }
  return wishes;
}

}  // namespace omnillm::sim
