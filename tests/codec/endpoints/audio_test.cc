#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/fixtures.h"
#include "vocabulary.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kTranscription = WireFormat::OpenAiAudioTranscriptions;
constexpr WireFormat kTranslation = WireFormat::OpenAiAudioTranslations;
constexpr WireFormat kSpeech = WireFormat::OpenAiAudioSpeech;

AudioTranscriptionRequest whole_request() {
  AudioTranscriptionRequest request{.model = "whisper-1",
                                    .audio = {.bytes = std::string("ID3\0\r\n", 6),
                                              .media_type = "audio/mpeg",
                                              .filename = "a.mp3"},
                                    .prompt = "names",
                                    .response_format = "verbose_json",
                                    .language = "en",
                                    .temperature = 0.2,
                                    .timestamp_granularities = {"word", "segment"},
                                    .stream = false,
                                    .origin = kTranscription};
  request.vendor_extensions.set("include", as_json(R"(["logprobs"])"));
  request.vendor_extensions.set("chunking_strategy", JsonText::string("auto"));
  return request;
}

std::vector<std::string> names_of(const TransportRequest& request) {
  std::vector<std::string> names;
  for (const MultipartField& field : std::get<body::Multipart>(request.body).fields)
    names.push_back(field.name);
  return names;
}

AudioTranscriptionResponse heard(std::string_view type, std::string_view text) {
  auto report = parse_transport_response(
      kTranscription, {.content_type = std::string(type), .body = body::Text{std::string(text)}});
  if (!report) {
    ADD_FAILURE() << report.error();
    return {};
  }
  return std::get<AudioTranscriptionResponse>(report->value);
}

TEST(TranscriptionRequests, AreFormsInAFixedOrder) {
  const auto sent = emit_transport_request(kTranscription, whole_request());
  ASSERT_TRUE(sent) << sent.error();
  EXPECT_EQ(sent->value.path, "/audio/transcriptions");
  EXPECT_EQ(sent->value.accept, "application/json");
  EXPECT_TRUE(sent->value.headers.empty());
  EXPECT_EQ(
      names_of(sent->value),
      (std::vector<std::string>{"model", "file", "prompt", "response_format", "language",
                                "temperature", "timestamp_granularities[]",
                                "timestamp_granularities[]", "include[]", "chunking_strategy"}));
}

TEST(TranscriptionRequests, ComeBackFromTheWire) {
  const auto sent = emit_transport_request(kTranscription, whole_request());
  const auto& fields = std::get<body::Multipart>(sent->value.body).fields;
  const std::string boundary = multipart_boundary(fields);
  TransportRequest raw{
      .path = "/v1/audio/transcriptions",
      .headers = {{"content-type", "multipart/form-data; boundary=\"" + boundary + "\""}},
      .body = body::Binary{{.bytes = encode_multipart(fields, boundary)}}};
  for (const TransportRequest& received : {sent->value, raw}) {
    const auto again = parse_transport_request(kTranscription, received);
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(again->value, ApiRequest(whole_request()));
    EXPECT_FALSE(again->lossy);
  }
}

TEST(TranscriptionRequests, AskForTheFormTheyWant) {
  for (const auto& [format, accept] :
       std::vector<std::pair<std::string, std::string>>{{"", "application/json"},
                                                        {"json", "application/json"},
                                                        {"text", "text/plain"},
                                                        {"srt", "text/plain"},
                                                        {"vtt", "text/vtt"}}) {
    const AudioTranscriptionRequest request{.audio = {.bytes = "x"}, .response_format = format};
    EXPECT_EQ(emit_transport_request(kTranscription, request)->value.accept, accept) << format;
  }
  const AudioTranscriptionRequest stream{.audio = {.bytes = "x"}, .stream = true};
  EXPECT_EQ(emit_transport_request(kTranscription, stream)->value.accept, "text/event-stream");
}

TEST(TranscriptionRequests, AreNoJson) {
  for (const auto& report : {parse_api_request(kTranscription, "{}").error(),
                             emit_api_request(kTranscription, whole_request()).error()}) {
    EXPECT_EQ(report.kind(), ErrorKind::Configuration);
    EXPECT_NE(report.message().find("_transport_request"), std::string::npos);
  }
}

TEST(TranscriptionRequests, CannotBeFetchedForOpenAi) {
  const AudioTranscriptionRequest request{.audio_url = "https://example.com/a.mp3"};
  EXPECT_EQ(emit_transport_request(kTranscription, request).error().kind(), ErrorKind::BadRequest);
  EXPECT_TRUE(emit_transport_request(kTranscription, request, {.any_member = true}));
}

TEST(TranscriptionRequests, AreRefusedWithTheFieldThatIsWrong) {
  const auto refused = [](std::vector<MultipartField> fields) {
    const auto report =
        parse_transport_request(kTranscription, {.body = body::Multipart{std::move(fields)}});
    return report ? "accepted" : report.error().message();
  };
  const MultipartField sound{"file", Blob{.bytes = "x", .filename = "x"}};
  EXPECT_EQ(refused({{"model", "m"}}), "/file: the sound is missing");
  EXPECT_EQ(refused({sound, sound}), "/file: the field stands twice");
  EXPECT_EQ(refused({{"file", "text"}}), "/file: expected a file, with a filename");
  EXPECT_EQ(refused({sound, {"temperature", "nan"}}), "/temperature: expected a number");
  EXPECT_EQ(refused({sound, {"stream", "maybe"}}), "/stream: expected true or false");
  EXPECT_EQ(refused({sound, {"mask", Blob{.bytes = "y"}}}),
            "/mask: a file that nobody knows what to do with");
}

TEST(Translations, AreAnotherEndpoint) {
  AudioTranscriptionRequest request = whole_request();
  EXPECT_EQ(emit_transport_request(kTranslation, request).error().kind(), ErrorKind::Configuration);
  request.translate = true;
  request.origin.reset();
  const auto sent = emit_transport_request(kTranslation, request);
  ASSERT_TRUE(sent) << sent.error();
  EXPECT_EQ(sent->value.path, "/audio/translations");
  EXPECT_EQ(lost(sent), (Codes{"language", "timestamp_granularities"}));
}

TEST(Transcripts, AreReadInEveryForm) {
  EXPECT_EQ(heard("text/plain; charset=utf-8", "Hello.\n").format, "text");
  EXPECT_EQ(heard("text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHello.").format, "vtt");
  EXPECT_EQ(heard("text/plain", "1\n00:00:00,000 --> 00:00:01,000\nHello.\n").format, "srt");
  EXPECT_EQ(heard("", R"({"text":"Hello."})").text, "Hello.");
  EXPECT_EQ(heard("text/plain", R"({"text":"Hello."})").text, R"({"text":"Hello."})");
  EXPECT_EQ(response_of<AudioTranscriptionResponse>(kTranscription, "Hello.").text, "Hello.");
  EXPECT_EQ(heard("text/plain", "").text, "");
}

TEST(Transcripts, AreWrittenInTheFormTheyCameIn) {
  const auto sent = emit_transport_response(kTranscription, heard("text/vtt", "WEBVTT\n"));
  ASSERT_TRUE(sent) << sent.error();
  EXPECT_EQ(sent->value.content_type, "text/vtt; charset=utf-8");
  EXPECT_EQ(sent->value.body, ResponseBody(body::Text{"WEBVTT\n"}));
}

TEST(Transcripts, TellWhatTheyCost) {
  const auto tokens = response_of<AudioTranscriptionResponse>(
      kTranscription, fixture("openai/audio.transcription.response.json"));
  EXPECT_EQ(tokens.usage->audio_prompt_tokens, 14);
  const auto time = response_of<AudioTranscriptionResponse>(
      kTranscription, R"({"text":"a","usage":{"type":"duration","seconds":2}})");
  EXPECT_EQ(time.usage, std::nullopt);
  EXPECT_EQ(time.duration_seconds, 2);
}

TEST(Transcripts, AreFoldedFromAStream) {
  const auto response =
      heard("text/event-stream", fixture("openai/audio.transcription.stream.sse"));
  EXPECT_EQ(response.text, "Hello there.");
  EXPECT_EQ(response.usage->total_tokens, 18);
  const auto cut = parse_transport_response(
      kTranscription,
      {.content_type = "text/event-stream",
       .body = body::Text{"data: {\"type\":\"transcript.text.delta\",\"delta\":\"H\"}\n\n"}});
  EXPECT_EQ(cut.error().kind(), ErrorKind::Protocol);
}

TEST(Transcripts, NeedAText) {
  const auto report = parse_api_response(kTranscription, "{}");
  EXPECT_EQ(report.error().message(), "/text: expected a string, not nothing");
}

TEST(Speech, IsAskedForInItsMediaType) {
  for (const auto& [format, accept] : std::vector<std::pair<std::string, std::string>>{
           {"", "audio/mpeg"}, {"mp3", "audio/mpeg"}, {"wav", "audio/wav"}, {"pcm", "audio/pcm"}})
    EXPECT_EQ(emit_transport_request(kSpeech, AudioSpeechRequest{.response_format = format})
                  ->value.accept,
              accept);
  AudioSpeechRequest stream{.input = "a"};
  stream.vendor_extensions.set("stream_format", JsonText::string("sse"));
  EXPECT_EQ(emit_transport_request(kSpeech, stream)->value.accept, "text/event-stream");
}

TEST(Speech, KeepsAVoiceOfOnesOwn) {
  const std::string body = R"({"model":"m","input":"a","voice":{"id":"v_1"}})";
  EXPECT_EQ(body_of(transcode_api_request(kSpeech, kSpeech, body)), as_json(body));
}

TEST(Speech, IsBytes) {
  const auto report = parse_transport_response(
      kSpeech, {.content_type = "audio/wav", .body = body::Binary{{.bytes = "RIFF"}}});
  ASSERT_TRUE(report) << report.error();
  const auto& speech = std::get<AudioSpeechResponse>(report->value);
  EXPECT_EQ(speech.audio, (Blob{.bytes = "RIFF", .media_type = "audio/wav"}));
  const auto sent = emit_transport_response(kSpeech, speech);
  EXPECT_EQ(sent->value.content_type, "audio/wav");
  EXPECT_EQ(parse_transport_response(kSpeech, sent->value)->value, report->value);
  EXPECT_EQ(parse_api_response(kSpeech, "{}").error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(
      parse_transport_response(kSpeech, TransportResponse::json(200, as_json("{}"))).error().kind(),
      ErrorKind::Protocol);
}

TEST(Speech, IsPutTogetherFromAStream) {
  const auto report = parse_transport_response(
      kSpeech, {.content_type = "text/event-stream",
                .body = body::Text{"data: {\"type\":\"speech.audio.delta\",\"audio\":\"UklG\"}\n\n"
                                   "data: {\"type\":\"speech.audio.delta\",\"audio\":\"Rg==\"}\n\n"
                                   "data: {\"type\":\"speech.audio.done\"}\n\n"}});
  ASSERT_TRUE(report) << report.error();
  EXPECT_EQ(std::get<AudioSpeechResponse>(report->value).audio.bytes, "RIFF");
}

}  // namespace
}  // namespace omnillm
