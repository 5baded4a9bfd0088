#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "osm/domain/subscriber.h"

/// What a subscriber logs in with (D27).
namespace osm {

inline constexpr std::size_t k_password_least = 6;
inline constexpr std::size_t k_password_most = 200;
/// The most bytes of a log-in as it is compared.
inline constexpr std::size_t k_log_in_most = 254;
/// The most credentials of one subscriber.
inline constexpr std::size_t k_credentials_most = 20;

/// An e-mail or access key as it is compared: tidied, in lower case.
std::string log_in_of(std::string_view typed);
/// The log-ins that these credentials take, each once.
std::set<std::string> log_ins_of(std::span<const Credential> credentials);
/// Those whose e-mail or access key is the log-in, in order: two at most.
std::vector<Credential> credentials_for(std::span<const Credential> credentials, std::string_view log_in);

/// Adds what is wrong with the e-mail and the access key of one credential among the others of its
/// subscriber. Both are tidied already.
void check_log_ins(const Credential& credential, std::span<const Credential> others,
                   base::FieldErrors& errors);
/// Adds what is wrong with a password.
void check_password(std::string_view password, base::FieldErrors& errors);

/// The e-mail of a subscriber who gave none (D28): `<first name>.<hex>@<domain>`.
std::string generated_email(std::string_view name, std::string_view hex, std::string_view domain);

}  // namespace osm
