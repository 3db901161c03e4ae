// Pools by provider and model.

#include <map>
#include <string>

#include "base/mutex.h"
#include "omnillm/pool.h"

namespace omnillm {

struct PoolRegistry::Impl {
  struct Provider {
    std::map<std::string, KeyPool*, std::less<>> exact;
    std::map<std::string, KeyPool*, std::less<>> by_prefix;  // patterns without their *
  };

  mutable Mutex mu;
  std::map<std::string, Provider, std::less<>> providers ABSL_GUARDED_BY(mu);
  std::vector<std::unique_ptr<KeyPool>> pools ABSL_GUARDED_BY(mu);
};

PoolRegistry::PoolRegistry() : impl_(std::make_unique<Impl>()) {}
PoolRegistry::~PoolRegistry() = default;

Result<void> PoolRegistry::register_pool(std::string_view provider, std::string_view model_pattern,
                                         std::unique_ptr<KeyPool> pool) {
  const auto star = model_pattern.find('*');
  if (provider.empty() || model_pattern.empty() || pool == nullptr)
    return fail(ErrorKind::Configuration, "a pool needs a provider, a model and keys");
  if (star != std::string_view::npos && star + 1 != model_pattern.size())
    return fail(ErrorKind::Configuration, "a model pattern may have one * at its end only");

  MutexLock lock(&impl_->mu);
  auto& names = impl_->providers.try_emplace(std::string(provider)).first->second;
  auto& table = star == std::string_view::npos ? names.exact : names.by_prefix;
  if (!table.try_emplace(std::string(model_pattern.substr(0, star)), pool.get()).second)
    return fail(ErrorKind::Configuration,
                "there is a pool for " + std::string(provider) + " " + std::string(model_pattern));
  impl_->pools.push_back(std::move(pool));
  return {};
}

KeyPool* PoolRegistry::find(std::string_view provider, std::string_view model) const {
  MutexLock lock(&impl_->mu);
  const auto names = impl_->providers.find(provider);
  if (names == impl_->providers.end()) return nullptr;
  const auto exact = names->second.exact.find(model);
  if (exact != names->second.exact.end()) return exact->second;
  // The longest prefix that fits: prefixes of a name sort before it, shorter ones first.
  for (std::size_t length = model.size() + 1; length-- > 0;) {
    const auto found = names->second.by_prefix.find(model.substr(0, length));
    if (found != names->second.by_prefix.end()) return found->second;
  }
  return nullptr;
}

}  // namespace omnillm
