// OpenAI's audio/transcriptions and audio/translations: a multipart request, an answer in JSON or
// in one of the plain forms.

#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/form_fields.h"
#include "codec/endpoints/transcript.h"
#include "codec/endpoints/typed_endpoint.h"
#include "json/writer.h"

namespace omnillm::codec {

namespace {

constexpr std::string_view kEventStream = "text/event-stream";

class OpenAiTranscriptions final : public EndpointCodec {
 public:
  OpenAiTranscriptions(WireFormat format, std::string_view path)
      : format_(format), path_(path), translates_(format == WireFormat::OpenAiAudioTranslations) {}

  WireFormat format() const override { return format_; }

  Result<ApiRequest> parse_request(std::string_view, LossLog&) const override {
    return needs_transport(format_, "parse_transport_request");
  }
  Result<void> emit_request(const ApiRequest&, const Dialect&, LossLog&,
                            std::string&) const override {
    return needs_transport(format_, "emit_transport_request");
  }

  Result<ApiRequest> parse_transport_request(const TransportRequest& transport,
                                             LossLog&) const override {
    auto form = form_of(transport);
    if (!form) return tl::unexpected(form.error());
    Reading in = Reading::of_request();
    FormFields fields(*form, in);
    AudioTranscriptionRequest request{.translate = translates_, .origin = format_};
    fields.string("model", request.model);
    fields.file("file", request.audio);
    fields.string("url", request.audio_url);
    if (request.audio == Blob{} && request.audio_url.empty())
      in.complain(Pointer().at("file"), "the sound is missing");
    fields.string("prompt", request.prompt);
    fields.string("response_format", request.response_format);
    fields.string("language", request.language);
    fields.number("temperature", request.temperature);
    fields.strings("timestamp_granularities", request.timestamp_granularities);
    fields.boolean("stream", request.stream);
    fields.keep_rest(request.vendor_extensions);
    return std::move(in).finish(ApiRequest(std::move(request)));
  }

  Result<TransportRequest> emit_transport_request(const ApiRequest& request, const Dialect& dialect,
                                                  LossLog& losses) const override {
    const auto* mine = std::get_if<AudioTranscriptionRequest>(&request);
    if (!mine || mine->translate != translates_)
      return mismatch(format_, canonical_endpoint_kind(request));
    std::string unused;
    BodyWriter body(format_, mine->origin, &dialect, losses, unused);
    body::Multipart form;
    if (auto written = write_fields(*mine, body, form.fields); !written)
      return tl::unexpected(written.error());
    return TransportRequest{
        .path = std::string(path_),
        .accept =
            std::string(mine->stream ? kEventStream : transcript_media_type(mine->response_format)),
        .body = std::move(form)};
  }

  Result<ApiResponse> parse_response(std::string_view text, LossLog& losses) const override {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos || text[start] != '{')
      return ApiResponse(plain_transcript(text, format_));
    return parse_json(text, losses);
  }

  Result<void> emit_response(const ApiResponse& response, LossLog& losses,
                             std::string& out) const override {
    const auto* mine = std::get_if<AudioTranscriptionResponse>(&response);
    if (!mine) return mismatch(format_, canonical_endpoint_kind(response));
    if (!mine->format.empty()) {
      mine->text.append_to(out);
      return {};
    }
    BodyWriter body(format_, mine->origin, nullptr, losses, out);
    write_transcript(*mine, body);
    if (!body.out().valid())
      return fail(ErrorKind::Protocol, "the transcript has text that is not UTF-8");
    return {};
  }

  Result<ApiResponse> parse_transport_response(const TransportResponse& response,
                                               LossLog& losses) const override {
    const std::string_view text = text_of(response.body);
    const std::string type = media_type_of(response.content_type);
    if (type == "application/json" || std::holds_alternative<body::Json>(response.body))
      return parse_json(text, losses);
    if (type == kEventStream) {
      auto streamed = streamed_transcript(text, format_, losses);
      if (!streamed) return tl::unexpected(streamed.error());
      return ApiResponse(std::move(*streamed));
    }
    if (type.starts_with("text/") || type == "application/x-subrip")
      return ApiResponse(plain_transcript(text, format_));
    return parse_response(text, losses);
  }

  Result<TransportResponse> emit_transport_response(const ApiResponse& response,
                                                    LossLog& losses) const override {
    std::string text;
    if (auto emitted = emit_response(response, losses, text); !emitted)
      return tl::unexpected(emitted.error());
    const std::string& form = std::get<AudioTranscriptionResponse>(response).format;
    if (form.empty()) return TransportResponse::json(200, json_of(std::move(text)));
    const std::string type = std::string(transcript_media_type(form)) + "; charset=utf-8";
    return TransportResponse{.headers = {{"Content-Type", type}},
                             .content_type = type,
                             .body = body::Text{std::move(text)}};
  }

 private:
  Result<ApiResponse> parse_json(std::string_view text, LossLog& losses) const {
    const auto document = read_json(text, ErrorKind::Protocol);
    if (!document) return tl::unexpected(document.error());
    auto response = read_transcript(document->root(), format_, losses);
    if (!response) return tl::unexpected(response.error());
    return ApiResponse(std::move(*response));
  }

  Result<void> write_fields(const AudioTranscriptionRequest& request, BodyWriter& body,
                            std::vector<MultipartField>& out) const {
    const auto say = [&](const char* name, const std::string& value) {
      if (!value.empty() && body.accepted(name)) out.push_back({name, value});
    };
    say("model", request.model);
    if (auto sound = write_sound(request, body, out); !sound) return sound;
    say("prompt", request.prompt);
    say("response_format", request.response_format);
    if (translates_ && !body.is_return())
      body.drop(!request.language.empty(), "language");
    else
      say("language", request.language);
    if (request.temperature) {
      std::string text;
      json::append_number(*request.temperature, text);
      say("temperature", text);
    }
    if (translates_ && !body.is_return()) {
      body.drop(!request.timestamp_granularities.empty(), "timestamp_granularities");
    } else {
      for (const std::string& one : request.timestamp_granularities)
        out.push_back({"timestamp_granularities[]", one});
    }
    if (request.stream) say("stream", "true");
    if (body.own())
      append_fields(request.vendor_extensions, out);
    else
      body.rest(request.vendor_extensions);
    return {};
  }

  // OpenAI fetches nothing; some who speak like it do.
  static Result<void> write_sound(const AudioTranscriptionRequest& request, BodyWriter& body,
                                  std::vector<MultipartField>& out) {
    if (request.audio_url.empty()) {
      Blob file = request.audio;
      if (file.filename.empty()) file.filename = "audio";  // without one it would be no file
      out.push_back({"file", std::move(file)});
      return {};
    }
    if (!request.audio.bytes.empty()) out.push_back({"file", request.audio});
    if (!body.is_return() && !body.dialect()->any_member)
      return fail(ErrorKind::BadRequest,
                  "/audio_url: this protocol takes the sound itself, not its address");
    out.push_back({"url", request.audio_url});
    return {};
  }

  WireFormat format_;
  std::string_view path_;
  bool translates_;
};

}  // namespace

const EndpointCodec& openai_audio_transcriptions() {
  static const OpenAiTranscriptions codec(WireFormat::OpenAiAudioTranscriptions,
                                          "/audio/transcriptions");
  return codec;
}

const EndpointCodec& openai_audio_translations() {
  static const OpenAiTranscriptions codec(WireFormat::OpenAiAudioTranslations,
                                          "/audio/translations");
  return codec;
}

}  // namespace omnillm::codec
