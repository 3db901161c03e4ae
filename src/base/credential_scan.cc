#include "base/credential_scan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/credential_names.h"

namespace omnillm {
namespace {

struct Shape {
  std::string_view prefix;
  std::size_t shortest;  // of what follows, before it counts as a credential and not as a word
};

// Prefixes providers give their keys; the credential is the prefix and the run of key characters
// after.
constexpr std::array<Shape, 22> kKeys{
    {{"sk-", 4},    {"csk-", 8},   {"sk_", 8},   {"pk-", 16},        {"gsk_", 8},  {"xai-", 8},
     {"AIza", 16},  {"AKIA", 12},  {"ASIA", 12}, {"ya29.", 8},       {"hf_", 8},   {"r8_", 8},
     {"pplx-", 16}, {"nvapi-", 8}, {"tgp_", 8},  {"fw_", 16},        {"ghp_", 16}, {"jina_", 16},
     {"xoxb-", 8},  {"ABSK", 24},  {"eyJ", 24},  {"github_pat_", 16}}};

// Words after which the next run is a credential.
constexpr std::array<std::string_view, 3> kIntroductions{"bearer ", "basic ", "x-api-key "};

// Words near which a long random run is one.
constexpr std::array<std::string_view, 6> kKeyWords{"key",      "token",      "secret",
                                                    "password", "credential", "passphrase"};
constexpr std::array<std::string_view, 3> kConnectors{"is", "was", "of"};

// What PEM calls a private key; all of it goes.
constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";
constexpr std::string_view kPemDashes = "-----";

constexpr std::array<std::string_view, 3> kSchemes{"bearer ", "basic ", "token "};

// How recordings mark what was taken out (src/replay).
constexpr std::string_view kMark = "<redacted:";

constexpr std::size_t kLongestName = 96;

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool is_name_character(char c) {
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '%';
}
bool is_key_character(char c) {
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '+' || c == '/' || c == '~' ||
         c == '=';
}
bool leads_to_a_value(char c) { return c == '\\' || c == '"' || c == '\'' || c == ' '; }

std::size_t count_if(std::string_view run, bool (*is)(char)) {
  return static_cast<std::size_t>(std::count_if(run.begin(), run.end(), is));
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// Whether a run is no ordinary word: there are digits in it, capitals inside, or no end to it.
bool hardly_a_word(std::string_view run) {
  while (!run.empty() && std::string_view(".=/~+-_").find(run.back()) != std::string_view::npos)
    run.remove_suffix(1);
  if (run.size() >= 20 || count_if(run, is_digit) > 0) return true;
  const bool joined = run.find_first_of("._+/=") != std::string_view::npos;
  return joined ||
         (run.size() > 1 && count_if(run.substr(1), is_upper) > 0 && count_if(run, is_lower) > 0);
}

class Scan {
 public:
  Scan(std::string_view text, std::size_t from, Suspicion suspicion,
       std::span<const std::string> more_names)
      : text_(text), from_(from), any_(suspicion == Suspicion::Any), more_names_(more_names) {}

  std::optional<FoundCredential> first() const {
    for (std::size_t at = from_; at < text_.size(); ++at)
      if (auto found = at_position(at)) return found;
    return std::nullopt;
  }

 private:
  using Found = std::optional<FoundCredential>;

  Found at_position(std::size_t at) const {
    const char c = text_[at];
    if (c == '=' || c == ':') return member_before(at);
    if (c == '-' && rest(at).starts_with(kPemBegin)) return FoundCredential{at, end_of_pem(at), {}};
    if (!is_alnum(c)) return std::nullopt;
    if (inside_a_word(at)) return std::nullopt;
    if (auto key = key_at(at)) return key;
    if (auto introduced = introduced_at(at)) return introduced;
    return random_run_at(at);
  }

  std::string_view rest(std::size_t at) const { return text_.substr(at); }

  std::size_t run_end(std::size_t at) const {
    while (at < text_.size() && is_key_character(text_[at])) ++at;
    return at;
  }

  // A value that was announced ends where text, JSON, a URL or a header would end it.
  std::size_t value_end(std::size_t at) const {
    return std::min(text_.find_first_of(" \t\r\n\"'\\,;&<>(){}", at), text_.size());
  }

  // Whether what stands before `at` makes it the middle of a word. An escape (\n, %20) ends in a
  // letter or digit too, but stands for a blank.
  bool inside_a_word(std::size_t at) const {
    const std::size_t before = at - from_;
    if (before == 0 || !is_alnum(text_[at - 1])) return false;
    if (before >= 2 && text_[at - 2] == '\\') return false;
    return !(before >= 3 && text_[at - 3] == '%' && is_hex(text_[at - 2]) && is_hex(text_[at - 1]));
  }

  Found key_at(std::size_t at) const {
    for (const Shape& shape : kKeys) {
      if (!rest(at).starts_with(shape.prefix)) continue;
      const std::size_t end = run_end(at + shape.prefix.size());
      const std::string_view tail =
          text_.substr(at + shape.prefix.size(), end - at - shape.prefix.size());
      if (tail.size() >= shape.shortest && (any_ || hardly_a_word(tail)))
        return FoundCredential{at, end, {}};
    }
    return std::nullopt;
  }

  Found introduced_at(std::size_t at) const {
    for (const std::string_view word : kIntroductions) {
      if (!starts_with_ignoring_case(rest(at), word)) continue;
      return credible(at + word.size(), value_end(at + word.size()), {});
    }
    return std::nullopt;
  }

  // Not when nothing is there, nor when words may be meant and it looks like one.
  Found credible(std::size_t begin, std::size_t end, std::string_view name) const {
    if (begin >= end || !(any_ || hardly_a_word(text_.substr(begin, end - begin))))
      return std::nullopt;
    return FoundCredential{begin, end, name};
  }

  // One that is cut short goes to the end.
  std::size_t end_of_pem(std::size_t at) const {
    const std::size_t end = text_.find(kPemEnd, at);
    if (end == std::string_view::npos) return text_.size();
    const std::size_t dashes = text_.find(kPemDashes, end + kPemEnd.size());
    return dashes == std::string_view::npos ? text_.size() : dashes + kPemDashes.size();
  }

  // `at` is the '=' or ':' between a name and its value.
  Found member_before(std::size_t at) const {
    if (rest(at).starts_with("://")) return userinfo_after(at + 3);
    std::size_t name_end = at;
    while (name_end > from_ && leads_to_a_value(text_[name_end - 1])) --name_end;
    std::size_t name_begin = name_end;
    while (name_begin > from_ && name_end - name_begin < kLongestName &&
           is_name_character(text_[name_begin - 1]))
      --name_begin;
    if (name_begin == name_end) return std::nullopt;
    const Member member{text_.substr(name_begin, name_end - name_begin), name_begin,
                        name_end != at && text_[name_end] != ' ', text_[at] == '='};
    std::size_t value = at + 1;
    while (value < text_.size() && leads_to_a_value(text_[value])) ++value;
    return value_of(member, value);
  }

  // The same inside quotes goes on to the closing one: a password may have blanks in it.
  std::size_t member_value_end(std::size_t at) const {
    const char before = at > from_ ? text_[at - 1] : ' ';
    if (before != '"' && before != '\'') return value_end(at);
    const char ends[] = {before, '\\', '\r', '\n'};
    const std::size_t end = text_.find_first_of(std::string_view(ends, sizeof ends), at);
    return end == std::string_view::npos ? value_end(at) : end;
  }

  // Behind "Bearer " and its like, which are no secret.
  std::size_t behind_scheme(std::size_t at) const {
    for (const std::string_view scheme : kSchemes)
      if (starts_with_ignoring_case(rest(at), scheme)) return at + scheme.size();
    return at;
  }

  struct Member {
    std::string_view name;
    std::size_t begin;
    bool quoted;    // "name": ...
    bool assigned;  // name=...
  };

  Found value_of(const Member& member, std::size_t begin) const {
    const std::string bare = bare_name(member.name);
    if (bare.ends_with("authorization") || bare.ends_with("cookie"))
      return header_value(member.name, begin);
    begin = behind_scheme(begin);
    // Judged before its end is looked for: who has many names and no values must not cost much.
    if (!holds_credential(member, bare, begin) || rest(begin).starts_with(kMark))
      return std::nullopt;
    const std::size_t end = member_value_end(begin);
    return begin == end ? std::nullopt : Found({begin, end, member.name});
  }

  bool holds_credential(const Member& member, std::string_view bare, std::size_t begin) const {
    switch (says(bare)) {
      case NameSays::Credential:
        return true;
      case NameSays::Perhaps:
        return is_parameter(member) || member.quoted || (member.assigned && bare == "token") ||
               random_at(begin);
      case NameSays::Nothing:
        break;
    }
    return any_ && member.assigned && bare.ends_with("token");
  }

  // What is random is so at its beginning already.
  bool random_at(std::size_t begin) const {
    constexpr std::size_t kEnough = 256;
    std::size_t end = begin;
    while (end < text_.size() && end - begin < kEnough && is_key_character(text_[end])) ++end;
    return looks_random(text_.substr(begin, end - begin));
  }

  NameSays says(std::string_view bare) const {
    const bool named = std::find(more_names_.begin(), more_names_.end(), bare) != more_names_.end();
    return named ? NameSays::Credential : what_bare_name_says(bare);
  }

  // ?name= and &name=
  bool is_parameter(const Member& member) const {
    return member.assigned && member.begin > from_ &&
           (text_[member.begin - 1] == '?' || text_[member.begin - 1] == '&' ||
            text_[member.begin - 1] == ';');
  }

  // The scheme of an Authorization stays; what follows goes, and of a scheme with parameters and of
  // cookies the whole line.
  Found header_value(std::string_view name, std::size_t begin) const {
    if (const std::size_t behind = behind_scheme(begin); behind != begin) {
      const std::size_t end = value_end(behind);
      return behind == end ? std::nullopt : Found({behind, end, name});
    }
    const std::size_t word_end = std::min(text_.find_first_of(" \r\n\"'\\<>", begin), text_.size());
    if (word_end == begin || !hardly_a_word(text_.substr(begin, word_end - begin)))
      return std::nullopt;
    const std::size_t end = std::min(text_.find_first_of("\r\n\"'\\<>", word_end), text_.size());
    return FoundCredential{begin, end, name};
  }

  // https://user:password@host
  Found userinfo_after(std::size_t begin) const {
    const std::size_t end = text_.find_first_of("@/?# \t\r\n\"'\\<>", begin);
    if (end == std::string_view::npos || text_[end] != '@' || end == begin) return std::nullopt;
    return FoundCredential{begin, end, "userinfo"};
  }

  // "the key is 9f86d081884c7d65..."
  Found random_run_at(std::size_t at) const {
    if (at > from_ && (text_[at - 1] == '_' || text_[at - 1] == '-')) return std::nullopt;
    for (const std::string_view word : kKeyWords) {
      if (!starts_with_ignoring_case(rest(at), word)) continue;
      const std::size_t begin = behind_connectors(at + word.size());
      if (begin > at + word.size() && random_at(begin))
        return FoundCredential{begin, run_end(begin), {}};
    }
    return std::nullopt;
  }

  std::size_t behind_connectors(std::size_t at) const {
    const auto skip = [this](std::size_t from) {
      return std::min(text_.find_first_not_of(" \t:=\"'`\\", from), text_.size());
    };
    std::size_t next = skip(at);
    for (const std::string_view word : kConnectors)
      if (next > at && rest(next).starts_with(word) &&
          skip(next + word.size()) > next + word.size())
        return skip(next + word.size());
    return next;
  }

  std::string_view text_;
  std::size_t from_;
  bool any_;
  std::span<const std::string> more_names_;
};

}  // namespace

bool looks_random(std::string_view run) {
  const std::size_t digits = count_if(run, is_digit);
  const std::size_t hex = count_if(run, is_hex);
  const std::size_t dashes = static_cast<std::size_t>(std::count(run.begin(), run.end(), '-'));
  if (hex >= 24 && hex + dashes == run.size() && digits >= 4) return true;
  if (run.size() < 20 || digits < 3) return false;
  if (count_if(run, is_upper) >= 2 && count_if(run, is_lower) >= 2) return true;
  return run.size() >= 32 && digits >= 6 && digits + count_if(run, is_lower) == run.size();
}

std::optional<FoundCredential> find_credential(std::string_view text, std::size_t from,
                                               Suspicion suspicion,
                                               std::span<const std::string> more_names) {
  return Scan(text, from, suspicion, more_names).first();
}

}  // namespace omnillm
