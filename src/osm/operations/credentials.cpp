#include "osm/operations/credentials.h"

#include <algorithm>

#include "osm/domain/log_in.h"
#include "osm/operations/log_ins.h"
#include "osm/storage/app_tokens.h"
#include "osm/storage/credentials.h"
#include "osm/storage/subscribers.h"
#include "osm/storage/whole_subscribers.h"

namespace osm {

namespace {

base::FieldErrors check(CredentialPut& put, bool creating) {
  base::FieldErrors errors;
  check_log_in_fields(errors, put.email, put.access_key);
  if (put.password.given || creating) check_password(put.password.value.value_or(""), errors);
  return errors;
}

Credential patched(const Credential& before, const CredentialPut& put) {
  auto after = before;
  after.email = put.email.over(before.email);
  after.access_key = put.access_key.over(before.access_key);
  return after;
}

storage::Changes changes_of(const Credential& before, const Credential& after) {
  storage::Changes changes;
  changes.field("email", before.email.value_or(""), after.email.value_or(""))
      .field("chave_acesso", before.access_key.value_or(""), after.access_key.value_or(""));
  return changes;
}

void note_credential(const Context& context, std::uint64_t subscriber_id, std::string action,
                     storage::Changes changes) {
  note(context, {.entity = domain::Entity::subscriber,
                 .entity_id = subscriber_id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

/// Why a credential cannot be written as it is wanted, among those of its subscriber.
std::optional<Refusal> refuse(const Context& context, const Credential& wanted,
                              const std::vector<Credential>& all) {
  base::FieldErrors errors;
  check_log_ins(wanted, all, errors);
  if (!errors.empty()) return Refusal{.problem = base::Problem::fields(std::move(errors))};
  return find_taken(context, wanted);
}

/// A subscriber that is held, or that there is none.
Result<WholeSubscriber> locked_whole(const Context& context, std::uint64_t subscriber_id) {
  auto locked = lock_subscriber(context.tenant, subscriber_id);
  if (!locked) return refused(no_such_subscriber());
  return whole_of(context.tenant, std::move(*locked));
}

Result<std::uint64_t> add(const Context& context, std::uint64_t subscriber_id, const CredentialPut& put) {
  auto whole = locked_whole(context, subscriber_id);
  if (!whole) return base::Unexpected{std::move(whole).error()};
  auto& all = whole->credentials;
  if (all.size() >= k_credentials_most)
    return refused(
        base::Problem::rule("autenticacoes_demais", "O assinante já tem 20 autenticações.", "email"));
  const auto now = context.clock.now();
  auto credential = patched({.subscriber_id = subscriber_id, .created_at = now, .updated_at = now}, put);
  if (auto refusal = refuse(context, credential, all)) return base::Unexpected{std::move(*refusal)};
  all.push_back(credential);
  take_log_ins(context, subscriber_id, all);
  set_password(credential, *put.password.value);
  credential.id = insert_credential(context.tenant, credential);
  note_credential(context, subscriber_id, "autenticacao_criada", changes_of({}, credential));
  return credential.id;
}

base::Problem no_such_credential() { return base::Problem::missing("Autenticação não encontrada."); }

Result<base::Done> change(const Context& context, std::uint64_t subscriber_id, std::uint64_t id,
                          const CredentialPut& put) {
  auto whole = locked_whole(context, subscriber_id);
  if (!whole) return base::Unexpected{std::move(whole).error()};
  auto& all = whole->credentials;
  const auto at = std::ranges::find(all, id, &Credential::id);
  if (at == all.end()) return refused(no_such_credential());
  const bool first = at == all.begin();
  if (first)
    if (auto refusal = refuse_email(context, whole->subscriber, at->email, put.email))
      return base::Unexpected{std::move(*refusal)};
  const auto before = *at;
  auto wanted = put;
  if (first) wanted.email = email_to_write(whole->subscriber, before.email, put.email);
  *at = patched(before, wanted);
  if (auto refusal = refuse(context, *at, all)) return base::Unexpected{std::move(*refusal)};
  auto changes = changes_of(before, *at);
  if (!changes.empty()) take_log_ins(context, subscriber_id, all);
  if (put.password.value && set_password(*at, *put.password.value)) {
    changes.noted("senha", "", "alterada");
    delete_app_tokens_of_credential(context.tenant, subscriber_id, id);
  }
  if (changes.empty()) return base::Done{};
  at->updated_at = context.clock.now();
  update_credential(context.tenant, *at);
  note_credential(context, subscriber_id, "autenticacao_alterada", std::move(changes));
  return base::Done{};
}

Result<base::Done> remove(const Context& context, std::uint64_t subscriber_id, std::uint64_t id) {
  auto whole = locked_whole(context, subscriber_id);
  if (!whole) return base::Unexpected{std::move(whole).error()};
  auto& all = whole->credentials;
  const auto at = std::ranges::find(all, id, &Credential::id);
  if (at == all.end()) return refused(no_such_credential());
  if (at == all.begin()) {
    auto problem = base::Problem::field("autenticacao", "sai só com o assinante");
    problem.message = "A primeira autenticação sai só com o assinante.";
    problem.code = "autenticacao_principal";
    return refused(std::move(problem));
  }
  const auto gone = *at;
  all.erase(at);
  delete_app_tokens_of_credential(context.tenant, subscriber_id, id);
  delete_credential(context.tenant, id);
  take_log_ins(context, subscriber_id, all);
  note_credential(context, subscriber_id, "autenticacao_removida", changes_of(gone, {}));
  return base::Done{};
}

}  // namespace

Result<std::uint64_t> add_credential(const Context& context, std::uint64_t subscriber_id,
                                     const CredentialPut& put) {
  auto wanted = put;
  if (auto errors = check(wanted, true); !errors.empty())
    return refused(base::Problem::fields(std::move(errors)));
  return act(context, [&] { return add(context, subscriber_id, wanted); });
}

Result<base::Done> change_credential(const Context& context, std::uint64_t subscriber_id, std::uint64_t id,
                                     const CredentialPut& put) {
  auto wanted = put;
  if (auto errors = check(wanted, false); !errors.empty())
    return refused(base::Problem::fields(std::move(errors)));
  return act(context, [&] { return change(context, subscriber_id, id, wanted); });
}

Result<base::Done> remove_credential(const Context& context, std::uint64_t subscriber_id, std::uint64_t id) {
  return act(context, [&] { return remove(context, subscriber_id, id); });
}

}  // namespace osm
