#include "osm/operations/subscribers.h"

#include <array>

#include "base/checks.h"
#include "base/documents.h"
#include "base/secrets.h"
#include "base/text.h"
#include "base/typed.h"
#include "osm/domain/log_in.h"
#include "osm/operations/held_plans.h"
#include "osm/operations/log_ins.h"
#include "osm/storage/app_tokens.h"
#include "osm/storage/credentials.h"
#include "osm/storage/plans.h"
#include "osm/storage/settings.h"
#include "osm/storage/subscribers.h"
#include "osm/storage/whole_subscribers.h"

namespace osm {

namespace {

constexpr std::size_t k_settings_most = 50;
constexpr std::size_t k_generated_bytes = 3;

void check_document(base::FieldErrors& errors, base::Patch<std::string>& document) {
  base::check_text(errors, "cpf", document, 30);
  if (!document.value || errors.has("cpf")) return;
  auto typed = base::document_from(*document.value);
  if (typed)
    document.value = std::move(typed).value();
  else
    errors.add("cpf", typed.error());
}

void check_setting(base::FieldErrors& errors, const std::string& name, const std::string& value) {
  const bool reserved = name == k_noggin || name == k_paramount;
  const auto refuse = [&](std::string_view why) {
    errors.add("configuracoes", (name.empty() ? "" : base::printable(name) + " ") + std::string(why));
  };
  if (name.empty()) refuse("informe o nome de cada configuração");
  if (base::length_of(name) > 64) refuse("tem mais de 64 caracteres");
  if (base::length_of(value) > 500) refuse("tem um valor de mais de 500 caracteres");
  if (reserved && value != "true" && value != "false") refuse("deve ser true ou false");
}

void check_settings(base::FieldErrors& errors, const SubscriberPut& put) {
  if (!put.settings.value) return;
  std::set<std::string> names;
  for (const auto& [name, value] : *put.settings.value) {
    check_setting(errors, name, value);
    if (!names.insert(name).second) errors.add("configuracoes", base::printable(name) + " veio duas vezes");
  }
  if (names.size() > k_settings_most) errors.add("configuracoes", "são mais de 50");
}

/// What can be told without looking at what there is.
base::FieldErrors check(SubscriberPut& put, bool creating) {
  base::FieldErrors errors;
  base::tidy(put.name);
  base::check_required_text(errors, "nome", put.name, 160, creating);
  check_log_in_fields(errors, put.email, put.access_key);
  check_document(errors, put.document);
  if (put.erp_code.given) base::check_code(errors, "codigo_externo", put.erp_code.value.value_or(""));
  if (put.password.given || creating) check_password(put.password.value.value_or(""), errors);
  if ((put.status.given || creating) && !put.status.value) errors.add("status", "deve ser ativo ou suspenso");
  if (creating && !put.plans.given && !put.main_plan.given) errors.add("planos", "é obrigatório");
  check_settings(errors, put);
  return errors;
}

Settings settings_after(const Settings& before, const SubscriberPut& put) {
  auto after = before;
  if (put.settings.given) {
    after.clear();
    for (const auto& [name, value] :
         put.settings.value.value_or(std::vector<std::pair<std::string, std::string>>{}))
      after.emplace(name, value);
  }
  const auto reserve = [&](std::string_view name, const base::Patch<bool>& patch) {
    const bool on = patch.value.value_or(true);
    if (patch.given && on != is_on(after, name))
      after.insert_or_assign(std::string(name), on ? "true" : "false");
  };
  reserve(k_noggin, put.noggin);
  reserve(k_paramount, put.paramount);
  return after;
}

/// The subscriber after a put; the password apart.
WholeSubscriber patched(const Context& context, const WholeSubscriber& before, const SubscriberPut& put,
                        base::FieldErrors& errors) {
  auto after = before;
  auto& subscriber = after.subscriber;
  auto& first = after.credentials.front();
  subscriber.erp_code = put.erp_code.over(subscriber.erp_code);
  subscriber.name = put.name.over(subscriber.name, subscriber.name);
  subscriber.document = put.document.over(subscriber.document);
  subscriber.status = put.status.over(subscriber.status, subscriber.status);
  first.email = put.email.over(first.email);
  first.access_key = put.access_key.over(first.access_key);
  after.plans = plans_after(context, before.plans, put.plans, put.main_plan, errors);
  after.settings = settings_after(before.settings, put);
  if (put.email.given || put.access_key.given) check_log_ins(first, after.credentials, errors);
  return after;
}

std::string settings_text(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings)
    if (name != k_noggin && name != k_paramount) text += (text.empty() ? "" : "; ") + name + "=" + value;
  return text;
}

std::string switch_text(const WholeSubscriber& whole, std::string_view name) {
  return is_on(whole.settings, name) ? "true" : "false";
}

storage::Changes changes_of(const WholeSubscriber& before, const WholeSubscriber& after) {
  const auto& was = before.subscriber;
  const auto& is = after.subscriber;
  const bool is_new = was.id == 0;
  const auto& old_first = before.credentials.front();
  const auto& first = after.credentials.front();
  storage::Changes changes;
  changes.field("codigo_externo", was.erp_code.value_or(""), is.erp_code.value_or(""))
      .field("nome", was.name, is.name)
      .field("email", old_first.email.value_or(""), first.email.value_or(""))
      .field("chave_acesso", old_first.access_key.value_or(""), first.access_key.value_or(""))
      .field("planos", codes_text(before.plans), codes_text(after.plans))
      .field("status", is_new ? "" : std::string(name_of(was.status)), std::string(name_of(is.status)))
      .field("noggin", is_new ? "true" : switch_text(before, k_noggin), switch_text(after, k_noggin))
      .field("paramount", is_new ? "true" : switch_text(before, k_paramount), switch_text(after, k_paramount))
      .field("configuracoes", settings_text(before.settings), settings_text(after.settings));
  if (was.document != is.document)
    changes.noted("cpf", base::document_masked(was.document.value_or("")),
                  base::document_masked(is.document.value_or("")));
  return changes;
}

std::vector<std::string> warnings_of(const Subscriber& subscriber) {
  if (!is_suspect(subscriber.document)) return {};
  return {"Os dígitos verificadores do CPF/CNPJ não conferem; o cadastro foi aceito assim mesmo."};
}

/// The fields that the ERP sends and staff may change meanwhile (D30), and whether a put has them.
struct FedField {
  std::string_view name = {};
  bool (*is_given)(const SubscriberPut& put) = nullptr;
};
constexpr std::array k_fed_fields{
    FedField{"nome", [](const SubscriberPut& put) { return put.name.given; }},
    FedField{"chave_acesso", [](const SubscriberPut& put) { return put.access_key.given; }},
    FedField{"cpf", [](const SubscriberPut& put) { return put.document.given; }},
    FedField{"senha", [](const SubscriberPut& put) { return put.password.given; }},
    FedField{"planos", [](const SubscriberPut& put) { return put.plans.given; }},
    FedField{"status", [](const SubscriberPut& put) { return put.status.given; }},
    FedField{"noggin", [](const SubscriberPut& put) { return put.noggin.given; }},
    FedField{"paramount", [](const SubscriberPut& put) { return put.paramount.given; }}};

/// What the ERP sends is its own again; what staff change of what it feeds is noted.
void note_edits(const Context& context, const SubscriberPut& put,
                const std::vector<storage::AuditChange>& changes, Subscriber& subscriber) {
  if (!is_fed(subscriber)) return;
  for (const auto& field : k_fed_fields) {
    const bool differs =
        std::ranges::find(changes, field.name, &storage::AuditChange::field) != changes.end();
    if (context.writer == Writer::erp && field.is_given(put))
      subscriber.edited_here.erase(std::string(field.name));
    else if (context.writer == Writer::staff && differs)
      subscriber.edited_here.emplace(field.name);
  }
}

void note_subscriber(const Context& context, std::uint64_t id, std::string action,
                     std::vector<storage::AuditChange> changes) {
  note(context, {.entity = domain::Entity::subscriber,
                 .entity_id = id,
                 .action = std::move(action),
                 .changes = std::move(changes)});
}

/// Why the subscriber cannot have the code of this put.
std::optional<Refusal> refuse_code(const Context& context, const Subscriber& subscriber,
                                   const SubscriberPut& put) {
  if (!put.erp_code.value || put.erp_code.value == subscriber.erp_code) return std::nullopt;
  const auto holder = find_subscriber_id_by_erp_code(context.tenant, *put.erp_code.value);
  if (!holder) return std::nullopt;
  return Refusal{.problem = base::Problem::rule("codigo_externo_em_uso",
                                                "Este codigo_externo já tem assinante.", "codigo_externo"),
                 .holder_id = holder};
}

std::string free_email(const Context& context, const std::string& name) {
  const auto domain = find_email_domain(context.tenant);
  while (true) {
    const auto hex = base::hex_of(base::random_bytes(k_generated_bytes));
    auto email = generated_email(name, hex, domain);
    if (!find_log_in_holder(context.tenant, log_in_of(email))) return email;
  }
}

/// Writes what differs, and takes log-ins before a password is digested.
void insert(const Context& context, WholeSubscriber& whole, const std::string& password) {
  auto& subscriber = whole.subscriber;
  auto& first = whole.credentials.front();
  first.created_at = first.updated_at = subscriber.created_at = subscriber.updated_at = context.clock.now();
  subscriber.id = first.subscriber_id = insert_subscriber(context.tenant, subscriber);
  take_log_ins(context, subscriber.id, whole.credentials);
  set_password(first, password);
  first.id = insert_credential(context.tenant, first);
  write_held_plans(context.tenant, subscriber.id, {}, whole.plans);
  write_settings(context.tenant, subscriber.id, {}, whole.settings);
}

Result<Written> create(const Context& context, const SubscriberPut& put) {
  if (auto refusal = refuse_code(context, {}, put)) return base::Unexpected{std::move(*refusal)};
  const WholeSubscriber nobody{.credentials = {Credential{}}};
  Written written{.changed = true};
  auto wanted = put;
  if (!wanted.email.value) wanted.email = *(written.generated_email = free_email(context, *put.name.value));
  base::FieldErrors errors;
  auto whole = patched(context, nobody, wanted, errors);
  whole.subscriber.email_from_erp = context.writer == Writer::erp && put.email.value;
  if (!errors.empty()) return refused(base::Problem::fields(std::move(errors)));
  if (auto taken = find_taken(context, whole.credentials.front())) return base::Unexpected{std::move(*taken)};
  auto changes = changes_of(nobody, whole);
  insert(context, whole, *put.password.value);
  note_subscriber(context, whole.subscriber.id, "criado", changes.take());
  written.id = whole.subscriber.id;
  written.warnings = warnings_of(whole.subscriber);
  return written;
}

void update(const Context& context, const WholeSubscriber& before, WholeSubscriber& after) {
  const auto now = context.clock.now();
  const auto id = after.subscriber.id;
  auto& first = after.credentials.front();
  const auto& old_first = before.credentials.front();
  after.subscriber.updated_at = now;
  update_subscriber(context.tenant, after.subscriber, after.subscriber.name != before.subscriber.name);
  if (log_ins_of(after.credentials) != log_ins_of(before.credentials))
    take_log_ins(context, id, after.credentials);
  const bool new_password = first.password_hash != old_first.password_hash;
  if (new_password || first.email != old_first.email || first.access_key != old_first.access_key) {
    first.updated_at = now;
    update_credential(context.tenant, first);
  }
  if (new_password) delete_app_tokens_of_credential(context.tenant, id, first.id);
  if (codes_text(before.plans) != codes_text(after.plans))
    write_held_plans(context.tenant, id, before.plans, after.plans);
  if (before.settings != after.settings) write_settings(context.tenant, id, before.settings, after.settings);
}

Result<Written> change(const Context& context, std::uint64_t id, const SubscriberPut& put) {
  auto locked = lock_subscriber(context.tenant, id);
  if (!locked) return refused(no_such_subscriber());
  const auto before = whole_of(context.tenant, std::move(*locked));
  if (auto refusal = refuse_code(context, before.subscriber, put))
    return base::Unexpected{std::move(*refusal)};
  if (auto refusal = refuse_email(context, before.subscriber, email_of(before), put.email))
    return base::Unexpected{std::move(*refusal)};
  base::FieldErrors errors;
  auto wanted = put;
  wanted.email = email_to_write(before.subscriber, email_of(before), put.email);
  auto after = patched(context, before, wanted, errors);
  if (context.writer == Writer::erp && put.email.value) after.subscriber.email_from_erp = true;
  if (!errors.empty()) return refused(base::Problem::fields(std::move(errors)));
  if (auto taken = find_taken(context, after.credentials.front())) return base::Unexpected{std::move(*taken)};
  auto noted = changes_of(before, after);
  if (put.password.value && set_password(after.credentials.front(), *put.password.value))
    noted.noted("senha", "", "alterada");
  auto changes = noted.take();
  note_edits(context, put, changes, after.subscriber);
  const bool same_marks = after.subscriber.edited_here == before.subscriber.edited_here &&
                          after.subscriber.email_from_erp == before.subscriber.email_from_erp;
  const bool changed = !changes.empty();
  if (changed || !same_marks) update(context, before, after);
  if (changed) note_subscriber(context, id, "alterado", std::move(changes));
  return Written{.id = id, .changed = changed, .warnings = warnings_of(after.subscriber)};
}

}  // namespace

Result<Written> create_subscriber(const Context& context, const SubscriberPut& put) {
  auto wanted = put;
  if (auto errors = check(wanted, true); !errors.empty())
    return refused(base::Problem::fields(std::move(errors)));
  return act(context, [&] { return create(context, wanted); });
}

Result<Written> change_subscriber(const Context& context, std::uint64_t id, const SubscriberPut& put) {
  auto wanted = put;
  if (auto errors = check(wanted, false); !errors.empty())
    return refused(base::Problem::fields(std::move(errors)));
  return act(context, [&] { return change(context, id, wanted); });
}

Result<base::Done> remove_subscriber(const Context& context, std::uint64_t id) {
  return act(context, [&]() -> Result<base::Done> {
    const auto locked = lock_subscriber(context.tenant, id);
    if (!locked && !was_removed(context.tenant, id)) return refused(no_such_subscriber());
    if (!locked) return base::Done{};
    delete_subscriber(context.tenant, id, context.clock.now());
    storage::Changes changes;
    changes.field("nome", locked->name, "").field("codigo_externo", locked->erp_code.value_or(""), "");
    note_subscriber(context, id, "removido", changes.take());
    return base::Done{};
  });
}

}  // namespace osm
