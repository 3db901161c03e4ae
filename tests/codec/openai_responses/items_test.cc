#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

// The only item of a request's input.
Item item_of(std::string_view json) {
  const LlmRequest request = parsed(R"({"input":[)" + std::string(json) + "]}");
  EXPECT_EQ(request.input.size(), 1u);
  return request.input.empty() ? Item() : request.input.front();
}

// What becomes of it when it is written again.
std::string rewritten(std::string_view json) {
  return emitted(parsed(R"({"input":[)" + std::string(json) + "]}")).at("/input/0");
}

void expect_unchanged(std::string_view json) {
  const auto before = JsonText::parse(json);
  ASSERT_TRUE(before) << json;
  EXPECT_EQ(*JsonText::parse(rewritten(json)), *before) << rewritten(json);
}

TEST(ResponsesItems, APlainStringIsWhatTheUserSays) {
  const LlmRequest request = parsed(R"({"input":"Hi"})");
  ASSERT_EQ(request.input.size(), 1u);
  EXPECT_EQ(request.input[0].message()->role, MessageRole::User);
  EXPECT_EQ(request.input[0].message()->plain_text(), "Hi");
  EXPECT_EQ(emitted(request).body, R"({"input":"Hi"})");
}

TEST(ResponsesItems, APlainStringThatWasAddedToIsWrittenAsItems) {
  LlmRequest request = parsed(R"({"input":"Hi"})");
  request.input.emplace_back(Message::assistant("Hello"));
  EXPECT_EQ(emitted(request).at("/input/0/content/0/text"), "\"Hi\"");
  LlmRequest changed = parsed(R"({"input":"Hi"})");
  changed.input[0].message()->parts[0] = "Ho";
  EXPECT_EQ(emitted(changed).at("/input/0/content/0/text"), "\"Ho\"");
}

TEST(ResponsesItems, AMessageNeedsNoTypeAndMayHaveItsTextAsAString) {
  const Message message = *item_of(R"({"role":"assistant","content":"Hello"})").message();
  EXPECT_EQ(message.role, MessageRole::Assistant);
  EXPECT_EQ(message.plain_text(), "Hello");
}

TEST(ResponsesItems, KeepsIdStatusAndUnknownMembersOfAMessage) {
  const Message message = *item_of(R"({"type":"message","id":"msg_1","status":"incomplete",
      "role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"Hel",
      "annotations":[],"logprobs":[]}]})")
                               .message();
  EXPECT_EQ(message.id, "msg_1");
  EXPECT_EQ(message.vendor_extensions.find("status")->text(), "\"incomplete\"");
  EXPECT_EQ(message.vendor_extensions.find("phase")->text(), "\"commentary\"");
}

TEST(ResponsesItems, WritesAMessageNobodyTouchedAsItStands) {
  const std::string_view message =
      R"({"role":"user", "content":[{"type":"input_text","text":"a\u0062","new":1e400}]})";
  const std::string body = R"({"input":[)" + std::string(message) + "]}";
  EXPECT_NE(emitted(parsed(body)).body.find(message), std::string::npos);
}

TEST(ResponsesItems, WritesAMessageThatWasTouchedAnew) {
  LlmRequest request = parsed(R"({"input":[{"role":"user","content":"before","new":1}]})");
  request.input[0].message()->parts[0] = "after";
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/input/0/content/0/text"), "\"after\"");
  EXPECT_EQ(body.at("/input/0/new"), "1");
}

TEST(ResponsesItems, WritesTextOfTheAssistantAsOutputAndOfOthersAsInput) {
  const Emitted body =
      emitted(foreign({Message::system("s"), Message::user("u"), Message::assistant("a")}));
  EXPECT_EQ(body.at("/input/0/role"), "\"system\"");
  EXPECT_EQ(body.at("/input/0/content/0/type"), "\"input_text\"");
  EXPECT_EQ(body.at("/input/1/content/0/type"), "\"input_text\"");
  EXPECT_EQ(body.at("/input/2/content/0/type"), "\"output_text\"");
  EXPECT_TRUE(body.lossless());
}

TEST(ResponsesItems, AFunctionCallIsAnItemOfItsOwn) {
  constexpr std::string_view kCall = R"({"type":"function_call","id":"fc_1","call_id":"call_1",
      "name":"f","arguments":"{\"a\":1.0}","namespace":"n"})";
  const Item item = item_of(kCall);
  const auto* call = item.get_if<ToolCallPart>();
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->call_id, "call_1");
  EXPECT_EQ(call->arguments.text(), R"({"a":1.0})");
  EXPECT_EQ(item.single()->id, "fc_1");
  expect_unchanged(kCall);
}

TEST(ResponsesItems, ArgumentsThatAreNoJsonAreKeptAsTheyAre) {
  constexpr std::string_view kCall =
      R"({"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":"})";
  EXPECT_EQ(item_of(kCall).get_if<ToolCallPart>()->arguments.as_text(), "{\"a\":");
  expect_unchanged(kCall);
}

TEST(ResponsesItems, ArgumentsThatAreAJsonStringKeepTheirQuotes) {
  constexpr std::string_view kCall =
      R"({"type":"function_call","call_id":"c","name":"f","arguments":"\"5\""})";
  EXPECT_EQ(item_of(kCall).get_if<ToolCallPart>()->arguments.as_text(), "\"5\"");
  expect_unchanged(kCall);
}

TEST(ResponsesItems, AFunctionCallOutputMayBeAStringOrAList) {
  expect_unchanged(R"({"type":"function_call_output","call_id":"c","output":"18"})");
  constexpr std::string_view kList = R"({"type":"function_call_output","id":"fco_1","call_id":"c",
      "output":[{"type":"input_text","text":"a"},
                {"type":"input_image","image_url":"data:image/png;base64,AAAA"},
                {"type":"input_file","file_id":"file_1"}]})";
  const Item item = item_of(kList);
  const auto& output = item.get_if<ToolResultPart>()->output;
  ASSERT_EQ(output.size(), 3u);
  EXPECT_EQ(output[1].get_if<part::ImageBase64>()->media_type, "image/png");
  expect_unchanged(kList);
}

TEST(ResponsesItems, ACustomToolCallHoldsFreeText) {
  constexpr std::string_view kCall = R"({"type":"custom_tool_call","id":"ctc_1","call_id":"c",
      "name":"shell","input":"ls -l"})";
  const Item item = item_of(kCall);
  EXPECT_TRUE(item.get_if<ToolCallPart>()->is_custom);
  EXPECT_EQ(item.get_if<ToolCallPart>()->arguments.as_text(), "ls -l");
  expect_unchanged(kCall);
  expect_unchanged(R"({"type":"custom_tool_call_output","call_id":"c","output":"total 0"})");
}

TEST(ResponsesItems, AThoughtKeepsItsSummaryItsIdAndWhatOnlyTheProviderReads) {
  constexpr std::string_view kThought = R"({"type":"reasoning","id":"rs_1",
      "summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}],
      "content":[{"type":"reasoning_text","text":"hidden"}],"encrypted_content":"gAAA"})";
  const Item item = item_of(kThought);
  const auto* thought = item.get_if<part::Reasoning>();
  ASSERT_NE(thought, nullptr);
  EXPECT_EQ(thought->text, "one\n\ntwo");
  EXPECT_TRUE(thought->is_summary);
  EXPECT_EQ(thought->encrypted, "gAAA");
  expect_unchanged(kThought);
  expect_unchanged(R"({"type":"reasoning","id":"rs_2","summary":[]})");
  expect_unchanged(R"({"type":"reasoning","id":"rs_3","summary":[],
      "content":[{"type":"reasoning_text","text":"plain"}]})");
}

TEST(ResponsesItems, AThoughtThatWasChangedIsWrittenAnew) {
  LlmRequest request = parsed(R"({"input":[{"type":"reasoning","id":"rs_1","summary":[
      {"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}]}]})");
  request.input[0].single()->get_if<part::Reasoning>()->text = "three";
  EXPECT_EQ(emitted(request).at("/input/0/summary"), R"([{"type":"summary_text","text":"three"}])");
}

TEST(ResponsesItems, EverythingElseIsKeptAndWrittenAsItStands) {
  for (
      const std::string_view item :
      {R"({"type":"item_reference","id":"msg_1"})", R"({"id":"msg_1"})",
       R"({"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}})",
       R"({"type":"file_search_call","id":"fs_1","queries":["a"],"results":null})",
       R"({"type":"computer_call","id":"cu_1","call_id":"c","action":{"type":"wait"}})",
       R"({"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot"}})",
       R"({"type":"code_interpreter_call","id":"ci_1","code":"1","container_id":"x"})",
       R"({"type":"image_generation_call","id":"ig_1","result":"AAAA"})",
       R"({"type":"local_shell_call","id":"ls_1","call_id":"c","action":{}})",
       R"({"type":"mcp_call","id":"mcp_1","name":"n","arguments":"{}","server_label":"s"})",
       R"({"type":"mcp_list_tools","id":"mcpl_1","tools":[],"server_label":"s"})",
       R"({"type":"mcp_approval_response","approve":true,"approval_request_id":"r"})",
       R"({"type":"compaction","id":"cmp_1","encrypted_content":"x"})",
       R"({"type":"message","role":"critic","content":"hm"})",
       R"({"type":"new_in_2030","x":1e400})"}) {
    EXPECT_TRUE(item_of(item).get_if<part::Raw>()) << item;
    const std::string body = emitted(parsed(R"({"input":[)" + std::string(item) + "]}")).body;
    EXPECT_NE(body.find(item), std::string::npos) << body;
  }
}

TEST(ResponsesItems, CallsAndResultsNeverStandInsideContent) {
  Message turn =
      Message::assistant({"Let me see.", MessagePart::tool_call("c", "f", Json{{"a", 1}})});
  const Emitted body =
      emitted(foreign({Message::user("?"), turn, Message::tool_result("c", "18")}));
  EXPECT_EQ(body.at("/input/1/type"), "\"message\"");
  EXPECT_EQ(body.at("/input/1/content/1"), "");
  EXPECT_EQ(body.at("/input/2"),
            R"({"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"})");
  EXPECT_EQ(body.at("/input/3"), R"({"type":"function_call_output","call_id":"c","output":"18"})");
  EXPECT_TRUE(body.lossless());
}

TEST(ResponsesItems, AMessageWithACallInTheMiddleIsWrittenInItsOrder) {
  const Emitted body = emitted(foreign({Message::assistant(
      {"before", MessagePart::tool_call("c", "f", Json(boost::json::object())), "after"})}));
  EXPECT_EQ(body.at("/input/0/content/0/text"), "\"before\"");
  EXPECT_EQ(body.at("/input/1/type"), "\"function_call\"");
  EXPECT_EQ(body.at("/input/2/content/0/text"), "\"after\"");
}

TEST(ResponsesItems, ResultsOfToolsInTheInputAreNotLost) {
  LlmRequest request;
  request.input = {Item(Message::user("?")), Item(MessagePart::tool_call("c", "f", Json(nullptr))),
                   Item(MessagePart::tool_result("c", "18"))};
  EXPECT_EQ(emitted(request).at("/input/2/output"), "\"18\"");
}

TEST(ResponsesItems, InputCountsAndMessagesOnlyWithoutIt) {
  LlmRequest request;
  request.input = {"from input"};
  request.messages = {Message::user("from messages")};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/input/0/content/0/text"), "\"from input\"");
  EXPECT_EQ(body.at("/input/1"), "");
}

TEST(ResponsesItems, NoNullsAndNoStrangeMembersAreWritten) {
  const LlmRequest request =
      foreign({Message::user({MessagePart::image_url("https://e.com/x.png")}),
               Message::tool_result("c", "failed", true)});
  const Emitted body = emitted(request);
  EXPECT_EQ(body.body.find("null"), std::string::npos) << body.body;
  EXPECT_EQ(body.at("/input/0/content/0"),
            R"({"type":"input_image","image_url":"https://e.com/x.png","detail":"auto"})");
  EXPECT_EQ(body.at("/input/1"),
            R"({"type":"function_call_output","call_id":"c","output":"failed"})");
}

TEST(ResponsesItems, DataUrlsAreDataAndBecomeOnesAgain) {
  const Message message = *item_of(R"({"role":"user","content":[
      {"type":"input_image","image_url":"data:image/jpeg;base64,/9j/","detail":"low"},
      {"type":"input_file","file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"},
      {"type":"input_audio","input_audio":{"data":"UklG","format":"mp3"}}]})")
                               .message();
  EXPECT_EQ(*message.parts[0].get_if<part::ImageBase64>(),
            (part::ImageBase64{"/9j/", "image/jpeg", "low"}));
  EXPECT_EQ(message.parts[1].get_if<part::File>()->media_type, "application/pdf");
  EXPECT_EQ(message.parts[2].get_if<part::Audio>()->media_type, "audio/mpeg");
  LlmRequest request;
  request.origin = kResponses;
  request.input = {Item(Message{.role = MessageRole::User, .parts = message.parts})};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/input/0/content/0/image_url"), "\"data:image/jpeg;base64,/9j/\"");
  EXPECT_EQ(body.at("/input/0/content/1/file_data"), "\"data:application/pdf;base64,JVBE\"");
  EXPECT_EQ(body.at("/input/0/content/2/input_audio"), R"({"data":"UklG","format":"mp3"})");
}

TEST(ResponsesItems, AnImageNobodyNamedIsNamedByItsFirstBytes) {
  const Emitted body =
      emitted(foreign({Message::user({MessagePart::image_base64("/9j/4AAQ", "")})}));
  EXPECT_EQ(body.at("/input/0/content/0/image_url"), "\"data:image/jpeg;base64,/9j/4AAQ\"");
}

TEST(ResponsesItems, AnImageByTheIdOfAFileIsKeptWhole) {
  LlmRequest request = parsed(
      R"({"input":[{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}]})");
  EXPECT_TRUE(request.input[0].message()->parts[0].is<part::Raw>());
  request.input[0].message()->raw_message.reset();
  EXPECT_EQ(emitted(request).at("/input/0/content/0/file_id"), "\"file_1\"");
}

TEST(ResponsesItems, AnnotationsAreCitations) {
  const Message message = *item_of(R"({"role":"assistant","content":[{"type":"output_text",
      "text":"See there.","annotations":[
        {"type":"url_citation","url":"https://e.com","title":"E","start_index":0,"end_index":3},
        {"type":"file_citation","file_id":"file_1","filename":"a.pdf","index":4}]}]})")
                               .message();
  const auto& citations = message.parts[0].get_if<part::Text>()->citations;
  ASSERT_EQ(citations.size(), 2u);
  EXPECT_EQ(citations[0].url, "https://e.com");
  EXPECT_EQ(citations[0].end_index, 3);
  EXPECT_EQ(citations[1].source_id, "file_1");
  EXPECT_EQ(citations[1].title, "a.pdf");
}

TEST(ResponsesItems, IdsOfOtherProvidersAreNotSent) {
  Message message = Message::assistant("a");
  message.id = "msg_of_somebody_else";
  EXPECT_EQ(emitted(foreign({message})).at("/input/0/id"), "");
}

TEST(ResponsesItems, ThoughtsOfOtherProvidersAreNotSent) {
  Message turn = Message::assistant({MessagePart(part::Reasoning{"hm"}), "a"});
  const Emitted body = emitted(foreign({turn}));
  EXPECT_EQ(body.at("/input/0/type"), "\"message\"");
  ASSERT_NE(body.loss("reasoning"), nullptr);
  EXPECT_EQ(body.loss("reasoning")->pointer, "/messages/0/parts/0");
  EXPECT_EQ(body.loss("reasoning")->severity, LossSeverity::Minor);
}

TEST(ResponsesItems, AnAnswerCanBeSentBackByHand) {
  const LlmResponse answer = parsed_response(fixture("openai/responses.response.text.json"));
  LlmRequest next;
  next.input = answer.output;
  next.input.emplace_back(Message::user("And Spain?"));
  const Emitted body = emitted(next);
  EXPECT_EQ(body.at("/input/0/type"), "\"reasoning\"");
  EXPECT_EQ(body.at("/input/0/id"), "\"rs_1\"");
  EXPECT_EQ(body.at("/input/1/id"), "\"msg_1\"");
  EXPECT_EQ(body.at("/input/2/role"), "\"user\"");
  EXPECT_TRUE(body.lossless());
}

}  // namespace
}  // namespace omnillm
