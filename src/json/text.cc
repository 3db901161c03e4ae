#include <cstring>
#include <ostream>

#include "json/writer.h"
#include "omnillm/json.h"

namespace omnillm {

Text::Text(std::string_view plain) : size_(plain.size()) {
  if (plain.empty()) return;
  const auto copy = std::make_shared_for_overwrite<char[]>(plain.size());
  std::memcpy(copy.get(), plain.data(), plain.size());
  bytes_ = copy.get();
  owner_ = copy;
}

Text::Text(const char* plain) : Text(std::string_view(plain == nullptr ? "" : plain)) {}

Text::Text(const std::string& plain) : Text(std::string_view(plain)) {}

Text::Text(std::string&& plain) {
  const auto kept = std::make_shared<const std::string>(std::move(plain));
  bytes_ = kept->data();
  size_ = kept->size();
  owner_ = kept;
}

Text::Text(std::shared_ptr<const void> owner, std::string_view bytes, Form form)
    : owner_(std::move(owner)), bytes_(bytes.data()), size_(bytes.size()), form_(form) {}

Text Text::from_escaped(std::shared_ptr<const void> owner, std::string_view escaped,
                        bool has_escapes) {
  return {std::move(owner), escaped, has_escapes ? Form::Escaped : Form::Clean};
}

std::string Text::str() const {
  std::string out;
  append_to(out);
  return out;
}

void Text::append_to(std::string& out) const {
  if (form_ == Form::Escaped) {
    json::append_unescaped(held(), out);
  } else {
    out.append(held());
  }
}

std::optional<std::string_view> Text::plain_view() const {
  if (form_ == Form::Escaped) return std::nullopt;
  return held();
}

bool Text::append_escaped_to(std::string& out) const {
  if (form_ == Form::Plain) return json::append_escaped(held(), out);
  out.append(held());
  return true;
}

bool operator==(const Text& a, const Text& b) {
  if (const auto plain = a.plain_view()) return b == *plain;
  if (const auto plain = b.plain_view()) return a == *plain;
  return a.held() == b.held() || a.str() == b.str();
}

bool operator==(const Text& a, std::string_view b) {
  if (const auto plain = a.plain_view()) return *plain == b;
  // No escape is shorter than what it says.
  return a.size_ >= b.size() && a.str() == b;
}

std::ostream& operator<<(std::ostream& out, const Text& text) {
  if (const auto plain = text.plain_view()) return out << *plain;
  return out << text.str();
}

}  // namespace omnillm
