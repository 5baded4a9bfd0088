#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "platforms/wire.h"

/// The kinds of outside platform (gateways). Adding one costs a .cpp, its test and a line in registry.cpp;
/// its settings array drives the form, the checks and the masking.
namespace platforms {

/// A parameter of an integration: a name/value row of its form.
struct Setting {
  std::string_view name = {};
  std::string_view hint = {};  ///< pt-BR, below the field
  bool required = false;
  bool secret = false;                         ///< sealed at rest, never shown again
  bool url = false;                            ///< must be an http(s) address
  std::string_view default_value = {};         ///< in force while the row is absent
  std::vector<std::string_view> choices = {};  ///< empty: free text
  std::vector<std::string_view> aliases = {};  ///< other names accepted for it
};

/// A parameter of a package sold (R12, R13): a name/value row beside it.
struct PackageParameter {
  std::string_view name = {};
  std::string_view hint = {};
  std::string_view default_value = {};
  std::vector<std::string_view> choices = {};  ///< empty: free text
  bool prefilled_email = false;                ///< the form begins with the customer's e-mail
  bool frozen_once_transmitted = false;
  bool unique_in_account = false;  ///< no two packages of a customer may say the same (D54)
};

/// What a platform can do and asks for; screens and rules follow it.
struct Capabilities {
  bool passive = false;  ///< it asks us; nothing is transmitted
  bool lists_products = false;
  bool lists_accounts = false;
  bool suspends = false;
  bool swaps = false;           ///< one product for another without removing the account
  bool swaps_in_place = false;  ///< an object takes another product, as one call (D50)
  bool changes_email = false;
  bool changes_password = false;
  bool one_product_per_package = false;
  bool implies_single_package = false;  ///< D11: always Pacote Único
  bool numbers_products = false;        ///< D62: the code of a product is a number
  bool per_service_package = false;     ///< D15: no union over a customer's packages
  bool other_parameters = false;        ///< passes on parameters of any name
  bool needs_email = false;
  bool needs_phone = false;
  bool needs_document = false;
  std::string_view product_list = {};  ///< the attribute that lists an object's products; empty: it is one
  std::uint32_t password_min = 0;      ///< characters; shorter ones are padded with zeros on the left
};

/// How a platform is told. Pure but for the calls on the wire; any thread.
struct Telling {
  /// What should stand there for the account; `known` is its snapshot.
  Wanted (*wanted)(const AccountView& view, const std::vector<domain::KnownObject>& known) = nullptr;
  /// Makes the calls of one change. `number`: "<subscriber_id>-<n>", the same at every retry of a creation.
  Outcome (*tell)(Wire& wire, const AccountView& view, const domain::Change& change,
                  const std::string& number) = nullptr;
  /// Looks whether the creation of that number has arrived; none: it is repeated under its number.
  Sight (*look)(Wire& wire, const AccountView& view, const std::string& key,
                const std::string& number) = nullptr;
  /// What the platform sells; none: it cannot list.
  ProductList (*products)(Wire& wire, const std::map<std::string, std::string>& settings) = nullptr;
};

struct AccountCalls;

struct Platform {
  std::string_view key = {};   ///< on the wire and in the database
  std::string_view name = {};  ///< on screens
  Capabilities can = {};
  std::vector<Setting> settings = {};
  std::vector<PackageParameter> package_parameters = {};
  const AccountCalls* account_calls = nullptr;  ///< none: nothing besides telling (account_calls.h)
  Telling telling = {};
  std::string_view callback_setting =
      {};  ///< D19: the setting its callback URL is derived from; none: random

  /// The setting of a name or of one of its aliases; none: not declared.
  const Setting* find_setting(std::string_view name_or_alias) const;
  const PackageParameter* find_package_parameter(std::string_view parameter) const;
  /// False for a product's code that the platform cannot have.
  bool can_have_product(std::string_view code) const;
  /// True for a platform that is told by us, not asking itself.
  bool is_told() const { return telling.tell != nullptr; }
};

/// The setting that says which registry field log-ins or passwords are made of, and what holds without it.
inline constexpr std::string_view k_source_setting = "usuario";
inline constexpr std::string_view k_default_source = "login_autenticacao";

/// Every platform, in the order of screens.
const std::vector<const Platform*>& all();
/// The platform of a key; none: not one of ours.
const Platform* find(std::string_view key);
/// The same for a key from the database; an unknown one throws std::logic_error.
const Platform& at(std::string_view key);

}  // namespace platforms
