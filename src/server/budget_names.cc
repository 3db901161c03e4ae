#include "server/budget_names.h"

namespace omnillm::server {

std::string organisation_budget(std::string_view name) {
  return "organisation:" + std::string(name);
}

std::string project_budget(std::string_view name) { return "project:" + std::string(name); }

std::string key_budget(std::string_view label) { return "key:" + std::string(label); }

}  // namespace omnillm::server
