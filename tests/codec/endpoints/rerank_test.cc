#include <gtest/gtest.h>

#include <string>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kOpenAi = WireFormat::OpenAiRerank;
constexpr WireFormat kCohere = WireFormat::CohereRerank;
constexpr WireFormat kVertex = WireFormat::VertexRerank;

TEST(RerankRequests, GiveCohereTextsAlone) {
  const auto report =
      transcode_api_request(kOpenAi, kCohere, fixture("rerank/jina.rerank.request.json"));
  EXPECT_EQ(body_of(report), as_json(R"({"model":"jina-reranker-v2-base-multilingual",
                     "query":"What is the capital of France?",
                     "documents":["Horses are animals.","Paris is the capital of France."],
                     "top_n":2})"));
  EXPECT_EQ(lost(report), (Codes{"return_documents"}));
}

TEST(RerankRequests, WriteDocumentsOfSeveralFieldsAsText) {
  const auto report = transcode_api_request(
      kCohere, kOpenAi, R"({"query":"q","documents":[{"text":"a","title":"b"}]})");
  EXPECT_EQ(body_of(report),
            as_json(R"({"query":"q","documents":["{\"text\":\"a\",\"title\":\"b\"}"]})"));
  ASSERT_EQ(report->losses.size(), 1U);
  EXPECT_EQ(report->losses[0].severity, LossSeverity::Note);
  EXPECT_EQ(report->losses[0].pointer, "/documents/0");
}

TEST(RerankRequests, KeepAQueryThatIsAnImage) {
  const std::string body = R"({"query":{"image":"https://x/y.png"},"documents":["a"]})";
  EXPECT_EQ(body_of(transcode_api_request(kOpenAi, kOpenAi, body)), as_json(body));
  EXPECT_EQ(transcode_api_request(kOpenAi, kCohere, body).error().kind(), ErrorKind::BadRequest);
}

TEST(RerankRequests, BecomeRecordsForGoogle) {
  const RerankRequest request{.model = "semantic-ranker",
                              .query = "q",
                              .documents = {"a", "b"},
                              .top_n = 1,
                              .return_documents = false};
  EXPECT_EQ(body_of(emit_api_request(kVertex, request)),
            as_json(R"({"model":"semantic-ranker","query":"q","topN":1,
                     "records":[{"id":"0","content":"a"},{"id":"1","content":"b"}],
                     "ignoreRecordDetailsInResponse":true})"));
  const std::string own =
      R"({"query":"q","records":[{"id":"x","title":"t","content":"a"},{"id":"1","content":"b"}]})";
  EXPECT_EQ(body_of(transcode_api_request(kVertex, kVertex, own)), as_json(own));
}

TEST(RerankRequests, AreRefusedWithTheirPlace) {
  EXPECT_EQ(refusal(kOpenAi, R"({"documents":[]})"), "/query: expected a string, not nothing");
  EXPECT_EQ(refusal(kOpenAi, R"({"query":"q"})"), "/documents: expected an array, not nothing");
  EXPECT_EQ(refusal(kOpenAi, R"({"query":"q","documents":["a",1]})"),
            "/documents/1: expected a string or an object, not a number");
  EXPECT_EQ(refusal(kOpenAi, R"({"query":"q","documents":[],"top_n":-1})"),
            "/top_n: must not be negative");
}

TEST(RerankResponses, KeepTheDigitsOfAScore) {
  const RerankResponse response{.results = {{.index = 0, .relevance_score = 0.2}}};
  EXPECT_EQ(emit_api_response(kOpenAi, response)->value,
            R"({"results":[{"index":0,"relevance_score":0.2}]})");
}

TEST(RerankResponses, AreReadFromVoyageAndHuggingFaceToo) {
  const auto voyage = response_of<RerankResponse>(
      kOpenAi, R"({"object":"list","data":[{"index":1,"relevance_score":0.5,"document":"a"}],
                   "model":"m","usage":{"total_tokens":3}})");
  ASSERT_EQ(voyage.results.size(), 1U);
  EXPECT_EQ(voyage.results[0].document, RerankDocument("a"));
  EXPECT_EQ(voyage.usage->prompt_tokens, 3);
  const auto bare = response_of<RerankResponse>(kOpenAi, R"([{"index":1,"score":0.5,"text":"a"}])");
  EXPECT_EQ(bare.results, voyage.results);
}

TEST(RerankResponses, CarryTheUnitsThatCohereBills) {
  const std::string cohere = fixture("rerank/cohere.v2.rerank.response.json");
  EXPECT_EQ(response_of<RerankResponse>(kCohere, cohere).units.queries, 1);
  const auto report = transcode_api_response(kCohere, kOpenAi, cohere);
  EXPECT_EQ(response_of<RerankResponse>(kOpenAi, report->value).units.queries, 1);
  EXPECT_FALSE(report->lossy);
}

TEST(RerankResponses, WriteDocumentsAsObjectsWhereverTheyComeFrom) {
  EXPECT_EQ(body_of(transcode_api_response(
                kVertex, kOpenAi,
                R"({"records":[{"id":"1","content":"a","score":0.5},{"id":"0","score":0.25}]})")),
            as_json(R"({"results":[{"index":1,"document":{"text":"a"},"relevance_score":0.5},
                                {"index":0,"relevance_score":0.25}]})"));
}

TEST(RerankResponses, SayWhenAPlaceIsNotKnown) {
  const std::string records = R"({"records":[{"id":"x","title":"t","content":"a","score":0.5}]})";
  EXPECT_EQ(lost(parse_api_response(kVertex, records)), (Codes{"index"}));
  EXPECT_EQ(body_of(transcode_api_response(kVertex, kVertex, records)), as_json(records));
}

TEST(RerankResponses, NeedPlacesAndScores) {
  EXPECT_EQ(parse_api_response(kOpenAi, R"({"results":[{"index":0}]})").error().message(),
            "/results/0/relevance_score: expected a number");
  EXPECT_EQ(parse_api_response(kCohere, R"({"results":[{"relevance_score":1}]})").error().message(),
            "/results/0/index: expected a whole number");
  EXPECT_EQ(parse_api_response(kCohere, "{}").error().kind(), ErrorKind::Protocol);
}

TEST(RerankErrors, HaveTheirKindInEveryVoice) {
  const ErrorFixture cohere = error_fixture("rerank/cohere.error.429.json");
  const ProviderError limit = parse_error(kCohere, cohere.status, cohere.body);
  EXPECT_EQ(limit.kind, ErrorKind::ProviderLimit);
  EXPECT_NE(limit.message.find("Trial key"), std::string::npos);
  EXPECT_EQ(parse_error(kCohere, 429, emit_error(kCohere, limit)).message, limit.message);
  const ErrorFixture jina = error_fixture("rerank/jina.error.401.json");
  const ProviderError auth = parse_error(kOpenAi, jina.status, jina.body);
  EXPECT_EQ(auth.kind, ErrorKind::Auth);
  EXPECT_NE(auth.message.find("Invalid API key"), std::string::npos);
}

}  // namespace
}  // namespace omnillm
