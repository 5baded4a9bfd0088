#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platforms/wire.h"

/// What several platforms derive from an account in the same way.
namespace platforms {

/// The products the account should have, by code; true: suspended, since none of its packages is enabled.
std::map<std::string, bool> held_products(const AccountView& view);
/// The value of a parameter as it was edited last on any package that is wanted; nothing where none has it.
std::optional<std::string> last_edited(const AccountView& view, std::string_view parameter);
/// The snapshot's object of a key; none: nothing stands there.
const domain::KnownObject* find_known(const std::vector<domain::KnownObject>& known, std::string_view key);
/// Says of every package which object it stands for, where each product is one under `key_of` its code: of
/// several the first that is not as it should be.
void place_packages(Wanted& wanted, const AccountView& view, const std::vector<domain::KnownObject>& known,
                    std::string (*key_of)(const std::string& product));

/// Of which field, and of whose service, a password is made (D51, D52): kept in the snapshot in place of the
/// password. Sent again when it differs.
struct PasswordSource {
  std::string field = {};
  std::uint64_t service_id = 0;
  std::uint32_t resets = 0;
  std::int64_t edited_ms = 0;  ///< when the field was chosen on a package; 0: the integration's choice
};
std::string text_of(const PasswordSource& source);
/// The source now; `parameter`: the one that names the field on a package (empty: none), `field`: the choice
/// without it, `known`: text_of() as transmitted, empty before.
PasswordSource password_source(const AccountView& view, std::string_view parameter, const std::string& field,
                               const std::string& known);
/// The password of text_of(); nothing where the registry has none.
std::optional<std::string> password_of(const AccountView& view, const std::string& source);

/// The customer's document where its check digits are right (R36).
std::optional<std::string> checked_document(const domain::Customer& customer);
/// The customer's phone as platforms take it: 10 or 11 digits (D40).
std::optional<std::string> phone_of(const domain::Customer& customer);
/// Adds to Wanted::missing.
void add_missing(std::string& missing, std::string_view what);

/// "m•••@example.com".
std::string email_masked(std::string_view email);
/// Hides of an account what nobody is to read in the history: its secrets, password, document and e-mail.
void hide_person(Wire& wire, const AccountView& view, const std::optional<std::string>& password = {});
/// The same of what a change says of the person, which may be older: its `documento`, `cpf` and `email`.
void hide_transmitted(Wire& wire, const domain::Change& change);

}  // namespace platforms
