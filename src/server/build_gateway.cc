#include "server/build_gateway.h"

#include <string>
#include <utility>

#include "server/budget_names.h"

namespace omnillm::server {
namespace {

Result<PriceBook> prices_of(const std::string& path, const auth::FileReader& files) {
  auto content = files(path);
  if (!content) return tl::unexpected(std::move(content.error()));
  if (!*content) return fail(ErrorKind::Configuration, "there is no file of prices " + path);
  auto book = PriceBook::embedded().with_overrides((*content)->reveal());
  if (!book) return fail(ErrorKind::Configuration, path + ": " + book.error().message());
  return book;
}

void add_budgets(const ServerConfig& config, GatewayBuilder& builder) {
  if (config.budget) builder.budget(*config.budget);
  for (const OrganisationConfig& one : config.organisations)
    if (one.budget) builder.budget(organisation_budget(one.name), *one.budget);
  for (const ProjectConfig& one : config.projects)
    if (one.budget) builder.budget(project_budget(one.name), *one.budget);
  for (const VirtualKeyConfig& one : config.keys)
    if (one.budget) builder.budget(key_budget(one.label), *one.budget);
}

}  // namespace

Result<GatewayBuilder> gateway_builder(const ServerConfig& config, const auth::FileReader& files) {
  GatewayBuilder builder;
  for (const ProviderConfig& provider : config.providers) builder.provider(provider);
  for (const auto& [name, route] : config.routes) builder.route(name, route);
  if (config.default_route) builder.route(*config.default_route);
  add_budgets(config, builder);
  if (config.reserve_for_unbounded) builder.reserve_for_unbounded(*config.reserve_for_unbounded);
  builder.timeouts(config.timeouts).retry(config.retries);
  if (!config.prices_file.empty()) {
    auto prices = prices_of(config.prices_file, files);
    if (!prices) return tl::unexpected(std::move(prices.error()));
    builder.price_book(*std::move(prices));
  }
  return builder;
}

Result<Gateway> build_gateway(const ServerConfig& config,
                              std::shared_ptr<const Environment> environment,
                              const auth::FileReader& files) {
  auto builder = gateway_builder(config, files);
  if (!builder) return tl::unexpected(std::move(builder.error()));
  return builder->environment(std::move(environment)).build();
}

}  // namespace omnillm::server
