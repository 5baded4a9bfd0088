#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "platforms/platform.h"
#include "support/scripted_client.h"

/// A platform's file, told of changes without network and database.
namespace test {

/// Raul, whose document has right check digits, with one enabled service 17711 and nothing sold.
platforms::AccountView raul(std::map<std::string, std::string> settings = {});
/// A package of the products on Raul's service, wanted and enabled; its id_cliente_servico_pacote is `id`.
platforms::HeldPackage held(std::uint64_t id, std::vector<std::string> products);
/// A value for every setting the platform declares: its default, else one made of its name.
std::map<std::string, std::string> settings_for(const platforms::Platform& platform);

platforms::HttpReply reply(int status, std::string body = {});

/// What came of a change, what was called, and what is kept of it.
struct Told {
  platforms::Outcome outcome = {};
  std::vector<platforms::HttpCall> calls = {};
  std::vector<domain::Exchange> exchanges = {};
  platforms::Session session = {};

  /// "POST https://…", a line a call.
  std::string lines() const;
  /// All that people may read of it.
  std::string history() const;
};

inline const std::string k_number = "00112233445566778899aabbccddeeff-7";

Told told(const platforms::Platform& platform, const platforms::AccountView& view,
          const domain::Change& change, std::deque<ScriptedClient::Answer> script,
          platforms::Session session = {});

/// The changes that lead from what is known to what the platform should have.
std::vector<domain::Change> changes(const platforms::Platform& platform, const platforms::AccountView& view,
                                    const std::vector<domain::KnownObject>& known = {});
/// The snapshot after all of them, each delivered as asked.
std::vector<domain::KnownObject> after(const std::vector<domain::Change>& changes,
                                       std::vector<domain::KnownObject> known = {});

/// The value of a header of a call; empty: not there.
std::string header(const platforms::HttpCall& call, std::string_view name);

}  // namespace test
