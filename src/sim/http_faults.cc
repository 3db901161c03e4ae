#include "sim/http_faults.h"

#include <array>
#include <utility>

namespace omnillm::sim {
namespace {

using K = FaultKind;
constexpr FaultScope kAny = FaultScope::Any;
constexpr FaultScope kStreams = FaultScope::Streams;

// In the order of FaultKind.
constexpr std::array kRows{
    FaultRow{K::BadRequest, "bad_request", kAny, "400, the request is wrong"},
    FaultRow{K::Unauthorized, "unauthorized", kAny, "401, the key is not known"},
    FaultRow{K::PaymentRequired, "payment_required", kAny, "402, no money on the account"},
    FaultRow{K::Quota, "quota", kAny, "the credit is used up, with the status the provider gives"},
    FaultRow{K::Forbidden, "forbidden", kAny, "403, the key may not do this"},
    FaultRow{K::NotFound, "not_found", kAny, "404, there is no such model"},
    FaultRow{K::RequestTimeout, "request_timeout", kAny, "408, it took too long"},
    FaultRow{K::Conflict, "conflict", kAny, "409"},
    FaultRow{K::TooLarge, "too_large", kAny, "413, the body is too large"},
    FaultRow{K::ContextLength, "context_length", kAny, "400, the prompt does not fit the model"},
    FaultRow{K::ContentPolicy, "content_policy", kAny, "400, refused by the content policy"},
    FaultRow{K::Unprocessable, "unprocessable", kAny, "422, the request is wrong"},
    FaultRow{K::RateLimit, "rate_limit", kAny,
             "429 with the provider's own hint when to come again"},
    FaultRow{K::RateLimitSilent, "rate_limit_silent", kAny, "429 without any hint"},
    FaultRow{K::Server, "server_error", kAny, "500"},
    FaultRow{K::BadGateway, "bad_gateway", kAny, "502, the HTML page of a proxy"},
    FaultRow{K::Unavailable, "unavailable", kAny, "503"},
    FaultRow{K::GatewayTimeout, "gateway_timeout", kAny, "504"},
    FaultRow{K::Overloaded, "overloaded", kAny, "529 at Anthropic, 503 elsewhere"},
    FaultRow{K::CloseBeforeHead, "close_before_head", kAny,
             "the connection is closed instead of an answer"},
    FaultRow{K::ResetBeforeHead, "reset_before_head", kAny,
             "the connection is reset instead of an answer"},
    FaultRow{K::HangBeforeHead, "hang_before_head", kAny, "no answer ever comes"},
    FaultRow{K::ResetMidHead, "reset_mid_head", kAny,
             "the connection is reset in the middle of the head"},
    FaultRow{K::SlowHead, "slow_head", kAny, "the head comes byte by byte, 5 ms apart"},
    FaultRow{K::LongLength, "long_length", kAny,
             "Content-Length says more than there is, then the connection is closed"},
    FaultRow{K::ShortLength, "short_length", kAny, "Content-Length says less than there is"},
    FaultRow{K::GarbageHead, "garbage_head", kAny, "what comes is not HTTP"},
    FaultRow{K::GarbageBody, "garbage_body", kAny, "200 with a body that is no JSON and no stream"},
    FaultRow{K::ResetMidStream, "reset_mid_stream", kAny,
             "the connection is reset after at_event events, or in the middle of a whole answer"},
    FaultRow{K::CutStream, "cut_stream", kAny,
             "the body ends in good order after at_event events, or in the middle"},
    FaultRow{K::CloseMidStream, "close_mid_stream", kAny,
             "the connection is closed after at_event events, or in the middle"},
    FaultRow{K::HangMidStream, "hang_mid_stream", kAny,
             "nothing more comes after at_event events, or in the middle"},
    FaultRow{K::ErrorInStream, "error_in_stream", kStreams,
             "after at_event events comes an error in the protocol's own form"},
    FaultRow{K::MalformedFrame, "malformed_frame", kStreams,
             "after at_event events comes one that cannot be read"},
    FaultRow{K::NoUsage, "no_usage", kAny,
             "the answer does not say what it used (zeros where the protocol demands something)"},
    FaultRow{K::DuplicateEnd, "duplicate_end", kStreams, "the end of the stream comes twice"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (kRows[i].kind != static_cast<FaultKind>(i)) return false;
  return kRows.size() == static_cast<std::size_t>(K::DuplicateEnd) + 1;
}
static_assert(in_order());

bool matches(const std::string& condition, std::string_view value) {
  return condition.empty() || condition == value;
}

}  // namespace

std::span<const FaultRow> fault_rows() { return kRows; }
const FaultRow& row_of(FaultKind kind) { return kRows[static_cast<std::size_t>(kind)]; }

const FaultRow* find_fault(std::string_view name) {
  for (const FaultRow& row : kRows)
    if (row.name == name) return &row;
  return nullptr;
}

Result<void> FaultPlan::add(SimFault fault) {
  const FaultRow* row = find_fault(fault.name);
  if (!row)
    return fail(ErrorKind::Configuration,
                "there is no fault '" + fault.name + "'; `omnillm sim --list-faults` lists them");
  if (!(fault.share >= 0 && fault.share <= 1))
    return fail(ErrorKind::Configuration, "the share of a fault is from 0 to 1");
  if (fault.every < 1 || fault.after < 0 || fault.at_event < 0)
    return fail(ErrorKind::Configuration,
                "'every' of a fault is at least 1; 'after' and 'at_event' are not negative");
  const MutexLock lock(&mu_);
  rules_.push_back({.fault = std::move(fault), .row = row});
  return {};
}

void FaultPlan::clear() {
  const MutexLock lock(&mu_);
  rules_.clear();
}

bool FaultPlan::fits(const Rule& rule, const FaultSubject& subject) {
  return (rule.row->scope == FaultScope::Any || subject.streams) &&
         matches(rule.fault.provider, subject.provider) && matches(rule.fault.key, subject.key) &&
         matches(rule.fault.model, subject.model);
}

bool FaultPlan::comes_due(Rule& rule) {
  const SimFault& fault = rule.fault;
  const std::int64_t number = rule.seen++ - fault.after;
  if (number < 0 || number % fault.every != 0) return false;
  if (fault.times && rule.happened >= *fault.times) return false;
  if (fault.share < 1 && rng_.unit() >= fault.share) return false;
  ++rule.happened;
  return true;
}

std::optional<Fault> FaultPlan::due(const FaultSubject& subject) {
  const MutexLock lock(&mu_);
  for (Rule& rule : rules_)
    if (fits(rule, subject) && comes_due(rule))
      return Fault{rule.row->kind, rule.fault.at_event, rule.fault.retry_after};
  return std::nullopt;
}

}  // namespace omnillm::sim
