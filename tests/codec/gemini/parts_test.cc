#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

TEST(GeminiPart, ThatIsAThoughtIsReasoningAndNotVisible) {
  const LlmRequest request =
      conversation(R"([{"role":"model","parts":[{"text":"THINK","thought":true},{"text":"ok"}]}])");
  const Message& message = request.messages.at(0);
  EXPECT_EQ(message.parts.at(0).get_if<part::Reasoning>()->text, "THINK");
  EXPECT_EQ(message.plain_text(), "ok");
}

TEST(GeminiPart, CarriesItsSignatureWhateverItIs) {
  const Signature signature{"AVSo", kGemini};
  for (const char* content : {R"("text":"a")", R"("text":"a","thought":true)",
                              R"("inlineData":{"mimeType":"image/png","data":"AA"})",
                              R"("functionCall":{"name":"f","args":{}})", R"("text":"")"}) {
    const std::string wire =
        std::string("{").append(content).append(R"(,"thoughtSignature":"AVSo"})");
    const MessagePart part = part_of(wire);
    EXPECT_EQ(part.signature, signature) << wire;
    EXPECT_EQ(written(part), js("[" + wire + "]"));
  }
}

TEST(GeminiPart, LeavesOutTheSignatureOfAnotherProvider) {
  MessagePart part("a");
  part.signature = Signature{"x", WireFormat::AnthropicMessages};
  const Emitted body = emitted(LlmRequest{.messages = {Message::user({part})}});
  EXPECT_TRUE(body.lost("signature"));
  EXPECT_EQ(body["contents"], js(R"([{"role":"user","parts":[{"text":"a"}]}])"));
}

TEST(GeminiPart, WithDataIsWhatItsMediaTypeSays) {
  const auto data = [](std::string_view type) {
    return part_of(
        std::string(R"({"inlineData":{"data":"AA","mimeType":")").append(type).append("\"}}"));
  };
  EXPECT_TRUE(data("image/webp").is<part::ImageBase64>());
  EXPECT_TRUE(data("audio/wav").is<part::Audio>());
  EXPECT_TRUE(data("application/pdf").is<part::File>());
  EXPECT_EQ(written(data("application/pdf")),
            js(R"([{"inlineData":{"mimeType":"application/pdf","data":"AA"}}])"));
}

TEST(GeminiPart, ByAddressIsAnImageOrAFile) {
  const MessagePart image =
      part_of(R"({"fileData":{"mimeType":"image/png","fileUri":"gs://a/b"}})");
  EXPECT_EQ(image.get_if<part::ImageUrl>()->url, "gs://a/b");
  const MessagePart file = part_of(R"({"fileData":{"mimeType":"video/mp4","fileUri":"gs://a/c"}})");
  EXPECT_EQ(file.get_if<part::File>()->url, "gs://a/c");
  EXPECT_EQ(written(image), js(R"([{"fileData":{"mimeType":"image/png","fileUri":"gs://a/b"}}])"));
}

TEST(GeminiPart, NeverGuessesAMediaTypeWithAStarInIt) {
  EXPECT_EQ(
      written(MessagePart::image_url("https://example.com/cat.JPG?x=1")),
      js(R"([{"fileData":{"mimeType":"image/jpeg","fileUri":"https://example.com/cat.JPG?x=1"}}])"));
  const LlmRequest unknown{
      .messages = {Message::user({MessagePart::image_url("https://example.com/cat")})}};
  const Emitted body = emitted(unknown);
  EXPECT_EQ(
      body["contents"],
      js(R"([{"role":"user","parts":[{"fileData":{"fileUri":"https://example.com/cat"}}]}])"));
  EXPECT_TRUE(body.lost("media_type"));
}

TEST(GeminiPart, WritesADataUrlAsData) {
  EXPECT_EQ(written(MessagePart::image_url("data:image/gif;base64,R0lG")),
            js(R"([{"inlineData":{"mimeType":"image/gif","data":"R0lG"}}])"));
}

TEST(GeminiPart, TellsAnImageByHowItsDataBegins) {
  EXPECT_EQ(written(MessagePart::image_base64("/9j/4AAQ", "")),
            js(R"([{"inlineData":{"mimeType":"image/jpeg","data":"/9j/4AAQ"}}])"));
}

TEST(GeminiPart, ReportsAFileThatStaysWithAnotherProvider) {
  const LlmRequest request{.messages = {Message::user({"Hi", part::File{.file_id = "file-1"}})}};
  const Emitted body = emitted(request);
  ASSERT_TRUE(body.lost("file"));
  EXPECT_EQ(body.losses.at(0).severity, LossSeverity::Major);
  EXPECT_EQ(body.losses.at(0).pointer, "/messages/0/parts/1");
}

TEST(GeminiPart, KeepsCodeAndItsResultWhole) {
  const std::string wire =
      R"({"executableCode":{"language":"PYTHON","code":"1+1"},"thoughtSignature":"AA"})";
  const MessagePart part = part_of(wire);
  ASSERT_TRUE(part.is<part::Raw>());
  EXPECT_EQ(part.get_if<part::Raw>()->type, "executableCode");
  EXPECT_EQ(written(part), js("[" + wire + "]"));
}

TEST(GeminiPart, KeepsAKindNobodyHasHeardOf) {
  const MessagePart part = part_of(R"({"hologram":{"x":1}})");
  EXPECT_EQ(part.get_if<part::Raw>()->type, "hologram");
}

TEST(GeminiPart, ReportsARawPartOfAnotherProtocol) {
  const MessagePart raw(part::Raw{WireFormat::OpenAiResponses, "web_search_call", js("{}")});
  const Emitted body = emitted(LlmRequest{.messages = {Message::assistant({raw})}});
  ASSERT_TRUE(body.lost("raw_part"));
  EXPECT_EQ(body.losses.at(0).severity, LossSeverity::Major);
}

TEST(GeminiPart, KeepsWhatStandsBesideAndInsideItsContent) {
  const std::string wire =
      R"({"fileData":{"mimeType":"video/mp4","fileUri":"gs://a","displayName":"d"},
      "videoMetadata":{"fps":2},"mediaResolution":{"level":"MEDIA_RESOLUTION_LOW"}})";
  EXPECT_EQ(written(part_of(wire)), js("[" + wire + "]"));
}

TEST(GeminiPart, SendsNoThoughtsOfAnotherModel) {
  LlmRequest request{.messages = {Message::assistant({part::Reasoning{.text = "hm"}, "ok"})}};
  EXPECT_EQ(emitted(request)["contents"],
            js(R"([{"role":"model","parts":[{"text":"hm","thought":true},{"text":"ok"}]}])"));
  request.origin = WireFormat::OpenAiChatCompletions;
  const Emitted foreign = emitted(request);
  EXPECT_EQ(foreign["contents"], js(R"([{"role":"model","parts":[{"text":"ok"}]}])"));
  EXPECT_TRUE(foreign.lost("reasoning"));
}

TEST(GeminiPart, WritesArgumentsThatAreNoObjectAsOne) {
  EXPECT_EQ(written(MessagePart::tool_call("c", "f", JsonText::string("{oops"))),
            js(R"([{"functionCall":{"id":"c","name":"f","args":{"input":"{oops"}}}])"));
}

TEST(GeminiPart, WritesARefusalAsTextAndJsonAsText) {
  EXPECT_EQ(written(part::Refusal{"No."}), js(R"([{"text":"No."}])"));
  EXPECT_EQ(written(MessagePart::json(js("[1]"))), js(R"([{"text":"[1]"}])"));
}

TEST(GeminiPart, ReportsWhatAMessageCannotCarry) {
  Message message = Message::user({part::Text{.text = "a", .citations = {Citation{.url = "u"}}}});
  message.name = "Ann";
  message.parts.at(0).cache_mark = CacheMark{};
  const Emitted body = emitted(LlmRequest{.messages = {message}});
  EXPECT_TRUE(body.lost("name"));
  EXPECT_TRUE(body.lost("cache_mark"));
  EXPECT_TRUE(body.lost("citations"));
}

}  // namespace
}  // namespace omnillm
