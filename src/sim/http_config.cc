// The file of `omnillm sim --config`.

#include <array>
#include <string>
#include <utility>

#include "omnillm/sim_server.h"
#include "sim/http_faults.h"
#include "yaml/fields.h"

namespace omnillm {
namespace {

using yaml::each_item;
using yaml::Fields;
using yaml::Problems;

constexpr Fields::Range kPositive{.least = 1};
constexpr Fields::Range kAny{.least = 0};
constexpr std::int64_t kMostTokens = 100'000'000;

void read_enforcement(Fields& fields, Enforcement& out) {
  constexpr std::array<std::string_view, 4> kNames{"token_bucket", "fixed_minute", "sliding_minute",
                                                   "per_second"};
  auto place = static_cast<std::size_t>(out);
  fields.read_choice("enforcement", kNames, place);
  out = static_cast<Enforcement>(place);
}

// A median alone, or {lognormal: median, sigma: 0.5}; `read` takes the member with the median.
template <class Read>
void read_spread(Fields& fields, std::string_view name, double& sigma, Read read) {
  const YAML::Node node = fields.get(name);
  if (!node.IsDefined()) return;
  if (!node.IsMap()) return read(fields, name);
  Fields shape(node, name, fields.problems());
  read(shape, "lognormal");
  sigma = 0.5;
  shape.read_number("sigma", sigma);
  if (sigma > 10) shape.complain("sigma", "'sigma' must be from 0 to 10");
  shape.done();
}

void read_delay(Fields& fields, std::string_view name, SimDelay& out) {
  read_spread(fields, name, out.sigma,
              [&](Fields& from, std::string_view member) { from.read(member, out.median); });
}

void read_key(const YAML::Node& node, Problems& problems, SimProvider& provider,
              Enforcement enforcement) {
  SimKey key{.enforcement = enforcement};
  Fields fields(node, "key", problems);
  fields.read("key", key.key);
  if (key.key.empty()) fields.complain("a key needs its 'key', as clients send it");
  fields.read("secret", key.secret);
  fields.read("label", key.label);
  fields.read("tpm", key.tpm, kPositive);
  fields.read("rpm", key.rpm, kPositive);
  fields.read("concurrency", key.max_concurrency, {.least = 1, .most = 1'000'000});
  read_enforcement(fields, key.enforcement);
  fields.done();
  provider.keys.push_back(std::move(key));
}

void read_models(Fields& fields, SimProvider& provider) {
  const YAML::Node node = fields.get("models");
  if (!node.IsDefined()) return;
  if (!node.IsSequence())
    return fields.complain("models", "write a list, like [gpt-5, gpt-5-mini]");
  for (const auto& item : node)
    if (item.IsScalar())
      provider.models.push_back(item.Scalar());
    else
      fields.problems().add(item.Mark(), "the name of a model is a text");
}

void read_kind(Fields& fields, SimProvider& provider) {
  provider.kind = parse_provider_kind(provider.name).value_or(ProviderKind::OpenAiCompatible);
  std::string kind;
  fields.read("kind", kind);
  if (kind.empty()) return;
  if (const auto known = parse_provider_kind(kind))
    provider.kind = *known;
  else
    fields.complain("kind",
                    "there is no kind of provider '" + kind +
                        "'; write openai, azure, anthropic, gemini, vertex, bedrock, vllm, cohere, "
                        "jina or openai_compatible");
}

void read_provider(const YAML::Node& node, Problems& problems, SimOptions& options) {
  SimProvider provider;
  Fields fields(node, "provider", problems);
  fields.read("name", provider.name);
  if (provider.name.empty()) fields.complain("a provider needs a 'name'");
  read_kind(fields, provider);
  read_models(fields, provider);
  read_delay(fields, "first_token", provider.first_token);
  read_delay(fields, "per_token", provider.per_token);
  read_spread(fields, "output_tokens", provider.output_sigma,
              [&](Fields& from, std::string_view member) {
                from.read(member, provider.output_tokens, {.least = 1, .most = kMostTokens});
              });
  fields.read("max_output_tokens", provider.max_output_tokens, {.least = 1, .most = kMostTokens});
  fields.read("context_window", provider.context_window, kPositive);
  fields.read("limit_headers", provider.limit_headers);
  Enforcement enforcement = Enforcement::TokenBucket;
  read_enforcement(fields, enforcement);
  each_item(fields, "keys",
            [&](const YAML::Node& key) { read_key(key, problems, provider, enforcement); });
  fields.done();
  options.providers.push_back(std::move(provider));
}

void read_fault(const YAML::Node& node, Problems& problems, SimOptions& options) {
  SimFault fault;
  Fields fields(node, "fault", problems);
  fields.read("fault", fault.name);
  if (!sim::find_fault(fault.name))
    fields.complain(
        "fault", "there is no fault '" + fault.name + "'; `omnillm sim --list-faults` lists them");
  fields.read("provider", fault.provider);
  fields.read("key", fault.key);
  fields.read("model", fault.model);
  std::int64_t share = 1'000'000;
  fields.read_share("share", share);
  fault.share = static_cast<double>(share) / 1e6;
  fields.read("after", fault.after, kAny);
  fields.read("every", fault.every, kPositive);
  fields.read("times", fault.times, kAny);
  fields.read("at_event", fault.at_event, kAny);
  fields.read("retry_after", fault.retry_after);
  fields.done();
  options.faults.push_back(std::move(fault));
}

void read_document(Fields& fields, SimOptions& options) {
  Problems& problems = fields.problems();
  std::int64_t seed = static_cast<std::int64_t>(options.seed), port = 0, threads = options.threads;
  fields.read("seed", seed, kAny);
  fields.read("address", options.address);
  fields.read("port", port, {.least = 0, .most = 65'535});
  fields.read("threads", threads, {.least = 1, .most = 256});
  fields.read("tls", options.tls);
  fields.read("speed", options.speed, {.least = 1, .most = 100'000});
  fields.read("tokens_per_event", options.tokens_per_event, {.least = 1, .most = 10'000});
  options.seed = static_cast<std::uint64_t>(seed);
  options.port = static_cast<std::uint16_t>(port);
  options.threads = static_cast<int>(threads);
  each_item(fields, "providers",
            [&](const YAML::Node& node) { read_provider(node, problems, options); });
  each_item(fields, "faults", [&](const YAML::Node& node) { read_fault(node, problems, options); });
  fields.done();
}

}  // namespace

Result<SimOptions> SimOptions::parse(std::string_view yaml, std::string_view file) {
  auto document = yaml::read_yaml(yaml, file);
  if (!document) return tl::unexpected(document.error());
  Problems problems(file);
  SimOptions options;
  try {
    Fields fields(*document, "the simulation", problems);
    read_document(fields, options);
  } catch (const YAML::Exception& error) {
    problems.add(error.mark, error.msg);
  }
  if (!problems.empty()) return tl::unexpected(problems.to_error());
  return options;
}

}  // namespace omnillm
