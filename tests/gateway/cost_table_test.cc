// What cancelling, dropping, failing and silence cost: the table of docs/errors.md, a test a row.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/error_table.h"
#include "gateway/support/gateway_fixture.h"
#include "omnillm/cancellation.h"
#include "omnillm/observer.h"

namespace omnillm {
namespace {

struct LastRecord final : Observer {
  void on_finished(const CallRecord& record) override { last = record; }
  CallRecord last{};
};

constexpr const char* kWithoutUsage =
    R"({"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello back!"},"finish_reason":"stop"}]})";
constexpr const char* kSaysZero =
    R"({"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello back!"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}})";

struct Row {
  const char* what;  // as the page begins it
  const char* name;
  ScriptedAnswer answer;
  enum class Caller : std::uint8_t { Waits, Cancels, LeavesAfterAWord } caller = Caller::Waits;
};

const std::vector<Row>& rows() {
  const Error reset(ErrorKind::Network, "connection reset");
  static const std::vector<Row> all = {
      {"never sent", "NeverSent", {.before_head = reset, .sent = false}},
      {"the provider refused or failed", "Refused", ScriptedAnswer::refusal(400)},
      {"a stream dropped after something was seen", "Dropped",
       ScriptedAnswer::sse({chat_chunk("Hello "), chat_chunk("back!"), chat_end()}),
       Row::Caller::LeavesAfterAWord},
      {"sent, then cancelled", "Cancelled", {.hang_before_head = true}, Row::Caller::Cancels},
      {"sent, then silence", "Silence", {.before_head = reset}},
      {"an answer without usage", "WithoutUsage", ScriptedAnswer::json(kWithoutUsage)},
      {"an answer that says zero", "SaysZero", ScriptedAnswer::json(kSaysZero)},
  };
  return all;
}

// The cells of the page's row that begins so.
std::vector<std::string> page_row(const std::string& what) {
  std::ifstream page(in_source_tree("docs/errors.md"));
  for (std::string line; std::getline(page, line);)
    if (line.rfind("| " + what, 0) == 0) return cells_of(line);
  return {};
}

class CostTable : public testing::TestWithParam<Row> {
 protected:
  // What became of the call.
  CallRecord run() {
    CancellationToken cancel;
    const auto provider = std::make_shared<ScriptedTransport>([&](const HttpRequest&) {
      if (GetParam().caller == Row::Caller::Cancels) cancel.cancel();
      return GetParam().answer;
    });
    const auto told = std::make_shared<LastRecord>();
    const Gateway gateway = chat_gateway(provider)
                                .budget_limit_usd(1)
                                .retry({.max_attempts = 1})
                                .observer(told)
                                .build()
                                .value();
    if (GetParam().caller == Row::Caller::LeavesAfterAWord) {
      auto stream = gateway.stream(hello());
      EXPECT_TRUE(stream && stream->next());
    } else {
      (void)gateway.call(hello(), {.cancel = cancel});
    }
    EXPECT_DOUBLE_EQ(gateway.budget_used_usd(), told->last.charged.usd());
    expect_at_rest(gateway, *provider);
    return told->last;
  }
};

TEST_P(CostTable, SaysWhatIsCharged) {
  const std::vector<std::string> row = page_row(GetParam().what);
  ASSERT_EQ(row.size(), 4u) << "docs/errors.md has no row that begins: " << GetParam().what;
  const CallRecord record = run();
  ASSERT_GT(record.reserved, Money{});
  const std::string& money = row[1];
  if (money == "nothing" || money.rfind("zero", 0) == 0) {
    EXPECT_EQ(record.charged, Money{});
  } else if (money == "the whole bound") {
    EXPECT_EQ(record.charged, record.reserved);
  } else {  // what was seen
    EXPECT_GT(record.charged, Money{});
    EXPECT_LT(record.charged, record.reserved);
  }
  EXPECT_EQ(record.charge_estimated, row[3] == "yes");
}

INSTANTIATE_TEST_SUITE_P(OfThePage, CostTable, testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(CostTablePage, HasNoRowWithoutATest) {
  std::ifstream page(in_source_tree("docs/errors.md"));
  std::string line;
  while (std::getline(page, line) && line.rfind("| what happened", 0) != 0) {
  }
  std::size_t count = 0;
  std::getline(page, line);  // the bars
  while (std::getline(page, line) && line.rfind("| ", 0) == 0) ++count;
  EXPECT_EQ(count, rows().size());
}

}  // namespace
}  // namespace omnillm
