// What the writers of one request share: to whom, into what, and where losses are reported.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_EMISSION_H_
#define OMNILLM_CODEC_OPENAI_CHAT_EMISSION_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"

namespace omnillm::codec::openai_chat {

// Lifetime: refers to what its creator holds for the length of one call.
struct Emission {
  const Dialect& dialect;
  LossLog& losses;
  json::Writer& out;
  std::optional<WireFormat> origin;        // of what is written; empty when the caller made it
  std::vector<std::string_view>& written;  // the members of the body so far

  // Whether members only some provider knows may be written: they came from here, or from the
  // caller.
  [[nodiscard]] bool takes_extensions() const;
  // Whether the provider takes this member of the protocol.
  [[nodiscard]] bool takes(std::string_view member) const;

  // Begins a member of the body.
  template <std::size_t N>
  [[nodiscard]] json::Writer& member(const char (&name)[N]) const {
    written.emplace_back(name, N - 1);
    return out.key(name);
  }
  [[nodiscard]] bool has_written(std::string_view name) const;
  // Members of the body that no field has: those that are written already win, and are not told.
  void member_extensions(const VendorExtensions& members, const std::string& pointer) const;

  // Writes the others of a smaller object, or reports each.
  void extensions(const VendorExtensions& members, const std::string& pointer) const;

  // "X is dropped when bridging to open_ai_chat_completions", or "... to groq".
  void minor(std::string_view code, std::string pointer, std::string_view what) const;
  void major(std::string_view code, std::string pointer, std::string_view what) const;
  [[nodiscard]] std::string target() const;
  [[nodiscard]] std::string not_emitted() const;

  // An id of a call as this provider takes it: Mistral wants nine letters or digits, so every other
  // id becomes nine of them, always the same.
  [[nodiscard]] std::string call_id(std::string_view id) const;
  [[nodiscard]] bool takes_call_id(std::string_view id) const;
};

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_EMISSION_H_
