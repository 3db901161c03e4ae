#include "omnillm/conversion.h"

#include <algorithm>
#include <functional>
#include <ostream>

#include "types/canonical_names.h"

namespace omnillm {
namespace {

std::size_t hash_of(const Loss& loss) {
  const std::hash<std::string> hash;
  std::size_t all = static_cast<std::size_t>(loss.severity);
  for (const std::string* text : {&loss.code, &loss.pointer, &loss.reason})
    all = all * 31 + hash(*text);
  return all;
}

bool is_loss(const Loss& loss) { return loss.severity != LossSeverity::Note; }

}  // namespace

std::string_view to_string(LossSeverity severity) { return types::kSeverityNames[severity]; }

std::ostream& operator<<(std::ostream& out, const Loss& loss) {
  out << to_string(loss.severity) << ' ' << loss.code;
  if (!loss.pointer.empty()) out << " at " << loss.pointer;
  return out << ": " << loss.reason;
}

// A long conversation may lose something in every message, so no loss is compared with all others.
void LossLog::add(Loss loss) {
  const auto [seen, is_new] = seen_.try_emplace(hash_of(loss), losses_.size());
  if (!is_new && losses_[seen->second] == loss) return;
  losses_.push_back(std::move(loss));
}

bool LossLog::lossy() const { return std::any_of(losses_.begin(), losses_.end(), is_loss); }

std::vector<Loss> LossLog::take() {
  seen_.clear();
  return std::exchange(losses_, {});
}

std::vector<std::string> loss_reasons(const std::vector<Loss>& losses) {
  std::vector<std::string> reasons;
  for (const Loss& loss : losses)
    if (is_loss(loss)) reasons.push_back(loss.reason);
  std::sort(reasons.begin(), reasons.end());
  reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
  return reasons;
}

}  // namespace omnillm
