#include "config_summary.h"

#include <array>
#include <optional>
#include <sstream>
#include <string_view>

#include "json/writer.h"
#include "yaml/quantity.h"

namespace omnillm::app {
namespace {

using json::Writer;
using server::CallerLimits;
using server::ServerConfig;
using server::VirtualKeyConfig;

std::string origin_of(const server::ListenConfig& listen) {
  const bool is_v6 = listen.address.find(':') != std::string::npos;
  return (listen.certificate_file.empty() ? "http://" : "https://") +
         (is_v6 ? '[' + listen.address + ']' : listen.address) + ':' + std::to_string(listen.port);
}

std::string_view period_of(const Budget& budget) {
  constexpr std::array<std::string_view, 5> kNames{"in total", "an hour", "a day", "a week",
                                                   "a month"};
  return kNames[static_cast<std::size_t>(budget.period)];
}

// ---- For people

void print(std::ostream& out, const std::optional<Budget>& budget) {
  if (!budget) return;
  out << ", " << budget->limit << ' ' << period_of(*budget);
  if (budget->period != Period::Total) out << " of " << budget->time_zone;
  if (budget->hardness == Hardness::Soft) out << ", and more with a warning";
}

void print(std::ostream& out, const CallerLimits& limits) {
  if (limits.requests_per_minute)
    out << ", " << yaml::show_count(*limits.requests_per_minute) << " requests a minute";
  if (limits.tokens_per_minute)
    out << ", " << yaml::show_count(*limits.tokens_per_minute) << " tokens a minute";
  if (limits.at_once) out << ", " << yaml::show_count(*limits.at_once) << " at once";
}

void print(std::ostream& out, std::string_view head, const std::vector<std::string>& words) {
  if (words.empty()) return;
  out << ", " << head;
  for (const std::string& word : words) out << ' ' << word;
}

void print(std::ostream& out, const ProviderConfig& provider) {
  out << "  " << provider.name;
  if (!provider.address.empty()) out << " at " << provider.address;
  if (!provider.known_as.empty()) out << ", like " << provider.known_as;
  if (provider.needs_no_key) out << ", without keys";
  for (const KeyConfig& key : provider.keys)
    out << (&key == provider.keys.data() ? ", keys " : " ") << key.label;
  if (provider.credentials) out << ", " << kind_of(*provider.credentials);
  if (!provider.needs_no_key && provider.keys.empty() && !provider.credentials)
    out << ", credentials of the environment";
  out << '\n';
}

void print(std::ostream& out, const VirtualKeyConfig& key) {
  out << "  " << key.label;
  if (!key.project.empty()) out << " of " << key.project;
  print(out, "models", key.models);
  print(out, "routes", key.routes);
  if (key.expires) out << ", expires";
  print(out, key.budget);
  print(out, key.limits);
  out << '\n';
}

template <class List, class Print>
void print_all(std::ostream& out, std::string_view head, const List& list, Print print_one) {
  if (list.empty()) return;
  out << head << '\n';
  for (const auto& one : list) print_one(one);
}

// ---- For programs

void write(Writer& out, const std::optional<Budget>& budget) {
  if (!budget) {
    out.null();
    return;
  }
  constexpr std::array<std::string_view, 5> kPeriods{"total", "hour", "day", "week", "month"};
  out.begin_object();
  out.key("limit_usd").string(budget->limit.to_string());
  out.key("period").string(kPeriods[static_cast<std::size_t>(budget->period)]);
  out.key("time_zone").string(budget->time_zone);
  out.key("hard").boolean(budget->hardness == Hardness::Hard);
  out.key("alerts").begin_array();
  for (const int percent : budget->alert_percent) out.integer(percent);
  out.end_array().end_object();
}

void write(Writer& out, const std::vector<std::string>& texts) {
  out.begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write_limit(Writer& out, std::string_view name, const std::optional<std::int64_t>& limit) {
  out.foreign_key(name);
  limit ? out.integer(*limit) : out.null();
}

void write_limits(Writer& out, const CallerLimits& limits) {
  write_limit(out, "rpm", limits.requests_per_minute);
  write_limit(out, "tpm", limits.tokens_per_minute);
  write_limit(out, "concurrency", limits.at_once);
}

void write(Writer& out, const ProviderConfig& provider) {
  out.begin_object();
  out.key("name").string(provider.name);
  out.key("base_url").string(provider.address);
  out.key("like").string(provider.known_as);
  out.key("keyless").boolean(provider.needs_no_key);
  out.key("keys").begin_array();
  for (const KeyConfig& key : provider.keys) out.string(key.label);
  out.end_array().end_object();
}

void write(Writer& out, const VirtualKeyConfig& key) {
  out.begin_object();
  out.key("label").string(key.label);
  out.key("project").string(key.project);
  write(out.key("models"), key.models);
  write(out.key("routes"), key.routes);
  write(out.key("budget"), key.budget);
  write_limits(out, key.limits);
  out.end_object();
}

}  // namespace

std::string text_summary(const ServerConfig& config) {
  std::ostringstream out;
  out << "listens on " << origin_of(config.listen) << '\n';
  print_all(out, "providers", config.providers, [&](const auto& one) { print(out, one); });
  print_all(out, "routes", config.routes,
            [&](const auto& one) { out << "  " << one.first << ": " << one.second << '\n'; });
  if (config.default_route) out << "  by default: " << *config.default_route << '\n';
  if (config.budget) {
    out << "budget of everything";
    print(out, config.budget);
    out << '\n';
  }
  print_all(out, "organisations", config.organisations, [&](const auto& one) {
    out << "  " << one.name;
    print(out, one.budget);
    out << '\n';
  });
  print_all(out, "projects", config.projects, [&](const auto& one) {
    out << "  " << one.name;
    if (!one.organisation.empty()) out << " of " << one.organisation;
    print(out, one.budget);
    print(out, one.limits);
    out << '\n';
  });
  print_all(out, "keys", config.keys, [&](const auto& one) { print(out, one); });
  if (config.keys.empty()) out << "calls need no key\n";
  out << (config.admin_token ? "administrators show a token\n" : "no administration\n");
  return out.str();
}

std::string json_summary(const ServerConfig& config) {
  std::string text;
  Writer out(text);
  out.begin_object();
  out.key("listens_on").string(origin_of(config.listen));
  out.key("providers").begin_array();
  for (const ProviderConfig& one : config.providers) write(out, one);
  out.end_array();
  out.key("routes").begin_object();
  for (const auto& [name, route] : config.routes) out.foreign_key(name).json(to_json(route));
  out.end_object();
  out.key("default_route");
  config.default_route ? out.json(to_json(*config.default_route)) : out.null();
  write(out.key("budget"), config.budget);
  out.key("organisations").begin_array();
  for (const auto& one : config.organisations) {
    out.begin_object().key("name").string(one.name);
    write(out.key("budget"), one.budget);
    out.end_object();
  }
  out.end_array();
  out.key("projects").begin_array();
  for (const auto& one : config.projects) {
    out.begin_object().key("name").string(one.name);
    out.key("organisation").string(one.organisation);
    write(out.key("budget"), one.budget);
    write_limits(out, one.limits);
    out.end_object();
  }
  out.end_array();
  out.key("keys").begin_array();
  for (const VirtualKeyConfig& one : config.keys) write(out, one);
  out.end_array();
  out.key("open_to_all").boolean(config.open_to_all);
  out.key("admin").boolean(config.admin_token.has_value());
  out.end_object();
  return text + '\n';
}

}  // namespace omnillm::app
