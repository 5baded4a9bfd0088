#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/patch.h"
#include "osm/domain/subscriber.h"
#include "osm/operations/act.h"

/// What creating, editing and adding credentials have in common: log-ins are taken under the subscriber's
/// lock, and only who has taken his has a password digested.
namespace osm {

/// Brings e-mail and access key into the form in which they are stored, and adds what is wrong with them.
void check_log_in_fields(base::FieldErrors& errors, base::Patch<std::string>& email,
                         base::Patch<std::string>& access_key);

/// Why this credential cannot be: its e-mail or access key is another subscriber's.
std::optional<Refusal> find_taken(const Context& context, const Credential& credential);
/// Takes the log-ins of these credentials for their subscriber; see replace_log_ins.
void take_log_ins(const Context& context, std::uint64_t subscriber_id,
                  std::span<const Credential> credentials);

/// Whether the subscriber's own e-mail may become `wanted`; nothing when it may, or is so already.
std::optional<Refusal> refuse_email(const Context& context, const Subscriber& subscriber,
                                    const std::optional<std::string>& current,
                                    const base::Patch<std::string>& wanted);
/// The e-mail to write: of whom the ERP feeds, another spelling of the same one changes nothing.
base::Patch<std::string> email_to_write(const Subscriber& subscriber,
                                        const std::optional<std::string>& current,
                                        const base::Patch<std::string>& wanted);
/// Digests the password unless it is the one that the hash is of; true when it is another.
bool set_password(Credential& credential, const std::string& password);

base::Problem no_such_subscriber();

}  // namespace osm
