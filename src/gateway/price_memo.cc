#include "gateway/price_memo.h"

#include <optional>
#include <utility>

namespace omnillm::gateway {

Result<KnownPrice> PriceMemo::asked(const MoneyPolicy& policy, std::string_view provider,
                                    std::string_view model) {
  if (const auto last = asked_.load(); last && last->model == model) return last->price;
  Result<KnownPrice> price =
      policy.unknown.price_for(policy.prices, provider, model).map([](ModelPrice&& found) {
        return std::make_shared<const ModelPrice>(std::move(found));
      });
  asked_.store(std::make_shared<const Asked>(Asked{std::string(model), price}));
  return price;
}

KnownPrice PriceMemo::answered(const MoneyPolicy& policy, std::string_view provider,
                               std::string_view model, std::string_view reported) {
  if (const auto last = answered_.load();
      last && last->model == model && last->reported == reported)
    return last->price;
  KnownPrice price;
  if (auto found = policy.prices.find_for_response(provider, model, reported);
      found && found->has_price())
    price = std::make_shared<const ModelPrice>(*std::move(found));
  answered_.store(
      std::make_shared<const Answered>(Answered{std::string(model), std::string(reported), price}));
  return price;
}

}  // namespace omnillm::gateway
