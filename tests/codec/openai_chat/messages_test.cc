#include <gtest/gtest.h>

#include <string>

#include "openai_chat/chat.h"

namespace omnillm {
namespace {

using namespace chat;

Message message(std::string_view json) {
  LlmRequest request = parsed(body_with(json));
  if (request.messages.empty()) return {};
  Message only = std::move(request.messages.front());
  only.raw_message.reset();
  return only;
}

// Written anew, not from the bytes it came in.
std::string rewritten(std::string_view json, const Dialect& dialect = {}) {
  LlmRequest request = parsed(body_with(json));
  for (Message& one : request.messages) one.raw_message.reset();
  return emitted(request, dialect).at("/messages");
}

TEST(ChatMessages, ReadEveryRole) {
  EXPECT_EQ(message(R"({"role":"developer","content":"a"})"), Message::developer("a"));
  EXPECT_EQ(message(R"({"role":"system","content":"a"})"), Message::system("a"));
  EXPECT_EQ(message(R"({"role":"user","content":"a"})"), Message::user("a"));
  EXPECT_EQ(message(R"({"role":"assistant","content":"a"})"), Message::assistant("a"));
}

TEST(ChatMessages, KeepTheNameOfTheParticipant) {
  const auto json = R"({"role":"user","content":"a","name":"ada"})";
  EXPECT_EQ(message(json).name, "ada");
  EXPECT_EQ(rewritten(json), R"([{"role":"user","content":"a","name":"ada"}])");
}

TEST(ChatMessages, ReadAnImageInADataUrlAsData) {
  const auto json = R"({"role":"user","content":[{"type":"image_url","image_url":
      {"url":"data:image\/png;base64,iVBO\/+=","detail":"low"}}]})";
  const Message read = message(json);
  const auto* image = read.parts.at(0).get_if<part::ImageBase64>();
  ASSERT_TRUE(image);
  EXPECT_EQ(image->media_type, "image/png");
  EXPECT_EQ(image->data, "iVBO/+=");
  EXPECT_EQ(image->detail, "low");
  EXPECT_EQ(json_at(rewritten(json), "/0/content/0/image_url/url"),
            R"("data:image/png;base64,iVBO/+=")");
}

TEST(ChatMessages, ReadAnImageByItsAddress) {
  const auto plain =
      R"({"role":"user","content":[{"type":"image_url","image_url":"https://a/b"}]})";
  EXPECT_EQ(message(plain).parts.at(0), MessagePart::image_url("https://a/b"));
  EXPECT_EQ(json_at(rewritten(plain), "/0/content/0/image_url"), R"({"url":"https://a/b"})");
}

TEST(ChatMessages, ReadSoundAndFiles) {
  const auto json = R"({"role":"user","content":[
      {"type":"input_audio","input_audio":{"data":"UklG","format":"mp3"}},
      {"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"}},
      {"type":"file","file":{"file_id":"file-1"}}]})";
  const Message read = message(json);
  EXPECT_EQ(read.parts.at(0), MessagePart(part::Audio{.data = "UklG", .media_type = "audio/mpeg"}));
  EXPECT_EQ(read.parts.at(1),
            MessagePart(
                part::File{.data = "JVBE", .media_type = "application/pdf", .filename = "a.pdf"}));
  EXPECT_EQ(read.parts.at(2), MessagePart(part::File{.file_id = "file-1"}));
  EXPECT_EQ(message(rewritten(json).substr(1, rewritten(json).size() - 2)), read);
}

TEST(ChatMessages, ReadARefusalAsAStringAndAsAPart) {
  const Message expected = Message::assistant({part::Refusal{"No."}});
  EXPECT_EQ(message(R"({"role":"assistant","content":null,"refusal":"No."})"), expected);
  EXPECT_EQ(message(R"({"role":"assistant","content":[{"type":"refusal","refusal":"No."}]})"),
            expected);
  EXPECT_EQ(rewritten(R"({"role":"assistant","refusal":"No."})"),
            R"([{"role":"assistant","content":null,"refusal":"No."}])");
}

TEST(ChatMessages, ReadTheThoughtsInEverySpelling) {
  const Message expected = Message::assistant({part::Reasoning{"Hm."}, "Yes."});
  EXPECT_EQ(message(R"({"role":"assistant","content":"Yes.","reasoning_content":"Hm."})"),
            expected);
  EXPECT_EQ(message(R"({"role":"assistant","content":"Yes.","reasoning":"Hm."})"), expected);
  EXPECT_EQ(message(R"({"role":"assistant","content":"Yes.","reasoning":"Hm.",
      "reasoning_details":[{"type":"reasoning.text","text":"Hm."}]})"),
            expected);
  EXPECT_EQ(message(R"({"role":"assistant","content":[{"type":"thinking",
      "thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Yes."}]})"),
            expected);
}

TEST(ChatMessages, WriteTheThoughtsAsTheDialectReadsThem) {
  const auto json = R"({"role":"assistant","content":"Yes.","reasoning":"Hm."})";
  EXPECT_EQ(json_at(rewritten(json, dialect("deepseek")), "/0/reasoning_content"), R"("Hm.")");
  EXPECT_EQ(json_at(rewritten(json, dialect("vllm")), "/0/reasoning"), R"("Hm.")");
  EXPECT_EQ(json_at(rewritten(json, dialect("openrouter")), "/0/reasoning_details/0/text"),
            R"("Hm.")");
  EXPECT_EQ(json_at(rewritten(json, dialect("mistral")), "/0/content/0/thinking/0/text"),
            R"("Hm.")");
  EXPECT_EQ(json_at(rewritten(json, dialect("mistral")), "/0/content/1/text"), R"("Yes.")");
}

TEST(ChatMessages, SendNoThoughtsToOpenAiWhichRefusesThem) {
  LlmRequest request =
      parsed(body_with(R"({"role":"assistant","content":"Yes.","reasoning_content":"Hm."})"));
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/messages/0"), R"({"role":"assistant","content":"Yes."})");
  EXPECT_EQ(body.lost("reasoning"),
            "minor /messages/0/parts/0: reasoning is dropped when bridging to "
            "open_ai_chat_completions\n");
}

TEST(ChatMessages, GiveOpenRouterItsSignaturesBack) {
  const auto json = R"({"role":"assistant","content":"Yes.","reasoning_details":[
      {"type":"reasoning.text","text":"Hm.","signature":"s","format":"anthropic-claude-v1",
       "index":0},
      {"type":"reasoning.encrypted","data":"e","id":"r1","format":"f"}]})";
  const std::string back = rewritten(json, dialect("openrouter"));
  EXPECT_EQ(json_at(back, "/0/reasoning_details/0/signature"), R"("s")");
  EXPECT_EQ(json_at(back, "/0/reasoning_details/0/format"), R"("anthropic-claude-v1")");
  EXPECT_EQ(json_at(back, "/0/reasoning_details/1/data"), R"("e")");
  EXPECT_EQ(json_at(back, "/0/reasoning_details/1/id"), R"("r1")");
}

TEST(ChatMessages, SendSoundBackByItsId) {
  const auto json = R"({"role":"assistant","content":null,"audio":{"id":"audio_1"}})";
  EXPECT_EQ(message(json).parts.at(0), MessagePart(part::Audio{.id = "audio_1"}));
  EXPECT_EQ(rewritten(json), R"([{"role":"assistant","content":null,"audio":{"id":"audio_1"}}])");
}

TEST(ChatMessages, GiveTheOldFunctionCallAnIdThatItsAnswerShares) {
  const auto json = R"({"role":"assistant","content":null,"function_call":
      {"name":"f","arguments":"{\"a\":1}"}},{"role":"function","name":"f","content":"2"})";
  const Emitted body = emitted(parsed(body_with(json)));
  EXPECT_EQ(body.at("/messages/0/tool_calls/0/id"), R"("call_0")");
  EXPECT_EQ(body.at("/messages/0/tool_calls/0/function/name"), R"("f")");
  EXPECT_EQ(body.at("/messages/1"), R"({"role":"tool","tool_call_id":"call_0","content":"2"})");
}

TEST(ChatMessages, KeepTheBytesOfMessagesNobodyTouched) {
  const auto json = R"({"content" : [ {"type":"video_url","video_url":{"url":"v"}} ],"x":1e400,
      "role":"user"})";
  LlmRequest request = parsed(body_with(json));
  EXPECT_NE(emitted(request).body.find(json), std::string::npos);
  request.messages[0].parts.emplace_back("more");
  const Emitted touched = emitted(request);
  EXPECT_EQ(touched.body.find(json), std::string::npos);
  EXPECT_EQ(touched.at("/messages/0/content/0/video_url/url"), R"("v")");
  EXPECT_EQ(touched.at("/messages/0/content/1/text"), R"("more")");
  EXPECT_NE(touched.body.find("1e400"), std::string::npos);
}

TEST(ChatMessages, TheBytesAMessageCameInAreNoLoss) {
  EXPECT_TRUE(emitted(parsed(body_with(R"({"role":"user","content":"Hello!"})"))).lossless());
}

TEST(ChatMessages, PutInstructionsInFrontAndDropNoSystemMessage) {
  LlmRequest request = hello();
  request.instructions = "Be brief.";
  request.messages.insert(request.messages.begin(), Message::system("Be kind."));
  request.messages.push_back(Message::developer("Be exact."));
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/messages/0"), R"({"role":"system","content":"Be brief."})");
  EXPECT_EQ(body.at("/messages/1"), R"({"role":"system","content":"Be kind."})");
  EXPECT_EQ(body.at("/messages/3"), R"({"role":"developer","content":"Be exact."})");
  EXPECT_EQ(emitted(request, "deepseek").at("/messages/3/role"), R"("system")");
}

TEST(ChatMessages, WriteOneToolMessageForEachResultAndThenTheRest) {
  LlmRequest request{.model = "m"};
  request.messages = {
      Message::user({ToolResultPart{.call_id = "a", .output = {"1"}},
                     ToolResultPart{.call_id = "b", .output = {"2"}}, MessagePart("And now?")})};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/messages/0"), R"({"role":"tool","tool_call_id":"a","content":"1"})");
  EXPECT_EQ(body.at("/messages/1"), R"({"role":"tool","tool_call_id":"b","content":"2"})");
  EXPECT_EQ(body.at("/messages/2"), R"({"role":"user","content":"And now?"})");
}

TEST(ChatMessages, SendImagesOfToolsAfterAllResults) {
  LlmRequest request{.model = "m"};
  request.messages = {Message::tool_result("a", MessagePart::image_base64("iVBO", "image/png")),
                      Message::tool_result("b", "2")};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/messages/0"), R"({"role":"tool","tool_call_id":"a","content":""})");
  EXPECT_EQ(body.at("/messages/1/role"), R"("tool")");
  EXPECT_EQ(body.at("/messages/2/role"), R"("user")");
  EXPECT_EQ(body.at("/messages/2/content/0/type"), R"("image_url")");
  EXPECT_NE(body.lost("tool_result"), "");
}

TEST(ChatMessages, LoseNoToolResultThatStandsAlone) {
  LlmRequest request{.model = "m"};
  request.input = {Message::user("Weather?"), MessagePart::tool_call("c", "weather", json("{}")),
                   MessagePart::tool_result("c", "18 degrees")};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/messages/1/tool_calls/0/id"), R"("c")");
  EXPECT_EQ(body.at("/messages/2"), R"({"role":"tool","tool_call_id":"c","content":"18 degrees"})");
}

TEST(ChatMessages, ReportWhatHasNoPlaceHere) {
  LlmRequest request = hello();
  request.origin = WireFormat::AnthropicMessages;
  request.messages[0].parts = {part::Raw{WireFormat::AnthropicMessages, "search_result", {}},
                               part::File{.url = "https://a/b.pdf"},
                               part::Audio{.data = "x", .media_type = "audio/flac"}};
  request.messages[0].vendor_extensions.set("own", json("1"));
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/messages/0"), R"({"role":"user","content":[{"type":"text","text":""}]})");
  EXPECT_EQ(body.lost("raw_part").substr(0, 28), "major /messages/0/parts/0: s");
  EXPECT_NE(body.lost("file"), "");
  EXPECT_NE(body.lost("audio"), "");
  EXPECT_EQ(body.lost("vendor_extensions"),
            "minor /messages/0/vendor_extensions/own: some vendor_extensions and raw_message "
            "fields are not emitted to open_ai_chat_completions\n");
}

TEST(ChatMessages, CarryCacheMarksWhereTheyAreTaken) {
  const auto json = R"({"role":"user","content":[{"type":"text","text":"a",
      "cache_control":{"type":"ephemeral","ttl":"1h"}}]})";
  EXPECT_EQ(message(json).parts[0].cache_mark->retention, PromptCacheRetention::Long);
  EXPECT_EQ(json_at(rewritten(json, dialect("openrouter")), "/0/content/0/cache_control/ttl"),
            R"("1h")");
  const Emitted plain = emitted(parsed(body_with(json)));
  EXPECT_EQ(plain.at("/messages/0/content/0/cache_control"), "");
  EXPECT_NE(plain.lost("cache_mark"), "");
  const auto own = R"({"role":"user","content":[{"type":"text","text":"a",
      "prompt_cache_breakpoint":{"mode":"explicit"}}]})";
  EXPECT_EQ(json_at(rewritten(own), "/0/content/0/prompt_cache_breakpoint/mode"), R"("explicit")");
}

}  // namespace
}  // namespace omnillm
