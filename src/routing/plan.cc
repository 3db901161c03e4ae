// plan(): from a route to an order of targets.
//
// Each node gives the candidates of its children in an order, and sets its decision in front of
// theirs. What a child is judged by (its latency, its price, its load) is that of its first
// candidate that is not failing.

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <variant>

#include "omnillm/cost.h"
#include "omnillm/routing.h"
#include "routing/route_value.h"
#include "routing/same_target.h"
#include "routing/sticky_hash.h"

namespace omnillm {
namespace {

// Fewer answers than this say little of how fast a target is.
constexpr std::uint32_t kEnoughSamples = 5;
// Of the requests of a node where one target is not known well enough, so many thousandths go
// there.
constexpr std::uint64_t kLearnPermille = 250;

bool begins_with(const absl::InlinedVector<Candidate::Gate, 1>& gates,
                 const absl::InlinedVector<Candidate::Gate, 1>& start) {
  return start.size() <= gates.size() && std::equal(start.begin(), start.end(), gates.begin());
}

class Planner {
 public:
  Planner(const RouteInput& request, const RouteHealth& health, Rng& rng)
      : request_(request), health_(health), rng_(rng) {}

  Plan expand(const Route& route, std::size_t depth) {
    // A route can share its branches, so that a small one has many paths through it.
    if (depth > kMaxRouteDepth || ++nodes_ > kMaxRouteNodes) return {};
    return std::visit([&](const auto& node) { return order(node, depth); }, route.node().kind);
  }

  // What is failing is tried when nothing else is left.
  void put_failing_last(Plan& plan) const {
    const auto fails = [this](const Candidate& each) { return is_failing(each); };
    if (plan.size() < 2 || std::none_of(plan.begin(), plan.end(), fails)) return;
    Plan sorted;
    for (Candidate& each : plan)
      if (!fails(each)) sorted.push_back(std::move(each));
    for (Candidate& each : plan) {
      if (!fails(each)) continue;
      each.why.push_back({.because = Because::PutLastBreakerOpen});
      sorted.push_back(std::move(each));
    }
    plan = std::move(sorted);
  }

 private:
  // One child in the order that its node decides on.
  struct Ranked {
    Plan plan;
    Decision why;
    int group = 0;           // lower groups first
    std::int64_t exact = 0;  // then by this
    double key = 0;          // and where that is equal, by this
  };
  using Ranking = absl::InlinedVector<Ranked, 4>;

  Plan order(const Target& target, std::size_t) {
    Plan plan;
    if (target.provider.empty()) return plan;
    plan.push_back(
        {.target = &target, .model = target.model.empty() ? request_.model : target.model});
    return plan;
  }

  Plan order(const Fallback& node, std::size_t depth) {
    Plan plan;
    for (std::size_t i = 0; i < node.steps.size() && plan.size() < kMaxCandidates; ++i) {
      const Fallback::Step& step = node.steps[i];
      Plan child = expand(step.route, depth + 1);
      Decision why = decision(Because::Step, i, node.steps.size());
      why.rank = narrow<std::uint8_t>(i);
      if (!step.on.empty()) {
        why.because = Because::StepOnError;
        why.figure = step.on.bits();
        const Candidate::Gate gate{++steps_, step.on};
        for (Candidate& each : child) each.gates.insert(each.gates.begin(), gate);
      }
      append(plan, child, why);
    }
    return plan;
  }

  // A child comes first as often as its weight says: the smallest of -ln(u)/weight, u uniform in
  // (0, 1), wins with probability weight/total, and the others follow by the same rule.
  Plan order(const Weighted& node, std::size_t depth) {
    const RouteValue key = node.sticky ? routing::value_of(*node.sticky, request_) : RouteValue{};
    const bool sticky = !std::holds_alternative<std::monostate>(key);
    routing::StickyDraw draw(node.seed, key);
    Ranking ranking;
    for (std::size_t i = 0; i < node.shares.size(); ++i) {
      const Weighted::Share& share = node.shares[i];
      // One minus, because its logarithm is taken.
      const double u = sticky ? draw.unit(share.route) : 1 - rng_.unit();
      Ranked each{
          .plan = expand(share.route, depth + 1),
          .why = decision(sticky ? Because::Sticky : Because::Drawn, i, node.shares.size())};
      if (each.plan.empty()) continue;
      each.why.figure = share.weight;
      each.group = share.weight > 0 ? 0 : 1;
      each.key = share.weight > 0 ? -std::log(u) / static_cast<double>(share.weight) : 0;
      ranking.push_back(std::move(each));
    }
    return merge(ranking);
  }

  Plan order(const Fastest& node, std::size_t depth) {
    Ranking ranking = expand_all(node.children, depth);
    for (Ranked& each : ranking) {
      const TargetHealth* health = health_of(head(each.plan));
      const bool by_first = node.by == Fastest::By::FirstToken;
      const LatencySummary latency = !health    ? LatencySummary{}
                                     : by_first ? health->first_token
                                                : health->total;
      const bool known = latency.samples >= kEnoughSamples;
      each.why.because = !known     ? Because::Unmeasured
                         : by_first ? Because::FastestFirstToken
                                    : Because::FastestTotal;
      each.why.figure = known ? latency[node.quantile].count() : latency.samples;
      each.group = is_failing(head(each.plan)) ? 2 : known ? 0 : 1;
      each.exact = known ? latency[node.quantile].count() : 0;
      // Those of which nothing is known share what comes to them.
      if (!known) each.key = rng_.unit();
    }
    sort(ranking);
    explore(ranking, node.explore_permille);
    return merge_sorted(ranking);
  }

  Plan order(const Cheapest& node, std::size_t depth) {
    Ranking ranking = expand_all(node.children, depth);
    for (Ranked& each : ranking) {
      const TargetHealth* health = health_of(head(each.plan));
      const bool priced = health && health->price;
      each.why.because = priced ? Because::Cheapest : Because::Unpriced;
      each.group = priced ? 0 : 1;
      each.exact = each.why.figure = priced ? health->price->nanos() : 0;
    }
    return merge(ranking);
  }

  Plan order(const LeastLoaded& node, std::size_t depth) {
    Ranking ranking = expand_all(node.children, depth);
    for (Ranked& each : ranking) {
      const TargetHealth* health = health_of(head(each.plan));
      each.why.because = Because::LeastLoaded;
      each.why.figure = health ? health->in_flight : 0;
      each.group = is_failing(head(each.plan)) ? 1 : 0;
      each.exact = each.why.figure;
      each.key = rng_.unit();  // equals take turns
    }
    return merge(ranking);
  }

  Plan order(const Conditional& node, std::size_t depth) {
    Plan plan;
    for (std::size_t i = 0; i < node.cases.size(); ++i) {
      if (!node.cases[i].condition.holds(request_)) continue;
      Plan child = expand(node.cases[i].route, depth + 1);
      append(plan, child, decision(Because::Case, i, node.cases.size()));
      return plan;
    }
    if (!node.fallthrough) return plan;
    Plan child = expand(*node.fallthrough, depth + 1);
    append(plan, child, decision(Because::Otherwise, node.cases.size(), node.cases.size()));
    return plan;
  }

  // Children that have somebody for this request.
  Ranking expand_all(const std::vector<Route>& children, std::size_t depth) {
    Ranking ranking;
    for (std::size_t i = 0; i < children.size(); ++i) {
      Plan child = expand(children[i], depth + 1);
      if (child.empty()) continue;
      ranking.push_back(
          {.plan = std::move(child), .why = decision(Because::Step, i, children.size())});
    }
    return ranking;
  }

  // Sends a few requests to somebody else than the first, to keep knowing how fast they are.
  void explore(Ranking& ranking, int permille) {
    const auto first_of = [&](int group) {
      return std::find_if(ranking.begin(), ranking.end(),
                          [&](const Ranked& each) { return each.group >= group; });
    };
    const auto known_end = first_of(1);
    const auto unknown_end = first_of(2);
    if (known_end == ranking.begin()) return;  // nothing is known: chance has ordered them
    const std::uint64_t draw = rng_.below(1000);
    auto chosen = ranking.end();
    if (known_end != unknown_end) {
      if (draw < kLearnPermille) chosen = known_end;
    } else if (known_end - ranking.begin() > 1 &&
               draw < static_cast<std::uint64_t>(std::max(permille, 0))) {
      const auto others = static_cast<std::uint64_t>(known_end - ranking.begin() - 1);
      chosen = ranking.begin() + 1 + static_cast<std::ptrdiff_t>(rng_.below(others));
      chosen->why.because = Because::Explored;
    }
    if (chosen != ranking.end()) std::rotate(ranking.begin(), chosen, chosen + 1);
  }

  static void sort(Ranking& ranking) {
    std::sort(ranking.begin(), ranking.end(), [](const Ranked& a, const Ranked& b) {
      if (a.group != b.group) return a.group < b.group;
      if (a.exact != b.exact) return a.exact < b.exact;
      if (a.key != b.key) return a.key < b.key;
      return a.why.child < b.why.child;
    });
  }

  Plan merge(Ranking& ranking) {
    sort(ranking);
    return merge_sorted(ranking);
  }

  static Plan merge_sorted(Ranking& ranking) {
    Plan plan;
    std::size_t rank = 0;
    for (Ranked& each : ranking) {
      each.why.rank = narrow<std::uint8_t>(rank++);
      append(plan, each.plan, each.why);
    }
    return plan;
  }

  // A target that comes anyway, and earlier, is not listed again.
  static void append(Plan& plan, Plan& child, const Decision& why) {
    for (Candidate& each : child) {
      if (plan.size() >= kMaxCandidates) return;
      const bool there = std::any_of(plan.begin(), plan.end(), [&](const Candidate& earlier) {
        return routing::same_target(earlier, each) && begins_with(each.gates, earlier.gates);
      });
      if (there) continue;
      each.why.insert(each.why.begin(), why);
      plan.push_back(std::move(each));
    }
  }

  template <class To>
  static To narrow(std::size_t value) {
    return static_cast<To>(std::min<std::size_t>(value, std::numeric_limits<To>::max()));
  }
  static Decision decision(Because because, std::size_t child, std::size_t of) {
    return {
        .because = because, .child = narrow<std::uint16_t>(child), .of = narrow<std::uint16_t>(of)};
  }

  const TargetHealth* health_of(const Candidate& candidate) const {
    return health_.find(candidate.target->provider, candidate.model);
  }
  bool is_failing(const Candidate& candidate) const {
    const TargetHealth* health = health_of(candidate);
    return health && health->breaker_open;
  }
  // What a branch is judged by: whom it would try first, given that what fails is tried last.
  const Candidate& head(const Plan& plan) const {
    const auto first = std::find_if(plan.begin(), plan.end(),
                                    [this](const Candidate& each) { return !is_failing(each); });
    return first == plan.end() ? plan.front() : *first;
  }

  const RouteInput& request_;
  const RouteHealth& health_;
  Rng& rng_;
  std::size_t nodes_ = 0;
  std::uint16_t steps_ = 0;
};

}  // namespace

Plan plan(const Route& route, const RouteInput& request, const RouteHealth& health, Rng& rng) {
  Planner planner(request, health, rng);
  Plan plan = planner.expand(route, 1);
  planner.put_failing_last(plan);
  return plan;
}

const TargetHealth* RouteHealth::find(std::string_view provider, std::string_view model) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const TargetHealth& each) {
    return each.provider == provider && each.model == model;
  });
  return found == entries_.end() ? nullptr : &*found;
}

std::optional<Money> expected_price(const ModelPrice& price, std::int64_t prompt_tokens,
                                    std::int64_t output_tokens, ServiceTier tier) {
  TokenUsage usage;
  usage.prompt_tokens = prompt_tokens;
  usage.completion_tokens = output_tokens;
  const Result<Bill> bill = cost_of(price, usage, {}, tier);
  if (!bill) return std::nullopt;
  return bill->total;
}

std::ostream& operator<<(std::ostream& out, const Candidate& candidate) {
  if (!candidate.target) return out << "nobody";
  out << candidate.target->provider;
  if (!candidate.model.empty()) out << '/' << candidate.model;
  return out;
}

}  // namespace omnillm
