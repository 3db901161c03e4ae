#include "server/callers.h"

#include <absl/container/flat_hash_set.h>
#include <absl/strings/match.h>
#include <openssl/evp.h>

#include <algorithm>
#include <utility>

#include "registry/provider_match.h"

namespace omnillm::server {

namespace {

// A shorter key can be guessed.
constexpr std::size_t kShortestKey = 16;

std::optional<std::array<std::uint8_t, 32>> sha256(std::string_view text) {
  std::array<std::uint8_t, 32> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1 ||
      size != digest.size())
    return std::nullopt;
  return digest;
}

bool fits_any(const std::vector<std::string>& patterns, std::string_view name) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return registry::fits(pattern, name); });
}

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorKind::Configuration, what);
}

// What a key inherits of its project and organisation.
struct ProjectShare {
  std::vector<std::string> budgets{};
  std::shared_ptr<CallerLimiter> limiter{};
};
using Projects = absl::flat_hash_map<std::string, ProjectShare>;

Result<Projects> projects_of(const ServerConfig& config) {
  absl::flat_hash_map<std::string, bool> organisations;  // and whether they have a budget
  for (const OrganisationConfig& organisation : config.organisations)
    if (!organisations.emplace(organisation.name, organisation.budget.has_value()).second)
      return wrong("two organisations are called \"" + organisation.name + "\"");
  Projects projects;
  for (const ProjectConfig& project : config.projects) {
    ProjectShare share;
    if (!project.organisation.empty()) {
      const auto found = organisations.find(project.organisation);
      if (found == organisations.end())
        return wrong("project \"" + project.name + "\" is of the organisation \"" +
                     project.organisation + "\", which is not among the organisations");
      if (found->second) share.budgets.push_back(organisation_budget(project.organisation));
    }
    if (project.budget) share.budgets.push_back(project_budget(project.name));
    auto limiter = CallerLimiter::create("project " + project.name, project.limits);
    if (!limiter) return tl::unexpected(std::move(limiter.error()));
    share.limiter = *std::move(limiter);
    if (!projects.emplace(project.name, std::move(share)).second)
      return wrong("two projects are called \"" + project.name + "\"");
  }
  return projects;
}

Result<std::shared_ptr<const Caller>> caller_of(const VirtualKeyConfig& key,
                                                const Projects& projects) {
  auto caller = std::make_shared<Caller>(Caller{.label = key.label,
                                                .project = key.project,
                                                .models = key.models,
                                                .routes = key.routes,
                                                .expires = key.expires,
                                                .tags = key.tags});
  if (!key.project.empty()) {
    const auto project = projects.find(key.project);
    if (project == projects.end())
      return wrong("key \"" + key.label + "\" is of the project \"" + key.project +
                   "\", which is not among the projects");
    caller->budgets = project->second.budgets;
    caller->limiters.push_back(project->second.limiter);
  }
  if (key.budget) caller->budgets.push_back(key_budget(key.label));
  auto limiter = CallerLimiter::create("key " + key.label, key.limits);
  if (!limiter) return tl::unexpected(std::move(limiter.error()));
  caller->limiters.push_back(*std::move(limiter));
  return std::shared_ptr<const Caller>(std::move(caller));
}

}  // namespace

bool Caller::may_use_model(std::string_view model) const { return fits_any(models, model); }

bool Caller::may_use_route(std::string_view route) const { return fits_any(routes, route); }

Result<std::unique_ptr<Callers>> Callers::create(const ServerConfig& config) {
  auto projects = projects_of(config);
  if (!projects) return tl::unexpected(std::move(projects.error()));
  auto table = std::make_shared<Table>();
  absl::flat_hash_set<std::string> labels;
  for (const VirtualKeyConfig& key : config.keys) {
    if (key.label.empty()) return wrong("a key without a label: give it one, for logs and bills");
    if (!labels.insert(key.label).second)
      return wrong("two keys are labelled \"" + key.label + "\"");
    if (key.key.reveal().size() < kShortestKey)
      return wrong("key \"" + key.label + "\" is shorter than " + std::to_string(kShortestKey) +
                   " characters; `openssl rand -hex 24` makes a good one");
    auto caller = caller_of(key, *projects);
    if (!caller) return tl::unexpected(std::move(caller.error()));
    const auto digest = sha256(key.key.reveal());
    if (!digest) return wrong("SHA-256 is not to be had from this OpenSSL");
    if (!table->by_digest.emplace(*digest, *std::move(caller)).second)
      return wrong("key \"" + key.label + "\" is the same as another");
  }
  std::unique_ptr<Callers> callers(new Callers);
  if (config.keys.empty())
    callers->open_ = std::make_shared<const Caller>(Caller{.label = "anybody"});
  callers->table_.store(std::move(table));
  return callers;
}

Result<std::shared_ptr<const Caller>> Callers::of(const Headers& headers, std::string_view query,
                                                  WallTime now) const {
  if (open_) return open_;
  const std::string_view key = shown_key(headers, query);
  if (key.empty())
    return fail(ErrorKind::Auth,
                "no key was shown; send one of this server's as `Authorization: Bearer ...`");
  const auto digest = sha256(key);
  const auto table = table_.load();
  if (digest) {
    const auto found = table->by_digest.find(*digest);
    if (found != table->by_digest.end() &&
        (!found->second->expires || now < *found->second->expires))
      return found->second;
  }
  return fail(ErrorKind::Auth, "this key is not known here, or no longer");
}

std::string_view shown_key(const Headers& headers, std::string_view query) {
  constexpr std::string_view kBearer = "bearer ";
  if (const auto value = headers.find("authorization");
      value && value->size() > kBearer.size() &&
      absl::StartsWithIgnoreCase({value->data(), value->size()}, "bearer ")) {
    std::string_view key = value->substr(kBearer.size());
    while (key.starts_with(' ')) key.remove_prefix(1);
    return key;
  }
  // What AWS's clients sign names the key that signed.
  constexpr std::string_view kSigned = "AWS4-HMAC-SHA256 Credential=";
  if (const auto value = headers.find("authorization"); value && value->starts_with(kSigned)) {
    const std::string_view rest = value->substr(kSigned.size());
    return rest.substr(0, rest.find('/'));
  }
  for (const std::string_view name : {"x-api-key", "api-key", "x-goog-api-key"})
    if (const auto value = headers.find(name); value && !value->empty()) return *value;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with("key=")) return pair.substr(4);
  }
  return {};
}

}  // namespace omnillm::server
