#include "auth/sigv4_cases.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "json/document.h"
#include "support/source_tree.h"

namespace omnillm::auth {

namespace {

using json::Value;

json::Document read(const char* file) {
  std::ifstream in(in_source_tree(std::string("fixtures/sigv4/") + file));
  json::Document document;
  if (!document.parse(std::string(std::istreambuf_iterator<char>(in), {})))
    throw std::runtime_error(std::string("cannot read ") + file);
  return document;
}

HttpMethod method_of(Value name) { return name.says("GET") ? HttpMethod::Get : HttpMethod::Post; }

std::vector<std::pair<std::string, std::string>> pairs(Value list) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Value pair : list.elements()) {
    std::vector<std::string> both;
    for (const Value part : pair.elements()) both.push_back(part.str());
    out.emplace_back(both.at(0), both.at(1));
  }
  return out;
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  return text;
}

ExpectedSignature expected(Value form) {
  return {form["canonical_request"].str(), form["string_to_sign"].str(), form["signature"].str()};
}

SigV4Case case_of(Value common, Value c) {
  SigV4Case out;
  out.name = c["name"].str();
  std::replace(out.name.begin(), out.name.end(), '-', '_');
  out.keys = {.access_key_id = Secret(common["access_key_id"].str()),
              .secret_access_key = Secret(common["secret_access_key"].str()),
              .session_token = Secret(c["session_token"].str())};
  out.region = common["region"].str();
  out.service = common["service"].str();
  out.now = WallTime(std::chrono::seconds(1'440'938'160));  // 2015-08-30T12:36:00Z
  out.lifetime = std::chrono::seconds(*common["expires_in_seconds"].to_int64());
  out.options.normalize_path = *c["normalize"].to_bool();
  out.options.send_payload_hash = *c["sign_body"].to_bool();
  out.options.sign_session_token = c["token_signed"].to_bool().value_or(true);
  const Value request = c["request"];
  std::string host;
  for (const auto& [name, value] : pairs(request["headers"])) {
    if (same_field_name(name, "host"))
      host = value;
    else
      out.request.headers.add(name, trimmed(value));
  }
  out.request.method = method_of(request["method"]);
  out.request.url = "https://" + host + request["target"].str();
  out.request.body = request["body"].str();
  out.in_header = expected(c["header_form"]);
  out.in_query = expected(c["query_form"]);
  for (auto& [name, value] : pairs(c["header_form"]["headers"]))
    out.signed_headers.emplace_back(name, trimmed(value));
  out.presigned_url = "https://" + host + c["query_form"]["target"].str();
  return out;
}

}  // namespace

std::vector<SigV4Case> sigv4_cases() {
  const json::Document document = read("cases.json");
  std::vector<SigV4Case> out;
  for (const Value c : document.root()["cases"].elements())
    out.push_back(case_of(document.root(), c));
  return out;
}

WorkedExample worked_example() {
  const json::Document document = read("bedrock_converse.json");
  const Value root = document.root();
  WorkedExample out;
  out.keys = {.access_key_id = Secret(root["credentials"]["access_key_id"].str()),
              .secret_access_key = Secret(root["credentials"]["secret_access_key"].str()),
              .session_token = Secret(root["credentials"]["session_token"].str())};
  out.region = root["region"].str();
  out.service = root["service"].str();
  out.now = WallTime(std::chrono::seconds(1'767'225'600));  // 2026-01-01T00:00:00Z
  const Value request = root["request"];
  out.request.method = method_of(request["method"]);
  out.request.url = request["url"].str();
  out.request.headers.set("Content-Type", request["headers"]["Content-Type"].str());
  out.request.body = request["body"].str();
  out.canonical_request = root["canonical_request"].str();
  out.string_to_sign = root["string_to_sign"].str();
  out.signing_key = root["signing_key_hex"].str();
  out.signature = root["signature"].str();
  out.authorization = root["authorization"].str();
  return out;
}

}  // namespace omnillm::auth
