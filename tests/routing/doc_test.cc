// The route in docs/routing.md is one.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "omnillm/routing.h"
#include "support/source_tree.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

std::string json_of_the_page() {
  std::ifstream page(in_source_tree("docs/routing.md"));
  std::stringstream text;
  text << page.rdbuf();
  const std::string all = text.str();
  const std::string fence = "```json\n";
  const auto begin = all.find(fence) + fence.size();
  return all.substr(begin, all.find("```", begin) - begin);
}

TEST(TheRouteOfTheDocuments, SaysTheSameInJsonAsInCpp) {
  const auto read = Route::parse(json_of_the_page());
  ASSERT_TRUE(read) << read.error();
  const Route written =
      when(field("tokens").lt(200) && !field("has_tools").is_true(),
           cheapest({to("groq", "llama-3.1-8b-instant"), to("openai", "gpt-4.1-nano")}))
          .otherwise(fallback({
              weighted({{9, to("openai", "gpt-4.1")},
                        {1, to("anthropic", "claude-sonnet-4-5", {.temperature = 0.2})}})
                  .sticky_by("user"),
              on({ErrorKind::ContextLength}, to("gemini", "gemini-2.5-pro")),
          }));
  EXPECT_EQ(*read, written);
}

}  // namespace
}  // namespace omnillm
