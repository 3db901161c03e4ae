#include "server/config_file.h"

#include <chrono>
#include <utility>

#include "net/address.h"
#include "server/config_sections.h"

namespace omnillm::server {
namespace {

using Kind = Shape::Kind;

constexpr std::size_t kMostMistakes = 20;

// ---- How it serves

constexpr MemberRow<ListenConfig> kTlsRows[] = {
    {{"certificate", "where the certificate and its chain are, in PEM", shape(Kind::Text), true},
     [](const Place& at, ListenConfig& to) {
       at.read(to.certificate_file);
       to.certificate_file = at.reading.beside(to.certificate_file);
     }},
    {{"key", "where its private key is, in PEM", shape(Kind::Text), true},
     [](const Place& at, ListenConfig& to) {
       at.read(to.key_file);
       to.key_file = at.reading.beside(to.key_file);
     }},
};

SectionView tls_view() {
  SectionView view{"tls"};
  append_views<ListenConfig>(kTlsRows, view.members);
  return view;
}

constexpr MemberRow<ListenConfig> kListenRows[] = {
    {{"address", "127.0.0.1 if not said; 0.0.0.0 for everybody", shape(Kind::Text)},
     [](const Place& at, ListenConfig& to) {
       at.read(to.address);
       if (!net::Address::parse(to.address, 0))
         at.complain("cannot be " + yaml::quoted(to.address) +
                     "; write a literal, like 127.0.0.1, 0.0.0.0 or ::");
     }},
    {{"port", "8080 if not said; 0 for one that is free", count(0, 65'535)},
     [](const Place& at, ListenConfig& to) { at.read(to.port); }},
    {{"threads", "how many serve; 0, if not said, for one a core", count(0, 1'024)},
     [](const Place& at, ListenConfig& to) { at.read(to.threads); }},
    {{"tls", "speaks TLS with this certificate", section(tls_view)},
     [](const Place& at, ListenConfig& to) {
       read_section<ListenConfig>(at, "tls", kTlsRows, to);
     }},
};

SectionView listen_view() {
  SectionView view{"listen"};
  append_views<ListenConfig>(kListenRows, view.members);
  return view;
}

// ---- How hard it tries

// What must not be nothing.
void read_wait(const Place& at, Duration& to) {
  at.read(to);
  if (to <= Duration::zero()) at.complain("must be longer than nothing");
}

constexpr MemberRow<TimeoutPolicy> kTimeoutRows[] = {
    {{"connect", "until there is a connection", shape(Kind::Duration)},
     [](const Place& at, TimeoutPolicy& to) { read_wait(at, to.connect); }},
    {{"first_byte", "until an answer begins", shape(Kind::Duration)},
     [](const Place& at, TimeoutPolicy& to) { read_wait(at, to.first_byte); }},
    {{"idle", "between two pieces of an answer", shape(Kind::Duration)},
     [](const Place& at, TimeoutPolicy& to) { read_wait(at, to.idle); }},
    {{"call", "everything, when the answer comes whole", shape(Kind::Duration)},
     [](const Place& at, TimeoutPolicy& to) { read_wait(at, to.call); }},
    {{"stream", "everything, when it comes as a stream", shape(Kind::Duration)},
     [](const Place& at, TimeoutPolicy& to) { read_wait(at, to.stream); }},
};

SectionView timeouts_view() {
  SectionView view{"timeouts"};
  append_views<TimeoutPolicy>(kTimeoutRows, view.members);
  return view;
}

constexpr MemberRow<RetryPolicy> kRetryRows[] = {
    {{"max_attempts", "times a call is sent at most, over all providers", count(1, 100)},
     [](const Place& at, RetryPolicy& to) { at.read(to.max_attempts); }},
    {{"budget_percent", "retries may be this share of the requests to a provider", count(0, 1'000)},
     [](const Place& at, RetryPolicy& to) { at.read(to.budget_percent); }},
    {{"budget_minimum", "and so many more, in ten seconds", count(0, 1'000'000)},
     [](const Place& at, RetryPolicy& to) { at.read(to.budget_minimum); }},
    {{"backoff", "before the same provider is asked again; it doubles", shape(Kind::Duration)},
     [](const Place& at, RetryPolicy& to) { read_wait(at, to.backoff); }},
    {{"longest_backoff", "up to this", shape(Kind::Duration)},
     [](const Place& at, RetryPolicy& to) { read_wait(at, to.longest_backoff); }},
    {{"longest_hint", "a provider that asks for a longer wait is not waited for",
      shape(Kind::Duration)},
     [](const Place& at, RetryPolicy& to) { at.read(to.longest_hint); }},
};

SectionView retries_view() {
  SectionView view{"retries"};
  append_views<RetryPolicy>(kRetryRows, view.members);
  return view;
}

constexpr MemberRow<std::optional<Secret>> kAdminRows[] = {
    {{"token", "what administrators show, as env:NAME or file:/path", shape(Kind::Secret), true},
     [](const Place& at, std::optional<Secret>& to) {
       if (at.is_there()) at.read(to.emplace());
     }},
};

SectionView admin_view() {
  SectionView view{"admin"};
  append_views<std::optional<Secret>>(kAdminRows, view.members);
  return view;
}

// ---- The whole

constexpr MemberRow<ServerConfig> kDocumentRows[] = {
    {{"listen", "where it listens", section(listen_view)},
     [](const Place& at, ServerConfig& to) {
       read_section<ListenConfig>(at, "listen", kListenRows, to.listen);
     }},
    {{"providers", "who is reached, in a list or by name", sections(provider_view, Kind::Text)},
     [](const Place& at, ServerConfig& to) { read_providers(at, to.providers); }},
    {{"routes", "where calls go that name one of these; docs/routing.md", shape(Kind::Routes)},
     [](const Place& at, ServerConfig& to) { read_routes(at, to.routes); }},
    {{"default_route", "where calls go whose model says nothing else: a route, or the name of one",
      shape(Kind::Route)},
     [](const Place& at, ServerConfig& to) {
       read_default_route(at, to.routes, to.default_route);
     }},
    {{"budget", "what all calls together may cost", section(budget_view, Kind::Money)},
     [](const Place& at, ServerConfig& to) { read_budget(at, to.budget); }},
    {{"organisations", "who pays for projects, in a list or by name", sections(organisation_view)},
     [](const Place& at, ServerConfig& to) { read_organisations(at, to.organisations); }},
    {{"projects", "what keys belong to, in a list or by name", sections(project_view)},
     [](const Place& at, ServerConfig& to) { read_projects(at, to.projects); }},
    {{"keys", "what callers show, in a list or by label", sections(virtual_key_view, Kind::Secret)},
     [](const Place& at, ServerConfig& to) { read_virtual_keys(at, to.keys); }},
    {{"open_to_all", "whether calls need no key, also from beyond this machine", shape(Kind::Flag)},
     [](const Place& at, ServerConfig& to) { at.read(to.open_to_all); }},
    {{"admin", "the administrators' interface; without it there is none", section(admin_view)},
     [](const Place& at, ServerConfig& to) {
       read_section<std::optional<Secret>>(at, "admin", kAdminRows, to.admin_token);
     }},
    {{"timeouts", "how long it waits", section(timeouts_view)},
     [](const Place& at, ServerConfig& to) {
       read_section<TimeoutPolicy>(at, "timeouts", kTimeoutRows, to.timeouts);
     }},
    {{"retries", "how hard it tries", section(retries_view)},
     [](const Place& at, ServerConfig& to) {
       read_section<RetryPolicy>(at, "retries", kRetryRows, to.retries);
     }},
    {{"reserve_for_unbounded", "dollars held for a call that nothing bounds; it is refused without",
      shape(Kind::Money)},
     [](const Place& at, ServerConfig& to) { at.read(to.reserve_for_unbounded); }},
    {{"prices_file", "prices laid over those compiled in; docs/prices.md", shape(Kind::Text)},
     [](const Place& at, ServerConfig& to) {
       at.read(to.prices_file);
       to.prices_file = at.reading.beside(to.prices_file);
     }},
};

template <class List, class NameOf>
std::vector<std::string> names_of(const List& list, NameOf name_of) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(name_of(one));
  return names;
}

// What is mentioned has to be there.
void check_mentions(ConfigReading& reading, const ServerConfig& config) {
  const auto name = [](const auto& one) { return one.name; };
  reading.check(reading.organisations, "organisation", names_of(config.organisations, name));
  reading.check(reading.projects, "project", names_of(config.projects, name));
  reading.check(reading.providers, "provider", names_of(config.providers, name));
  reading.check(reading.routes, "route",
                names_of(config.routes, [](const auto& one) { return one.first; }));
}

// Nobody's calls are paid for by an oversight.
void check_openness(yaml::Fields& fields, const ServerConfig& config) {
  const auto address = net::Address::parse(config.listen.address, 0);
  if (!config.keys.empty() || config.open_to_all || !address || address->is_loopback()) return;
  fields.complain("listen", "everybody could call through " + config.listen.address +
                                ", for there are no 'keys'; add some, or write open_to_all: true");
}

std::string folder_of(std::string_view file) {
  const std::size_t slash = file.find_last_of('/');
  return std::string(slash == std::string_view::npos ? "" : file.substr(0, slash));
}

}  // namespace

Result<ServerConfig> parse_config(std::string_view yaml, std::string_view name,
                                  const Environment& environment, const auth::FileReader& files) {
  auto document = yaml::read_yaml(yaml, name, kMostConfigBytes);
  if (!document) return tl::unexpected(std::move(document.error()));
  yaml::Problems problems(name, kMostMistakes);
  ConfigReading reading{
      .problems = problems, .environment = environment, .files = files, .folder = folder_of(name)};
  ServerConfig config;
  try {
    yaml::Fields fields(*document, "the configuration", "", problems);
    read_rows<ServerConfig>(reading, fields, kDocumentRows, config);
    fields.done();
    check_mentions(reading, config);
    check_openness(fields, config);
  } catch (const YAML::Exception& error) {
    problems.add(error.mark, error.msg);
  }
  if (!problems.empty()) return tl::unexpected(problems.to_error());
  return config;
}

SectionView document_view() {
  SectionView view{"the configuration"};
  append_views<ServerConfig>(kDocumentRows, view.members);
  return view;
}

}  // namespace omnillm::server
