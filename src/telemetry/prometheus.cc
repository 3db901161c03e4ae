#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/metrics.h"

namespace omnillm {

namespace {

// Prometheus's text format, one family after the other.
class Page {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_.append("# HELP ").append(name).append(" ").append(help);
    out_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
  }
  void value(const Labels& labels, const std::string& number, std::string_view suffix = {}) {
    out_.append(name_).append(suffix);
    if (!labels.empty()) {
      char before = '{';
      for (const auto& [label, text] : labels) {
        out_ += before;
        out_.append(label).append("=\"");
        append_escaped(text);
        out_ += '"';
        before = ',';
      }
      out_ += '}';
    }
    out_.append(" ").append(number).append("\n");
  }
  void value(const Labels& labels, std::uint64_t number) { value(labels, std::to_string(number)); }

  void histogram(const Labels& labels, const Histogram& durations) {
    std::uint64_t below = 0;
    Labels with_bound = labels;
    with_bound.emplace_back("le", "");
    for (std::size_t i = 0; i < Histogram::kBuckets; ++i) {
      below += durations.buckets()[i];
      const std::string bound = seconds(Histogram::bounds()[i]);
      with_bound.back().second = bound;
      value(with_bound, std::to_string(below), "_bucket");
    }
    with_bound.back().second = "+Inf";
    value(with_bound, std::to_string(durations.count()), "_bucket");
    value(labels, seconds(durations.sum()), "_sum");
    value(labels, std::to_string(durations.count()), "_count");
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  // Exact: nanoseconds as a decimal.
  static std::string seconds(Duration duration) {
    const std::int64_t nanos = duration.count();
    std::string fraction = std::to_string(nanos % 1'000'000'000);
    fraction.insert(0, 9 - fraction.size(), '0');
    return std::to_string(nanos / 1'000'000'000) + "." + fraction;
  }

  void append_escaped(std::string_view text) {
    for (const char c : text) {
      if (c == '\\' || c == '"') out_ += '\\';
      if (c == '\n')
        out_ += "\\n";
      else
        out_ += c;
    }
  }

  std::string out_;
  std::string_view name_;
};

Page::Labels labels_of(const AttemptTotals& target) {
  return {{"gen_ai_provider_name", target.provider},
          {"gen_ai_request_model", target.model},
          {"omnillm_key", target.key_label}};
}

void add_calls(const CallTotals& totals, Page& page) {
  page.family("omnillm_calls_total", "counter", "Calls begun.");
  page.value({}, totals.requests);
  page.family("omnillm_calls_finished_total", "counter", "Calls finished, well or not.");
  page.value({}, totals.finished);
  page.family("omnillm_calls_in_flight", "gauge", "Calls begun and not finished.");
  page.value({}, std::to_string(totals.in_flight));
  page.family("omnillm_retries_total", "counter", "Attempts after the first of their call.");
  page.value({}, totals.retries);
  page.family("omnillm_call_errors_total", "counter", "Calls that failed, by kind of error.");
  for (std::size_t i = 0; i < kErrorKinds; ++i)
    page.value({{"error_type", to_string(static_cast<ErrorKind>(i))}}, totals.errors[i]);
  page.family("omnillm_call_refused_total", "counter", "Calls that failed, by who said no.");
  for (std::size_t i = 0; i < totals.refused_by.size(); ++i)
    page.value({{"by", to_string(static_cast<RefusedBy>(i))}}, totals.refused_by[i]);
  page.family("omnillm_charged_dollars_total", "counter", "What calls were charged.");
  page.value({}, totals.charged.to_string());
  page.family("omnillm_calls_without_usage_total", "counter",
              "Calls that went well without the provider saying what was used.");
  page.value({}, totals.without_usage);
  page.family("omnillm_call_duration_seconds", "histogram", "Calls, from their first moment.");
  page.histogram({}, totals.latency);
  page.family("omnillm_own_time_seconds", "histogram",
              "What calls took beyond waiting for a provider, a connection, money or a key.");
  page.histogram({}, totals.own_time);
}

void add_targets(const std::vector<AttemptTotals>& targets, Page& page) {
  page.family("omnillm_attempts_total", "counter", "Attempts, by target and key.");
  for (const AttemptTotals& target : targets) page.value(labels_of(target), target.attempts);
  page.family("omnillm_attempt_errors_total", "counter", "Attempts that failed.");
  for (const AttemptTotals& target : targets)
    for (std::size_t i = 0; i < kErrorKinds; ++i) {
      if (target.errors[i] == 0) continue;
      Page::Labels labels = labels_of(target);
      labels.emplace_back("error_type", to_string(static_cast<ErrorKind>(i)));
      page.value(labels, target.errors[i]);
    }
  page.family("omnillm_tokens_total", "counter", "Tokens that providers counted.");
  for (const AttemptTotals& target : targets) {
    const auto count = [&](std::string_view type, std::int64_t tokens) {
      Page::Labels labels = labels_of(target);
      labels.emplace_back("gen_ai_token_type", type);
      page.value(labels, std::to_string(tokens));
    };
    count("input", target.tokens.prompt);
    count("output", target.tokens.completion);
    count("cache_read", target.tokens.cache_read);
    count("cache_write", target.tokens.cache_write);
    count("reasoning", target.tokens.reasoning);
  }
  page.family("omnillm_target_charged_dollars_total", "counter", "What calls were charged.");
  for (const AttemptTotals& target : targets)
    page.value(labels_of(target), target.charged.to_string());
  page.family("gen_ai_client_operation_duration_seconds", "histogram", "Attempts.");
  for (const AttemptTotals& target : targets) page.histogram(labels_of(target), target.latency);
  page.family("gen_ai_client_operation_time_to_first_chunk_seconds", "histogram",
              "Until the first of the content was there.");
  for (const AttemptTotals& target : targets)
    if (target.first_token.count() > 0) page.histogram(labels_of(target), target.first_token);
}

}  // namespace

std::string to_prometheus(const MetricsSnapshot& snapshot) {
  Page page;
  add_calls(snapshot.totals, page);
  add_targets(snapshot.targets, page);
  return page.take();
}

}  // namespace omnillm
