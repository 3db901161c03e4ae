#include "http/head_writer.h"

#include <algorithm>
#include <charconv>

#include "http/chars.h"

namespace omnillm::http {

namespace {

// What says how a message is framed, and what concerns one connection only.
constexpr std::array<std::string_view, 11> kOurs = {"connection",
                                                    "keep-alive",
                                                    "te",
                                                    "trailer",
                                                    "transfer-encoding",
                                                    "upgrade",
                                                    "expect",
                                                    "proxy-connection",
                                                    "content-length",
                                                    "proxy-authorization",
                                                    "host"};

bool is_ours(std::string_view name) {
  return std::any_of(kOurs.begin(), kOurs.end(),
                     [&](std::string_view ours) { return equals_lower(name, ours); });
}

void append_number(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_length(std::uint64_t bytes, std::string& out) {
  out.append("Content-Length: ");
  append_number(bytes, out);
  out.append("\r\n");
}

// What a caller says himself and we would say as well is no error.
bool agrees(const Headers::Field& field, std::string_view host, std::uint64_t body_bytes) {
  if (equals_lower(field.first, "host")) return field.second == host;
  if (!equals_lower(field.first, "content-length")) return false;
  std::string length;
  append_number(body_bytes, length);
  return field.second == length;
}

Result<void> check_field(const Headers::Field& field) {
  if (!is_token(field.first))
    return fail(ErrorKind::Configuration, "a header's name holds a character it cannot have");
  if (!is_field_value(field.second))
    return fail(ErrorKind::Configuration,
                "the header " + std::string(field.first) + " holds a control character");
  return {};
}

tl::unexpected<Error> not_yours(std::string_view name) {
  return fail(ErrorKind::Configuration,
              "the header " + std::string(name) + " is set by the connection: leave it out");
}

bool has_length(HttpMethod method, std::uint64_t body_bytes) {
  return body_bytes > 0 || (method != HttpMethod::Get && method != HttpMethod::Delete);
}

Result<void> append_request(const RequestLine& line, const Headers& headers,
                            std::uint64_t body_bytes, std::string& out) {
  if (!std::all_of(line.target.begin(), line.target.end(), is_target_char))
    return fail(ErrorKind::Configuration, "the address holds a character it cannot have");
  out.append(to_string(line.method)).append(" ").append(line.origin);
  if (!line.target.starts_with('/')) out.push_back('/');
  out.append(line.target).append(" HTTP/1.1\r\n");
  append_field("Host", line.host, out);
  for (const Headers::Field field : headers) {
    if (auto good = check_field(field); !good) return good;
    if (!is_ours(field.first))
      append_field(field.first, field.second, out);
    else if (!agrees(field, line.host, body_bytes))
      return not_yours(field.first);
  }
  if (!line.proxy_authorization.empty())
    append_field("Proxy-Authorization", line.proxy_authorization, out);
  if (has_length(line.method, body_bytes)) append_length(body_bytes, out);
  out.append("\r\n");
  return {};
}

Result<void> append_response(const StatusLine& line, const Headers& headers, std::string& out) {
  out.append("HTTP/1.1 ");
  append_number(static_cast<std::uint64_t>(line.status), out);
  out.append(" ").append(reason_phrase(line.status)).append("\r\n");
  for (const Headers::Field field : headers) {
    if (auto good = check_field(field); !good) return good;
    if (is_ours(field.first)) return not_yours(field.first);
    append_field(field.first, field.second, out);
  }
  switch (line.framing.kind) {
    case BodyFraming::Kind::None:
      if (line.status >= 200 && line.status != 204 && line.status != 304) append_length(0, out);
      break;
    case BodyFraming::Kind::Length:
      append_length(line.framing.length, out);
      break;
    case BodyFraming::Kind::Chunked:
      out.append("Transfer-Encoding: chunked\r\n");
      break;
    case BodyFraming::Kind::UntilClose:
      break;
  }
  if (line.close || line.framing.kind == BodyFraming::Kind::UntilClose)
    out.append("Connection: close\r\n");
  else if (line.to_http_1_0)
    out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  return {};
}

Result<void> undo(Result<void> written, std::size_t before, std::string& out) {
  if (!written) out.resize(before);
  return written;
}

}  // namespace

Result<void> append_request_head(const RequestLine& line, const Headers& headers,
                                 std::uint64_t body_bytes, std::string& out) {
  const std::size_t before = out.size();
  return undo(append_request(line, headers, body_bytes, out), before, out);
}

Result<void> append_response_head(const StatusLine& line, const Headers& headers,
                                  std::string& out) {
  const std::size_t before = out.size();
  return undo(append_response(line, headers, out), before, out);
}

ChunkStart::ChunkStart(std::size_t bytes) : begin_(text_.size()) {
  text_[--begin_] = '\n';
  text_[--begin_] = '\r';
  do {
    text_[--begin_] = "0123456789abcdef"[bytes & 15];
    bytes >>= 4;
  } while (bytes != 0);
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 424:
      return "Failed Dependency";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

}  // namespace omnillm::http
