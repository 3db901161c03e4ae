// Any configuration, said to the builder in any order: it answers with a gateway or with an error
// that says what is wrong, and never with a key of ours in it.

#include "omnillm/gateway_builder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/virtual_time.h"
#include "byte_reader.h"
#include "omnillm/replay_transport.h"

namespace {

using namespace omnillm;
using fuzz::ByteReader;

constexpr std::size_t kMostSteps = 24;
constexpr std::size_t kMostNesting = 20;  // deeper than a route may be
constexpr std::string_view kSecret = "sk-canary-4711";

constexpr std::string_view kNames[] = {"openai", "anthropic", "gemini", "bedrock", "azure",
                                       "vertex", "groq",      "mine",   "",        "cohere"};
constexpr std::string_view kAddresses[] = {"https://api.example/v1",
                                           "http://localhost:8000",
                                           "https://{region}.example/v1",
                                           "https://",
                                           "https://[::1]:99999/x",
                                           "https://a b.example",
                                           "nothing",
                                           "https://me@host.example/%zz?x=1#y",
                                           ""};

std::string name(ByteReader& in) {
  return in.rarely() ? in.text() : std::string(in.one_of(kNames));
}

std::string address(ByteReader& in) {
  return in.rarely() ? "https://" + in.text() : std::string(in.one_of(kAddresses));
}

Duration duration(ByteReader& in) { return Duration(in.number()); }

KeyConfig key(ByteReader& in) {
  std::string secret(kSecret);
  if (in.rarely()) secret += in.text();
  KeyConfig config(in.rarely() ? std::string() : secret, in.flag() ? in.text() : "one");
  KeyLimits& limits = config.limits;
  if (in.flag()) limits.tpm = in.number();
  if (in.flag()) limits.rpm = in.number();
  if (in.rarely()) limits.tpd = in.number();
  if (in.rarely()) limits.rpd = in.number();
  if (in.rarely()) limits.max_concurrency = in.number();
  if (in.rarely()) limits.tpm_burst = in.number();
  if (in.rarely()) limits.rpm_burst = in.number();
  limits.enforcement = static_cast<Enforcement>(in.below(4));
  if (in.rarely()) config.headroom(static_cast<int>(in.number()));
  if (in.rarely()) config.with_weight(static_cast<int>(in.number()));
  if (in.rarely()) config.with_priority(static_cast<int>(in.number()));
  if (in.rarely()) config.in_quota_group(in.text());
  if (in.rarely()) config.allow_models({in.text(), "gpt-*"});
  return config;
}

PoolConfig pool(ByteReader& in) {
  PoolConfig config;
  if (in.flag()) config.circuit_breaker_threshold = static_cast<int>(in.number());
  if (in.flag()) config.circuit_breaker_cooldown = duration(in);
  if (in.flag()) config.max_waiting = static_cast<std::size_t>(in.number());
  // Room is taken at once, so what is allowed is not asked for every time.
  if (in.rarely()) config.max_keys = static_cast<std::size_t>(in.number());
  return config;
}

AuthScheme scheme(ByteReader& in) {
  return {static_cast<AuthScheme::Kind>(in.below(7)), in.flag() ? in.text() : "x-key"};
}

ProviderEndpoint endpoint(ByteReader& in) {
  const auto formats = all_wire_formats();
  ProviderEndpoint made = ProviderEndpoint::at(formats[in.below(formats.size())], address(in));
  made.compat = in.flag();
  if (in.flag()) made.auth = scheme(in);
  if (in.rarely()) made.dialect = name(in);
  if (in.rarely()) made.default_headers.add(in.text(), in.text());
  return made;
}

Credentials credentials(ByteReader& in) {
  const Secret secret(kSecret);
  switch (in.below(8)) {
    case 0:
      return credential::ApiKey{.key = secret, .base_url = address(in)};
    case 1:
      return credential::BedrockKey{.key = secret, .region = in.text()};
    case 2:
      return credential::AwsKeys{
          .access_key_id = Secret(in.text()), .secret_access_key = secret, .region = in.text()};
    case 3:
      return credential::AwsProfile{.name = in.text()};
    case 4:
      return credential::GoogleServiceAccount{.json = Secret("{\"private_key\":\"" + in.text())};
    case 5:
      return credential::AzureClientSecret{.tenant_id = in.text(),
                                           .client_id = in.text(),
                                           .client_secret = secret,
                                           .authority = address(in)};
    case 6:
      return credential::MachineIdentity{.client_id = in.text()};
    default:
      return {};
  }
}

ProviderConfig provider(ByteReader& in) {
  ProviderConfig config(name(in));
  if (in.flag()) config.key(key(in));
  if (in.rarely()) config.key(key(in));
  if (in.flag()) config.at(address(in));
  if (in.flag()) config.speaks(endpoint(in));
  if (in.rarely()) config.also(endpoint(in));
  if (in.rarely()) config.like(name(in));
  if (in.rarely()) config.key_from_env(in.flag() ? "OPENAI_API_KEY" : in.text());
  if (in.rarely()) config.signs_with(credentials(in));
  if (in.rarely()) config.keyless({.tpm = in.number(), .rpm = in.number()});
  if (in.rarely()) config.in_region(in.flag() ? "eu-west-1" : in.flag() ? "{region}" : "");
  if (in.rarely()) config.with_pool(pool(in));
  if (in.rarely()) config.with_dialect({.name = in.text(), .refused_members = {in.text()}});
  return config;
}

Route route_of(ByteReader& in, std::size_t depth) {
  const std::size_t kind = depth < kMostNesting && !in.done() ? in.below(7) : 0;
  const auto child = [&] { return route_of(in, depth + 1); };
  const auto children = [&] {
    std::vector<Route> all;
    for (std::size_t left = in.below(4); left > 0; --left) all.push_back(child());
    return all;
  };
  switch (kind) {
    case 1: {
      Fallback made;
      for (const Route& one : children())
        made.steps.emplace_back(one, in.rarely() ? ErrorKinds{ErrorKind::Server} : ErrorKinds{});
      return made;
    }
    case 2: {
      Weighted made;
      for (const Route& one : children()) made.shares.push_back({in.number(), one});
      if (in.rarely()) return std::move(made).sticky_by(in.flag() ? "user" : in.text());
      return made;
    }
    case 3: {
      Fastest made{.children = children()};
      if (in.rarely()) made.explore_permille = static_cast<int>(in.number());
      return made;
    }
    case 4:
      return Cheapest{.children = children()};
    case 5:
      return LeastLoaded{.children = children()};
    case 6: {
      Conditional made = route::when(route::field(in.text()).eq(in.number()), child());
      if (in.flag()) made.fallthrough = child();
      return made;
    }
    default:
      return route::to(name(in), in.flag() ? in.text() : "m");
  }
}

Budget budget(ByteReader& in) {
  Budget made{.limit = Money::from_nanos(in.number()),
              .period = static_cast<Period>(in.below(5)),
              .hardness = static_cast<Hardness>(in.below(2)),
              .shared = in.flag()};
  if (in.rarely()) made.time_zone = in.flag() ? "Europe/Berlin" : in.text();
  for (std::size_t left = in.below(3); left > 0; --left)
    made.alert_percent.push_back(static_cast<int>(in.number()));
  return made;
}

RetryPolicy retries(ByteReader& in) {
  return {.max_attempts = static_cast<int>(in.number()),
          .budget_percent = static_cast<int>(in.number()),
          .budget_minimum = static_cast<int>(in.number()),
          .backoff = duration(in),
          .longest_backoff = duration(in),
          .longest_hint = duration(in)};
}

TimeoutPolicy timeouts(ByteReader& in) {
  return {.connect = duration(in),
          .first_byte = duration(in),
          .idle = duration(in),
          .call = duration(in),
          .stream = duration(in)};
}

void step(ByteReader& in, GatewayBuilder& builder) {
  constexpr double kDollars[] = {0, 50, -1, 1e300, 0.1};
  switch (in.below(16)) {
    case 0:
      builder.pool_config(pool(in));
      break;
    case 1:
      builder.add_key(key(in));
      break;
    case 2:
      builder.add_key_from_env(in.flag() ? "OPENAI_API_KEY" : in.text());
      break;
    case 3:
      builder.route(route_of(in, 0));
      break;
    case 4:
      builder.route(in.text(), route_of(in, 0));
      break;
    case 5:
      builder.budget_limit_usd(in.one_of(kDollars));
      break;
    case 6:
      builder.budget(budget(in));
      break;
    case 7:
      builder.budget(in.text(), budget(in));
      break;
    case 8:
      builder.reserve_for_unbounded(Money::from_nanos(in.number()));
      break;
    case 9:
      builder.request_timeout(duration(in));
      break;
    case 10:
      builder.timeouts(timeouts(in));
      break;
    case 11:
      builder.retry(retries(in));
      break;
    case 12:
      builder.io_threads(static_cast<std::size_t>(in.number()));
      break;
    case 13:
      builder.credentials([found = credentials(in)](std::string_view, std::string_view) {
        return Result<Credentials>(found);
      });
      break;
    default:
      builder.provider(provider(in));
  }
}

// What every gateway here stands on: nothing of the machine.
void stand_on_nothing(GatewayBuilder& builder) {
  static const auto kTransport = std::make_shared<ReplayTransport>(std::vector<ReplayFixture>());
  static const auto kEnvironment = std::make_shared<const FixedEnvironment>(
      std::map<std::string, std::string, std::less<>>{{"OPENAI_API_KEY", std::string(kSecret)}});
  const auto time = std::make_shared<VirtualTime>();
  builder.clock(time).scheduler(time).transport(kTransport).environment(kEnvironment).seed(1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader in(data, size);
  GatewayBuilder builder = in.flag() ? GatewayBuilder(endpoint(in)) : GatewayBuilder();
  stand_on_nothing(builder);
  for (std::size_t steps = 0; steps < kMostSteps && !in.done(); ++steps) step(in, builder);
  const auto gateway = builder.build();
  if (gateway) {
    static_cast<void>(gateway->pool_status());
    return 0;
  }
  const std::string said = gateway.error().to_string();
  if (said.empty() || said.find(kSecret) != std::string::npos) std::abort();
  return 0;
}
