#include "server/server.h"

#include <absl/container/btree_set.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "auth/resolver.h"
#include "codec/endpoints/transport_body.h"
#include "net/tls_context.h"
#include "omnillm/transcode.h"
#include "server/answers.h"
#include "server/doors.h"
#include "server/relay.h"

namespace omnillm::server {

namespace {

using listener::ResponseWriter;
using net::Task;

Result<Secret> read_file(const std::string& path) {
  auto content = auth::local_files()(path);
  if (!content) return tl::unexpected(std::move(content.error()));
  if (!*content) return fail(ErrorKind::Configuration, "cannot read " + path);
  return **std::move(content);
}

Result<std::shared_ptr<const net::TlsContext>> tls_of(const ListenConfig& listen) {
  if (listen.certificate_file.empty() && listen.key_file.empty())
    return std::shared_ptr<const net::TlsContext>();
  if (listen.certificate_file.empty() || listen.key_file.empty())
    return fail(ErrorKind::Configuration, "TLS needs both a certificate and its key");
  auto certificate = read_file(listen.certificate_file);
  if (!certificate) return tl::unexpected(std::move(certificate.error()));
  auto key = read_file(listen.key_file);
  if (!key) return tl::unexpected(std::move(key.error()));
  return net::TlsContext::for_server(certificate->reveal(), *key);
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address == "[::1]";
}

// What callers may ask for by name: the models that routes send to, and those that keys name.
ModelList models_of(const ServerConfig& config) {
  absl::btree_set<std::string> names;
  const auto add = [&](std::string_view name) {
    if (!name.empty() && name.find('*') == std::string_view::npos) names.emplace(name);
  };
  const auto add_route = [&](const Route& route) {
    for (const Target* target : route.targets()) {
      add(target->model);
      if (!target->model.empty()) add(target->provider + ":" + target->model);
    }
  };
  for (const auto& [name, route] : config.routes) add_route(route);
  if (config.default_route) add_route(*config.default_route);
  for (const VirtualKeyConfig& key : config.keys)
    for (const std::string& model : key.models) add(model);
  ModelList list;
  for (const std::string& name : names) list.models.push_back({.id = name, .owned_by = "omnillm"});
  return list;
}

int threads_of(const ListenConfig& listen) {
  if (listen.threads > 0) return listen.threads;
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

bool shows_token(const Headers& headers, std::string_view query, const Secret& token) {
  return Secret(shown_key(headers, query)) == token;
}

void send_text(int status, std::string_view type, std::string_view text, ResponseWriter& out) {
  out.send(status, {{"content-type", type}, {"cache-control", "no-store"}}, text);
}

constexpr std::string_view kJson = "application/json";

}  // namespace

Server::Server(Gateway gateway, std::shared_ptr<const Clock> clock,
               std::unique_ptr<Callers> callers, std::optional<Secret> admin_token,
               ModelList models)
    : clock_(std::move(clock)),
      gateway_(std::move(gateway)),
      callers_(std::move(callers)),
      admin_token_(std::move(admin_token)),
      models_(std::move(models)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const ServerConfig& config, Gateway gateway,
                                              std::shared_ptr<const Clock> clock) {
  const ListenConfig& listen = config.listen;
  if (config.keys.empty() && !config.open_to_all && !is_loopback(listen.address))
    return fail(ErrorKind::Configuration,
                "everybody on the network could call: add a key under `keys`, listen on "
                "127.0.0.1, or say `open_to_all: true`");
  auto callers = Callers::create(config);
  if (!callers) return tl::unexpected(std::move(callers.error()));
  auto tls = tls_of(listen);
  if (!tls) return tl::unexpected(std::move(tls.error()));

  std::unique_ptr<Server> server(new Server(std::move(gateway), std::move(clock),
                                            *std::move(callers), config.admin_token,
                                            models_of(config)));
  auto http = listener::HttpServer::start(
      {.address = listen.address, .port = listen.port, .threads = threads_of(listen), .tls = *tls},
      *server->clock_, [raw = server.get()](listener::ServerRequest request, ResponseWriter& out) {
        return raw->handle(std::move(request), out);
      });
  if (!http) return tl::unexpected(std::move(http.error()));
  server->http_ = *std::move(http);
  server->origin_ = std::string(*tls ? "https://" : "http://") + listen.address + ":" +
                    std::to_string(server->http_->port());
  return server;
}

Result<void> Server::drain(Duration patience) {
  draining_.store(true, std::memory_order_relaxed);
  const Instant until = clock_->now() + patience;
  auto drained = gateway_.drain(patience);
  (void)http_->drain(std::max(Duration::zero(), until - clock_->now()));
  return drained;
}

// ---- Requests

Task<void> Server::handle(listener::ServerRequest request, ResponseWriter& out) {
  const Found found = find_door(request.method, request.target);
  if (!found.entrance) {
    const Error error =
        found.other_method
            ? Error(ErrorKind::BadRequest, request.method + " is not for this address")
                  .with_status(405)
            : Error(ErrorKind::NotFound, "there is nothing at this address").with_status(404);
    send_error(error, found.format, nullptr, out);
    co_return;
  }
  const DoorRow& door = *found.entrance->door;
  if (door.guard == Guard::Admin &&
      !(admin_token_ && shows_token(request.headers, found.entrance->query, *admin_token_))) {
    send_error(Error(ErrorKind::Auth, "this address is for the admin token").with_status(401),
               door.format, nullptr, out);
    co_return;
  }
  std::shared_ptr<const Caller> caller;
  if (door.guard == Guard::Caller) {
    auto who = callers_->of(request.headers, found.entrance->query, clock_->wall());
    if (!who) {
      send_error(std::move(who.error()).with_status(401), door.format, nullptr, out);
      co_return;
    }
    caller = *std::move(who);
  }
  switch (door.kind) {
    case DoorKind::Health:
      send_text(200, kJson, R"({"status":"ok"})", out);
      co_return;
    case DoorKind::Ready:
      if (draining_.load(std::memory_order_relaxed))
        send_text(503, kJson, R"({"status":"draining"})", out);
      else
        send_text(200, kJson, R"({"status":"ready"})", out);
      co_return;
    case DoorKind::Metrics:
      show_metrics(out);
      co_return;
    case DoorKind::Models:
      show_models(*caller, door.format, request.headers, out);
      co_return;
    case DoorKind::Model:
      co_await relay(gateway_, std::move(caller), door.format, std::move(request), out);
      co_return;
  }
}

void Server::show_models(const Caller& caller, WireFormat format, const Headers& headers,
                         ResponseWriter& out) const {
  // OpenAI's and Anthropic's lists stand at the same address; their clients tell by a header.
  if (headers.find("anthropic-version")) format = WireFormat::AnthropicModels;
  ModelList seen;
  for (const ModelInfo& model : models_.models)
    if (caller.may_use_model(model.id)) seen.models.push_back(model);
  auto emitted = emit_transport_response(format, ApiResponse(std::move(seen)));
  if (!emitted) return send_error(emitted.error(), format, nullptr, out);
  send_text(emitted->value.status, kJson, codec::text_of(emitted->value.body), out);
}

void Server::show_metrics(ResponseWriter& out) const {
  send_text(200, "text/plain; version=0.0.4; charset=utf-8", to_prometheus(gateway_.metrics()),
            out);
}

}  // namespace omnillm::server
