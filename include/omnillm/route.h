// Floor: 3 routing
//
// A route says which provider and model serve a request, and which ones come next when that fails:
// a tree of small decisions with targets at its leaves. It is written in C++
//
//   using namespace omnillm::route;
//   Route route = when(field("metadata.plan").eq("free"), to("groq", "llama-3.1-8b-instant"))
//                     .otherwise(fallback({
//                         weighted({{9, to("openai", "gpt-4.1")}, {1, to("anthropic",
//                         "claude-x")}})
//                             .sticky_by("user"),
//                         on({ErrorKind::ContextLength}, to("gemini", "gemini-2.5-pro")),
//                     }));
//
// or in JSON (docs/routing.md); both say the same. plan() in routing.h turns it into an order of
// targets for one request.
//
// Thread safety: values; a Route is an immutable handle, cheap to copy.

#ifndef OMNILLM_ROUTE_H_
#define OMNILLM_ROUTE_H_

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "omnillm/error_kinds.h"
#include "omnillm/json.h"
#include "omnillm/overrides.h"
#include "omnillm/result.h"
#include "omnillm/route_condition.h"

namespace omnillm {

inline constexpr std::size_t kMaxRouteDepth = 16;
inline constexpr std::size_t kMaxRouteNodes = 1024;  // and conditions, together

// A leaf: a provider, a model there, and what is different about the request.
struct Target {
  std::string provider{};  // its configured name
  std::string model{};     // empty: the one that the request names
  Overrides overrides{};

  friend bool operator==(const Target&, const Target&) = default;
  // "openai/gpt-4.1", or "openai" for the request's own model.
  friend std::ostream& operator<<(std::ostream& out, const Target& target);
};

struct Fallback;
struct Weighted;
struct Fastest;
struct Cheapest;
struct LeastLoaded;
struct Conditional;
struct RouteNode;

// A tree of decisions. A fresh one is a target without a name, which check() refuses.
class Route {
 public:
  Route();
  // Every kind of node is a route.
  Route(Target target);          // NOLINT(google-explicit-constructor)
  Route(Fallback fallback);      // NOLINT(google-explicit-constructor)
  Route(Weighted weighted);      // NOLINT(google-explicit-constructor)
  Route(Fastest fastest);        // NOLINT(google-explicit-constructor)
  Route(Cheapest cheapest);      // NOLINT(google-explicit-constructor)
  Route(LeastLoaded least);      // NOLINT(google-explicit-constructor)
  Route(Conditional condition);  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const RouteNode& node() const { return *node_; }

  // Whether it can be used: no node without children, weights above zero, names where they are
  // needed, not too deep and not too large. Errors: Configuration; the message begins with the JSON
  // pointer of the node in to_json().
  [[nodiscard]] Result<void> check() const;

  // Every target in it, in the order they are written, each once. Lifetime: as long as a copy of
  // this route.
  [[nodiscard]] std::vector<const Target*> targets() const;

  // The form of docs/routing.md. What it returns has passed check().
  // Errors: Configuration; the message begins with a JSON pointer.
  [[nodiscard]] static Result<Route> parse(std::string_view json_text);
  [[nodiscard]] static Result<Route> from_json(const JsonText& json);

  friend bool operator==(const Route& a, const Route& b);
  friend std::ostream& operator<<(std::ostream& out, const Route& route);  // as JSON

 private:
  std::shared_ptr<const RouteNode> node_;
};

[[nodiscard]] JsonText to_json(const Route& route);

// One after the other: the next is tried when the one before failed in a way that another can mend.
struct Fallback {
  struct Step {
    Step() = default;
    template <class R>
    requires std::is_convertible_v<R, Route> Step(R&& to)
        : route(std::forward<R>(to)) {}  // NOLINT: a route is a step
    Step(Route to, ErrorKinds kinds) : route(std::move(to)), on(kinds) {}

    Route route{};
    // When not empty: only after one of these, and after those even where nobody else would be
    // tried. ContextLength leads to a model with a longer context, ContentPolicy to another judge.
    ErrorKinds on{};

    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<Step> steps{};

  friend bool operator==(const Fallback&, const Fallback&) = default;
};

// A split by weights. The children that were not drawn come after it, in an order drawn the same
// way, so that a split is also a fallback.
struct Weighted {
  struct Share {
    std::int64_t weight = 1;  // 0: only when all others failed
    Route route{};

    friend bool operator==(const Share&, const Share&) = default;
  };
  std::vector<Share> shares{};
  // Who says the same in this field always gets the same child, for as long as the weights stay;
  // when one weight changes, only the share that changed moves. Where a request lacks the field,
  // chance decides.
  std::optional<RouteField> sticky{};
  std::uint64_t seed = 0;  // another one splits the same users another way

  [[nodiscard]] Weighted sticky_by(std::string_view field) &&;
  [[nodiscard]] Weighted seeded(std::uint64_t value) &&;

  friend bool operator==(const Weighted&, const Weighted&) = default;
};

enum class LatencyQuantile : std::uint8_t { P50, P75, P90, P95, P99 };
inline constexpr std::size_t kLatencyQuantiles = 5;

// The quickest of late first. A few requests go to another on purpose, to learn whether it has
// become quicker; see `explore_permille`.
struct Fastest {
  enum class By : std::uint8_t { FirstToken, Total };

  std::vector<Route> children{};
  By by = By::FirstToken;
  LatencyQuantile quantile = LatencyQuantile::P50;
  int explore_permille = 50;  // thousandths of the requests

  [[nodiscard]] Fastest by_total() &&;
  [[nodiscard]] Fastest at(LatencyQuantile which) &&;
  [[nodiscard]] Fastest exploring(int permille) &&;

  friend bool operator==(const Fastest&, const Fastest&) = default;
};

// The lowest expected price first; what has no price comes last.
struct Cheapest {
  std::vector<Route> children{};
  friend bool operator==(const Cheapest&, const Cheapest&) = default;
};

// The fewest calls in flight first; among equals, chance decides.
struct LeastLoaded {
  std::vector<Route> children{};
  friend bool operator==(const LeastLoaded&, const LeastLoaded&) = default;
};

// The first case whose condition holds; the others are not tried.
struct Conditional {
  struct Case {
    Condition condition{};
    Route route{};
    friend bool operator==(const Case&, const Case&) = default;
  };
  std::vector<Case> cases{};
  std::optional<Route> fallthrough{};  // when no condition holds; empty: nothing serves that

  [[nodiscard]] Conditional when(Condition condition, Route route) &&;
  [[nodiscard]] Conditional otherwise(Route route) &&;

  friend bool operator==(const Conditional&, const Conditional&) = default;
};

struct RouteNode {
  std::variant<Target, Fallback, Weighted, Fastest, Cheapest, LeastLoaded, Conditional> kind{};

  friend bool operator==(const RouteNode&, const RouteNode&) = default;
};

// How routes are written down.
namespace route {

[[nodiscard]] Route to(std::string provider, std::string model = {}, Overrides overrides = {});
[[nodiscard]] Fallback fallback(std::vector<Fallback::Step> steps);
// A step of a fallback that only these errors lead to.
[[nodiscard]] Fallback::Step on(ErrorKinds kinds, Route route);
[[nodiscard]] Weighted weighted(std::vector<Weighted::Share> shares);
[[nodiscard]] Fastest fastest(std::vector<Route> children);
[[nodiscard]] Cheapest cheapest(std::vector<Route> children);
[[nodiscard]] LeastLoaded least_loaded(std::vector<Route> children);
[[nodiscard]] Conditional when(Condition condition, Route route);

}  // namespace route
}  // namespace omnillm

#endif  // OMNILLM_ROUTE_H_
