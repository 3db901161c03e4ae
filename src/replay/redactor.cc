#include "replay/redactor.h"

#include <algorithm>
#include <optional>

#include "base/credential_scan.h"
#include "base/percent.h"
#include "replay/spans.h"

namespace omnillm::replay {
namespace {

constexpr std::size_t kShortestValue = 4;
constexpr std::size_t kLongestLabel = 64;

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '%' || c == '$';
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Redactor::Redactor(const SanitizeRules& rules) {
  for (const std::string& name : rules.secret_names) secret_names_.push_back(bare_name(name));
  for (const std::string& name : rules.allowed_names) allowed_names_.push_back(bare_name(name));
  for (const Secret& value : rules.secret_values) {
    if (value.reveal().size() < kShortestValue) continue;
    secret_values_.push_back(value);
    const std::string encoded = percent_encode(value.reveal());
    if (encoded != value.reveal()) secret_values_.emplace_back(encoded);
  }
}

NameSays Redactor::says(std::string_view name) const {
  const std::string bare = bare_name(name);
  if (contains(allowed_names_, bare)) return NameSays::Nothing;
  if (contains(secret_names_, bare)) return NameSays::Credential;
  return what_bare_name_says(bare);
}

std::string Redactor::mark(std::string_view name, std::string_view suffix) const {
  // A name may hold a secret itself, or what would end the mark too early.
  const bool fit = !name.empty() && name.size() <= kLongestLabel &&
                   std::all_of(name.begin(), name.end(), is_label_character) &&
                   !find_credential(name, 0, Suspicion::Likely) &&
                   std::none_of(secret_values_.begin(), secret_values_.end(),
                                [&](const Secret& value) { return find_value(name, 0, value); });
  std::string mark = "<redacted:";
  mark += fit ? name : "secret";
  mark += suffix;
  return mark += '>';
}

// All that finds something, and what each found last.
class Redactor::Finders {
 public:
  Finders(const Redactor& redactor, std::string_view text)
      : redactor_(redactor),
        text_(text),
        found_(kFinders + redactor.secret_values_.size()),
        exhausted_(found_.size()) {}

  // The first span from here on, with those that overlap it.
  std::optional<Span> next(std::size_t from) {
    std::optional<Span> first;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      refresh(i, from);
      if (found_[i] && (!first || found_[i]->begin < first->begin)) first = found_[i];
    }
    if (!first) return first;
    for (const auto& other : found_)
      if (other && other->begin < first->end) first->end = std::max(first->end, other->end);
    return first;
  }

 private:
  static constexpr std::size_t kFinders = 3;  // and one for every exact value behind them

  void refresh(std::size_t finder, std::size_t from) {
    if (exhausted_[finder] || (found_[finder] && found_[finder]->begin >= from)) return;
    found_[finder] = find(finder, from);
    exhausted_[finder] = !found_[finder];
  }

  std::optional<Span> find(std::size_t finder, std::size_t from) const {
    switch (finder) {
      case 0:
        return find_data_url(text_, from);
      case 1:
        return find_path_token(text_, from);
      case 2:
        return find_named(from);
      default:
        return find_value(text_, from, redactor_.secret_values_[finder - kFinders]);
    }
  }

  std::optional<Span> find_named(std::size_t from) const {
    for (;;) {
      const auto found = find_credential(text_, from, Suspicion::Likely, redactor_.secret_names_);
      if (!found) return std::nullopt;
      if (found->name.empty()) return Span{found->begin, found->end, "credential", {}};
      if (!contains(redactor_.allowed_names_, bare_name(found->name)))
        return Span{found->begin, found->end, found->name, {}};
      from = found->begin;  // what the allowed name holds may look like one by itself
    }
  }

  const Redactor& redactor_;
  std::string_view text_;
  std::vector<std::optional<Span>> found_;
  std::vector<bool> exhausted_;
};

std::string Redactor::plain(std::string_view text) const {
  Finders finders(*this, text);
  std::string out;
  std::size_t at = 0;
  while (const auto span = finders.next(at)) {
    out += text.substr(at, span->begin - at);
    out += mark(span->name, span->suffix);
    at = span->end;
  }
  return out += text.substr(at);
}

}  // namespace omnillm::replay
