#include "support/told.h"

#include <algorithm>

namespace test {

using domain::CallKind;

platforms::AccountView raul(std::map<std::string, std::string> settings) {
  platforms::AccountView view;
  view.subscriber_id = "00112233445566778899aabbccddeeff";
  view.customer = {.id = 25138,
                   .code = "2023",
                   .name = "Raul Ávila",
                   .document = "52998224725",
                   .email = "raul@exemplo.com.br",
                   .phone = "34991234567"};
  view.services = {{.id = 5,
                    .erp_id = 17711,
                    .status_prefix = "servico_habilitado",
                    .state = domain::ServiceState::enabled,
                    .login = "raul.pppoe"}};
  view.settings = std::move(settings);
  return view;
}

platforms::HeldPackage held(std::uint64_t id, std::vector<std::string> products) {
  return {.id = id,
          .package_id = 240,
          .package_code = "TVX",
          .description = "TV Extra",
          .service_id = 5,
          .products = std::move(products),
          .wanted = true};
}

std::map<std::string, std::string> settings_for(const platforms::Platform& platform) {
  std::map<std::string, std::string> settings;
  for (const auto& setting : platform.settings) {
    auto& value = settings[std::string(setting.name)];
    value = setting.default_value;
    if (!value.empty()) continue;
    value = setting.url ? "https://plataforma.example/base" : "valor-de-" + std::string(setting.name);
  }
  return settings;
}

platforms::HttpReply reply(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

std::string Told::lines() const {
  std::string text;
  for (const auto& call : calls) text += call.method + " " + call.url + "\n";
  return text;
}

std::string Told::history() const {
  std::string text = outcome.message + "\n";
  for (const auto& exchange : exchanges)
    text += exchange.method + " " + exchange.url + "\n" + exchange.request + "\n" + exchange.response + "\n" +
            exchange.failure + "\n";
  return text;
}

Told told(const platforms::Platform& platform, const platforms::AccountView& view,
          const domain::Change& change, std::deque<ScriptedClient::Answer> script,
          platforms::Session session) {
  const ScriptedClient client(std::move(script));
  Told out{.session = std::move(session)};
  platforms::Wire wire(client, std::chrono::seconds(15), out.session,
                       base::Instant(std::chrono::seconds(1795694400)));  // 2026-11-26 12:00 UTC
  out.outcome = platform.telling.tell(wire, view, change, k_number);
  out.calls = client.calls();
  out.exchanges = wire.take_exchanges();
  return out;
}

std::vector<domain::Change> changes(const platforms::Platform& platform, const platforms::AccountView& view,
                                    const std::vector<domain::KnownObject>& known) {
  const auto wanted = platform.telling.wanted(view, known);
  return domain::changes_of({known, wanted.objects, wanted.waiting},
                            {.swaps = platform.can.swaps_in_place, .suspends = platform.can.suspends});
}

std::vector<domain::KnownObject> after(const std::vector<domain::Change>& changes,
                                       std::vector<domain::KnownObject> known) {
  for (const auto& change : changes) {
    std::erase_if(known, [&](const auto& each) {
      return each.object.key == change.key || each.object.key == change.after.key;
    });
    if (change.kind != CallKind::remove)
      known.push_back(
          {.object = change.after, .platform_id = change.platform_id.empty() ? "991" : change.platform_id});
  }
  return known;
}

std::string header(const platforms::HttpCall& call, std::string_view name) {
  const auto found = std::ranges::find(call.headers, name, &std::pair<std::string, std::string>::first);
  return found == call.headers.end() ? "" : found->second;
}

}  // namespace test
