// The one pass over a text: grammar, nesting, names, UTF-8, and a node for each value and name.
// It does not recurse: an open container holds its parent in the field that later says its end.

#ifndef OMNILLM_JSON_DOCUMENT_BUILDER_H_
#define OMNILLM_JSON_DOCUMENT_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/name_check.h"
#include "json/string_scan.h"
#include "omnillm/result.h"

namespace omnillm::json {

class DocumentBuilder {
 public:
  // Fills the nodes and names of `document`, whose text is set and zero-terminated.
  DocumentBuilder(Document& document, std::size_t max_depth);

  [[nodiscard]] Result<void> build();

 private:
  using Node = Document::Node;
  enum class Step : std::uint8_t { Opened, Complete };

  static constexpr std::uint32_t kNone = 0xffffffff;

  // Each takes the byte where something begins and returns the one after it, or null on failure.
  const char* read_text(const char* p);
  const char* read_value(const char* p, Step& step);
  const char* read_closers(const char* p);
  const char* read_name(const char* p);
  const char* read_string(const char* p);
  const char* read_escape(const char* p);
  const char* read_number(const char* p);
  const char* read_literal(const char* p, std::string_view word, Kind kind);
  const char* open(const char* p, Kind kind, Step& step);
  const char* close(const char* p);

  const char* fail_at(const char* p, std::string problem);
  [[nodiscard]] Error error() const;
  bool names_differ(std::uint32_t object);
  void unescape_name(Node& name);
  void add_node(const char* begin, const char* end, Kind kind, bool has_escapes);
  [[nodiscard]] std::uint32_t offset(const char* p) const {
    return static_cast<std::uint32_t>(p - begin_);
  }
  [[nodiscard]] char closer() const { return in_object_ ? '}' : ']'; }

  // Constant after construction.
  Document& document_;
  std::vector<Node>& nodes_;
  const std::size_t max_depth_;
  const char* const begin_;
  const char* const end_;

  std::uint32_t open_ = kNone;  // the innermost container that is still open
  bool in_object_ = false;      // it is an object
  bool name_escapes_ = false;   // some name of this text has escapes
  std::size_t depth_ = 0;
  HighBits high_;
  NameCheck names_;

  std::string problem_;
  std::size_t problem_at_ = 0;
};

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_DOCUMENT_BUILDER_H_
