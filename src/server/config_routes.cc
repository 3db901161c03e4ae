// Where calls go. A route is written as docs/routing.md says, in YAML in place of JSON.

#include <utility>

#include "server/config_sections.h"
#include "yaml/json_form.h"

namespace omnillm::server {
namespace {

// Many times what a route of the greatest size takes.
constexpr std::size_t kMostRouteBytes = 1 << 20;

// Where a target of this provider is written: "name", "name/model" or {provider: name}.
std::optional<YAML::Mark> find_target(const YAML::Node& node, const std::string& provider) {
  if (node.IsScalar()) {
    const std::string& text = node.Scalar();
    const bool is_it = text.compare(0, provider.size(), provider) == 0 &&
                       (text.size() == provider.size() || text[provider.size()] == '/');
    return is_it ? std::optional(node.Mark()) : std::nullopt;
  }
  if (!node.IsSequence() && !node.IsMap()) return std::nullopt;
  for (const auto& one : node)
    if (const auto found = find_target(node.IsMap() ? one.second : one, provider)) return found;
  return std::nullopt;
}

std::optional<Route> read_route(ConfigReading& reading, const YAML::Node& node,
                                const std::string& path) {
  const auto json = yaml::json_form(node, kMostRouteBytes);
  if (!json) {
    reading.complain(node.Mark(), path, "is too large for a route, or has a name that is no text");
    return std::nullopt;
  }
  auto route = Route::parse(*json);
  if (!route) {
    // "/fallback/0/weight: must be ..."
    const std::string& message = route.error().message();
    const std::size_t colon = message.find(": ");
    const yaml::PlaceInYaml at = yaml::find_in(node, message.substr(0, colon));
    // A name that nobody expects has no value to point to; its own words say which it is.
    const bool is_whole = colon != std::string::npos && message.front() == '/';
    reading.complain(at.mark, path + at.path, is_whole ? message.substr(colon + 2) : message);
    return std::nullopt;
  }
  for (const Target* target : route->targets())
    reading.providers.push_back(
        {find_target(node, target->provider).value_or(node.Mark()), path, target->provider});
  return *std::move(route);
}

}  // namespace

void read_routes(const Place& place, std::vector<std::pair<std::string, Route>>& to) {
  if (!place.is_there() || place.node().IsNull()) return;
  if (!place.node().IsMap())
    return place.complain("write routes by name, like {cheap: {cheapest: [groq, openai]}}");
  for (const NamedNode& at : named_nodes(place)) {
    const bool is_first =
        is_new(place, at, to, at.name, [](const auto& other) { return other.first; });
    auto route = read_route(place.reading, at.node, at.path);
    // One that is wrong still has its name, so that nobody who mentions it is complained of.
    if (is_first) to.emplace_back(at.name, route ? *std::move(route) : Route());
  }
}

void read_default_route(const Place& place, const std::vector<std::pair<std::string, Route>>& named,
                        std::optional<Route>& to) {
  if (!place.is_there()) return;
  const YAML::Node node = place.node();
  if (node.IsScalar())
    for (const auto& [name, route] : named)
      if (name == node.Scalar()) {
        to = route;
        return;
      }
  to = read_route(place.reading, node, place.path());
}

}  // namespace omnillm::server
