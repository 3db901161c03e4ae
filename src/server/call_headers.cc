#include "server/call_headers.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_split.h>
#include <absl/time/time.h>

#include <string>
#include <utility>

namespace omnillm::server {

namespace {

tl::unexpected<Error> bad(std::string_view header, std::string_view expected) {
  return fail(ErrorKind::BadRequest, std::string(header) + ": expected " + std::string(expected));
}

Result<void> read_timeout(std::string_view value, CallOptions& options) {
  absl::Duration read;
  if (!absl::ParseDuration({value.data(), value.size()}, &read) || read <= absl::ZeroDuration() ||
      read > absl::Hours(24))
    return bad("x-omnillm-timeout", "a time up to a day, as 30s or 500ms");
  options.timeout = absl::ToChronoNanoseconds(read);
  return {};
}

Result<void> read_max_cost(std::string_view value, CallOptions& options) {
  auto amount = Money::parse(value);
  if (!amount || *amount < Money{}) return bad("x-omnillm-max-cost", "dollars, as 0.05");
  options.max_cost = *amount;
  return {};
}

Result<void> read_tags(std::string_view value, CallOptions& options) {
  for (const absl::string_view tag :
       absl::StrSplit(absl::string_view(value.data(), value.size()), ',', absl::SkipWhitespace())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(tag, absl::MaxSplits('=', 1));
    const absl::string_view name = absl::StripAsciiWhitespace(parts.first);
    if (name.empty() || tag.find('=') == absl::string_view::npos)
      return bad("x-omnillm-tags", "names and values, as team=search, env=dev");
    options.tags.emplace_back(name, absl::StripAsciiWhitespace(parts.second));
  }
  return {};
}

}  // namespace

Result<CallOptions> call_options(const Caller& caller, const Headers& headers) {
  CallOptions options{.budgets = caller.budgets, .project = caller.project, .tags = caller.tags};
  options.tags.emplace_back("key", caller.label);
  if (const auto route = headers.find("x-omnillm-route")) {
    options.route = std::string(*route);
    if (!caller.may_use_route(options.route))
      return fail(ErrorKind::Permission,
                  "this key may not use the route \"" + options.route + "\"");
  }
  if (const auto value = headers.find("x-omnillm-timeout"))
    if (auto ok = read_timeout(*value, options); !ok) return tl::unexpected(std::move(ok.error()));
  if (const auto value = headers.find("x-omnillm-max-cost"))
    if (auto ok = read_max_cost(*value, options); !ok) return tl::unexpected(std::move(ok.error()));
  if (const auto value = headers.find("x-omnillm-tags"))
    if (auto ok = read_tags(*value, options); !ok) return tl::unexpected(std::move(ok.error()));
  return options;
}

}  // namespace omnillm::server
