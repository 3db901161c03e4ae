#include "codec/endpoints/prompt_usage.h"

namespace omnillm::codec {

namespace {

std::optional<TokenUsage> read(json::Value usage) {
  const auto prompt = usage["prompt_tokens"].to_int64();
  const auto total = usage["total_tokens"].to_int64();
  if (!prompt && !total) return std::nullopt;
  return TokenUsage{.prompt_tokens = prompt.value_or(total.value_or(0)),
                    .completion_tokens = usage["completion_tokens"].to_int64().value_or(0),
                    .total_tokens = total}
      .repaired();
}

void write(const TokenUsage& usage, json::Writer& out) {
  out.begin_object();
  out.key("prompt_tokens").integer(usage.prompt_tokens);
  out.key("total_tokens").integer(usage.total());
  out.end_object();
}

}  // namespace

std::optional<TokenUsage> read_prompt_usage(json::Value usage, VendorExtensions& extensions) {
  const auto counts = read(usage);
  keep_if_it_says_more(
      usage, "usage",
      [&](json::Writer& out) {
        if (counts) write(*counts, out);
      },
      extensions);
  return counts;
}

void write_prompt_usage(const std::optional<TokenUsage>& usage, const VendorExtensions& extensions,
                        BodyWriter& body) {
  const auto same = [&](json::Value kept) { return read(kept) == usage; };
  if (body.kept(extensions, "usage", same) || !usage) return;
  body.out().key("usage");
  write(*usage, body.out());
}

}  // namespace omnillm::codec
