#include "codec/endpoints/model_list.h"

#include <charconv>
#include <utility>

namespace omnillm::codec {

Result<ApiRequest> ModelLists::parse_transport_request(const TransportRequest& request,
                                                       LossLog& losses) const {
  ModelListRequest out;
  for (const auto& [name, value] : request.query) {
    if (!names_.page.empty() && name == names_.page) {
      out.page = value;
    } else if (!names_.limit.empty() && name == names_.limit) {
      std::int64_t limit = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), limit);
      if (error != std::errc() || end != value.data() + value.size() || limit < 1)
        return fail(ErrorKind::BadRequest, "/" + name + ": expected a whole number");
      out.limit = limit;
    } else {
      losses.minor("query", "/" + name, "the query's " + name + " is not understood and dropped");
    }
  }
  return ApiRequest(std::move(out));
}

Result<TransportRequest> ModelLists::emit_transport_request(const ApiRequest& request,
                                                            const Dialect& dialect,
                                                            LossLog& losses) const {
  const auto* mine = std::get_if<ModelListRequest>(&request);
  if (!mine) return mismatch(format(), canonical_endpoint_kind(request));
  TransportRequest out{.method = HttpMethod::Get, .path = "/models", .accept = "application/json"};
  std::string unused;
  BodyWriter report(format(), std::nullopt, &dialect, losses, unused);
  if (names_.page.empty())
    report.drop(!mine->page.empty(), "page");
  else if (!mine->page.empty())
    out.query.emplace_back(names_.page, mine->page);
  if (names_.limit.empty())
    report.drop(mine->limit.has_value(), "limit");
  else if (mine->limit)
    out.query.emplace_back(names_.limit, std::to_string(*mine->limit));
  add_protocol_headers(format(), dialect, out.headers);
  return out;
}

}  // namespace omnillm::codec
