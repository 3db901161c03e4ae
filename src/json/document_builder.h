// The one pass over a text: grammar, nesting, names, UTF-8, and a node for each value and name.
// It does not recurse: an open container holds its parent in the field that later says its end.

#ifndef OMNILLM_JSON_DOCUMENT_BUILDER_H_
#define OMNILLM_JSON_DOCUMENT_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/document.h"
#include "json/string_scan.h"
#include "omnillm/error.h"

namespace omnillm::json {

// The zero that ends a std::string stands for the end of the text: no rule allows it, so most steps
// need not ask whether there is another byte.
class DocumentBuilder {
 public:
  // Fills the nodes and names of `document`, whose text is set.
  DocumentBuilder(Document& document, std::size_t max_depth);

  [[nodiscard]] bool build();
  // Why it was refused. Requires: build() said so, and the text is still there.
  [[nodiscard]] Error error() const;

 private:
  using Node = Document::Node;

  static constexpr std::uint32_t kNone = 0xffffffff;

  // Each takes the byte where something begins and returns the one after it, or null on failure.
  const char* read_text(const char* p);
  const char* read_scalar(const char* p);
  const char* read_closers(const char* p);
  const char* read_name(const char* p, HighBits& high);
  const char* read_string(const char* p, HighBits& high);
  const char* read_escape(const char* p);
  const char* read_number(const char* p);
  const char* read_literal(const char* p, std::string_view word, Kind kind);
  const char* open(const char* p);
  const char* close(const char* p);

  const char* refuse(const char* p, const char* problem);
  const char* refuse_depth(const char* p);
  const char* refuse_name(std::uint32_t name);

  // The name that stands in the object for the second time, or kNone.
  [[nodiscard]] std::uint32_t second_name(std::uint32_t object) const;
  [[nodiscard]] std::uint32_t hash_of(const Node& name) const;
  [[nodiscard]] std::uint32_t second_of_many(std::uint32_t object) const;
  [[nodiscard]] bool stands_before(std::uint32_t name, std::uint32_t first) const;
  [[nodiscard]] std::uint32_t name_after(std::uint32_t name) const {
    return name + 1 + nodes_[name + 1].span;
  }

  [[nodiscard]] std::string_view name_of(const Node& name) const {
    if (name.has_escapes) return document_.unescaped_names_[name.span];
    return {begin_ + name.begin + 1, name.end - name.begin - 2};
  }

  void unescape_name(Node& name);
  void add_node(const char* begin, const char* end, Kind kind, bool has_escapes);
  void grow();
  [[nodiscard]] std::uint32_t offset(const char* p) const {
    return static_cast<std::uint32_t>(p - begin_);
  }

  Document& document_;
  const std::size_t max_depth_;
  const char* const begin_;
  const char* const end_;

  Node* nodes_;  // the document's, which are moved when they grow
  std::uint32_t room_;
  std::uint32_t count_ = 0;
  std::uint32_t open_ = kNone;  // the innermost container that is still open
  char closer_ = '\0';          // what closes it
  std::size_t depth_ = 0;
  HighBits high_;

  const char* problem_ = nullptr;
  const char* problem_at_ = nullptr;
  std::string detail_;
};

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_DOCUMENT_BUILDER_H_
