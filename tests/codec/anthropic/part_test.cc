#include "speak.h"

namespace omnillm::codec::testing {
namespace {

// The blocks of a user's message as they are read.
std::vector<MessagePart> read(std::string_view blocks) {
  const LlmRequest request = parse(R"({"model":"m","max_tokens":1,"messages":[
      {"role":"user","content":)" + std::string(blocks) +
                                   "}]}");
  return request.messages.empty() ? std::vector<MessagePart>() : request.messages.back().parts;
}

// The block that is written for a part alone in a user's message.
JsonText write(const MessagePart& part) {
  LlmRequest request = hello();
  request.messages = {Message{.role = MessageRole::User, .parts = {"x", part}}};
  return emit(request)["/messages/0/content/1"];
}

// What is read is written again, from its fields alone.
void expect_round_trip(std::string_view block) {
  const std::vector<MessagePart> parts = read("[" + std::string(block) + "]");
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(write(parts[0]), json(block));
}

TEST(AnthropicText, IsAStringOrBlocks) {
  EXPECT_EQ(read(R"("Hi")"), std::vector<MessagePart>{"Hi"});
  EXPECT_EQ(read(R"([{"type":"text","text":"Hi"}])"), std::vector<MessagePart>{"Hi"});
}

TEST(AnthropicText, KeepsItsCitationsWhole) {
  expect_round_trip(R"({"type":"text","text":"Green.","citations":[{"type":"page_location",
      "cited_text":"It is green.","document_index":1,"document_title":"note",
      "start_page_number":1,"end_page_number":2}]})");
}

TEST(AnthropicText, CitationsSayWhatEveryProtocolKnows) {
  const auto parts = read(R"([{"type":"text","text":"a","citations":[
      {"type":"web_search_result_location","cited_text":"b","url":"https://e.com","title":"E",
       "encrypted_index":"xyz"}]}])");
  const Citation& citation = parts.at(0).get_if<part::Text>()->citations.at(0);
  EXPECT_EQ(citation.url, "https://e.com");
  EXPECT_EQ(citation.title, "E");
  EXPECT_EQ(citation.cited_text, "b");
}

TEST(AnthropicImage, FromDataAddressAndFileIsReadAndWritten) {
  const auto parts = read(R"([
      {"type":"image","source":{"type":"base64","media_type":"image/webp","data":"UklG"}},
      {"type":"image","source":{"type":"url","url":"https://e.com/a.png"}},
      {"type":"image","source":{"type":"file","file_id":"file_1"}}])");
  EXPECT_EQ(parts.at(0), MessagePart::image_base64("UklG", "image/webp"));
  EXPECT_EQ(parts.at(1), MessagePart::image_url("https://e.com/a.png"));
  EXPECT_EQ(parts.at(2).get_if<part::File>()->file_id, "file_1");
  expect_round_trip(R"({"type":"image","source":{"type":"file","file_id":"file_1"}})");
}

TEST(AnthropicImage, OfADataUrlIsData) {
  EXPECT_EQ(write(MessagePart::image_url("data:image/gif;base64,R0lGOD")),
            json(R"({"type":"image","source":{"type":"base64","media_type":"image/gif",
                     "data":"R0lGOD"}})"));
}

TEST(AnthropicImage, WithoutATypeIsKnownByItsFirstBytes) {
  EXPECT_EQ(write(MessagePart::image_base64("/9j/4AAQ", "")),
            json(R"({"type":"image","source":{"type":"base64","media_type":"image/jpeg",
                     "data":"/9j/4AAQ"}})"));
}

class AnthropicDocument : public ::testing::TestWithParam<const char*> {};

TEST_P(AnthropicDocument, IsReadAndWrittenFromItsFields) { expect_round_trip(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Sources, AnthropicDocument,
    ::testing::Values(
        R"({"type":"document","source":{"type":"base64","media_type":"application/pdf",
            "data":"JVBERi0"},"title":"a.pdf","context":"draft","citations":{"enabled":true}})",
        R"({"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi"}})",
        R"({"type":"document","source":{"type":"url","url":"https://e.com/a.pdf"}})",
        R"({"type":"document","source":{"type":"file","file_id":"file_1"},"title":"t"})",
        R"({"type":"document","source":{"type":"content","content":"Hi"}})",
        R"({"type":"document","source":{"type":"content",
            "content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"title":"t"})",
        R"({"type":"document","source":{"type":"content","content":[{"type":"image",
            "source":{"type":"url","url":"https://e.com/a.png"}}]}})"));

TEST(AnthropicDocument, MadeOfBlocksSaysItsTextToOtherProtocols) {
  const auto parts = read(R"([{"type":"document","source":{"type":"content",
      "content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}])");
  EXPECT_EQ(parts.at(0).get_if<part::File>()->text, "ab");
}

TEST(AnthropicDocument, OfTextInBase64IsText) {
  EXPECT_EQ(write(part::File{.data = "SGk=", .media_type = "text/csv", .filename = "a.csv"}),
            json(R"({"type":"document","source":{"type":"text","media_type":"text/plain",
                     "data":"Hi"},"title":"a.csv"})"));
}

TEST(AnthropicToolUse, InputIsTheArguments) {
  const auto parts = read(R"([{"type":"tool_use","id":"t1","name":"f","input":{"a":1.0}}])");
  EXPECT_EQ(parts.at(0), MessagePart::tool_call("t1", "f", json(R"({"a":1.0})")));
  expect_round_trip(R"({"type":"tool_use","id":"t1","name":"f","input":{},
                        "caller":{"type":"direct"}})");
}

TEST(AnthropicToolUse, ArgumentsThatAreNoObjectBecomeAMember) {
  EXPECT_EQ(write(MessagePart::tool_call("t1", "f", JsonText::string("{bad"))),
            json(R"({"type":"tool_use","id":"t1","name":"f","input":{"input":"{bad"}})"));
}

TEST(AnthropicToolUse, IdHasNoCharactersThatAreRefused) {
  const MessagePart call = MessagePart::tool_call("functions.f:0", "f", json("{}"));
  EXPECT_EQ(write(call), json(R"({"type":"tool_use","id":"functions_f_0","name":"f","input":{}})"));
}

TEST(AnthropicToolResult, HoldsTextImagesDocumentsAndSearchResults) {
  const std::string block = R"({"type":"tool_result","tool_use_id":"t1","content":[
      {"type":"text","text":"a"},
      {"type":"image","source":{"type":"url","url":"https://e.com/a.png"}},
      {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi"}},
      {"type":"search_result","source":"https://e.com","title":"E",
       "content":[{"type":"text","text":"b"}]}],"is_error":true})";
  const auto parts = read("[" + block + "]");
  const auto& result = *parts.at(0).get_if<ToolResultPart>();
  EXPECT_TRUE(result.is_error);
  EXPECT_EQ(result.output.at(0), MessagePart("a"));
  EXPECT_EQ(result.output.at(3).get_if<part::Raw>()->type, "search_result");
  LlmRequest request = hello();
  request.messages = {Message{.role = MessageRole::Tool, .parts = parts}};
  EXPECT_EQ(emit(request)["/messages/0/content/0"], json(block));
}

TEST(AnthropicToolResult, OfOneTextIsAString) {
  LlmRequest request = hello();
  request.messages = {Message::tool_result("t1", "18 degrees")};
  EXPECT_EQ(emit(request)["/messages/0"],
            json(R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1",
                     "content":"18 degrees"}]})"));
}

TEST(AnthropicToolResult, AloneInATurnOfTheUserIsATools) {
  const LlmRequest request = parse(R"({"model":"m","messages":[
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"a"}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t2"},
                                {"type":"text","text":"b"}]}]})");
  EXPECT_EQ(request.messages.at(0).role, MessageRole::Tool);
  EXPECT_EQ(request.messages.at(1).role, MessageRole::User);
  EXPECT_EQ(request.messages.at(1).parts.size(), 2U);
}

TEST(AnthropicThinking, KeepsItsSignature) {
  const auto parts = read(R"([{"type":"thinking","thinking":"hm","signature":"sig"}])");
  EXPECT_EQ(parts.at(0).get_if<part::Reasoning>()->text, "hm");
  EXPECT_EQ(parts.at(0).signature, (Signature{"sig", WireFormat::AnthropicMessages}));
  expect_round_trip(R"({"type":"thinking","thinking":"","signature":"sig"})");
}

TEST(AnthropicThinking, RedactedIsCarriedAsItIs) {
  const auto parts = read(R"([{"type":"redacted_thinking","data":"EmwK"}])");
  EXPECT_EQ(parts.at(0).get_if<part::Reasoning>()->encrypted, "EmwK");
  EXPECT_TRUE(parts.at(0).get_if<part::Reasoning>()->text.empty());
  expect_round_trip(R"({"type":"redacted_thinking","data":"EmwK"})");
}

TEST(AnthropicThinking, SignedOnBedrockGoesBack) {
  MessagePart thought(part::Reasoning{.text = "hm"});
  thought.signature = Signature{"sig", WireFormat::BedrockConverse};
  EXPECT_EQ(write(thought), json(R"({"type":"thinking","thinking":"hm","signature":"sig"})"));
}

class AnthropicServerBlock : public ::testing::TestWithParam<const char*> {};

TEST_P(AnthropicServerBlock, IsCarriedAsItIs) {
  const auto parts = read("[" + std::string(GetParam()) + "]");
  ASSERT_TRUE(parts.at(0).is<part::Raw>());
  EXPECT_EQ(parts.at(0).get_if<part::Raw>()->origin, WireFormat::AnthropicMessages);
  expect_round_trip(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, AnthropicServerBlock,
    ::testing::Values(
        R"({"type":"server_tool_use","id":"s1","name":"web_search","input":{"query":"a"}})",
        R"({"type":"web_search_tool_result","tool_use_id":"s1","content":[]})",
        R"({"type":"code_execution_tool_result","tool_use_id":"s1","content":{}})",
        R"({"type":"mcp_tool_use","id":"m1","name":"f","server_name":"s","input":{}})",
        R"({"type":"mcp_tool_result","tool_use_id":"m1","is_error":false,"content":[]})",
        R"({"type":"container_upload","file_id":"f","cache_control":{"type":"ephemeral"}})",
        R"({"type":"tomorrow","what":[1,2,3]})"));

TEST(AnthropicPart, UnknownMembersAndMarksSurvive) {
  expect_round_trip(R"({"type":"text","text":"a","data":1,"title":"b"})");
  expect_round_trip(R"({"type":"text","text":"a","new":1,
                        "cache_control":{"type":"ephemeral","ttl":"1h","scope":"x"}})");
  expect_round_trip(R"({"type":"tool_use","id":"t","name":"f","input":{},
                        "cache_control":{"type":"ephemeral"}})");
}

}  // namespace
}  // namespace omnillm::codec::testing
