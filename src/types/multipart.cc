// multipart/form-data, written and read.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "omnillm/transport_form.h"

namespace omnillm {

namespace {

constexpr std::size_t kMaxParts = 1'000;
constexpr std::size_t kMaxHeaderBytes = 16'384;  // of one part
constexpr std::size_t kMaxBoundary = 70;         // RFC 2046
constexpr std::string_view kLineEnd = "\r\n";

struct Escape {
  char plain;
  std::string_view written;
};
constexpr std::array<Escape, 3> kEscapes{{{'"', "%22"}, {'\r', "%0D"}, {'\n', "%0A"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view bytes_of(const MultipartField& field) {
  if (const auto* text = std::get_if<std::string>(&field.value)) return *text;
  return std::get<Blob>(field.value).bytes;
}

// ---- Writing

void append_quoted(std::string_view text, std::string& out) {
  out.push_back('"');
  for (const char c : text) {
    const auto escape = std::find_if(kEscapes.begin(), kEscapes.end(),
                                     [c](const Escape& one) { return one.plain == c; });
    if (escape == kEscapes.end())
      out.push_back(c);
    else
      out += escape->written;
  }
  out.push_back('"');
}

// A media type goes into a header line as it stands, so nothing in it may end that line.
void append_header_value(std::string_view text, std::string& out) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out.push_back(c);
}

// ---- Reading

tl::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorKind::BadRequest, std::string("multipart/form-data: ").append(what));
}

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto escape = std::find_if(kEscapes.begin(), kEscapes.end(), [&](const Escape& one) {
      return same_word(text.substr(at, 3), one.written);
    });
    out.push_back(escape == kEscapes.end() ? text[at] : escape->plain);
    at += escape == kEscapes.end() ? 1 : escape->written.size();
  }
  return out;
}

struct Disposition {
  std::optional<std::string> name;
  std::optional<std::string> filename;
};

// `form-data; name="file"; filename="a.mp3"`; parameters of other names are passed over.
Result<Disposition> read_disposition(std::string_view line) {
  Disposition out;
  std::size_t at = std::min(line.find(';'), line.size());
  if (!same_word(trimmed(line.substr(0, at)), "form-data")) return broken("a part is no form-data");
  while (at < line.size()) {
    const std::size_t equals = line.find('=', ++at);
    if (equals == std::string_view::npos) {
      if (!trimmed(line.substr(at)).empty()) return broken("a parameter has no value");
      break;
    }
    const std::string_view name = trimmed(line.substr(at, equals - at));
    std::string value;
    at = equals + 1;
    if (at < line.size() && line[at] == '"') {
      const std::size_t quote = line.find('"', at + 1);
      if (quote == std::string_view::npos) return broken("a quote is not closed");
      value = unescaped(line.substr(at + 1, quote - at - 1));
      at = std::min(line.find_first_not_of(" \t", quote + 1), line.size());
      if (at < line.size() && line[at] != ';') return broken("a parameter goes on after its quote");
    } else {
      const std::size_t end = std::min(line.find(';', at), line.size());
      value = unescaped(trimmed(line.substr(at, end - at)));
      at = end;
    }
    std::optional<std::string>* into = same_word(name, "name")       ? &out.name
                                       : same_word(name, "filename") ? &out.filename
                                                                     : nullptr;
    if (!into) continue;
    if (*into) return broken("a parameter stands twice");
    *into = std::move(value);
  }
  return out;
}

struct PartHeaders {
  std::optional<Disposition> disposition;
  std::string media_type;
};

Result<void> read_header(std::string_view line, PartHeaders& out) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return broken("a header has no colon");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (same_word(name, "Content-Disposition")) {
    if (out.disposition) return broken("Content-Disposition stands twice in one part");
    auto disposition = read_disposition(value);
    if (!disposition) return tl::unexpected(disposition.error());
    out.disposition = std::move(*disposition);
  } else if (same_word(name, "Content-Type")) {
    out.media_type = std::string(value);
  } else if (same_word(name, "Content-Transfer-Encoding")) {
    // RFC 7578 has done away with it: bytes stand as they are.
    if (!same_word(value, "binary") && !same_word(value, "8bit") && !same_word(value, "7bit"))
      return broken("a part is encoded");
  }
  return {};
}

// Takes the headers of a part and the empty line after them off `bytes`.
Result<PartHeaders> read_headers(std::string_view& bytes) {
  PartHeaders out;
  std::size_t read = 0;
  for (;;) {
    const std::size_t end = bytes.substr(0, kMaxHeaderBytes - read).find(kLineEnd);
    if (end == std::string_view::npos)
      return broken(bytes.size() < kMaxHeaderBytes - read ? "cut off in the headers of a part"
                                                          : "the headers of a part are too long");
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + kLineEnd.size());
    read += end + kLineEnd.size();
    if (line.empty()) return out;
    if (auto header = read_header(line, out); !header) return tl::unexpected(header.error());
  }
}

// Takes what follows a boundary off `bytes`: true when another part begins, false at the end.
Result<bool> read_boundary_end(std::string_view& bytes) {
  if (bytes.starts_with("--")) return false;
  // Blanks may have been added on the way.
  const std::size_t line_end = bytes.find_first_not_of(" \t");
  if (line_end == std::string_view::npos || !bytes.substr(line_end).starts_with(kLineEnd))
    return broken("a boundary does not end its line");
  bytes.remove_prefix(line_end + kLineEnd.size());
  return true;
}

MultipartField make_field(PartHeaders headers, std::string_view value) {
  MultipartField field{.name = std::move(*headers.disposition->name)};
  if (headers.disposition->filename)
    field.value = Blob{.bytes = std::string(value),
                       .media_type = std::move(headers.media_type),
                       .filename = std::move(*headers.disposition->filename)};
  else
    field.value = std::string(value);
  return field;
}

// The first boundary may be where the body begins, with no line end before it.
std::size_t find_first_delimiter(std::string_view bytes, std::string_view delimiter) {
  if (bytes.starts_with(delimiter.substr(kLineEnd.size()))) return 0;
  return bytes.find(delimiter);
}

// 128 bits that depend on every byte, so that nobody can prepare a value that holds them.
class Fingerprint {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      a_ = (a_ ^ byte) * 0x100000001b3U;
      b_ = (b_ + byte) * 0x9e3779b97f4a7c15U;
      b_ ^= b_ >> 29;
    }
    add_size(bytes.size());
  }
  void add_size(std::uint64_t size) { a_ = (a_ ^ size) * 0x100000001b3U; }

  [[nodiscard]] std::string hex() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (std::uint64_t word : {a_, b_})
      for (int i = 0; i < 16; ++i, word >>= 4) out.push_back(kDigits[word & 15]);
    return out;
  }

 private:
  std::uint64_t a_ = 0xcbf29ce484222325U;
  std::uint64_t b_ = 0x2545f4914f6cdd1dU;
};

}  // namespace

std::string multipart_boundary(const std::vector<MultipartField>& fields) {
  Fingerprint fingerprint;
  for (const MultipartField& field : fields) fingerprint.add(bytes_of(field));
  for (;;) {
    const std::string boundary = "omnillm-" + fingerprint.hex();
    if (std::none_of(fields.begin(), fields.end(), [&](const MultipartField& field) {
          return bytes_of(field).find(boundary) != std::string_view::npos;
        }))
      return boundary;
    fingerprint.add_size(1);
  }
}

std::string encode_multipart(const std::vector<MultipartField>& fields, std::string_view boundary) {
  std::string out;
  std::size_t size = boundary.size() + 8;
  for (const MultipartField& field : fields)
    size += boundary.size() + 160 + field.name.size() + bytes_of(field).size();
  out.reserve(size);
  for (const MultipartField& field : fields) {
    out.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=");
    append_quoted(field.name, out);
    if (const auto* file = std::get_if<Blob>(&field.value)) {
      out += "; filename=";
      append_quoted(file->filename, out);
      if (!file->media_type.empty()) {
        out += "\r\nContent-Type: ";
        append_header_value(file->media_type, out);
      }
    }
    out.append("\r\n\r\n").append(bytes_of(field)).append(kLineEnd);
  }
  out.append("--").append(boundary).append("--\r\n");
  return out;
}

Result<std::vector<MultipartField>> decode_multipart(std::string_view bytes,
                                                     std::string_view boundary) {
  if (boundary.empty() || boundary.size() > kMaxBoundary)
    return broken("a boundary has 1 to 70 characters");
  const std::string delimiter = std::string("\r\n--").append(boundary);
  std::vector<MultipartField> fields;
  std::size_t found =
      find_first_delimiter(bytes, delimiter);  // what stands before it is for nobody
  if (found == std::string_view::npos) return broken("the boundary is not there");
  bytes.remove_prefix(found + delimiter.size() -
                      (bytes.substr(found).starts_with(kLineEnd) ? 0 : kLineEnd.size()));
  for (;;) {
    const auto more = read_boundary_end(bytes);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return fields;
    if (fields.size() == kMaxParts) return broken("more than 1,000 parts");
    auto headers = read_headers(bytes);
    if (!headers) return tl::unexpected(headers.error());
    if (!headers->disposition || !headers->disposition->name) return broken("a part has no name");
    found = bytes.find(delimiter);
    if (found == std::string_view::npos) return broken("cut off before the last boundary");
    fields.push_back(make_field(std::move(*headers), bytes.substr(0, found)));
    bytes.remove_prefix(found + delimiter.size());
  }
}

}  // namespace omnillm
