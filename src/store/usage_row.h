// A finished call as a row of the usage log: who asked, who answered, what it used and what it
// cost. Never what was said: no prompt, no answer, and no provider's words about them.

#ifndef OMNILLM_STORE_USAGE_ROW_H_
#define OMNILLM_STORE_USAGE_ROW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/call_record.h"
#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "store/database.h"

namespace omnillm::store {

// As TokenUsage means them: parts are contained in their wholes.
struct UsageTokens {
  std::int64_t prompt = 0;
  std::int64_t completion = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;
  std::int64_t reasoning = 0;
  std::int64_t audio = 0;  // of prompt and completion together, as are images
  std::int64_t image = 0;

  friend bool operator==(const UsageTokens&, const UsageTokens&) = default;
};

struct UsageRow {
  std::string id{};
  WallTime started{};
  std::string endpoint{};
  bool streamed = false;
  std::string requested_model{};
  std::string project{};
  std::string caller{};  // label of the virtual key; empty: none was shown
  std::string user{};
  // Of the attempt that answered, or else of the last; empty when there was none.
  std::string provider{};
  std::string model{};
  std::string key_label{};
  int status = 0;                       // of its answer; 0: there was none
  std::string error{};                  // name of an ErrorKind; empty: it went well
  std::optional<UsageTokens> tokens{};  // empty: the provider did not say
  Money cost{};
  bool cost_estimated = false;
  Money reserved{};
  Duration latency{0};
  std::optional<Duration> first_token{};
  std::string attempts{};  // JSON: an array of objects
  std::string tags{};      // JSON: an array of pairs [name, value]

  friend bool operator==(const UsageRow&, const UsageRow&) = default;
};

// The value of the tag `caller_tag` becomes the caller.
[[nodiscard]] UsageRow usage_row(const CallRecord& record, std::string_view caller_tag);

// Nothing when the call is there already: a call is its id and its beginning.
[[nodiscard]] Result<void> insert_usage(Database& db, const UsageRow& row);

// The columns that read_usage() expects, in its order.
[[nodiscard]] std::string_view usage_columns();
[[nodiscard]] UsageRow read_usage(const Statement& row);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_USAGE_ROW_H_
