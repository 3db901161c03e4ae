#include "sim/scenario_parser.h"
#include "yaml/fields.h"
#include "yaml/quantity.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace omnillm::sim {
namespace {

using yaml::each_item;
using yaml::Fields;
using yaml::parse_count;
using yaml::parse_duration;
using yaml::parse_number;
using yaml::Problems;
using yaml::show_count;

constexpr Fields::Range kPositive{.least = 1};
// Of one request; keeps the dearest price of the largest request within Money.
constexpr std::int64_t kMostTokens = 100'000'000;

constexpr std::array<std::string_view, 4> kEnforcements{"token_bucket", "fixed_minute",
                                                        "sliding_minute", "per_second"};
constexpr std::array<Enforcement, 4> kEnforcementOf{
    Enforcement::TokenBucket, Enforcement::FixedMinute, Enforcement::SlidingMinute,
    Enforcement::PerSecond};

void read_enforcement(Fields& fields, std::string_view name, Enforcement& out) {
  const auto now = std::find(kEnforcementOf.begin(), kEnforcementOf.end(), out);
  auto place = static_cast<std::size_t>(now - kEnforcementOf.begin());
  fields.read_choice(name, kEnforcements, place);
  out = kEnforcementOf[place];
}

// ---- distributions -------------------------------------------------------------------------

// One number of a distribution: a time in nanoseconds, a count, or a plain factor.
enum class Unit : std::uint8_t { Time, Tokens, Factor };

std::optional<double> parse_amount(const std::string& text, Unit unit) {
  if (unit == Unit::Factor) return parse_number(text);
  if (unit == Unit::Tokens) {
    const auto count = parse_count(text);
    return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
  }
  const auto time = parse_duration(text);
  return time ? std::optional(static_cast<double>(time->count())) : std::nullopt;
}

std::string_view example_of(Unit unit) {
  switch (unit) {
    case Unit::Time:
      return "write a time like 800ms, or {lognormal: 800ms, sigma: 0.5}";
    case Unit::Tokens:
      return "write a number of tokens like 500, or {lognormal: 500, sigma: 0.8, max: 8000}";
    case Unit::Factor:
      return "write a factor like 1.2, or {uniform: [0.9, 1.1]}";
  }
  return "";
}

void read_amount(Fields& fields, const YAML::Node& node, Unit unit, double& out) {
  if (!node.IsDefined()) return;
  if (node.IsScalar())
    if (const auto value = parse_amount(node.Scalar(), unit)) {
      out = *value;
      return;
    }
  fields.problems().add(node.Mark(), example_of(unit));
}

void read_shape(Fields& shape, Unit unit, Distribution& out) {
  using Kind = Distribution::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 3> kShapes{
      {{"fixed", Kind::Fixed}, {"lognormal", Kind::Lognormal}, {"exponential", Kind::Exponential}}};
  int shapes = 0;
  for (const auto& [name, kind] : kShapes)
    if (shape.has(name)) {
      ++shapes;
      out.kind = kind;
      read_amount(shape, shape.get(name), unit, out.first);
    }
  if (const YAML::Node ends = shape.get("uniform"); ends.IsDefined()) {
    ++shapes;
    out.kind = Kind::Uniform;
    if (ends.IsSequence() && ends.size() == 2) {
      read_amount(shape, ends[0], unit, out.first);
      read_amount(shape, ends[1], unit, out.second);
      if (out.first > out.second) shape.complain("uniform", "its first end is above its second");
    } else {
      shape.complain("uniform", "write its two ends, like [100, 300]");
    }
  }
  if (shapes != 1) shape.complain("name one shape: fixed, uniform, lognormal or exponential");
}

void read_distribution(Fields& fields, std::string_view name, Unit unit, Distribution& out) {
  const YAML::Node node = fields.get(name);
  if (!node.IsDefined()) return;
  out = {};
  if (!node.IsMap()) return read_amount(fields, node, unit, out.first);
  Fields shape(node, name, fields.problems());
  read_shape(shape, unit, out);
  if (out.kind == Distribution::Kind::Lognormal) {
    out.second = 0.5;
    shape.read_number("sigma", out.second);
    if (out.second > 10) shape.complain("sigma", "'sigma' must be from 0 to 10");
  }
  read_amount(shape, shape.get("min"), unit, out.min);
  read_amount(shape, shape.get("max"), unit, out.max);
  if (out.min > out.max) shape.complain("min", "'min' is above 'max'");
  shape.done();
}

void read_tokens(Fields& fields, std::string_view name, Distribution& out) {
  read_distribution(fields, name, Unit::Tokens, out);
  out.max = std::min(out.max, static_cast<double>(kMostTokens));
  out.min = std::min(out.min, out.max);
}

// ---- traffic -------------------------------------------------------------------------------

void read_arrival_kind(Fields& fields, ArrivalPlan& plan) {
  using Kind = ArrivalPlan::Kind;
  int kinds = 0;
  const auto rate = [&](std::string_view name, Kind kind) {
    if (!fields.has(name)) return false;
    ++kinds;
    plan.kind = kind;
    fields.read_rate(name, plan.gap);
    return true;
  };
  rate("poisson", Kind::Poisson);
  if (rate("steady", Kind::Steady)) fields.read_share("jitter", plan.jitter);
  if (rate("on_off", Kind::OnOff)) {
    fields.read("on", plan.on);
    fields.read("off", plan.off);
    if (plan.on < std::chrono::milliseconds(1)) fields.complain("on", "'on' must be at least 1ms");
  }
  if (fields.has("bursts")) {
    ++kinds;
    plan.kind = Kind::Bursts;
    plan.gap = std::chrono::seconds(10);
    fields.read("bursts", plan.size, {.least = 1, .most = 1'000'000});
    fields.read("every", plan.gap);
    fields.read("spread", plan.spread);
    if (plan.gap < std::chrono::milliseconds(1) || plan.spread > plan.gap)
      fields.complain("every", "'every' must be at least 1ms and not shorter than 'spread'");
  }
  if (kinds != 1) fields.complain("name one kind of arrivals: poisson, steady, bursts or on_off");
}

void read_arrivals(Fields& stream, ArrivalPlan& plan) {
  const YAML::Node node = stream.get("arrivals");
  if (!node.IsDefined()) return stream.complain("says no 'arrivals'; write {poisson: 20/s}");
  Fields fields(node, "arrivals", stream.problems());
  read_arrival_kind(fields, plan);
  fields.read("from", plan.from);
  fields.read("until", plan.until);
  fields.done();
}

void read_stream(const YAML::Node& node, Problems& problems, Scenario& scenario) {
  Stream stream;
  Fields fields(node, "traffic", problems);
  fields.read("name", stream.name);
  read_arrivals(fields, stream.arrivals);
  read_tokens(fields, "prompt_tokens", stream.prompt_tokens);
  read_tokens(fields, "output_tokens", stream.output_tokens);
  fields.read("max_output_tokens", stream.max_output_tokens, {.least = 1, .most = kMostTokens});
  read_distribution(fields, "estimate", Unit::Factor, stream.estimate_factor);
  fields.read("wait", stream.wait);
  std::int64_t priority = 0;
  fields.read("priority", priority, {.least = 0, .most = 7});
  stream.priority = static_cast<int>(priority);
  fields.done();
  scenario.traffic.push_back(std::move(stream));
}

// ---- providers -----------------------------------------------------------------------------

void read_limits(Fields& fields, KeyLimits& limits) {
  fields.read("tpm", limits.tpm, kPositive);
  fields.read("rpm", limits.rpm, kPositive);
  fields.read("tpd", limits.tpd, kPositive);
  fields.read("rpd", limits.rpd, kPositive);
  fields.read("tpm_burst", limits.tpm_burst, kPositive);
  fields.read("rpm_burst", limits.rpm_burst, kPositive);
  fields.read("concurrency", limits.max_concurrency, {.least = 1, .most = 1'000'000});
  std::int64_t headroom = 0;
  fields.read_share("headroom", headroom);
  if (headroom >= 1'000'000) fields.complain("headroom", "'headroom' leaves nothing to use");
  limits.headroom_permille = static_cast<int>(headroom / 1'000);
  read_enforcement(fields, "assumed", limits.enforcement);
}

void read_keys(const YAML::Node& node, Problems& problems, ProviderPlan& provider) {
  KeyGroup group;
  Fields fields(node, "keys", problems);
  group.name = provider.name;
  fields.read("name", group.name);
  fields.read("count", group.count, {.least = 1, .most = kMostKeys});
  group.limits.enforcement = provider.enforcement;
  read_limits(fields, group.limits);
  std::int64_t weight = 1, priority = 0;
  fields.read("weight", weight, {.least = 1, .most = 1'000});
  fields.read("priority", priority, {.least = 0, .most = 7});
  group.weight = static_cast<int>(weight);
  group.priority = static_cast<int>(priority);
  fields.read("quota_group", group.quota_group);
  fields.done();
  provider.keys.push_back(std::move(group));
}

void read_prices(Fields& fields, ProviderPlan& provider) {
  const YAML::Node node = fields.get("price");
  if (!node.IsDefined()) return;
  Fields price(node, "price", fields.problems());
  price.read_price("input", provider.pico_per_input);
  price.read_price("output", provider.pico_per_output);
  price.done();
}

void read_provider(const YAML::Node& node, Problems& problems, Scenario& scenario) {
  ProviderPlan provider;
  Fields fields(node, "provider", problems);
  fields.read("name", provider.name);
  if (provider.name.empty()) fields.complain("a provider needs a 'name'");
  read_enforcement(fields, "enforcement", provider.enforcement);
  read_distribution(fields, "network", Unit::Time, provider.network);
  read_distribution(fields, "latency", Unit::Time, provider.latency);
  if (fields.has("first_byte"))
    read_distribution(fields, "first_byte", Unit::Time, provider.first_byte.emplace());
  fields.read("headers", provider.headers);
  fields.read("retry_after", provider.retry_after);
  fields.read("counts_refused", provider.counts_refused);
  read_prices(fields, provider);
  each_item(fields, "keys", [&](const YAML::Node& keys) { read_keys(keys, problems, provider); });
  if (provider.keys.empty())
    fields.complain("provider '" + provider.name + "' has no 'keys'; write keys: {count: 1}");
  fields.done();
  scenario.providers.push_back(std::move(provider));
}

// ---- events --------------------------------------------------------------------------------

void read_answer(Fields& fields, Event& event) {
  constexpr std::array<std::string_view, 5> kAnswers{"503", "500", "502", "529", "timeout"};
  constexpr std::array<int, 5> kStatus{503, 500, 502, 529, 0};
  std::size_t place = 0;
  fields.read_choice("answer", kAnswers, place);
  event.status = kStatus[place];
}

void read_event_kind(Fields& fields, Event& event) {
  using Kind = Event::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{
      {{"outage", Kind::Outage},
       {"revoke", Kind::Revoke},
       {"restore", Kind::Restore},
       {"other_consumer", Kind::OtherConsumer},
       {"refusals", Kind::Refusals},
       {"cut_limit", Kind::CutLimit}}};
  int kinds = 0;
  for (const auto& [name, kind] : kKinds)
    if (fields.has(name)) {
      ++kinds;
      event.kind = kind;
      fields.read(name, event.target);
    }
  if (kinds != 1)
    fields.complain(
        "an event is one of outage, revoke, restore, other_consumer, refusals and cut_limit, with "
        "the provider or key it happens to");
}

void read_event(const YAML::Node& node, Problems& problems, Scenario& scenario) {
  Event event;
  Fields fields(node, "event", problems);
  event.line = fields.line();
  fields.read("at", event.at);
  fields.read("for", event.lasts);
  read_event_kind(fields, event);
  if (event.kind == Event::Kind::Outage) read_answer(fields, event);
  using Kind = Event::Kind;
  if (event.kind == Kind::OtherConsumer || event.kind == Kind::Refusals ||
      event.kind == Kind::CutLimit)
    fields.read_share("share", event.share);
  fields.done();
  scenario.events.push_back(std::move(event));
}

// ---- the rest ------------------------------------------------------------------------------

void read_pool(Fields& fields, Scenario& scenario) {
  const YAML::Node node = fields.get("pool");
  if (!node.IsDefined()) return;
  Fields pool(node, "pool", fields.problems());
  std::int64_t threshold = scenario.pool.circuit_breaker_threshold;
  auto waiting = static_cast<std::int64_t>(scenario.pool.max_waiting);
  pool.read("circuit_breaker_threshold", threshold, {.least = 1, .most = 1'000'000});
  pool.read("circuit_breaker_cooldown", scenario.pool.circuit_breaker_cooldown);
  pool.read("max_waiting", waiting, {.least = 0, .most = 10'000'000});
  scenario.pool.circuit_breaker_threshold = static_cast<int>(threshold);
  scenario.pool.max_waiting = static_cast<std::size_t>(waiting);
  pool.done();
}

void read_client(Fields& fields, ClientPlan& client) {
  const YAML::Node node = fields.get("client");
  if (!node.IsDefined()) return;
  Fields members(node, "client", fields.problems());
  std::int64_t attempts = client.attempts;
  members.read("attempts", attempts, {.least = 1, .most = 100});
  client.attempts = static_cast<int>(attempts);
  members.read("timeout", client.timeout);
  members.read("backoff", client.backoff);
  members.done();
}

void read_budget(Fields& fields, BudgetPlan& budget) {
  const YAML::Node node = fields.get("budget");
  if (!node.IsDefined()) return;
  Fields members(node, "budget", fields.problems());
  members.read("organisation", budget.organisation);
  members.read("projects", budget.projects, {.least = 1, .most = kMostAccounts});
  members.read("project", budget.project);
  members.read("callers_per_project", budget.callers_per_project,
               {.least = 1, .most = kMostAccounts});
  members.read("caller", budget.caller);
  if (budget.projects * budget.callers_per_project > kMostAccounts)
    members.complain("more than " + show_count(kMostAccounts) + " callers are too many");
  members.done();
}

void read_expectations(Fields& fields, Expectations& expect) {
  const YAML::Node node = fields.get("expect");
  if (!node.IsDefined()) return;
  Fields members(node, "expect", fields.problems());
  members.read("max_429", expect.max_429, {});
  members.read("max_failed", expect.max_failed, {});
  members.read("max_refused", expect.max_refused, {});
  members.read("min_served", expect.min_served, {});
  members.read_share("min_served_share", expect.min_served_share);
  members.read_share("min_utilisation", expect.min_utilisation);
  members.read("max_p50_wait", expect.max_p50_wait);
  members.read("max_p99_wait", expect.max_p99_wait);
  members.read("max_wait", expect.max_wait);
  members.read("no_429_after", expect.no_429_after);
  members.read("max_spent", expect.max_spent);
  members.done();
}

void read_search(Fields& fields, Scenario& scenario) {
  const YAML::Node node = fields.get("find_keys");
  if (!node.IsDefined()) return;
  Fields members(node, "find_keys", fields.problems());
  Search search;
  members.read("group", search.group);
  members.read("from", search.from, {.least = 1, .most = kMostKeys});
  members.read("to", search.to, {.least = 1, .most = kMostKeys});
  if (search.from > search.to) members.complain("from", "'from' is above 'to'");
  bool known = false;
  for (const ProviderPlan& provider : scenario.providers)
    for (const KeyGroup& group : provider.keys) known = known || group.name == search.group;
  if (!known) members.complain("group", "there are no keys named '" + search.group + "'");
  members.done();
  scenario.find_keys = std::move(search);
}

// ---- what must agree -----------------------------------------------------------------------

bool names_something(const Scenario& scenario, const std::string& target) {
  const bool many = !target.empty() && target.back() == '*';
  const std::string_view prefix =
      std::string_view(target).substr(0, target.size() - (many ? 1 : 0));
  for (const ProviderPlan& provider : scenario.providers) {
    if (provider.name == target) return true;
    for (const KeyGroup& group : provider.keys)
      for (std::int64_t i = 0; i < group.count; ++i) {
        const std::string label = group.label(i);
        if (many ? label.compare(0, prefix.size(), prefix) == 0 : label == target) return true;
      }
  }
  return false;
}

void check_names(Fields& fields, const Scenario& scenario) {
  std::set<std::string> providers, groups;
  for (const ProviderPlan& provider : scenario.providers) {
    if (!providers.insert(provider.name).second)
      fields.complain("providers", "two providers are named '" + provider.name + "'");
    for (const KeyGroup& group : provider.keys)
      if (!groups.insert(group.name).second)
        fields.complain("providers", "two groups of keys are named '" + group.name +
                                         "'; give each its own 'name'");
  }
}

void check_targets(Fields& fields, const Scenario& scenario) {
  for (const Event& event : scenario.events) {
    if (names_something(scenario, event.target)) continue;
    YAML::Mark where;
    where.line = event.line - 1;
    fields.problems().add(where, "there is no provider or key '" + event.target +
                                     "'; a key of several is named like 'name-001'");
  }
}

void check_whole(Fields& fields, const Scenario& scenario) {
  if (scenario.providers.empty())
    fields.complain("a scenario needs 'providers'; see docs/simulate.md");
  if (scenario.traffic.empty()) fields.complain("a scenario needs 'traffic'");
  if (scenario.duration < std::chrono::seconds(1) || scenario.duration > std::chrono::hours(48))
    fields.complain("duration", "'duration' must be from 1s to 48h");
  if (key_count(scenario) > kMostKeys)
    return fields.complain("providers", "more than " + show_count(kMostKeys) + " keys");
  check_names(fields, scenario);
  check_targets(fields, scenario);
}

void read_document(Fields& fields, Scenario& scenario) {
  Problems& problems = fields.problems();
  fields.read("name", scenario.name);
  fields.read("about", scenario.about);
  std::int64_t seed = 1;
  fields.read("seed", seed, {});
  scenario.seed = static_cast<std::uint64_t>(seed);
  fields.read("duration", scenario.duration);
  read_pool(fields, scenario);
  read_client(fields, scenario.client);
  read_budget(fields, scenario.budget);
  each_item(fields, "providers",
            [&](const YAML::Node& node) { read_provider(node, problems, scenario); });
  each_item(fields, "traffic",
            [&](const YAML::Node& node) { read_stream(node, problems, scenario); });
  each_item(fields, "events",
            [&](const YAML::Node& node) { read_event(node, problems, scenario); });
  read_expectations(fields, scenario.expect);
  read_search(fields, scenario);
  fields.done();
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, std::string_view file) {
  auto document = yaml::read_yaml(text, file);
  if (!document) return tl::unexpected(document.error());
  Problems problems(file);
  Scenario scenario;
  try {
    Fields fields(*document, "the scenario", problems);
    read_document(fields, scenario);
    if (problems.empty()) check_whole(fields, scenario);
  } catch (const YAML::Exception& error) {
    problems.add(error.mark, error.msg);
  }
  if (!problems.empty()) return tl::unexpected(problems.to_error());
  if (scenario.name.empty()) scenario.name = file;
  return scenario;
}

}  // namespace omnillm::sim
