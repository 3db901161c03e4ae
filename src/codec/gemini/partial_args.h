// Arguments of a function call that come in pieces, as Vertex AI streams them when asked to: each
// piece names the place of a value by its path and holds the value, or the next part of a string.

#ifndef OMNILLM_CODEC_GEMINI_PARTIAL_ARGS_H_
#define OMNILLM_CODEC_GEMINI_PARTIAL_ARGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm::codec::gemini {

class PartialArgs {
 public:
  // Takes the elements of `partialArgs`. Errors: Protocol, for a path that is none or leads through
  // a value, and for more values than any model writes.
  [[nodiscard]] Result<void> add(json::Value pieces);
  // The object so far.
  [[nodiscard]] JsonText object() const;

 private:
  enum class Kind : std::uint8_t { Nothing, Value, String, Object, Array };

  struct Node {
    Kind kind = Kind::Nothing;
    std::string text{};  // of a string what it says, of another value its JSON
    std::vector<std::string> names{};
    std::vector<Node> children{};
  };

  [[nodiscard]] Result<Node*> find(std::string_view path);
  [[nodiscard]] Node* take_step(Node& at, std::string_view& path);
  [[nodiscard]] Node* member_of(Node& at, std::string_view name);
  [[nodiscard]] Node* element_of(Node& at, std::size_t index);
  static void put(json::Value piece, Node& at);
  static void write(const Node& node, json::Writer& out);

  Node root_{.kind = Kind::Object};
  std::size_t nodes_ = 0;
};

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_PARTIAL_ARGS_H_
