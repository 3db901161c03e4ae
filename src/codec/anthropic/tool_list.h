// The tools of a request as the protocol takes them, with the mark of a cache policy on the last.

#ifndef OMNILLM_CODEC_ANTHROPIC_TOOL_LIST_H_
#define OMNILLM_CODEC_ANTHROPIC_TOOL_LIST_H_

#include <optional>
#include <vector>

#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/request.h"

namespace omnillm::codec::anthropic {

// Lifetime: the capabilities must outlive it.
class ToolList {
 public:
  ToolList(const CapabilitySet& capabilities, bool keep_extensions, LossLog& losses);

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // The mark that the last tool has of itself. Requires: not empty.
  [[nodiscard]] const CacheMark* last_mark() const;
  // Requires: not empty.
  void mark_last(CacheMark mark) { last_mark_ = std::move(mark); }

  // The array.
  void write(json::Writer& out) const;

 private:
  // One of the two.
  struct Entry {
    const ToolDefinition* tool = nullptr;
    JsonText builtin{};
  };

  void add_builtin(const BuiltinTool& tool, std::size_t index, LossLog& losses);
  void write_tool(const ToolDefinition& tool, const CacheMark* mark, json::Writer& out) const;

  std::vector<Entry> entries_;
  std::optional<CacheMark> last_mark_;
  bool keep_extensions_;
};

// `tool_choice` with its name, or nothing where there is nothing to say.
void write_tool_choice(const CapabilitySet& capabilities, bool has_tools, json::Writer& out,
                       LossLog& losses);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_TOOL_LIST_H_
