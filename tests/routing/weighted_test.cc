#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "omnillm/routing.h"
#include "planning.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

constexpr int kDraws = 10'000;

std::string first_of(const Route& route, const RouteInput& request, Rng& rng) {
  return plan(route, request, {}, rng)[0].target->provider;
}

std::vector<std::string> users() {
  std::vector<std::string> names;
  for (int i = 0; i < kDraws; ++i) names.push_back("user-" + std::to_string(i));
  return names;
}

// Every share is within three standard deviations of what its weight promises.
void expect_split(const std::map<std::string, int>& counts,
                  const std::map<std::string, double>& shares) {
  for (const auto& [name, share] : shares) {
    const double sigma = std::sqrt(kDraws * share * (1 - share));
    const auto found = counts.find(name);
    EXPECT_NEAR(found == counts.end() ? 0 : found->second, kDraws * share, 3 * sigma) << name;
  }
}

const Route kSplit = weighted({{6, to("a")}, {3, to("b")}, {1, to("c")}});
const std::map<std::string, double> kShares{{"a", 0.6}, {"b", 0.3}, {"c", 0.1}};

TEST(Weighted, SplitsByItsWeightsWithinThreeSigma) {
  Rng rng(20250601);
  std::map<std::string, int> counts;
  for (int i = 0; i < kDraws; ++i) ++counts[first_of(kSplit, {}, rng)];
  expect_split(counts, kShares);
}

TEST(Weighted, SplitsUsersByItsWeightsWithinThreeSigma) {
  const Route route = weighted({{6, to("a")}, {3, to("b")}, {1, to("c")}}).sticky_by("user");
  Rng rng(1);
  std::map<std::string, int> counts;
  for (const std::string& user : users()) ++counts[first_of(route, {.user = user}, rng)];
  expect_split(counts, kShares);
}

TEST(Weighted, DrawsTheOthersByTheSameRule) {
  Rng rng(3);
  std::map<std::string, int> second;
  for (int i = 0; i < kDraws; ++i) ++second[plan(kSplit, {}, {}, rng)[1].target->provider];
  // Of the draws that begin with a, three in four have b next; and so on.
  const double b = 0.6 * 0.75 + 0.1 * (3.0 / 9);
  const double a = 0.3 * (6.0 / 7) + 0.1 * (6.0 / 9);
  expect_split(second, {{"a", a}, {"b", b}, {"c", 1 - a - b}});
}

TEST(Weighted, IsTheSameForTheSameSeedOfChance) {
  EXPECT_EQ(planned(kSplit, {}, {}, 9), planned(kSplit, {}, {}, 9));
}

TEST(Weighted, KeepsAUserWhateverTheChance) {
  const Route route = weighted({{1, to("a")}, {1, to("b")}, {1, to("c")}}).sticky_by("user");
  for (const std::string user : {"ann", "bob", "cyd"}) {
    const std::string order = planned(route, {.user = user}, {}, 1);
    for (std::uint64_t seed = 2; seed < 50; ++seed)
      EXPECT_EQ(planned(route, {.user = user}, {}, seed), order);
  }
}

TEST(Weighted, SplitsUsersOtherwiseWithAnotherSeed) {
  const auto seeded = [](std::uint64_t seed) {
    return Route(weighted({{1, to("a")}, {1, to("b")}}).sticky_by("user").seeded(seed));
  };
  const Route one = seeded(1);
  const Route two = seeded(2);
  Rng rng(1);
  int moved = 0;
  for (const std::string& user : users())
    moved += first_of(one, {.user = user}, rng) != first_of(two, {.user = user}, rng) ? 1 : 0;
  EXPECT_NEAR(moved, kDraws / 2, 3 * 50);
}

TEST(Weighted, MovesOnlyToAShareThatIsAdded) {
  const Route before = weighted({{1, to("a")}, {1, to("b")}}).sticky_by("user");
  const Route after = weighted({{1, to("new")}, {1, to("a")}, {1, to("b")}}).sticky_by("user");
  Rng rng(1);
  for (const std::string& user : users()) {
    const std::string now = first_of(after, {.user = user}, rng);
    if (now == "new") continue;
    EXPECT_EQ(now, first_of(before, {.user = user}, rng));
  }
}

TEST(Weighted, SplitsEvenBetweenTwoSharesThatBeginWithTheSameTarget) {
  const Route route =
      weighted({{1, to("a", "m", {.temperature = 0.1})}, {1, to("a", "m", {.temperature = 0.9})}})
          .sticky_by("user");
  Rng rng(1);
  int cool = 0;
  for (const std::string& user : users()) {
    const Plan order = plan(route, {.user = user}, {}, rng);
    cool += order[0].target->overrides.temperature == 0.1 ? 1 : 0;
  }
  EXPECT_NEAR(cool, kDraws / 2, 3 * 50);
}

TEST(Weighted, IsStickyByAHeaderAndByMetadata) {
  const Headers headers{{"X-Team", "red"}};
  VendorExtensions metadata;
  metadata.set("team", JsonText::string("red"));
  const RouteInput by_header{.headers = &headers};
  const RouteInput by_metadata{.metadata = &metadata};
  const auto sticky = [](const char* field) {
    return Route(weighted({{1, to("a")}, {1, to("b")}}).sticky_by(field));
  };
  const std::string one = planned(sticky("header.x-team"), by_header, {}, 1);
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    EXPECT_EQ(planned(sticky("header.x-team"), by_header, {}, seed), one);
    EXPECT_EQ(planned(sticky("metadata.team"), by_metadata, {}, seed), one);
  }
}

TEST(Weighted, LeavesARequestWithoutTheKeyToChance) {
  const Route route = weighted({{1, to("a")}, {1, to("b")}}).sticky_by("user");
  Rng rng(1);
  std::map<std::string, int> counts;
  for (int i = 0; i < kDraws; ++i) ++counts[first_of(route, {}, rng)];
  expect_split(counts, {{"a", 0.5}, {"b", 0.5}});
}

TEST(Weighted, TriesAShareOfNothingLast) {
  const Route route = weighted({{0, to("spare")}, {1, to("a")}, {1, to("b")}});
  Rng rng(1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(plan(route, {}, {}, rng)[2].target->provider, "spare");
}

}  // namespace
}  // namespace omnillm
