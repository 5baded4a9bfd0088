#include <sys/socket.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <thread>

#include "support/local_server.h"
#include "support/told.h"

// What holds of every platform that is told, whatever its contract says.

using namespace std::chrono_literals;
using domain::CallKind;
using domain::Delivery;
using domain::Reason;
using platforms::HttpCall;
using platforms::HttpReply;
using platforms::Platform;

namespace {

using Answer = test::ScriptedClient::Answer;

/// Answers every call alike; counts them.
class Answers final : public platforms::HttpClient {
 public:
  explicit Answers(std::function<Answer(const HttpCall&)> answer) : answer_(std::move(answer)) {}
  Answer send(const HttpCall& call, std::chrono::milliseconds) const override {
    ++calls;
    return answer_(call);
  }
  mutable int calls = 0;

 private:
  std::function<Answer(const HttpCall&)> answer_;
};

Answers always(HttpReply reply) {
  return Answers([reply = std::move(reply)](const HttpCall&) -> Answer { return reply; });
}

std::vector<const Platform*> told_platforms() {
  std::vector<const Platform*> told;
  for (const auto* platform : platforms::all())
    if (platform->is_told()) told.push_back(platform);
  return told;
}

/// A change of an account, and the account as it is then.
struct Case {
  std::string what;
  platforms::AccountView view;
  domain::Change change;
};

platforms::AccountView account(const Platform& platform, const std::string& address) {
  auto view = test::raul(test::settings_for(platform));
  for (const auto& setting : platform.settings)
    if (setting.url) view.settings[std::string(setting.name)] = address;
  view.packages = {test::held(1, {"7"})};
  return view;
}

/// The life of an account: every change the platform makes of it.
std::vector<Case> cases(const Platform& platform, const std::string& address = "https://duplo.example/v1") {
  std::vector<Case> out;
  auto view = account(platform, address);
  std::vector<domain::KnownObject> known;
  const auto live = [&](const std::string& what) {
    auto changes = test::changes(platform, view, known);
    for (const auto& change : changes) out.push_back({what, view, change});
    known = test::after(changes, std::move(known));
  };
  live("creation");
  view.customer.name = "Raul Bastos";
  view.customer.email = "novo@exemplo.com.br";
  view.customer.phone = "34988887777";
  view.resets = 1;
  live("edit");
  view.packages[0].suspended = true;
  live("suspension");
  view.packages[0].suspended = false;
  live("enabling");
  view.packages = {test::held(2, {"8"})};
  live("another product");
  view.packages[0].wanted = false;
  live("removal");
  return out;
}

platforms::Session kept_session() { return {.token = "sessao-guardada", .expires_at = base::k_open_end}; }

struct Result {
  platforms::Outcome outcome = {};
  std::vector<domain::Exchange> exchanges = {};
};

Result tell(const Platform& platform, const Case& each, const platforms::HttpClient& client,
            std::chrono::milliseconds within = 15s) {
  auto session = kept_session();
  platforms::Wire wire(client, within, session, base::Instant(1795694400s));
  Result result{.outcome = platform.telling.tell(wire, each.view, each.change, test::k_number)};
  result.exchanges = wire.take_exchanges();
  return result;
}

/// True for a case in which the platform is called at all.
bool calls(const Platform& platform, const Case& each) {
  const auto client = always(test::reply(500));
  tell(platform, each, client);
  return client.calls > 0;
}

void for_each_case(const std::function<void(const Platform&, const Case&)>& check,
                   const std::string& address = "https://duplo.example/v1") {
  for (const auto* platform : told_platforms())
    for (const auto& each : cases(*platform, address)) {
      if (!calls(*platform, each)) continue;
      BOOST_TEST_CONTEXT(platform->key << ", " << each.what << ": " << domain::words_of(each.change.kind).name
                                       << " " << each.change.key)
      check(*platform, each);
    }
}

/// One of the changes that a platform makes, for what takes real time.
void for_one_case(const std::function<void(const Platform&, const Case&)>& check,
                  const std::string& address) {
  for (const auto* platform : told_platforms()) {
    const auto all = cases(*platform, address);
    const auto first = std::ranges::find_if(all, [&](const Case& each) { return calls(*platform, each); });
    BOOST_TEST_CONTEXT(platform->key) {
      BOOST_REQUIRE((first != all.end()));
      check(*platform, *first);
    }
  }
}

bool is_to_be_tried_again(const platforms::Outcome& outcome) {
  return (outcome.delivery == Delivery::not_sent || outcome.delivery == Delivery::unknown) &&
         outcome.reason == Reason::again && !outcome.message.empty();
}

void hold(int socket) {
  char byte = 0;
  for (int i = 0; i < 200; ++i) {
    if (::recv(socket, &byte, 1, MSG_DONTWAIT) == 0) return;
    std::this_thread::sleep_for(10ms);
  }
}

const std::vector<std::string> k_odd_bodies{
    "",
    "<html>",
    "null",
    "[]",
    "[1,null]",
    "\"x\"",
    "7",
    "{",
    "{}",
    R"({"id":{},"erro":[],"message":{},"fields":[1],"campos":"x"})",
    R"({"assinante":null,"assinantes":[null,1,{}],"data":{},"Result":null,"products":[[]]})",
    R"({"success":1,"HasError":"x","ErrorMessage":5,"Code":"x","Message":[]})",
    R"({"Result":[{}],"erro":{"codigo":7,"campos":[]},"content_supplier_products":7})",
};
const std::vector<int> k_statuses{200, 201, 204, 400, 404, 405, 409, 422};

}  // namespace

BOOST_AUTO_TEST_SUITE(conformance)

BOOST_AUTO_TEST_CASE(every_platform_has_the_changes_of_a_life) {
  for (const auto* platform : told_platforms()) {
    std::set<CallKind> kinds;
    for (const auto& each : cases(*platform)) kinds.insert(each.change.kind);
    BOOST_TEST_CONTEXT(platform->key) {
      BOOST_TEST(kinds.contains(CallKind::create));
      BOOST_TEST(kinds.contains(CallKind::remove));
      BOOST_TEST(kinds.contains(CallKind::suspend) == platform->can.suspends);
      BOOST_TEST(kinds.contains(CallKind::enable) == platform->can.suspends);
      BOOST_TEST(kinds.contains(CallKind::swap) == platform->can.swaps_in_place);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_left_to_tell_once_everything_was_told) {
  for (const auto* platform : told_platforms()) {
    auto view = account(*platform, "https://duplo.example/v1");
    view.packages.push_back(test::held(2, {"8"}));
    view.packages.push_back(test::held(3, {"8"}));
    view.packages[1].suspended = platform->can.suspends;
    const auto known = test::after(test::changes(*platform, view));
    BOOST_TEST_CONTEXT(platform->key) {
      BOOST_TEST(!known.empty());
      BOOST_TEST(test::changes(*platform, view, known).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(every_package_has_its_object_and_no_key_is_there_twice_nor_too_long) {
  constexpr std::size_t k_room = 96;  // account_object.object_key
  for (const auto* platform : told_platforms()) {
    auto view = account(*platform, "https://duplo.example/v1");
    const auto known = test::after(test::changes(*platform, view));
    view.packages.push_back(test::held(2, {"8"}));
    view.packages[0].wanted = false;
    const auto wanted = platform->telling.wanted(view, known);
    BOOST_TEST_CONTEXT(platform->key) {
      for (const auto& package : view.packages) BOOST_TEST(wanted.objects_of.contains(package.id));
      std::set<std::string> keys(wanted.waiting.begin(), wanted.waiting.end());
      for (const auto& object : wanted.objects) {
        BOOST_TEST(keys.insert(object.key).second);
        BOOST_TEST(object.key.size() <= k_room);
        BOOST_TEST(!object.key.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_empty_registry_holds_back_creations_by_name_and_nothing_that_stands) {
  for (const auto* platform : told_platforms()) {
    auto view = account(*platform, "https://duplo.example/v1");
    const auto known = test::after(test::changes(*platform, view));
    view.customer.email.reset();
    view.customer.phone.reset();
    view.customer.document.reset();
    view.services[0].login.reset();
    BOOST_TEST_CONTEXT(platform->key) {
      const auto& can = platform->can;
      const auto fresh = platform->telling.wanted(view, {});
      if (can.needs_email || can.needs_phone || can.needs_document) {
        BOOST_TEST(fresh.objects.empty());
        BOOST_TEST(!fresh.waiting.empty());
        BOOST_TEST(!fresh.missing.empty());
      }
      for (const auto& change : test::changes(*platform, view, known))
        BOOST_TEST((change.kind != CallKind::remove && change.kind != CallKind::create));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_not_sent) {
  const platforms::NetworkClient network;
  for_one_case(
      [&](const Platform& platform, const Case& each) {
        const auto outcome = tell(platform, each, network).outcome;
        BOOST_TEST((outcome.delivery == Delivery::not_sent));
        BOOST_TEST((outcome.reason == Reason::again));
      },
      "http://127.0.0.1:1");
}

BOOST_AUTO_TEST_CASE(a_platform_that_hangs_or_drips_is_given_up_within_the_deadline_of_the_change) {
  const auto drip = [](int socket, const std::string&) {
    test::write_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 60; ++i) {
      test::write_all(socket, " ");
      std::this_thread::sleep_for(20ms);
    }
  };
  const platforms::NetworkClient network;
  for (const auto& rude : {test::LocalServer::Answer([](int socket, const std::string&) { hold(socket); }),
                           test::LocalServer::Answer(drip)}) {
    const test::LocalServer server(rude);
    for_one_case(
        [&](const Platform& platform, const Case& each) {
          const auto since = std::chrono::steady_clock::now();
          BOOST_TEST(is_to_be_tried_again(tell(platform, each, network, 300ms).outcome));
          BOOST_TEST(((std::chrono::steady_clock::now() - since) < 1500ms));
        },
        server.address());
  }
}

BOOST_AUTO_TEST_CASE(a_body_above_a_mebibyte_is_not_read_and_tried_again) {
  const test::LocalServer server([](int socket, const std::string&) {
    test::write_all(socket, test::http_answer(200, std::string(2 * platforms::k_most_body_bytes, ' ')));
  });
  const platforms::NetworkClient network;
  for_one_case(
      [&](const Platform& platform, const Case& each) {
        BOOST_TEST(is_to_be_tried_again(tell(platform, each, network).outcome));
      },
      server.address());
}

BOOST_AUTO_TEST_CASE(a_redirect_is_not_followed_and_tried_again) {
  for_each_case([](const Platform& platform, const Case& each) {
    for (const int status : {301, 302, 307}) {
      const auto client = always(test::reply(status));
      const auto outcome = tell(platform, each, client).outcome;
      BOOST_TEST((outcome.delivery == Delivery::not_sent));
      BOOST_TEST(is_to_be_tried_again(outcome));
      BOOST_TEST(client.calls == 1);
    }
  });
}

BOOST_AUTO_TEST_CASE(whoever_asks_to_wait_is_waited_for) {
  for_each_case([](const Platform& platform, const Case& each) {
    auto busy = test::reply(429);
    busy.retry_after = 90s;
    const auto client = always(busy);
    const auto outcome = tell(platform, each, client).outcome;
    BOOST_TEST((outcome.delivery == Delivery::later));
    BOOST_TEST((outcome.wait == 90s));
    BOOST_TEST(client.calls == 1);
  });
}

BOOST_AUTO_TEST_CASE(a_platform_that_fails_is_tried_again_and_never_taken_for_a_refusal) {
  for_each_case([](const Platform& platform, const Case& each) {
    for (const int status : {500, 502, 503, 504})
      BOOST_TEST(is_to_be_tried_again(tell(platform, each, always(test::reply(status, "<html>"))).outcome));
  });
}

BOOST_AUTO_TEST_CASE(a_credential_that_is_refused_is_the_integrations_matter) {
  for_each_case([](const Platform& platform, const Case& each) {
    for (const int status : {401, 403}) {
      const auto client = always(test::reply(status));
      const auto outcome = tell(platform, each, client).outcome;
      BOOST_TEST((outcome.delivery == Delivery::rejected));
      BOOST_TEST((outcome.reason == Reason::credential));
      BOOST_TEST(client.calls <= 3);
    }
  });
}

BOOST_AUTO_TEST_CASE(odd_answers_are_outcomes_and_never_thrown) {
  for_each_case([](const Platform& platform, const Case& each) {
    for (const int status : k_statuses)
      for (const auto& body : k_odd_bodies) {
        BOOST_TEST_CONTEXT(status << " " << body) {
          const auto client = always(test::reply(status, body));
          platforms::Outcome outcome;
          BOOST_REQUIRE_NO_THROW(outcome = tell(platform, each, client).outcome);
          BOOST_TEST((outcome.delivery == Delivery::delivered) == outcome.message.empty());
          BOOST_TEST((outcome.delivery == Delivery::delivered) == (outcome.reason == Reason::none));
          BOOST_TEST(client.calls <= 4);
        }
      }
  });
}

BOOST_AUTO_TEST_CASE(json_that_is_cut_off_is_no_refusal) {
  for_each_case([](const Platform& platform, const Case& each) {
    const auto outcome = tell(platform, each, always(test::reply(200, R"({"id":991,"succe)"))).outcome;
    BOOST_TEST((outcome.delivery != Delivery::rejected));
  });
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_before_the_json_changes_nothing) {
  auto bodies = k_odd_bodies;
  bodies.insert(bodies.end(),
                {R"({"id":991})", R"({"userkey":"u-1"})", R"({"success":false,"message":"não"})",
                 R"({"erro":"ja_existe","id":5})", R"({"Result":{"ticket":"t"}})"});
  for_each_case([&](const Platform& platform, const Case& each) {
    for (const int status : k_statuses)
      for (const auto& body : bodies) {
        if (body.empty()) continue;
        const auto plain = tell(platform, each, always(test::reply(status, body))).outcome;
        const auto marked = tell(platform, each, always(test::reply(status, "\xef\xbb\xbf" + body))).outcome;
        BOOST_TEST((plain.delivery == marked.delivery));
        BOOST_TEST(plain.message == marked.message);
        BOOST_TEST(plain.platform_id == marked.platform_id);
      }
  });
}

BOOST_AUTO_TEST_CASE(what_exists_already_and_is_not_shown_to_be_ours_is_not_taken) {
  for_each_case([](const Platform& platform, const Case& each) {
    if (each.change.kind != CallKind::create) return;
    const auto client = always(test::reply(409, R"({"erro":"ja_existe","id":5,"message":"em uso"})"));
    BOOST_TEST((tell(platform, each, client).outcome.delivery != Delivery::delivered));
  });
}

BOOST_AUTO_TEST_CASE(what_has_gone_is_never_said_to_have_been_changed) {
  for_each_case([](const Platform& platform, const Case& each) {
    if (each.change.kind == CallKind::create || each.change.kind == CallKind::remove) return;
    const auto client = always(test::reply(404, R"({"erro":"nao_encontrado","message":"x","Code":4})"));
    const auto outcome = tell(platform, each, client).outcome;
    BOOST_TEST((outcome.gone || outcome.delivery != Delivery::delivered));
  });
}

BOOST_AUTO_TEST_CASE(an_address_where_nobody_answers_is_never_taken_for_an_account_that_has_gone) {
  const std::vector<HttpReply> strangers{test::reply(404),
                                         test::reply(404, "<html>"),
                                         test::reply(404, R"(["erro","message","Code"])"),
                                         test::reply(404, R"({"detail":"Not Found"})"),
                                         test::reply(405, "{}"),
                                         test::reply(410)};
  for_each_case([&](const Platform& platform, const Case& each) {
    if (!calls(platform, each)) return;
    for (const auto& stranger : strangers) {
      const auto outcome = tell(platform, each, always(stranger)).outcome;
      BOOST_TEST(!outcome.gone);
      BOOST_TEST((outcome.delivery == Delivery::not_sent));
      BOOST_TEST((outcome.reason == Reason::again));
      BOOST_TEST(outcome.message.find("Ninguém atende no endereço") == 0U, outcome.message);
    }
  });
}

BOOST_AUTO_TEST_CASE(nothing_secret_and_no_person_can_be_read_in_what_is_kept) {
  for_each_case([](const Platform& platform, const Case& each) {
    std::set<std::string> secrets{"sessao-guardada", "52998224725", "raul@exemplo", "novo@exemplo",
                                  "sessao-nova"};
    for (const auto& setting : platform.settings)
      if (setting.secret) secrets.insert(each.view.settings.at(std::string(setting.name)));
    // Whatever it is asked comes back, and it gives away a new token.
    for (const int status : {200, 422, 500}) {
      const Answers echo([status](const HttpCall& call) -> Answer {
        std::string headers;
        for (const auto& [name, value] : call.headers) headers += name + value;
        return test::reply(status, call.url + call.body + headers);
      });
      const Answers entry([status](const HttpCall& call) -> Answer {
        const bool has_token = std::ranges::any_of(
            call.headers, [](const auto& header) { return header.second == "Bearer sessao-nova"; });
        return has_token ? test::reply(status, "{}")
               : call.body.find("valor-de-") != std::string::npos
                   ? test::reply(200, R"({"AccessToken":"sessao-nova","access_token":"sessao-nova",)"
                                      R"("token":"sessao-nova","ExpiresIn":4102444800})")
                   : test::reply(401);
      });
      for (const auto* client : {&echo, &entry}) {
        const auto result = tell(platform, each, *client);
        BOOST_TEST(!result.exchanges.empty());
        for (const auto& exchange : result.exchanges)
          for (const auto& secret : secrets)
            BOOST_TEST(
                (exchange.url + exchange.request + exchange.response + exchange.failure).find(secret) ==
                    std::string::npos,
                secret);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_look_and_a_list_fail_as_values_and_never_say_absent_or_empty_instead) {
  for (const auto* platform : told_platforms()) {
    const auto all = cases(*platform);
    std::vector<HttpReply> answers{test::reply(401), test::reply(403), test::reply(429), test::reply(302)};
    for (const int status : {200, 500, 503})
      for (const auto* body : {"", "<html>", "null", "{\"x", "7"})
        answers.push_back(test::reply(status, body));
    for (const auto& answer : answers) {
      BOOST_TEST_CONTEXT(platform->key << " " << answer.status << " " << answer.body) {
        auto session = kept_session();
        const auto client = always(answer);
        platforms::Wire wire(client, 15s, session, base::Instant(1795694400s));
        if (platform->telling.look != nullptr) {
          const auto sight =
              platform->telling.look(wire, all[0].view, all[0].change.after.key, test::k_number);
          BOOST_TEST((sight.kind == platforms::Sight::Kind::unseen));
          BOOST_TEST(!sight.outcome.message.empty());
        }
        if (platform->telling.products == nullptr) continue;
        const auto list = platform->telling.products(wire, all[0].view.settings);
        BOOST_TEST(list.failure.has_value() == list.products.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
