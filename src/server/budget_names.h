// What the ledger calls the budgets of a configuration.

#ifndef OMNILLM_SERVER_BUDGET_NAMES_H_
#define OMNILLM_SERVER_BUDGET_NAMES_H_

#include <string>
#include <string_view>

namespace omnillm::server {

[[nodiscard]] std::string organisation_budget(std::string_view name);  // "organisation:acme"
[[nodiscard]] std::string project_budget(std::string_view name);       // "project:search"
[[nodiscard]] std::string key_budget(std::string_view label);          // "key:alice"

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_BUDGET_NAMES_H_
