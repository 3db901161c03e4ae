#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kOpenAi = WireFormat::OpenAiEmbeddings;
constexpr WireFormat kGemini = WireFormat::GeminiEmbedContent;
constexpr WireFormat kBatch = WireFormat::GeminiBatchEmbedContents;
constexpr WireFormat kTitan = WireFormat::BedrockTitanEmbeddings;
constexpr WireFormat kCohere = WireFormat::BedrockCohereEmbeddings;

EmbeddingRequest openai(std::string_view input) {
  return request_of<EmbeddingRequest>(kOpenAi,
                                      R"({"model":"m","input":)" + std::string(input) + "}");
}

TEST(EmbeddingInputs, AreTextsOrTokensAloneOrMany) {
  using Inputs = std::vector<EmbeddingInput>;
  using Tokens = std::vector<std::int32_t>;
  EXPECT_EQ(openai(R"("a")").input, (Inputs{"a"}));
  EXPECT_EQ(openai(R"(["a","b"])").input, (Inputs{"a", "b"}));
  EXPECT_EQ(openai("[1,2]").input, (Inputs{Tokens{1, 2}}));
  EXPECT_EQ(openai("[[1],[2,3]]").input, (Inputs{Tokens{1}, Tokens{2, 3}}));
  EXPECT_EQ(openai("[]").input, Inputs{});
}

TEST(EmbeddingInputs, AreWrittenAloneWhenTheyAre) {
  const EmbeddingRequest one{.model = "m", .input = {"hello"}};
  EXPECT_EQ(body_of(emit_api_request(kOpenAi, one)), as_json(R"({"model":"m","input":"hello"})"));
  const EmbeddingRequest tokens{.input = {std::vector<std::int32_t>{7, 8}}};
  EXPECT_EQ(body_of(emit_api_request(kOpenAi, tokens)), as_json(R"({"input":[7,8]})"));
  const EmbeddingRequest many{.input = {"a", std::vector<std::int32_t>{7}}};
  EXPECT_EQ(body_of(emit_api_request(kOpenAi, many)), as_json(R"({"input":["a",[7]]})"));
}

TEST(EmbeddingInputs, AreRefusedWithTheirPlace) {
  EXPECT_EQ(refusal(kOpenAi, R"({"model":"m"})"),
            "/input: expected a string or an array, not nothing");
  EXPECT_EQ(refusal(kOpenAi, R"({"input":["a",true]})"),
            "/input/1: expected a string or an array of tokens, not true");
  EXPECT_EQ(refusal(kOpenAi, R"({"input":[1,-2]})").substr(0, 9), "/input/1:");
  EXPECT_EQ(refusal(kOpenAi, R"({"input":[[1,2147483648]]})").substr(0, 11), "/input/0/1:");
  EXPECT_EQ(refusal(kOpenAi, R"({"input":"a","dimensions":-1})"),
            "/dimensions: must not be negative");
}

TEST(EmbeddingInputs, MayBeAConversationForVllm) {
  const std::string body = R"({"model":"m","messages":[{"role":"user","content":"a"}]})";
  EXPECT_EQ(body_of(transcode_api_request(kOpenAi, kOpenAi, body)), as_json(body));
}

TEST(EmbeddingVectors, AreReadFromBase64AsFromNumbers) {
  const auto numbers =
      response_of<EmbeddingResponse>(kOpenAi, fixture("openai/embeddings.response.float.json"));
  const auto bytes =
      response_of<EmbeddingResponse>(kOpenAi, fixture("openai/embeddings.response.base64.json"));
  ASSERT_EQ(bytes.data.size(), 1U);
  EXPECT_EQ(bytes.data[0].embedding, numbers.data[0].embedding);
  EXPECT_EQ(bytes.encoding_format, "base64");
  EXPECT_EQ(bytes.usage->prompt_tokens, 2);
}

TEST(EmbeddingVectors, KeepTheShortestDigitsOfAFloat) {
  const EmbeddingResponse response{.data = {{.embedding = {0.2F, -1e-30F, 16777216.0F}}}};
  EXPECT_NE(emit_api_response(kOpenAi, response)->value.find("[0.2,-1e-30,16777216"),
            std::string::npos)
      << emit_api_response(kOpenAi, response)->value;
  const auto read = response_of<EmbeddingResponse>(
      kOpenAi, R"({"data":[{"embedding":[0.20000000298023224,1e-60,-1e-60]}]})");
  EXPECT_EQ(read.data[0].embedding, (std::vector<float>{0.2F, 0.0F, -0.0F}));
}

TEST(EmbeddingVectors, ThatNoJsonCanHoldAreRefused) {
  const EmbeddingResponse response{
      .data = {{.embedding = {std::numeric_limits<float>::quiet_NaN()}}}};
  for (const WireFormat format : {kOpenAi, kGemini, kTitan, kCohere}) {
    const auto report = emit_api_response(format, response);
    ASSERT_FALSE(report) << format;
    EXPECT_EQ(report.error().kind(), ErrorKind::Protocol);
  }
  for (const std::string vector : {"[1e400]", "\"AAA\"", "\"not base64!\"", "[null]", "7"})
    EXPECT_FALSE(parse_api_response(kOpenAi, R"({"data":[{"embedding":)" + vector + "}]}"))
        << vector;
}

TEST(EmbeddingVectors, KeepTheirOrderWhereThereAreNoIndices) {
  const EmbeddingResponse response{
      .data = {{.index = 1, .embedding = {1}}, {.index = 0, .embedding = {0}}}};
  EXPECT_EQ(body_of(emit_api_response(kBatch, response)),
            as_json(R"({"embeddings":[{"values":[0]},{"values":[1]}]})"));
}

TEST(EmbeddingRequests, SayTheirTaskInTheWordsOfTheProtocol) {
  const std::string gemini = fixture("gemini/embedContent.request.json");
  EXPECT_EQ(
      body_of(transcode_api_request(kGemini, kCohere, gemini)),
      as_json(R"({"texts":["first text"],"input_type":"search_document","output_dimension":4})"));
  EXPECT_EQ(lost(transcode_api_request(kGemini, kCohere, gemini)), (Codes{"title"}));
  EXPECT_EQ(lost(transcode_api_request(kGemini, kOpenAi, gemini)), (Codes{"task", "title"}));
  const EmbeddingRequest nearest{.input = {"a"}, .task = "FACT_VERIFICATION"};
  EXPECT_EQ(body_of(emit_api_request(kCohere, nearest)),
            as_json(R"({"texts":["a"],"input_type":"search_query"})"));
  EXPECT_EQ(lost(emit_api_request(kCohere, nearest)), (Codes{"task"}));
}

TEST(EmbeddingRequests, ReportWhatTheOthersCannotSay) {
  const std::string body = R"({"model":"m","input":"a","dimensions":8,"encoding_format":"base64",
                               "user":"u","other":1})";
  for (const WireFormat target : {kGemini, kBatch, kTitan, kCohere})
    EXPECT_EQ(lost(transcode_api_request(kOpenAi, target, body)),
              (Codes{"encoding_format", "user", "vendor_extensions"}))
        << target;
  EXPECT_EQ(body_of(transcode_api_request(kOpenAi, kTitan, body)),
            as_json(R"({"inputText":"a","dimensions":8})"));
}

TEST(EmbeddingRequests, OfSeveralTextsGoOnlyWhereSeveralAreTaken) {
  const EmbeddingRequest two{.model = "m", .input = {"a", "b"}};
  for (const WireFormat single : {kGemini, kTitan})
    EXPECT_EQ(emit_api_request(single, two).error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(body_of(emit_api_request(kBatch, two)),
            as_json(R"({"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]}},
                                 {"model":"models/m","content":{"parts":[{"text":"b"}]}}]})"));
  const EmbeddingRequest tokens{.input = {std::vector<std::int32_t>{1}}};
  for (const WireFormat target : {kGemini, kBatch, kTitan, kCohere})
    EXPECT_EQ(emit_api_request(target, tokens).error().message(),
              "/input/0: this protocol takes text, not tokens")
        << target;
}

TEST(EmbeddingRequests, KeepAContentThatIsMoreThanText) {
  const std::string image =
      R"({"content":{"role":"user","parts":[{"text":"a"},{"inlineData":{"data":"AA=="}}]}})";
  EXPECT_EQ(body_of(transcode_api_request(kGemini, kGemini, image)), as_json(image));
  auto changed = request_of<EmbeddingRequest>(kGemini, image);
  changed.input = {"b"};
  EXPECT_EQ(body_of(emit_api_request(kGemini, changed)),
            as_json(R"({"content":{"parts":[{"text":"b"}]}})"));
}

TEST(EmbeddingRequests, KeepABatchWhoseTextsDiffer) {
  const std::string batch =
      R"({"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},
                      {"model":"models/m","content":{"parts":[{"text":"b"}]}}]})";
  EXPECT_EQ(body_of(transcode_api_request(kBatch, kBatch, batch)), as_json(batch));
}

TEST(EmbeddingRequests, AreReadInBothSpellingsOfProtocolBuffers) {
  const auto request = request_of<EmbeddingRequest>(
      kGemini,
      R"({"content":{"parts":[{"text":"a"}]},"task_type":"CLUSTERING","output_dimensionality":"8"})");
  EXPECT_EQ(request.task, "CLUSTERING");
  EXPECT_EQ(request.dimensions, 8);
}

TEST(TitanEmbeddings, AreOneTextAndOneVector) {
  const std::string body = R"({"inputText":"a","dimensions":256,"normalize":true})";
  EXPECT_EQ(body_of(transcode_api_request(kTitan, kTitan, body)), as_json(body));
  const std::string answer =
      R"({"embedding":[0.5],"inputTextTokenCount":3,"embeddingsByType":{"float":[0.5]}})";
  EXPECT_EQ(body_of(transcode_api_response(kTitan, kTitan, answer)), as_json(answer));
  EXPECT_EQ(response_of<EmbeddingResponse>(kTitan, answer).usage->prompt_tokens, 3);
}

TEST(CohereEmbeddings, KeepTheTypesThatAreNoFloats) {
  const std::string answer =
      R"({"id":"x","response_type":"embeddings_by_type","embeddings":{"int8":[[1,-2]]}})";
  EXPECT_EQ(body_of(transcode_api_response(kCohere, kCohere, answer)), as_json(answer));
  const std::string both =
      R"({"response_type":"embeddings_by_type","embeddings":{"float":[[0.5]],"int8":[[1]]}})";
  EXPECT_EQ(body_of(transcode_api_response(kCohere, kCohere, both)), as_json(both));
  EXPECT_EQ(body_of(transcode_api_response(kCohere, kOpenAi, both)),
            as_json(R"({"object":"list","model":"",
                     "data":[{"object":"embedding","index":0,"embedding":[0.5]}]})"));
}

TEST(CohereEmbeddings, ReadTheOldAnswerThatIsAList) {
  const std::string answer =
      R"({"id":"x","response_type":"embeddings_floats","embeddings":[[0.5],[1]],"texts":["a","b"]})";
  EXPECT_EQ(body_of(transcode_api_response(kCohere, kCohere, answer)), as_json(answer));
}

TEST(EmbeddingResponses, KeepAUsageThatSaysMore) {
  const std::string answer =
      R"({"object":"list","data":[],"model":"m",
          "usage":{"prompt_tokens":1,"total_tokens":1,"cost":0.1}})";
  EXPECT_EQ(body_of(transcode_api_response(kOpenAi, kOpenAi, answer)), as_json(answer));
  auto changed = response_of<EmbeddingResponse>(kOpenAi, answer);
  changed.usage->prompt_tokens = 5;
  changed.usage->total_tokens = 5;
  EXPECT_EQ(as_json(body_of(emit_api_response(kOpenAi, changed)).text()),
            as_json(R"({"object":"list","data":[],"model":"m",
                     "usage":{"prompt_tokens":5,"total_tokens":5}})"));
}

TEST(EmbeddingResponses, DoNotInventAUsage) {
  EXPECT_EQ(response_of<EmbeddingResponse>(kOpenAi, R"({"data":[]})").usage, std::nullopt);
  EXPECT_EQ(response_of<EmbeddingResponse>(kOpenAi, R"({"data":[],"usage":null})").usage,
            std::nullopt);
  EXPECT_EQ(lost(transcode_api_response(
                kOpenAi, kBatch, R"({"data":[],"usage":{"prompt_tokens":-4,"total_tokens":1}})")),
            (Codes{"usage"}));
}

}  // namespace
}  // namespace omnillm
