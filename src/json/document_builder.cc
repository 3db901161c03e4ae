#include "json/document_builder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "json/name_check.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace omnillm::json {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kLongestNameTold = 64;
constexpr std::size_t kFewNames = 16;
constexpr std::size_t kMostNodesAtFirst = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Of a name in its quotes: its length, its last byte and its first three.
std::uint32_t quoted_hash(const char* quoted, std::size_t size) {
  auto first = static_cast<std::uint32_t>(static_cast<unsigned char>(quoted[1]));
  if (size >= 4) std::memcpy(&first, quoted, sizeof first);
  const auto last = static_cast<unsigned char>(quoted[size - 2]);
  return (first + static_cast<std::uint32_t>(size) * 0x3d4d51cbU + last * 0x01000193U) *
         0x9e3779b1U;
}

}  // namespace

DocumentBuilder::DocumentBuilder(Document& document, std::size_t max_depth)
    : document_(document),
      max_depth_(max_depth),
      begin_(document.begin_),
      end_(begin_ + document.size_),
      nodes_(document.nodes_.get()),
      room_(document.node_room_) {}

bool DocumentBuilder::build() {
  const char* p = begin_;
  if (document_.text().starts_with(kByteOrderMark)) p += kByteOrderMark.size();
  p = read_text(skip_space(p, end_));
  if (p != nullptr) p = skip_space(p, end_);
  if (p != nullptr && p != end_) p = refuse(p, "text after the end of the value");
  if (p != nullptr && high_.any() && !is_utf8(document_.text()))
    p = refuse(begin_ + utf8_prefix(document_.text()), "not UTF-8");
  document_.node_count_ = p == nullptr ? 0 : count_;
  return p != nullptr;
}

// Each turn reads a value, with its name in an object, and what closes after it.
const char* DocumentBuilder::read_text(const char* p) {
  HighBits high;
  do {
    if (closer_ == '}') {
      p = read_name(p, high);
      if (p == nullptr) return nullptr;
    }
    if (*p == '"') {
      p = read_string(p, high);
    } else if (*p == '{' || *p == '[') {
      p = open(p);
      if (p == nullptr) return nullptr;
      if (*p != closer_) continue;  // on to what is in it
    } else {
      p = read_scalar(p);
    }
    if (p == nullptr) return nullptr;
    p = read_closers(p);
  } while (p != nullptr && open_ != kNone);
  high_ = high;
  return p;
}

const char* DocumentBuilder::read_scalar(const char* p) {
  switch (*p) {
    case 't':
      return read_literal(p, "true", Kind::True);
    case 'f':
      return read_literal(p, "false", Kind::False);
    case 'n':
      return read_literal(p, "null", Kind::Null);
    default:
      if (is_digit(*p) || *p == '-') return read_number(p);
      return refuse(p, "expected a value");
  }
}

// After a value: the closers that follow it and the comma in front of the next one.
inline const char* DocumentBuilder::read_closers(const char* p) {
  while (open_ != kNone) {
    if (*p == ',') return skip_space(p + 1, end_);
    p = skip_space(p, end_);
    if (*p == ',') return skip_space(p + 1, end_);
    if (*p != closer_)
      return refuse(p, closer_ == '}' ? "expected a comma or }" : "expected a comma or ]");
    p = close(p);
    if (p == nullptr) return nullptr;
  }
  return p;
}

inline const char* DocumentBuilder::open(const char* p) {
  if (depth_ == max_depth_) return refuse_depth(p);
  ++depth_;
  const bool object = *p == '{';
  add_node(p, p, object ? Kind::Object : Kind::Array, false);
  nodes_[count_ - 1].end = open_;
  open_ = count_ - 1;
  closer_ = object ? '}' : ']';
  return skip_space(p + 1, end_);
}

inline const char* DocumentBuilder::close(const char* p) {
  Node& node = nodes_[open_];
  const std::uint32_t parent = std::exchange(node.end, offset(p + 1));
  node.span = count_ - open_;
  if (closer_ == '}') {
    const std::uint32_t second = second_name(open_);
    if (second != kNone) return refuse_name(second);
  }
  open_ = parent;
  --depth_;
  if (parent != kNone) closer_ = nodes_[parent].kind == Kind::Object ? '}' : ']';
  return p + 1;
}

inline const char* DocumentBuilder::read_name(const char* p, HighBits& high) {
  if (*p != '"') return refuse(p, "expected a name in quotes");
  p = read_string(p, high);
  if (p == nullptr) return nullptr;
  if (nodes_[count_ - 1].has_escapes) unescape_name(nodes_[count_ - 1]);
  if (*p != ':') p = skip_space(p, end_);
  if (*p != ':') return refuse(p, "expected a colon after the name");
  return skip_space(p + 1, end_);
}

inline const char* DocumentBuilder::read_string(const char* p, HighBits& high) {
  const char* const begin = p;
  bool has_escapes = false;
  for (p = skip_plain(p + 1, end_, high); *p != '"'; p = skip_plain(p, end_, high)) {
    p = read_escape(p);
    if (p == nullptr) return nullptr;
    has_escapes = true;
  }
  add_node(begin, p + 1, Kind::String, has_escapes);
  return p + 1;
}

// What a string cannot hold as it stands: an escape, or else a reason to refuse it.
const char* DocumentBuilder::read_escape(const char* p) {
  if (p == end_) return refuse(p, "the string has no end");
  if (*p != '\\') return refuse(p, "a control character in a string");
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
        if (!is_hex_digit(p[i])) return refuse(p, "\\u without four hexadecimal digits");
      return p + 6;
    default:
      return refuse(p, "an escape that JSON does not have");
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
    return refuse(p, "expected a digit");
  }
  if (*p == '.') {
    ++p;
    if (!skip_digits()) return refuse(p, "expected a digit after the point");
  }
  if (*p == 'e' || *p == 'E') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    if (!skip_digits()) return refuse(p, "expected a digit in the exponent");
  }
  add_node(begin, p, Kind::Number, false);
  return p;
}

const char* DocumentBuilder::read_literal(const char* p, std::string_view word, Kind kind) {
  const auto left = static_cast<std::size_t>(end_ - p);
  if (!std::string_view(p, left).starts_with(word)) return refuse(p, "expected a value");
  add_node(p, p + word.size(), kind, false);
  return p + word.size();
}

inline void DocumentBuilder::add_node(const char* begin, const char* end, Kind kind,
                                      bool has_escapes) {
  if (count_ == room_) grow();
  nodes_[count_] = {offset(begin), offset(end), 1, kind, has_escapes};
  ++count_;
}

// Requests have a node for every ten bytes or so; long strings have fewer.
void DocumentBuilder::grow() {
  const auto bytes = static_cast<std::size_t>(end_ - begin_);
  const std::size_t first = std::min(bytes / 8 + 8, kMostNodesAtFirst);
  const std::size_t room = std::max(first, std::size_t{room_} * 2);
  auto more = std::make_unique_for_overwrite<Node[]>(room);
  std::copy_n(nodes_, count_, more.get());
  document_.nodes_ = std::move(more);
  document_.node_room_ = room_ = static_cast<std::uint32_t>(room);
  nodes_ = document_.nodes_.get();
}

// A name has nothing inside it, so its `span` is free to say where its unescaped form stands.
void DocumentBuilder::unescape_name(Node& name) {
  auto& unescaped = document_.unescaped_names_;
  name.span = static_cast<std::uint32_t>(unescaped.size());
  append_unescaped({begin_ + name.begin + 1, name.end - name.begin - 2}, unescaped.emplace_back());
}

// A mark is one of 256 bits. Names that differ mostly differ in it, and then need no comparing.
inline std::uint32_t DocumentBuilder::second_name(std::uint32_t object) const {
  std::array<std::uint64_t, 4> marks{};
  const std::uint32_t after = object + nodes_[object].span;
  std::size_t names = 0;
  for (std::uint32_t name = object + 1; name != after; name = name_after(name)) {
    if (++names > kFewNames) return second_of_many(object);
    const std::uint32_t hash = hash_of(nodes_[name]);
    std::uint64_t& word = marks[hash >> 30];
    const std::uint64_t mark = std::uint64_t{1} << (hash >> 24 & 63);
    if ((word & mark) != 0 && stands_before(name, object + 1)) return name;
    word |= mark;
  }
  return kNone;
}

inline std::uint32_t DocumentBuilder::hash_of(const Node& name) const {
  if (!name.has_escapes) return quoted_hash(begin_ + name.begin, name.end - name.begin);
  const std::string quoted = '"' + std::string(name_of(name)) + '"';
  return quoted_hash(quoted.data(), quoted.size());
}

bool DocumentBuilder::stands_before(std::uint32_t name, std::uint32_t first) const {
  const std::string_view text = name_of(nodes_[name]);
  for (; first != name; first = name_after(first))
    if (name_of(nodes_[first]) == text) return true;
  return false;
}

std::uint32_t DocumentBuilder::second_of_many(std::uint32_t object) const {
  NameCheck check;
  const std::uint32_t after = object + nodes_[object].span;
  for (std::uint32_t name = object + 1; name != after; name = name_after(name))
    check.add(name_of(nodes_[name]), name);
  return check.second().value_or(kNone);
}

const char* DocumentBuilder::refuse(const char* p, const char* problem) {
  problem_ = problem;
  problem_at_ = p;
  return nullptr;
}

const char* DocumentBuilder::refuse_depth(const char* p) {
  detail_ = " than " + std::to_string(max_depth_) + " levels";
  return refuse(p, "nested deeper");
}

const char* DocumentBuilder::refuse_name(std::uint32_t name) {
  const std::string_view text = name_of(nodes_[name]);
  if (text.size() <= kLongestNameTold && is_utf8(text)) detail_ = ": \"" + std::string(text) + '"';
  return refuse(begin_ + nodes_[name].begin, "a name stands twice in one object");
}

Error DocumentBuilder::error() const {
  const bool cut = problem_at_ == end_ && std::string_view(problem_).starts_with("expected");
  return Error(ErrorKind::Protocol,
               "not JSON: " + std::string(cut ? "the text ends too early" : problem_) + detail_ +
                   ", at byte " + std::to_string(problem_at_ - begin_));
}

}  // namespace omnillm::json
