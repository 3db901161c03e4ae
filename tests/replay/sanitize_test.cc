#include <gtest/gtest.h>

#include <string>

#include "omnillm/replay.h"

namespace omnillm {
namespace {

JsonText json(std::string_view text) { return JsonText::parse(text).value(); }

TEST(SanitizeRequest, TakesTheKeyOutOfAPath) {
  TransportRequest request;
  request.path = "/responses?ak=secret";
  EXPECT_EQ(sanitize_transport_request(request).path, "/responses?ak=<redacted:ak>");
}

TEST(SanitizeRequest, KeepsTheOrderOfAQueryAndDropsItsEmptyParts) {
  TransportRequest request;
  request.path = "/x?b=1&&api%5Fkey=2&flag&Sig=3";
  EXPECT_EQ(sanitize_transport_request(request).path,
            "/x?b=1&api%5Fkey=<redacted:api%5Fkey>&flag=&Sig=<redacted:Sig>");
}

TEST(SanitizeRequest, LeavesASecretThatIsNotGivenNotGiven) {
  TransportRequest request;
  request.path = "/x?ak&token=";
  const TransportRequest once = sanitize_transport_request(request);
  EXPECT_EQ(once.path, "/x?ak=&token=");
  EXPECT_EQ(sanitize_transport_request(once), once);
}

TEST(SanitizeRequest, CleansHeadersQueryAndNestedJson) {
  TransportRequest request = TransportRequest::json_post(
      "/responses", json(R"({"api_key":"x","a":{"token":"y","data_base64":"QUJD"},"keep":1})"));
  request.headers.add("AUTHORIZATION", "Bearer x");
  request.headers.add("x-note", "key sk-abcd1234");
  request.query = {{"ak", "123"}, {"foo", "bar"}};
  const TransportRequest clean = sanitize_transport_request(request);
  EXPECT_EQ(*clean.headers.find("authorization"), "<redacted:AUTHORIZATION>");
  EXPECT_EQ(*clean.headers.find("x-note"), "key <redacted:credential>");
  EXPECT_EQ(*clean.headers.find("content-type"), "application/json");
  EXPECT_EQ(clean.query[0].second, "<redacted:ak>");
  EXPECT_EQ(clean.query[1].second, "bar");
  EXPECT_EQ(std::get<body::Json>(clean.body).value.text(),
            R"({"api_key":"<redacted:api_key>","a":{"token":"<redacted:token>",)"
            R"("data_base64":"<redacted:data_base64_blob>"},"keep":1})");
}

TEST(SanitizeRequest, KeepsTheFormOfAMultipartBody) {
  TransportRequest request;
  request.body = body::Multipart{
      {{"model", "whisper-1"}, {"api_key", "x"}, {"file", Blob{"RIFF", "audio/wav", "a.wav"}}}};
  const auto clean = sanitize_transport_request(request);
  const body::Multipart expected{{{"model", "whisper-1"},
                                  {"api_key", "<redacted:api_key>"},
                                  {"file", Blob{"<redacted:file_blob>", "audio/wav", "a.wav"}}}};
  EXPECT_EQ(std::get<body::Multipart>(clean.body), expected);
}

TEST(SanitizeResponse, TakesBytesOut) {
  TransportResponse response;
  response.body = body::Binary{{"\x01\x02", "audio/mpeg", ""}};
  const auto clean = sanitize_transport_response(response);
  EXPECT_EQ(std::get<body::Binary>(clean.body).blob,
            (Blob{"<redacted:binary_blob>", "audio/mpeg", ""}));
}

TEST(SanitizeResponse, ReadsTextForWhatItIs) {
  TransportResponse response{.headers = {{"Set-Cookie", "a"}, {"Set-Cookie", "b"}}};
  response.body = body::Text{"data: {\"api_key\":\"sk-1\"}\n\n"};
  const auto clean = sanitize_transport_response(response);
  EXPECT_EQ(std::get<body::Text>(clean.body).value,
            "data: {\"api_key\":\"<redacted:api_key>\"}\n\n");
  EXPECT_EQ(clean.headers.size(), 2U);
  EXPECT_EQ(*clean.headers.find("set-cookie"), "<redacted:Set-Cookie>");
}

TEST(SanitizeText, CleansJsonFormsAndPlainText) {
  EXPECT_EQ(sanitize_text(R"({"api_key":"sk-1"})"), R"({"api_key":"<redacted:api_key>"})");
  EXPECT_EQ(sanitize_text("grant_type=refresh&refresh_token=abc"),
            "grant_type=refresh&refresh_token=<redacted:refresh_token>");
  EXPECT_EQ(sanitize_text("Bearer sk-abcd1234"), "Bearer <redacted:credential>");
}

TEST(SanitizeText, ReadsAgainWhatBecameReadable) {
  // The first reading takes out the byte that made it no JSON.
  EXPECT_EQ(sanitize_text("{\"key\":\"x\",\"api_key\":\"\xff\"}"),
            R"({"key":"<redacted:key>","api_key":"<redacted:api_key>"})");
}

TEST(SanitizeJsonValue, SharesAValueThatHasNothingToHide) {
  const JsonText value = json(R"({"a": [1, 2.50]})");
  EXPECT_EQ(sanitize_json_value(value).text().data(), value.text().data());
}

TEST(SanitizeRules, AddAndAllowNamesAndNameExactValues) {
  const SanitizeRules rules{.secret_names = {"X-Tenant"},
                            .allowed_names = {"key"},
                            .secret_values = {Secret("open sesame")}};
  EXPECT_EQ(sanitize_json_value(json(R"({"xTenant":"a","key":"b","c":"open sesame!"})"), rules),
            json(R"({"xTenant":"<redacted:xTenant>","key":"b","c":"<redacted:secret>!"})"));
}

TEST(SanitizeFixture, CleansBothHalvesAndKeepsTheProtocol) {
  ReplayFixture fixture{WireFormat::GeminiGenerateContent, {}, {}};
  fixture.request.headers.add("x-goog-api-key", "k");
  fixture.response = TransportResponse::json(401, json(R"({"token":"t"})"));
  const ReplayFixture clean = fixture.sanitized();
  EXPECT_EQ(clean.wire_format, WireFormat::GeminiGenerateContent);
  EXPECT_EQ(*clean.request.headers.find("x-goog-api-key"), "<redacted:x-goog-api-key>");
  EXPECT_EQ(clean.response.status, 401);
  EXPECT_EQ(std::get<body::Json>(clean.response.body).value,
            json(R"({"token":"<redacted:token>"})"));
  EXPECT_EQ(clean.sanitized(), clean);
}

}  // namespace
}  // namespace omnillm
