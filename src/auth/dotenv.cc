#include "omnillm/dotenv.h"

#include <algorithm>
#include <cstddef>

namespace omnillm {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

class DotenvReader {
 public:
  explicit DotenvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  Result<Variables> read() {
    Variables variables;
    while (at_ < text_.size()) {
      skip_blanks();
      if (at_end_of_line()) {
        next_line();
        continue;
      }
      auto one = assignment();
      if (!one) return tl::unexpected(std::move(one).error());
      variables.insert_or_assign(std::move(one->first), std::move(one->second));
    }
    return variables;
  }

 private:
  using Assignment = std::pair<std::string, std::string>;

  [[nodiscard]] tl::unexpected<Error> problem(std::string_view what) const {
    const auto line =
        std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n') + 1;
    return fail(ErrorKind::Configuration,
                "line " + std::to_string(line) + " of the .env file " + std::string(what));
  }

  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  // A comment, or nothing more. A '\r' belongs to the line's end.
  [[nodiscard]] bool at_end_of_line() const {
    return here() == '\n' || here() == '#' || text_.substr(at_, 2) == "\r\n" ||
           text_.substr(at_) == "\r";
  }
  void skip_blanks() {
    while (is_blank(here())) ++at_;
  }
  void next_line() { at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1; }

  Result<Assignment> assignment() {
    std::string name = word();
    if (name == "export" && is_blank(here())) {
      skip_blanks();
      if (here() != '=') name = word();
    }
    if (name.empty() || is_digit(name.front())) return problem("does not begin with a name");
    skip_blanks();
    if (here() != '=') return problem("has no '=' behind the name");
    ++at_;
    skip_blanks();
    auto text = here() == '"' || here() == '\'' ? quoted() : plain();
    if (!text) return tl::unexpected(std::move(text).error());
    next_line();
    return Assignment(std::move(name), std::move(*text));
  }

  std::string word() {
    const std::size_t begin = at_;
    while (is_name(here())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> plain() {
    const std::size_t begin = at_;
    std::size_t end = at_;  // behind the last character that counts
    for (; here() != '\n'; ++at_) {
      if (here() == '#' && (at_ == begin || is_blank(text_[at_ - 1]))) break;
      if (here() == '\0') return problem("holds a zero byte");
      if (!is_blank(here()) && here() != '\r') end = at_ + 1;
    }
    return std::string(text_.substr(begin, end - begin));
  }

  Result<std::string> quoted() {
    const char quote = text_[at_++];
    std::string out;
    for (;; ++at_) {
      if (at_ >= text_.size()) return problem("has a quote that is not closed");
      const char c = text_[at_];
      if (c == '\0') return problem("holds a zero byte");
      if (c == quote) break;
      const bool escapes = c == '\\' && quote == '"' && at_ + 1 < text_.size();
      if (escapes && text_[at_ + 1] != '\0')
        append_escape(text_[++at_], out);
      else
        out += c;
    }
    ++at_;
    skip_blanks();
    if (!at_end_of_line()) return problem("goes on behind its closing quote");
    return out;
  }

  static void append_escape(char c, std::string& out) {
    switch (c) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case '"':
      case '\\':
      case '$':
        out += c;
        break;
      default:
        (out += '\\') += c;
    }
  }

  const std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Variables> parse_dotenv(std::string_view text) { return DotenvReader(text).read(); }

std::optional<std::string> DotenvEnvironment::get(const std::string& name) const {
  auto set = front_.get(name);
  return set ? set : behind_.get(name);
}

}  // namespace omnillm
