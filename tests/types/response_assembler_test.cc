#include "types/response_assembler.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace omnillm::types {
namespace {

using Events = std::vector<LlmStreamEvent>;

event::ResponseStarted started() {
  return {.response_id = "resp_1",
          .model = "gpt",
          .provider_protocol = WireFormat::OpenAiChatCompletions,
          .created = 1'700'000'000,
          .service_tier = "default"};
}

event::OutputItemAdded message_at(std::int64_t index, std::int64_t choice = 0) {
  return {.index = index, .item = Message{.role = MessageRole::Assistant}, .choice = choice};
}
event::OutputItemAdded call_at(std::int64_t index, std::string id, std::string name) {
  return {.index = index, .item = MessagePart(ToolCallPart{.call_id = id, .name = name})};
}
event::OutputItemAdded thought_at(std::int64_t index) {
  return {.index = index, .item = MessagePart(part::Reasoning{})};
}

// The answer that the events add up to; the first error is a failure of the test.
LlmResponse sum_of(const Events& events) {
  ResponseAssembler assembler;
  for (const LlmStreamEvent& event : events) {
    const auto added = assembler.add(event);
    EXPECT_TRUE(added) << added.error().to_string();
  }
  return assembler.response();
}

// What is wrong with the last of the events.
std::string error_of(const Events& events, std::size_t max_bytes = ResponseAssembler::kMaxBytes) {
  ResponseAssembler assembler(max_bytes);
  for (std::size_t i = 0; i + 1 < events.size(); ++i) EXPECT_TRUE(assembler.add(events[i])) << i;
  const auto added = assembler.add(events.back());
  if (added) return "";
  EXPECT_EQ(added.error().kind(), ErrorKind::Protocol);
  return added.error().message();
}

TEST(ResponseAssembler, AddsUpAnAnswerOfText) {
  const auto response =
      sum_of({started(), message_at(0), event::TextDelta{.index = 0, .delta = "Hel"},
              event::TextDelta{.index = 0, .delta = "lo"}, event::OutputItemDone{.index = 0},
              event::Finished{.reason = FinishReason::Stop, .stop_sequence = "END"},
              event::Usage{.usage = {.prompt_tokens = 3, .completion_tokens = 2}}});
  EXPECT_EQ(response.content_text, "Hello");
  ASSERT_EQ(response.output.size(), 1u);
  EXPECT_EQ(*response.output[0].message(), Message::assistant("Hello"));
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
  EXPECT_EQ(response.stop_sequence, "END");
  EXPECT_EQ(response.usage->total(), 5);
  EXPECT_EQ(response.response_id, "resp_1");
  EXPECT_EQ(response.model, "gpt");
  EXPECT_EQ(response.created, 1'700'000'000);
  EXPECT_EQ(response.service_tier, "default");
  EXPECT_EQ(response.provider_protocol, WireFormat::OpenAiChatCompletions);
}

TEST(ResponseAssembler, KeepsParallelCallsApartWhenTheyInterleave) {
  const auto response = sum_of(
      {started(), call_at(0, "c1", "search"), call_at(1, "c2", "fetch"),
       event::ToolCallDelta{.index = 0, .call_id = "c1", .name = "search", .delta = R"({"q":)"},
       event::ToolCallDelta{.index = 1, .call_id = "c2", .name = "fetch", .delta = R"({"u":)"},
       event::ToolCallDelta{.index = 0, .delta = R"("a"})"},
       event::ToolCallDelta{.index = 1, .delta = R"("b"})"}, event::OutputItemDone{.index = 0},
       event::OutputItemDone{.index = 1}});
  const auto calls = response.tool_calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0]->arguments.text(), R"({"q":"a"})");
  EXPECT_EQ(calls[1]->name, "fetch");
  EXPECT_EQ(calls[1]->arguments.text(), R"({"u":"b"})");
}

TEST(ResponseAssembler, TakesTheNameOfACallFromItsDeltasWhenTheItemHadNone) {
  const auto response =
      sum_of({started(), call_at(0, "", ""),
              event::ToolCallDelta{.index = 0, .call_id = "c1", .name = "search", .delta = "{}"}});
  EXPECT_EQ(response.tool_calls().at(0)->call_id, "c1");
  EXPECT_EQ(response.tool_calls().at(0)->name, "search");
}

TEST(ResponseAssembler, GivesACallWithoutArgumentsAnEmptyObject) {
  EXPECT_EQ(sum_of({started(), call_at(0, "c1", "now")}).tool_calls().at(0)->arguments.text(),
            "{}");
}

TEST(ResponseAssembler, KeepsArgumentsThatAreNoJsonAsAString) {
  const auto response = sum_of({started(), call_at(0, "c1", "search"),
                                event::ToolCallDelta{.index = 0, .delta = R"({"q":)"}});
  EXPECT_EQ(response.tool_calls().at(0)->arguments, JsonText::string(R"({"q":)"));
}

TEST(ResponseAssembler, KeepsTheFreeTextOfACustomToolAsAStringWhateverItLooksLike) {
  const ToolCallPart custom{.call_id = "c1", .name = "sql", .is_custom = true};
  const auto response =
      sum_of({started(), event::OutputItemAdded{.index = 0, .item = MessagePart(custom)},
              event::ToolCallDelta{.index = 0, .delta = "{}"}});
  EXPECT_EQ(response.tool_calls().at(0)->arguments, JsonText::string("{}"));
}

TEST(ResponseAssembler, KeepsArgumentsThatCameWithTheItem) {
  const MessagePart call = MessagePart::tool_call("c1", "search", *JsonText::parse(R"({"q":1})"));
  const auto response = sum_of({started(), event::OutputItemAdded{.index = 0, .item = call}});
  EXPECT_EQ(response.tool_calls().at(0)->arguments.text(), R"({"q":1})");
}

TEST(ResponseAssembler, AddsUpThoughtsWithTheirSignatures) {
  const auto response = sum_of(
      {started(), thought_at(0), event::ReasoningDelta{.index = 0, .delta = "hm, "},
       event::ReasoningDelta{.index = 0, .delta = "yes"},
       event::SignatureDelta{.index = 0, .signature = Signature{.value = "ab"}},
       event::SignatureDelta{.index = 0, .signature = Signature{.value = "cd"}, .encrypted = "x"},
       event::SignatureDelta{.index = 0, .encrypted = "y"}});
  const auto* thought = response.output.at(0).get_if<part::Reasoning>();
  ASSERT_TRUE(thought);
  EXPECT_EQ(thought->text, "hm, yes");
  EXPECT_EQ(thought->encrypted, "xy");
  EXPECT_EQ(response.output[0].single()->signature, (Signature{.value = "abcd"}));
  EXPECT_TRUE(response.content_text.empty());
}

TEST(ResponseAssembler, KeepsTheOrderOfTextRefusalAndWholeParts) {
  const MessagePart image = MessagePart::image_base64("AA==", "image/png");
  const auto response =
      sum_of({started(), message_at(0), event::TextDelta{.index = 0, .delta = "before"},
              event::ContentPartAdded{.index = 0, .part = image},
              event::TextDelta{.index = 0, .delta = "after"},
              event::RefusalDelta{.index = 0, .delta = "no"}});
  EXPECT_EQ(
      *response.output.at(0).message(),
      Message::assistant({"before", image, "after", MessagePart(part::Refusal{.text = "no"})}));
}

TEST(ResponseAssembler, PutsSourcesOnTheTextSoFar) {
  const Citation first{.url = "https://a"};
  const Citation second{.url = "https://b"};
  const auto response =
      sum_of({started(), message_at(0), event::TextDelta{.index = 0, .delta = "one"},
              event::CitationAdded{.index = 0, .citation = first},
              event::ContentPartAdded{.index = 0, .part = MessagePart::json(*JsonText::parse("1"))},
              event::TextDelta{.index = 0, .delta = "two"},
              event::CitationAdded{.index = 0, .citation = second}});
  const auto& parts = response.output.at(0).message()->parts;
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].get_if<part::Text>()->citations, std::vector<Citation>{first});
  EXPECT_EQ(parts[2].get_if<part::Text>()->citations, std::vector<Citation>{second});
}

TEST(ResponseAssembler, PutsASourceOnATextThatCameWhole) {
  const Citation source{.url = "https://a"};
  const auto response = sum_of({started(), message_at(0),
                                event::ContentPartAdded{.index = 0, .part = MessagePart("whole")},
                                event::CitationAdded{.index = 0, .citation = source}});
  const auto& parts = response.output.at(0).message()->parts;
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].get_if<part::Text>()->citations, std::vector<Citation>{source});
}

TEST(ResponseAssembler, PutsTheSignatureOfAMessageOnThePartItCameWith) {
  const Signature proof{.value = "p", .origin = WireFormat::GeminiGenerateContent};
  const auto during = sum_of({started(), message_at(0), event::TextDelta{.index = 0, .delta = "hi"},
                              event::SignatureDelta{.index = 0, .signature = proof}});
  EXPECT_EQ(during.output.at(0).message()->parts.at(0).signature, proof);
  const auto after = sum_of({started(), message_at(0),
                             event::ContentPartAdded{.index = 0, .part = MessagePart("whole")},
                             event::SignatureDelta{.index = 0, .signature = proof}});
  EXPECT_EQ(after.output.at(0).message()->parts.at(0).signature, proof);
  const auto alone =
      sum_of({started(), message_at(0), event::SignatureDelta{.index = 0, .signature = proof}});
  EXPECT_EQ(alone.output.at(0).message()->parts.at(0).signature, proof);
}

TEST(ResponseAssembler, BelievesTheWholeItemAtTheEndMoreThanItsPieces) {
  const MessagePart whole = MessagePart::tool_call("c1", "search", *JsonText::parse(R"({"q":2})"));
  const auto response =
      sum_of({started(), call_at(0, "c1", "search"),
              event::ToolCallDelta{.index = 0, .delta = R"({"q":1})"},
              event::OutputItemDone{.index = 0, .item = ResponseItem(whole)}, message_at(1),
              event::TextDelta{.index = 1, .delta = "piece"},
              event::OutputItemDone{.index = 1, .item = ResponseItem(Message::assistant("all"))}});
  EXPECT_EQ(*response.output[0].single(), whole);
  EXPECT_EQ(*response.output[1].message(), Message::assistant("all"));
}

TEST(ResponseAssembler, KeepsAWholeItemOfAKindOnlyTheProviderKnows) {
  const part::Raw search{.type = "web_search_call", .json = *JsonText::parse(R"({"id":"ws"})")};
  const auto response =
      sum_of({started(), event::OutputItemAdded{.index = 0, .item = MessagePart(search)},
              event::OutputItemDone{.index = 0}});
  EXPECT_EQ(*response.output.at(0).get_if<part::Raw>(), search);
}

TEST(ResponseAssembler, SortsTheOtherAnswersByTheirNumber) {
  const auto response =
      sum_of({started(), message_at(0, 2), message_at(1, 0), message_at(2, 1),
              event::TextDelta{.index = 0, .delta = "third", .choice = 2},
              event::TextDelta{.index = 1, .delta = "first"},
              event::TextDelta{.index = 2, .delta = "second", .choice = 1},
              event::Finished{.reason = FinishReason::Length, .choice = 2}, event::Finished{},
              event::Finished{.reason = FinishReason::ContentFilter, .choice = 3}});
  EXPECT_EQ(response.content_text, "first");
  ASSERT_EQ(response.alternatives.size(), 3u);
  EXPECT_EQ(response.alternatives[0].index, 1);
  EXPECT_FALSE(response.alternatives[0].finish_reason);
  EXPECT_EQ(visible_text(response.alternatives[1].output), "third");
  EXPECT_EQ(response.alternatives[1].finish_reason, FinishReason::Length);
  EXPECT_EQ(response.alternatives[2].finish_reason, FinishReason::ContentFilter);
}

TEST(ResponseAssembler, TheLastUsageCounts) {
  const auto response = sum_of({started(), event::Usage{.usage = {.prompt_tokens = 3}},
                                event::Usage{.usage = {.prompt_tokens = 3, .completion_tokens = 9},
                                             .units = {.web_searches = 2},
                                             .raw = *JsonText::parse(R"({"x":1})")}});
  EXPECT_EQ(response.usage->completion_tokens, 9);
  EXPECT_EQ(response.units.web_searches, 2);
  EXPECT_EQ(response.raw_usage.text(), R"({"x":1})");
  EXPECT_FALSE(sum_of({started()}).usage);
}

TEST(ResponseAssembler, JoinsTheLogProbabilitiesOfEachChoice) {
  const auto piece = [](const char* json, std::int64_t choice) {
    return event::TextDelta{
        .index = choice, .delta = "x", .choice = choice, .logprobs = *JsonText::parse(json)};
  };
  const auto response =
      sum_of({started(), message_at(0), message_at(1, 1), piece(R"({"content":[1]})", 0),
              piece("[1.50]", 1), piece(R"({"content":[2.0]})", 0), piece("[2]", 1)});
  EXPECT_EQ(response.logprobs.text(), R"({"content":[1,2.0]})");
  EXPECT_EQ(response.alternatives.at(0).logprobs.text(), "[1.50,2]");
}

TEST(ResponseAssembler, SaysHowFarAnItemHasCome) {
  ResponseAssembler assembler;
  for (const LlmStreamEvent& event :
       Events{started(), call_at(0, "c1", "search"), event::ToolCallDelta{.delta = R"({"q")"}})
    ASSERT_TRUE(assembler.add(event));
  EXPECT_EQ(assembler.arguments(0), R"({"q")");
  EXPECT_EQ(assembler.item(0).get_if<ToolCallPart>()->call_id, "c1");
  ASSERT_TRUE(assembler.add(event::ToolCallDelta{.delta = ":1}"}));
  EXPECT_EQ(assembler.item(0).get_if<ToolCallPart>()->arguments.text(), R"({"q":1})");
}

TEST(ResponseAssembler, CountsTheBytesOfWhatTheModelWrote) {
  ResponseAssembler assembler;
  for (const LlmStreamEvent& event :
       Events{started(), message_at(0), thought_at(1), call_at(2, "c1", "search"),
              event::TextDelta{.index = 0, .delta = "four"},
              event::RefusalDelta{.index = 0, .delta = "no"},
              event::ReasoningDelta{.index = 1, .delta = "hm"},
              event::ToolCallDelta{.index = 2, .delta = "{}"},
              event::SignatureDelta{.index = 1, .signature = Signature{.value = "not counted"}}})
    ASSERT_TRUE(assembler.add(event));
  EXPECT_EQ(assembler.output_bytes(), 10u);
}

TEST(ResponseAssembler, CountsArgumentsThatCameOnlyAtTheEnd) {
  ResponseAssembler assembler;
  const MessagePart whole = MessagePart::tool_call("c1", "search", *JsonText::parse("[1234]"));
  for (const LlmStreamEvent& event :
       Events{started(), call_at(0, "c1", "search"),
              event::OutputItemDone{.index = 0, .item = ResponseItem(whole)}})
    ASSERT_TRUE(assembler.add(event));
  EXPECT_EQ(assembler.output_bytes(), 6u);
  EXPECT_EQ(assembler.arguments(0), "[1234]");
}

TEST(ResponseAssembler, ChangesNothingAtTheEndsAndForWhatNobodyKnows) {
  const auto response = sum_of({started(), event::Raw{.type = "ping"},
                                event::Completed{.response = {.model = "other"}}, event::Error{}});
  EXPECT_EQ(response.model, "gpt");
  EXPECT_TRUE(response.output.empty());
}

TEST(ResponseAssemblerGrammar, AStreamBeginsOnceAndFirst) {
  EXPECT_EQ(error_of({message_at(0)}), "the stream does not begin with its beginning");
  EXPECT_EQ(error_of({started(), started()}), "the stream begins twice");
  EXPECT_EQ(error_of({event::Error{}}), "");
}

TEST(ResponseAssemblerGrammar, ItemsAreCountedWithoutAGap) {
  EXPECT_NE(error_of({started(), message_at(1)}), "");
  EXPECT_NE(error_of({started(), message_at(0), message_at(0)}), "");
  EXPECT_NE(error_of({started(), message_at(-1)}), "");
}

TEST(ResponseAssemblerGrammar, NothingGoesOnThatNeverBegan) {
  const Events strays{event::TextDelta{},        event::RefusalDelta{},  event::ReasoningDelta{},
                      event::SignatureDelta{},   event::ToolCallDelta{}, event::CitationAdded{},
                      event::ContentPartAdded{}, event::OutputItemDone{}};
  for (const LlmStreamEvent& stray : strays)
    EXPECT_EQ(error_of({started(), stray}), "the stream goes on with an item that never began");
  EXPECT_NE(error_of({started(), message_at(0), event::TextDelta{.index = -1}}), "");
}

TEST(ResponseAssemblerGrammar, NothingGoesOnThatIsComplete) {
  const Events late{event::TextDelta{},     event::RefusalDelta{},     event::SignatureDelta{},
                    event::CitationAdded{}, event::ContentPartAdded{}, event::OutputItemDone{}};
  for (const LlmStreamEvent& event : late)
    EXPECT_NE(error_of({started(), message_at(0), event::OutputItemDone{}, event}), "");
  EXPECT_NE(error_of({started(), thought_at(0), event::OutputItemDone{}, event::ReasoningDelta{}}),
            "");
}

TEST(ResponseAssemblerGrammar, EachDeltaNeedsAnItemOfItsKind) {
  EXPECT_EQ(error_of({started(), thought_at(0), event::TextDelta{}}),
            "the stream has text outside a message");
  EXPECT_EQ(error_of({started(), message_at(0), event::ToolCallDelta{}}),
            "the stream has arguments in an item of another kind");
  EXPECT_NE(error_of({started(), message_at(0), event::ReasoningDelta{}}), "");
  EXPECT_NE(error_of({started(), thought_at(0), event::RefusalDelta{}}), "");
  EXPECT_NE(error_of({started(), thought_at(0), event::CitationAdded{}}), "");
  EXPECT_NE(error_of({started(), thought_at(0), event::ContentPartAdded{}}), "");
  EXPECT_NE(error_of({started(), thought_at(0), event::ToolCallDelta{}}), "");
  EXPECT_NE(error_of({started(), message_at(0), event::SignatureDelta{.encrypted = "x"}}), "");
}

TEST(ResponseAssemblerGrammar, AChoiceFinishesOnce) {
  EXPECT_EQ(error_of({started(), event::Finished{}, event::Finished{}}),
            "the stream finishes a choice twice");
  EXPECT_EQ(error_of({started(), event::Finished{}, event::Finished{.choice = 1}}), "");
}

TEST(ResponseAssemblerBounds, AnAnswerThatIsTooLongIsRefusedWhateverItIsMadeOf) {
  const Text long_text = std::string(400, 'a');
  const Events begun{started(), message_at(0)};
  const auto refused = [&](LlmStreamEvent last) {
    Events events = begun;
    events.push_back(std::move(last));
    return error_of(events, 500) == "the answer is longer than 500 bytes";
  };
  EXPECT_TRUE(refused(event::TextDelta{.delta = long_text}));
  EXPECT_TRUE(refused(event::RefusalDelta{.delta = long_text}));
  EXPECT_TRUE(refused(event::TextDelta{.logprobs = JsonText::string(long_text.str())}));
  EXPECT_TRUE(refused(event::CitationAdded{.citation = {.cited_text = long_text}}));
  EXPECT_TRUE(refused(event::SignatureDelta{.encrypted = long_text.str()}));
  EXPECT_TRUE(refused(event::ContentPartAdded{.part = MessagePart(long_text)}));
  for (const MessagePart& piece :
       {MessagePart(part::ImageBase64{.data = long_text}),
        MessagePart(part::Audio{.data = long_text}), MessagePart(part::File{.data = long_text}),
        MessagePart(part::Reasoning{.text = long_text}),
        MessagePart(part::Refusal{.text = long_text}), MessagePart::image_url(long_text.str()),
        MessagePart::json(JsonText::string(long_text.str())),
        MessagePart(part::Raw{.json = JsonText::string(long_text.str())}),
        MessagePart::tool_call("c", "n", JsonText::string(long_text.str())),
        MessagePart::tool_result("c", MessagePart(long_text))})
    EXPECT_TRUE(refused(event::OutputItemAdded{.index = 1, .item = piece}));
}

}  // namespace
}  // namespace omnillm::types
