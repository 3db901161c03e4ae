// Which keys may serve which model, for pools where some keys have lists of models.

#ifndef OMNILLM_POOL_MODEL_MASKS_H_
#define OMNILLM_POOL_MODEL_MASKS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace omnillm::pool {

// Made whole when keys change, read by any thread. A model that no list names may be served by the
// keys without a list.
class ModelMasks {
 public:
  using Mask = std::vector<bool>;

  // `lists[i]` are the models of key i; none: every model.
  explicit ModelMasks(const std::vector<std::vector<std::string>>& lists)
      : unlisted_(lists.size()) {
    for (std::size_t i = 0; i < lists.size(); ++i) unlisted_[i] = lists[i].empty();
    for (std::size_t i = 0; i < lists.size(); ++i)
      for (const std::string& model : lists[i])
        by_model_.try_emplace(model, unlisted_).first->second[i] = true;
  }

  [[nodiscard]] const Mask& of(std::string_view model) const {
    const auto found = by_model_.find(model);
    return found == by_model_.end() ? unlisted_ : found->second;
  }

 private:
  Mask unlisted_;
  std::map<std::string, Mask, std::less<>> by_model_;
};

// The keys one request may use: all of them, or those of a mask that outlives this.
class AllowedKeys {
 public:
  explicit AllowedKeys(const ModelMasks::Mask* mask) : mask_(mask) {}
  [[nodiscard]] bool operator()(std::uint32_t key) const {
    return mask_ == nullptr || (key < mask_->size() && (*mask_)[key]);
  }

 private:
  const ModelMasks::Mask* mask_;
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_MODEL_MASKS_H_
