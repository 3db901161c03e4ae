// What a provider's refusal says: kind, code, and when to come back.

#ifndef OMNILLM_GATEWAY_FAILURE_H_
#define OMNILLM_GATEWAY_FAILURE_H_

#include <optional>
#include <string_view>

#include "limit/rate_headers.h"
#include "omnillm/clock.h"
#include "omnillm/pool.h"
#include "omnillm/provider_error.h"
#include "omnillm/secret.h"
#include "omnillm/transport.h"

namespace omnillm::gateway {

// What the headers of any answer say about the key's limits.
[[nodiscard]] limit::RateHeaders rate_headers(const Headers& headers, WallTime wall);
[[nodiscard]] RateObservation observation_of(const limit::RateHeaders& rates);

// When to come back: the header's word, else that of a Gemini error's body, else, of an answer that
// is a limit, the time at which the headers say the limit is there again. Empty: nobody says.
[[nodiscard]] std::optional<Duration> retry_hint(const limit::RateHeaders& rates, ErrorKind kind,
                                                 std::string_view body, WallTime wall);

// An answer that is no success. The error names the provider and the kind. Providers quote keys
// they do not take: where `key` stands in the words, *** does.
struct Refusal {
  Error error;
  ProviderError said{};
};
[[nodiscard]] Refusal refusal_of(WireFormat format, const HttpHead& head,
                                 const limit::RateHeaders& rates, std::string_view body,
                                 std::string_view provider, const Secret& key, WallTime wall);

// What the provider calls this request, to quote in a complaint; empty when it does not say, and
// when what it says is the key.
[[nodiscard]] std::string_view request_id_of(const Headers& headers, const Secret& key);

// A failure that came inside a stream; without the key, as well.
[[nodiscard]] Error error_of_stream(ProviderError said, std::string_view provider,
                                    const Secret& key);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_FAILURE_H_
