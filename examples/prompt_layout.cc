// Two questions on one manual: a prompt laid out so that the provider's cache knows its beginning
// again, printed in the canonical form.

#include <omnillm/omnillm.h>

#include <iostream>
#include <string>

using namespace omnillm;

namespace {

LlmRequest ask(const std::string& question) {
  return PromptLayoutBuilder("gpt-4.1-mini")
      .instructions("Answer from the manual, in one sentence.")
      .stable_message(Message::user("The manual: press the green button to start ..."))
      .stable_prefix_cache_key("manual", "acme")
      .user_input(question)
      .generation({.max_output_tokens = 256, .temperature = 0.2})
      .build();
}

}  // namespace

int main() {
  const LlmRequest first = ask("How do I start it?");
  const LlmRequest second = ask("How do I stop it?");
  std::cout << first << '\n';
  std::cout << "about " << first.estimated_tokens() << " tokens at most\n";

  const Result<LlmRequest> read = from_json<LlmRequest>(to_json(first).text());
  if (!read) {
    std::cerr << read.error() << '\n';
    return 1;
  }
  const bool same = resolve_cache_key(*read) == resolve_cache_key(second);
  std::cout << (same ? "the same key for both: " : "two keys: ") << resolve_cache_key(second)
            << '\n';
  return 0;
}
