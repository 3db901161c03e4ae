#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

// "Grüße" is 7 bytes and 5 characters.
constexpr std::string_view kGrounded =
    R"({"candidates":[{"content":{"parts":[{"text":"Grüße aus Rom."}],"role":"model"},
    "finishReason":"STOP","index":0,"groundingMetadata":{"webSearchQueries":["rom","roma"],
    "groundingChunks":[{"web":{"uri":"https://a","title":"A"}},{"retrievedContext":{"uri":"gs://b","text":"quote"}}],
    "groundingSupports":[{"segment":{"startIndex":8,"endIndex":15,"text":"aus Rom"},"groundingChunkIndices":[0,1,9]}]}}]})";

const part::Text& text_of(const LlmResponse& response) {
  return *response.output.at(0).message()->parts.at(0).get_if<part::Text>();
}

TEST(GeminiCitations, CountInCharactersAndKnowTheirSource) {
  const LlmResponse response = response_of(kGrounded);
  const std::vector<Citation>& citations = text_of(response).citations;
  ASSERT_EQ(citations.size(), 2u);
  EXPECT_EQ(citations[0].url, "https://a");
  EXPECT_EQ(citations[0].title, "A");
  EXPECT_EQ(citations[0].start_index, 6);
  EXPECT_EQ(citations[0].end_index, 13);
  EXPECT_EQ(citations[0].origin, kGemini);
  EXPECT_EQ(citations[1].cited_text, "quote");
  EXPECT_EQ(response.units.web_searches, 2);
}

TEST(GeminiCitations, AreWrittenAsTheyCame) {
  const Emitted again = emitted(response_of(kGrounded));
  EXPECT_EQ(js(again.body), js(kGrounded));
  EXPECT_THAT(again.losses, testing::IsEmpty());
}

TEST(GeminiCitations, AreReadFromCitationMetadataToo) {
  for (const char* name : {"citationSources", "citations"}) {
    const LlmResponse response = response_of(
        std::string(R"({"candidates":[{"content":{"parts":[{"text":"abc"}]},"citationMetadata":{")")
            .append(name)
            .append(R"(":[{"endIndex":2,"uri":"https://a","license":"MIT"}]}}]})"));
    const Citation& citation = text_of(response).citations.at(0);
    EXPECT_EQ(citation.start_index, 0);
    EXPECT_EQ(citation.end_index, 2);
    EXPECT_EQ(citation.url, "https://a");
  }
}

TEST(GeminiCitations, OfAnotherProtocolBecomeGrounding) {
  const Citation citation{.url = "https://a",
                          .title = "A",
                          .start_index = 6,
                          .end_index = 9,
                          .origin = WireFormat::OpenAiResponses};
  const Citation again{.url = "https://a", .title = "A"};
  const LlmResponse response{
      .output = {Item(Message::assistant({part::Text{"Grüße aus Rom.", {citation, again}}}))},
      .provider_protocol = WireFormat::OpenAiResponses};
  EXPECT_THAT(
      emitted(response).body,
      testing::HasSubstr(
          R"("groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a","title":"A"}}],)"
          R"("groundingSupports":[{"segment":{"startIndex":8,"endIndex":11},"groundingChunkIndices":[0]}]})"));
}

TEST(GeminiCitations, WithoutAnAddressAreReported) {
  const LlmResponse response{
      .output = {Item(Message::assistant({part::Text{"a", {Citation{.source_id = "0"}}}}))}};
  EXPECT_TRUE(emitted(response).lost("citations"));
}

TEST(GeminiCitations, ForgetAnIndexThatIsNotInTheText) {
  const LlmResponse response = response_of(R"({"candidates":[{"content":{"parts":[{"text":"abc"}]},
      "citationMetadata":{"citationSources":[{"startIndex":-4,"endIndex":99999,"uri":"u"}]}}]})");
  EXPECT_EQ(text_of(response).citations.at(0).start_index, std::nullopt);
  EXPECT_EQ(text_of(response).citations.at(0).end_index, std::nullopt);
}

TEST(GeminiCitations, OfTheWrongShapeSayNothing) {
  const LlmResponse response = response_of(R"({"candidates":[{"content":{"parts":[{"text":"abc"}]},
      "groundingMetadata":{"groundingChunks":{"web":1},"groundingSupports":[1,{"groundingChunkIndices":["x",-1,7]}]}}]})");
  EXPECT_TRUE(text_of(response).citations.empty());
}

TEST(GeminiCitations, AreBounded) {
  std::string indices = "0";
  for (int i = 0; i < 20'000; ++i) indices += ",0";
  const LlmResponse response = response_of(
      R"({"candidates":[{"content":{"parts":[{"text":"abc"}]},"groundingMetadata":{"groundingChunks":[{"web":{}}],
      "groundingSupports":[{"groundingChunkIndices":[)" +
      indices + "]}]}}]}");
  EXPECT_LT(text_of(response).citations.size(), 5'000u);
}

}  // namespace
}  // namespace omnillm
