// The columns "the key" and "the endpoint" of docs/errors.md are what the pool does.

#include "../base/error_table.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "pool/feedback.h"

namespace omnillm::pool {
namespace {

std::string in_words(KeyEffect effect) {
  switch (effect) {
    case KeyEffect::None:
      return "–";
    case KeyEffect::CoolDown:
      return "cools down";
    case KeyEffect::Deny:
      return "denied";
    case KeyEffect::Quarantine:
      return "stands aside";
    case KeyEffect::Breaker:
      return "breaker";
  }
  return "?";
}

TEST(ErrorTable, SaysWhatThePoolDoesToTheKeyAndTheEndpoint) {
  const auto rows = read_error_table();
  for (std::size_t i = 0; i <= static_cast<std::size_t>(ErrorKind::Storage); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const auto row = rows.find(std::string(to_string(kind)));
    ASSERT_NE(row, rows.end()) << kind;
    const Effect effect = effect_of(kind);
    EXPECT_EQ(row->second.key, in_words(effect.key)) << kind;
    EXPECT_EQ(row->second.endpoint, effect.endpoint ? "breaker" : "–") << kind;
  }
}

}  // namespace
}  // namespace omnillm::pool
