#include "registry/model_name.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::registry {
namespace {

struct VersionCase {
  std::string name;
  std::string base;
  std::int32_t date = 0;
  bool vendor_ids = false;
};

class SplitVersion : public testing::TestWithParam<VersionCase> {};

TEST_P(SplitVersion, TakesOffDatesAndVersionsOnly) {
  const auto& [name, base, date, vendor_ids] = GetParam();
  const VersionedName split = split_version(name, vendor_ids);
  EXPECT_EQ(split.base, base);
  EXPECT_EQ(split.date, date);
  EXPECT_EQ(split.versioned || split.latest, name != base);
}

INSTANTIATE_TEST_SUITE_P(
    Names, SplitVersion,
    testing::Values(
        VersionCase{"gpt-4o-2024-08-06", "gpt-4o", 20240806},
        VersionCase{"claude-sonnet-4-5-20250929", "claude-sonnet-4-5", 20250929},
        VersionCase{"claude-haiku-4-5@20251001", "claude-haiku-4-5", 20251001},
        VersionCase{"deepseek-v3-2-251201", "deepseek-v3-2", 20251201},
        VersionCase{"gpt-4-0613", "gpt-4"}, VersionCase{"mistral-large-2411", "mistral-large"},
        VersionCase{"gemini-2.5-pro-preview-05-06", "gemini-2.5-pro-preview"},
        VersionCase{"command-r-08-2024", "command-r"},
        VersionCase{"gemini-2.0-flash-001", "gemini-2.0-flash"},
        VersionCase{"codestral-2@001", "codestral-2"}, VersionCase{"gpt-4o-latest", "gpt-4o"},
        VersionCase{"claude-opus-4-6@default", "claude-opus-4-6"},
        VersionCase{"mistral-large@latest", "mistral-large"},
        VersionCase{"anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku", 20240307,
                    true},
        VersionCase{"anthropic.claude-3-haiku-20240307-v1:0:200k", "anthropic.claude-3-haiku",
                    20240307, true},
        VersionCase{"anthropic.claude-opus-4-6-v1", "anthropic.claude-opus-4-6", 0, true},
        VersionCase{"anthropic.claude-x-2024-01-31-v1:0", "anthropic.claude-x", 20240131, true},
        // None of these is a date or a version.
        VersionCase{"gpt-4o", "gpt-4o"}, VersionCase{"gpt-4o-mini", "gpt-4o-mini"},
        VersionCase{"claude-opus-4-1", "claude-opus-4-1"}, VersionCase{"gpt-5.1", "gpt-5.1"},
        VersionCase{"deepseek-v3", "deepseek-v3"}, VersionCase{"x-20251301", "x-20251301"},
        VersionCase{"x-20251232", "x-20251232"}, VersionCase{"x-19991231", "x-19991231"},
        VersionCase{"x-9999", "x-9999"}, VersionCase{"x-123", "x-123"},
        VersionCase{"x-12345", "x-12345"}, VersionCase{"x-190101", "x-190101"},
        VersionCase{"x-2024-13-01", "x-2024-13-01"}, VersionCase{"x-05-32", "x-05-32"},
        VersionCase{"x-13-2024", "x-13-2024"}, VersionCase{"x-5-6", "x-5-6"},
        VersionCase{"x-123456789", "x-123456789"}, VersionCase{"x-v1:0", "x-v1:0"},
        VersionCase{"x-vision", "x-vision", 0, true}, VersionCase{"x-v1b", "x-v1b", 0, true},
        VersionCase{"x-default", "x-default"}, VersionCase{"-001", "-001"}, VersionCase{"", ""},
        VersionCase{"-", "-"}, VersionCase{"@", "@"}, VersionCase{"20250929", "20250929"}));

TEST(SpellingsOf, DropPathsRegionsAndFineTunes) {
  const auto last = [](std::string_view provider, std::string_view name) {
    const Spellings spellings = spellings_of(provider, name);
    EXPECT_EQ(spellings.all().front(), name);
    return std::string(spellings.all().back());
  };
  EXPECT_EQ(last("gemini", "models/gemini-2.5-pro"), "gemini-2.5-pro");
  EXPECT_EQ(last("vertex", "models/gemini-2.5-pro"), "gemini-2.5-pro");
  EXPECT_EQ(last("bedrock", "us-gov.anthropic.claude-x"), "anthropic.claude-x");
  EXPECT_EQ(last("bedrock", "us.claude"), "us.claude");
  EXPECT_EQ(last("openai", "ft:gpt-4o:org::id"), "ft:gpt-4o");
  EXPECT_EQ(last("openai", "ft:gpt-4o"), "ft:gpt-4o");
  EXPECT_EQ(last("openai", "models/gpt-4o"), "models/gpt-4o");
}

TEST(SpellingsOf, AreAtLeastTheNameItself) {
  EXPECT_EQ(spellings_of("bedrock", "converse/").count, 1U);
  EXPECT_EQ(spellings_of("openai", "").count, 0U);
}

TEST(CanonicalProvider, ReadsEveryWayOfWritingOne) {
  for (const char* written : {"vertex_ai", "Vertex AI", "VertexAI", "google-vertex"})
    EXPECT_EQ(canonical_provider(written), "vertex") << written;
  EXPECT_EQ(canonical_provider("azure.openai"), "azure");
  EXPECT_EQ(canonical_provider("my-proxy"), "my-proxy");
  EXPECT_EQ(canonical_provider(""), "");
}

}  // namespace
}  // namespace omnillm::registry
