#include "omnillm/decision.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "omnillm/error_kinds.h"

namespace omnillm {
namespace {

struct Row {
  Decision decision;
  const char* text;
};

class DecisionTable : public testing::TestWithParam<Row> {};

TEST_P(DecisionTable, ReadsAsAPhrase) {
  EXPECT_EQ(GetParam().decision.to_string(), GetParam().text);
}

constexpr std::int64_t kTooLong =
    ErrorKinds{ErrorKind::ContextLength, ErrorKind::ContentPolicy}.bits();

INSTANTIATE_TEST_SUITE_P(
    Rows, DecisionTable,
    testing::Values(
        Row{{Because::Step, 1, 1, 3, 0}, "step 2 of 3 of a fallback"},
        Row{{Because::StepOnError, 1, 1, 2, kTooLong},
            "step 2 of 2 of a fallback, only after context_length, content_policy"},
        Row{{Because::Drawn, 0, 1, 2, 9}, "drawn 1 of 2 by weight 9"},
        Row{{Because::Sticky, 0, 1, 2, 9},
            "drawn 1 of 2 by weight 9, always the same for this key"},
        Row{{Because::FastestFirstToken, 0, 2, 3, 210'000'000},
            "fastest 1 of 3, first token after 210 ms"},
        Row{{Because::FastestTotal, 1, 0, 3, 1'250'000'000},
            "fastest 2 of 3, answers after 1.25 s"},
        Row{{Because::Unmeasured, 0, 0, 2, 4}, "1 of 2, with 4 answers too few to know how fast"},
        Row{{Because::Explored, 0, 1, 2, 850'000}, "1 of 2, to learn whether 850 us is still true"},
        Row{{Because::Cheapest, 0, 0, 2, 7'500'000}, "cheapest 1 of 2, about $0.0075"},
        Row{{Because::Unpriced, 1, 0, 2, 0}, "2 of 2, its price is not known"},
        Row{{Because::LeastLoaded, 0, 0, 1, 5}, "least loaded the only one, 5 in flight"},
        Row{{Because::Case, 0, 1, 3, 0}, "case 2 of 3"},
        Row{{Because::Otherwise, 0, 3, 3, 0}, "otherwise: no case held"},
        Row{{Because::PutLastBreakerOpen, 0, 0, 1, 0}, "put last because it is failing"}));

TEST(DecisionNames, DifferFromEachOther) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Because::PutLastBreakerOpen); ++i)
    EXPECT_TRUE(names.insert(to_string(static_cast<Because>(i))).second) << i;
}

}  // namespace
}  // namespace omnillm
