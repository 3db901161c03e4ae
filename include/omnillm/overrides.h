// Floor: 3 routing

#ifndef OMNILLM_OVERRIDES_H_
#define OMNILLM_OVERRIDES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/request.h"
#include "omnillm/result.h"

namespace omnillm {

// What one target of a route changes in the request: what is said here takes the place of what the
// caller said, what is not said stays as it is.
//
//   Overrides{.max_output_tokens = 512, .reasoning_effort = "low"}
//   {"max_output_tokens": 512, "reasoning_effort": "low", "enable_thinking": false}
//
// In JSON, members that are none of these go into vendor_extensions, as the provider knows them.
// Thread safety: a value.
struct Overrides {
  std::optional<std::int64_t> max_output_tokens{};
  std::optional<double> temperature{};
  std::optional<double> top_p{};
  std::optional<std::int64_t> top_k{};
  std::optional<double> presence_penalty{};
  std::optional<double> frequency_penalty{};
  std::optional<std::int64_t> seed{};
  std::optional<std::vector<std::string>> stop_sequences{};
  std::optional<std::string> verbosity{};
  // How hard it thinks; one of the two takes the place of whatever the request said of both.
  std::optional<std::string> reasoning_effort{};
  std::optional<std::int64_t> reasoning_budget_tokens{};
  std::optional<bool> parallel_tool_calls{};
  std::optional<std::string> service_tier{};
  // Joined with the request's, and with the same rule: they reach a protocol that they belong to.
  VendorExtensions vendor_extensions{};

  [[nodiscard]] bool empty() const { return *this == Overrides{}; }
  void apply_to(LlmRequest& request) const;

  // Errors: Configuration, beginning with a JSON pointer. Refused are members that belong to the
  // request and not to a target (model, messages, tools, stream) and other protocols' names of a
  // cap on the output, which would stand beside ours: {"max_tokens": 5} has to be
  // {"max_output_tokens": 5}.
  [[nodiscard]] static Result<Overrides> from_json(const JsonText& json);

  friend bool operator==(const Overrides&, const Overrides&) = default;
};

// What from_json() reads as the same.
[[nodiscard]] JsonText to_json(const Overrides& overrides);

}  // namespace omnillm

#endif  // OMNILLM_OVERRIDES_H_
