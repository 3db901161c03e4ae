// One validated pass over a JSON text, and a tree of spans to walk in it. Nothing is copied or
// converted: a Value knows where it stands in the text, which the Document keeps alive.
//
//   json::Document document;
//   if (auto ok = document.parse(std::move(body)); !ok) return tl::unexpected(ok.error());
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
  [[nodiscard]] std::string_view escaped() const;         // what stands between the quotes

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
  std::string_view name;  // unescaped; lives as long as the document
  Value value;
};

class Document {
 public:
  Document() = default;

  // Reads one JSON text and forgets what was read before; its buffers are used again.
  // Errors: Protocol, saying what is wrong at which byte. The document is then empty.
  [[nodiscard]] Result<void> parse(std::string text, std::size_t max_depth = kMaxDepth);
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
  [[nodiscard]] std::string_view name_at(std::uint32_t node) const;

  std::shared_ptr<const std::string> text_;
  std::vector<Node> nodes_;  // the first node_count_ of them; the others are room
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

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_DOCUMENT_H_
