// One validated pass over a JSON text, and a tree of spans to walk in it. Nothing is copied or
// converted: a Value knows where it stands in the text, which the Document keeps alive.
//
//   json::Document document;
//   if (auto ok = document.parse(body); !ok) return tl::unexpected(ok.error());
//   for (json::Member m : document.root().members())
//     if (m.name == "model") request.model = m.value.str();
//
// Refused: what the grammar does not allow, text that is not UTF-8, a name twice in one object
// (readers disagree about which one counts), nesting deeper than the limit, text of 4 GiB and more.
// One byte order mark in front is skipped. Names with escapes are compared as what they say; a lone
// surrogate in a name counts as U+FFFD.
//
// Thread safety: distinct documents are independent; a parsed document may be read by many threads.

#ifndef OMNILLM_JSON_DOCUMENT_H_
#define OMNILLM_JSON_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm::json {

enum class Kind : std::uint8_t { Missing, Null, False, True, Number, String, Array, Object };

// "an object", "a string": for messages.
[[nodiscard]] std::string_view to_string(Kind kind);

inline constexpr std::size_t kMaxDepth = 256;

class Document;
struct Member;

namespace internal {
// Whether they are the same. The length of the literal is known when this is compiled, so it comes
// to a comparison of a few words.
template <std::size_t N>
[[nodiscard]] inline bool same(std::string_view text, const char (&literal)[N]) {
  return text.size() == N - 1 && std::memcmp(text.data(), literal, N - 1) == 0;
}
}  // namespace internal

// The name of a member: a string_view that is quickly compared with a literal.
class Name : public std::string_view {
 public:
  Name() = default;
  explicit Name(std::string_view name) : std::string_view(name) {}

  template <std::size_t N>
  friend bool operator==(const Name& name, const char (&literal)[N]) {
    return internal::same(name, literal);
  }
};

// A value in a parsed document, or Missing. Small; pass it by value.
// Lifetime: the document must outlive it. What text(), json() and str() return lives on its own.
class Value {
 public:
  Value() = default;

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] explicit operator bool() const { return document_ != nullptr; }  // not Missing
  [[nodiscard]] bool is_missing_or_null() const { return kind() <= Kind::Null; }
  [[nodiscard]] bool is_string() const { return kind() == Kind::String; }
  [[nodiscard]] bool is_number() const { return kind() == Kind::Number; }
  [[nodiscard]] bool is_object() const { return kind() == Kind::Object; }
  [[nodiscard]] bool is_array() const { return kind() == Kind::Array; }
  [[nodiscard]] bool is_bool() const { return kind() == Kind::True || kind() == Kind::False; }

  // As it stands in the text, without space around it.
  [[nodiscard]] std::string_view raw() const;
  // The same, sharing the document's bytes. Missing is null.
  [[nodiscard]] JsonText json() const;

  // Of a string; empty for every other kind.
  [[nodiscard]] Text text() const;                        // shares the document's bytes
  [[nodiscard]] std::string str() const;                  // unescaped
  [[nodiscard]] bool says(std::string_view plain) const;  // is a string and says exactly this
  template <std::size_t N>
  [[nodiscard]] bool says(const char (&plain)[N]) const;
  [[nodiscard]] std::string_view escaped() const;  // what stands between the quotes

  [[nodiscard]] std::optional<bool> to_bool() const;
  // Of a number whose value is whole and fits: 32, 3.2e1 and 32.0 alike. Never rounds.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const;
  [[nodiscard]] std::optional<std::uint64_t> to_uint64() const;
  // Of a number that a double can come near to; empty for 1e400.
  [[nodiscard]] std::optional<double> to_double() const;

  // Members of an object, elements of an array; 0 for every other kind.
  [[nodiscard]] std::size_t size() const;
  // The member of that name; Missing when there is none or this is no object.
  [[nodiscard]] Value operator[](std::string_view name) const;

  class MemberRange members() const;    // empty unless an object
  class ElementRange elements() const;  // empty unless an array

 private:
  friend class Document;
  friend class MemberIterator;
  friend class ElementIterator;
  Value(const Document* document, std::uint32_t node) : document_(document), node_(node) {}

  const Document* document_ = nullptr;
  std::uint32_t node_ = 0;
};

struct Member {
  Name name;  // unescaped; lives as long as the document
  Value value;
};

class Document {  // moved, not copied: the pieces it gives out may outlive it
 public:
  Document() = default;

  // Reads one JSON text and forgets what was read before; its buffers are used again.
  // Errors: Protocol, saying what is wrong at which byte. The document is then empty.
  // Requires: `text` is no piece of what was read before.
  [[nodiscard]] Result<void> parse(std::string_view text, std::size_t max_depth = kMaxDepth);
  [[nodiscard]] Result<void> parse(const char* text, std::size_t max_depth = kMaxDepth) {
    return parse(std::string_view(text), max_depth);
  }
  // The same without a copy of the text.
  [[nodiscard]] Result<void> parse(std::string&& text, std::size_t max_depth = kMaxDepth);
  [[nodiscard]] Result<void> parse(std::shared_ptr<const std::string> text,
                                   std::size_t max_depth = kMaxDepth);

  [[nodiscard]] Value root() const;

 private:
  friend class Value;
  friend class MemberIterator;
  friend class ElementIterator;
  friend class DocumentBuilder;

  // A value, or a name in front of its value.
  struct Node {
    std::uint32_t begin;  // of the raw text
    std::uint32_t end;
    std::uint32_t span;  // how many nodes it comes to with what is inside it; of a name with
                         // escapes, which of unescaped_names_ it is
    Kind kind;
    bool has_escapes;  // of a string or a name: there is a backslash in it
  };

  [[nodiscard]] std::string_view raw_at(std::uint32_t node) const;
  [[nodiscard]] Name name_at(std::uint32_t node) const;
  [[nodiscard]] std::string_view text() const { return {begin_, size_}; }
  Result<void> read(std::size_t max_depth);
  void forget();
  [[nodiscard]] char* room_for(std::size_t bytes);

  // The text, with a zero behind it; who keeps it alive is shared with everything cut out of it.
  std::shared_ptr<const void> owner_;
  const char* begin_ = nullptr;
  std::size_t size_ = 0;
  // Where a text was copied to, to be used again when nobody else holds a piece of it.
  std::shared_ptr<char[]> copy_;
  std::size_t room_ = 0;

  std::unique_ptr<Node[]> nodes_;  // the first node_count_ of them are; the others are room
  std::uint32_t node_room_ = 0;
  std::uint32_t node_count_ = 0;
  std::vector<std::string> unescaped_names_;
};

class MemberIterator {
 public:
  MemberIterator(const Document* document, std::uint32_t node) : document_(document), node_(node) {}
  Member operator*() const;
  MemberIterator& operator++();
  friend bool operator==(const MemberIterator&, const MemberIterator&) = default;

 private:
  const Document* document_;
  std::uint32_t node_;
};

class ElementIterator {
 public:
  ElementIterator(const Document* document, std::uint32_t node)
      : document_(document), node_(node) {}
  Value operator*() const { return Value(document_, node_); }
  ElementIterator& operator++();
  friend bool operator==(const ElementIterator&, const ElementIterator&) = default;

 private:
  const Document* document_;
  std::uint32_t node_;
};

class MemberRange {
 public:
  MemberRange(MemberIterator first, MemberIterator last) : first_(first), last_(last) {}
  [[nodiscard]] MemberIterator begin() const { return first_; }
  [[nodiscard]] MemberIterator end() const { return last_; }

 private:
  MemberIterator first_;
  MemberIterator last_;
};

class ElementRange {
 public:
  ElementRange(ElementIterator first, ElementIterator last) : first_(first), last_(last) {}
  [[nodiscard]] ElementIterator begin() const { return first_; }
  [[nodiscard]] ElementIterator end() const { return last_; }

 private:
  ElementIterator first_;
  ElementIterator last_;
};

// ---- What every loop over a document does, to be inlined there.

inline Kind Value::kind() const {
  return document_ == nullptr ? Kind::Missing : document_->nodes_[node_].kind;
}

inline std::string_view Value::raw() const {
  return document_ == nullptr ? std::string_view() : document_->raw_at(node_);
}

inline std::string_view Value::escaped() const {
  if (!is_string()) return {};
  const std::string_view quoted = raw();
  return {quoted.data() + 1, quoted.size() - 2};
}

template <std::size_t N>
bool Value::says(const char (&plain)[N]) const {
  if (!is_string()) return false;
  if (!document_->nodes_[node_].has_escapes) return internal::same(escaped(), plain);
  return says(std::string_view(plain, N - 1));
}

inline MemberRange Value::members() const {
  const std::uint32_t first = node_ + 1;
  const std::uint32_t last = is_object() ? node_ + document_->nodes_[node_].span : first;
  return {{document_, first}, {document_, last}};
}

inline ElementRange Value::elements() const {
  const std::uint32_t first = node_ + 1;
  const std::uint32_t last = is_array() ? node_ + document_->nodes_[node_].span : first;
  return {{document_, first}, {document_, last}};
}

inline Value Document::root() const { return node_count_ == 0 ? Value() : Value(this, 0); }

inline std::string_view Document::raw_at(std::uint32_t node) const {
  const Node& at = nodes_[node];
  return {begin_ + at.begin, at.end - at.begin};
}

inline Name Document::name_at(std::uint32_t node) const {
  const Node& at = nodes_[node];
  if (at.has_escapes) return Name(unescaped_names_[at.span]);
  return Name(std::string_view(begin_ + at.begin + 1, at.end - at.begin - 2));
}

inline Member MemberIterator::operator*() const {
  return {document_->name_at(node_), Value(document_, node_ + 1)};
}

inline MemberIterator& MemberIterator::operator++() {
  ++node_;  // from the name to its value
  node_ += document_->nodes_[node_].span;
  return *this;
}

inline ElementIterator& ElementIterator::operator++() {
  node_ += document_->nodes_[node_].span;
  return *this;
}

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_DOCUMENT_H_
