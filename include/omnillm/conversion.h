// Floor: 1 types
//
// What a conversion between protocols kept, changed and lost.
//
//   auto report = transcode_api_request(WireFormat::OpenAiChatCompletions,
//                                       WireFormat::AnthropicMessages, body);
//   if (report->lossy)
//     for (const Loss& loss : report->losses) std::cerr << loss << '\n';

#ifndef OMNILLM_CONVERSION_H_
#define OMNILLM_CONVERSION_H_

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "omnillm/protocol.h"

namespace omnillm {

enum class LossSeverity : std::uint8_t {
  Note,   // said in another way that means the same, or nearly: nothing is lost
  Minor,  // a setting or a detail is gone or approximated; the answer should be much the same
  Major,  // content, or what the caller relied on, is gone
};

[[nodiscard]] std::string_view to_string(LossSeverity severity);

// One thing that did not go through as it was.
struct Loss {
  // What kind of thing, for programs: "reasoning_settings", "image", "cache_mark". Listed in
  // docs/conversions.md.
  std::string code{};
  // Where it stood in what was read: a JSON pointer into the source, or into the canonical form
  // ("/capabilities/reasoning") where there was no source. Empty for the whole.
  std::string pointer{};
  LossSeverity severity = LossSeverity::Minor;
  // For people: "reasoning settings are dropped when bridging to gemini_generate_content".
  std::string reason{};

  friend bool operator==(const Loss&, const Loss&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Loss& loss);
};

// Collects what a conversion has to report. The same thing said twice is kept once.
class LossLog {
 public:
  void note(std::string_view code, std::string pointer, std::string reason) {
    add({std::string(code), std::move(pointer), LossSeverity::Note, std::move(reason)});
  }
  void minor(std::string_view code, std::string pointer, std::string reason) {
    add({std::string(code), std::move(pointer), LossSeverity::Minor, std::move(reason)});
  }
  void major(std::string_view code, std::string pointer, std::string reason) {
    add({std::string(code), std::move(pointer), LossSeverity::Major, std::move(reason)});
  }
  void add(Loss loss);

  [[nodiscard]] const std::vector<Loss>& losses() const { return losses_; }
  // Whether anything but notes was reported.
  [[nodiscard]] bool lossy() const;
  // Hands everything out and starts anew.
  [[nodiscard]] std::vector<Loss> take();

 private:
  std::vector<Loss> losses_;
  std::unordered_map<std::size_t, std::size_t> seen_;  // from the hash of a loss to where it is
};

// A converted value with what happened to it on the way.
template <class T>
struct ConversionReport {
  T value{};
  EndpointKind canonical_endpoint = EndpointKind::Responses;
  WireFormat wire_format = WireFormat::OpenAiResponses;
  bool bridged = false;  // went through another form than its own
  bool lossy = false;    // something was lost: `losses` has more than notes
  // The reasons of what was lost, sorted, each once.
  std::vector<std::string> loss_reasons{};
  std::vector<Loss> losses{};

  // The same report about a value made from this one.
  template <class Function>
  [[nodiscard]] auto map(Function&& function) && {
    using U = decltype(std::forward<Function>(function)(std::move(value)));
    return ConversionReport<U>{std::forward<Function>(function)(std::move(value)),
                               canonical_endpoint,
                               wire_format,
                               bridged,
                               lossy,
                               std::move(loss_reasons),
                               std::move(losses)};
  }

  friend bool operator==(const ConversionReport&, const ConversionReport&) = default;
};

// The sorted, distinct reasons of what was lost; notes are not among them.
[[nodiscard]] std::vector<std::string> loss_reasons(const std::vector<Loss>& losses);

}  // namespace omnillm

#endif  // OMNILLM_CONVERSION_H_
