// The sections of the configuration file, each with what reads it and what describes it.

#ifndef OMNILLM_SERVER_CONFIG_SECTIONS_H_
#define OMNILLM_SERVER_CONFIG_SECTIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/config.h"
#include "server/config_table.h"

namespace omnillm::server {

// ---- Who is reached: config_providers.cc

void read_providers(const Place& place, std::vector<ProviderConfig>& to);
[[nodiscard]] SectionView provider_view();
// config_provider_keys.cc
void read_provider_keys(const Place& place, std::vector<KeyConfig>& to);
void read_key_limits(const Place& place, KeyLimits& to);
[[nodiscard]] SectionView provider_key_view();
[[nodiscard]] SectionView key_limits_view();
// config_credentials.cc
void read_credentials(const Place& place, std::optional<Credentials>& to);
[[nodiscard]] SectionView credentials_view();

// ---- Where calls go: config_routes.cc

void read_routes(const Place& place, std::vector<std::pair<std::string, Route>>& to);
// A route, or the name of one of `named`.
void read_default_route(const Place& place, const std::vector<std::pair<std::string, Route>>& named,
                        std::optional<Route>& to);

// ---- Who calls and who pays: config_callers.cc

void read_budget(const Place& place, std::optional<Budget>& to);
void read_organisations(const Place& place, std::vector<OrganisationConfig>& to);
void read_projects(const Place& place, std::vector<ProjectConfig>& to);
void read_virtual_keys(const Place& place, std::vector<VirtualKeyConfig>& to);
[[nodiscard]] SectionView budget_view();
[[nodiscard]] SectionView organisation_view();
[[nodiscard]] SectionView project_view();
[[nodiscard]] SectionView virtual_key_view();

// ---- How it serves, and the whole: config_file.cc

[[nodiscard]] SectionView document_view();

// Complains of a name that stands there already; true when it is new.
template <class List, class NameOf>
[[nodiscard]] bool is_new(const Place& place, const NamedNode& at, const List& others,
                          std::string_view name, NameOf name_of) {
  for (const auto& other : others)
    if (name_of(other) == name) {
      place.reading.complain(at.node.Mark(), at.path,
                             "there is another one called " + yaml::quoted(name));
      return false;
    }
  return true;
}

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CONFIG_SECTIONS_H_
