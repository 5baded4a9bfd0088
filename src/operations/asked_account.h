#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "operations/account_actions.h"
#include "operations/account_standing.h"
#include "operations/act.h"
#include "operations/platform_access.h"
#include "storage/db.h"
#include "storage/transmission_list.h"

/// An account of which somebody asks something, and the line to its platform: what the actions share.
namespace operations {

/// An account with all that is asked about it.
struct AskedAccount {
  storage::TransmissionLine line = {};
  const platforms::Platform& platform;
  std::vector<storage::ObjectRow> objects = {};

  bool stands() const {
    return std::ranges::any_of(objects, [](const auto& row) { return !!row.known; });
  }
  /// The change that was refused since somebody else's is in the way.
  const storage::ObjectRow* conflict() const {
    const auto row = std::ranges::find(objects, domain::Reason::conflict, &storage::ObjectRow::reason);
    return row == objects.end() || row->refused_change.empty() ? nullptr : &*row;
  }
};

std::optional<AskedAccount> find_asked(const Context& context, std::uint64_t account_id);
/// Why the account as it stands has no use of it; empty: it has.
std::string refusal_of(const AskedAccount& asked, AccountAction action);
/// The account, if its contract has what it takes and it makes sense now; else the reason, with the way out.
base::Result<AskedAccount> asked_for(const Context& context, std::uint64_t account_id, AccountAction action);
/// Into the trail of account and customer.
void note_action(const Context& context, const AskedAccount& asked, std::string action,
                 storage::Changes changes = {});

/// The parameter by which a package names the account's e-mail.
bool names_email(const platforms::Platform& platform);
/// An e-mail as it is stored, a wrong one refused; empty stays empty.
base::Result<std::string> checked_email(const std::string& typed);
/// The same of one that has to be there; `why`: "é obrigatório: …".
base::Result<std::string> given_email(const std::string& typed, std::string why);
/// The packages of the account name this e-mail from now on; empty: none, so that the registry's holds.
void name_email(Act& act, const AskedAccount& asked, const std::string& email);

/// An integration's account, and the line to its platform.
class Asking {
 public:
  Asking(const Context& context, const AskedAccount& asked, const platforms::HttpClient& client);

  /// What `call` says; a failure of the platform's file is one that says so.
  template <typename Call>
  platforms::Outcome ask(Call call) {
    try {
      return call(wire_, standing.view);
    } catch (const storage::Unavailable&) {
      throw;
    } catch (const std::exception& error) {
      base::log::error("asking a platform failed",
                       {{"account", std::to_string(account_.id)}, {"error", error.what()}});
      return platforms::refused(domain::Reason::again,
                                "A resposta da plataforma não pôde ser lida; veja o registro do sistema.");
    }
  }
  /// The exchanges since the last time, and what opens the platform is kept.
  std::vector<domain::Exchange> take();
  /// Keeps what was said among the account's attempts as one to do `kind`, under `said`.
  void record(domain::CallKind kind, const domain::KnownObject& about, const platforms::Outcome& outcome,
              const std::string& said, const std::vector<domain::Exchange>& exchanges);

  AccountStanding standing = {};

 private:
  const Context& context_;
  const domain::Account account_;
  PlatformAccess access_;
  platforms::Wire wire_;
};

bool went_well(const platforms::Outcome& outcome);

}  // namespace operations
