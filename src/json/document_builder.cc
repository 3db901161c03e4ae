#include "json/document_builder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "json/utf8.h"
#include "json/writer.h"

namespace omnillm::json {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kLongestNameTold = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

DocumentBuilder::DocumentBuilder(Document& document, std::size_t max_depth)
    : document_(document),
      nodes_(document.nodes_),
      max_depth_(max_depth),
      begin_(document.text_->data()),
      end_(begin_ + document.text_->size()) {}

Result<void> DocumentBuilder::build() {
  const char* p = begin_;
  if (document_.text_->starts_with(kByteOrderMark)) p += kByteOrderMark.size();
  p = read_text(skip_space(p, end_));
  if (p != nullptr) {
    p = skip_space(p, end_);
    if (p != end_) p = fail_at(p, "text after the end of the value");
  }
  if (p != nullptr && high_.any() && !is_utf8(*document_.text_))
    p = fail_at(begin_ + utf8_prefix(*document_.text_), "not UTF-8");
  if (p == nullptr) return tl::unexpected(error());
  return {};
}

// Each turn reads a value, with its name in an object, and what closes after it.
const char* DocumentBuilder::read_text(const char* p) {
  do {
    if (in_object_) p = read_name(p);
    auto step = Step::Complete;
    if (p != nullptr) p = read_value(p, step);
    if (p != nullptr && step == Step::Complete) p = read_closers(p);
  } while (p != nullptr && open_ != kNone);
  return p;
}

const char* DocumentBuilder::read_value(const char* p, Step& step) {
  switch (*p) {
    case '"': {
      const char* const end = read_string(p);
      return end;
    }
    case '{':
      return open(p, Kind::Object, step);
    case '[':
      return open(p, Kind::Array, step);
    case 't':
      return read_literal(p, "true", Kind::True);
    case 'f':
      return read_literal(p, "false", Kind::False);
    case 'n':
      return read_literal(p, "null", Kind::Null);
    default:
      if (is_digit(*p) || *p == '-') return read_number(p);
      return fail_at(p, "expected a value");
  }
}

// After a value: the closers that follow it and the comma in front of the next one.
const char* DocumentBuilder::read_closers(const char* p) {
  while (open_ != kNone) {
    p = skip_space(p, end_);
    if (*p == ',') return skip_space(p + 1, end_);
    if (*p != closer())
      return fail_at(p, in_object_ ? "expected a comma or } here" : "expected a comma or ] here");
    p = close(p);
    if (p == nullptr) return nullptr;
  }
  return p;
}

const char* DocumentBuilder::open(const char* p, Kind kind, Step& step) {
  if (depth_ == max_depth_)
    return fail_at(p, "nested deeper than " + std::to_string(max_depth_) + " levels");
  ++depth_;
  add_node(p, p, kind, false);
  nodes_.back().end = open_;
  open_ = static_cast<std::uint32_t>(nodes_.size() - 1);
  in_object_ = kind == Kind::Object;
  p = skip_space(p + 1, end_);
  if (*p == closer()) return close(p);
  step = Step::Opened;
  return p;
}

const char* DocumentBuilder::close(const char* p) {
  Node& node = nodes_[open_];
  const std::uint32_t parent = std::exchange(node.end, offset(p + 1));
  node.next = static_cast<std::uint32_t>(nodes_.size());
  if (in_object_ && !names_differ(open_)) return nullptr;
  open_ = parent;
  in_object_ = parent != kNone && nodes_[parent].kind == Kind::Object;
  --depth_;
  return p + 1;
}

const char* DocumentBuilder::read_name(const char* p) {
  if (*p != '"') return fail_at(p, "expected a name in quotes");
  p = read_string(p);
  if (p == nullptr) return nullptr;
  if (nodes_.back().has_escapes) unescape_name(nodes_.back());
  p = skip_space(p, end_);
  if (*p != ':') return fail_at(p, "expected a colon after the name");
  return skip_space(p + 1, end_);
}

const char* DocumentBuilder::read_string(const char* p) {
  const char* const begin = p++;
  bool has_escapes = false;
  for (;;) {
    p = skip_plain(p, end_, high_);
    if (*p == '"') break;
    if (p == end_) return fail_at(p, "the string has no end");
    if (*p != '\\') return fail_at(p, "a control character in a string");
    p = read_escape(p);
    if (p == nullptr) return nullptr;
    has_escapes = true;
  }
  add_node(begin, p + 1, Kind::String, has_escapes);
  return p + 1;
}

const char* DocumentBuilder::read_escape(const char* p) {
  switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 2;
    case 'u':
      // The zero at the end is no digit, so this stops in time.
      for (int i = 2; i < 6; ++i)
        if (!is_hex_digit(p[i])) return fail_at(p, "\\u without four hexadecimal digits");
      return p + 6;
    default:
      return fail_at(p, "an escape that JSON does not have");
  }
}

const char* DocumentBuilder::read_number(const char* p) {
  const char* const begin = p;
  const auto skip_digits = [&p] {
    const char* const first = p;
    while (is_digit(*p)) ++p;
    return p != first;
  };
  if (*p == '-') ++p;
  if (*p == '0') {
    ++p;
  } else if (!skip_digits()) {
    return fail_at(p, "expected a digit");
  }
  if (*p == '.') {
    ++p;
    if (!skip_digits()) return fail_at(p, "expected a digit after the point");
  }
  if (*p == 'e' || *p == 'E') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    if (!skip_digits()) return fail_at(p, "expected a digit in the exponent");
  }
  add_node(begin, p, Kind::Number, false);
  return p;
}

const char* DocumentBuilder::read_literal(const char* p, std::string_view word, Kind kind) {
  // The zero at the end is in no word, so this stops in time.
  if (std::strncmp(p, word.data(), word.size()) != 0) return fail_at(p, "expected a value");
  add_node(p, p + word.size(), kind, false);
  return p + word.size();
}

void DocumentBuilder::add_node(const char* begin, const char* end, Kind kind, bool has_escapes) {
  const auto next = static_cast<std::uint32_t>(nodes_.size() + 1);
  nodes_.push_back({offset(begin), offset(end), next, kind, has_escapes});
}

// A name has nothing inside it, so its `next` is free to say where its unescaped form stands.
void DocumentBuilder::unescape_name(Node& name) {
  auto& unescaped = document_.unescaped_names_;
  name.next = static_cast<std::uint32_t>(unescaped.size());
  append_unescaped({begin_ + name.begin + 1, name.end - name.begin - 2}, unescaped.emplace_back());
}

bool DocumentBuilder::names_differ(std::uint32_t object) {
  names_.clear();
  const std::uint32_t after = nodes_[object].next;
  for (std::uint32_t name = object + 1; name != after; name = nodes_[name + 1].next)
    names_.add(document_.name_at(name));
  std::size_t second = names_.second();
  if (second == NameCheck::npos) return true;
  std::uint32_t name = object + 1;
  while (second-- > 0) name = nodes_[name + 1].next;
  const std::string_view twice = document_.name_at(name);
  fail_at(begin_ + nodes_[name].begin,
          twice.size() > kLongestNameTold || !is_utf8(twice)
              ? std::string("a name stands twice in one object")
              : "the name \"" + std::string(twice) + "\" stands twice in one object");
  return false;
}

const char* DocumentBuilder::fail_at(const char* p, std::string problem) {
  problem_ =
      p == end_ && problem.starts_with("expected") ? "the text ends too early" : std::move(problem);
  problem_at_ = static_cast<std::size_t>(p - begin_);
  return nullptr;
}

Error DocumentBuilder::error() const {
  return Error(ErrorKind::Protocol,
               "not JSON: " + problem_ + ", at byte " + std::to_string(problem_at_));
}

}  // namespace omnillm::json
