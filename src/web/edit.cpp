#include "web/edit.h"

#include <algorithm>

#include "operations/act.h"
#include "storage/audit.h"
#include "storage/providers.h"
#include "storage/record_lock.h"
#include "storage/services.h"
#include "web/audit_words.h"
#include "web/refill.h"
#include "web/router.h"

namespace web {

namespace {

using storage::Lockable;

/// Where records are edited: the beginning of the path, the argument that names the record, and how the audit
/// calls it. The first that fits counts.
struct Place {
  std::string_view root;
  std::string_view arg;
  domain::Entity entity;
};
constexpr Place k_places[] = {
    {"/servicos/", "pacote", domain::Entity::service_package},
    {"/servicos/", "id", domain::Entity::service},
    {"/clientes/", "id", domain::Entity::customer},
    {"/pacotes/", "id", domain::Entity::package},
    {"/planos/", "id", domain::Entity::plan},
    {"/plataformas/", "produto", domain::Entity::product},
    {"/plataformas/", "id", domain::Entity::integration},
    {"/usuarios/", "id", domain::Entity::user},
};

struct Lock {
  domain::Entity entity;
  Lockable kind;
};
constexpr Lock k_locks[] = {{domain::Entity::package, Lockable::package},
                            {domain::Entity::plan, Lockable::plan},
                            {domain::Entity::product, Lockable::product},
                            {domain::Entity::integration, Lockable::integration},
                            {domain::Entity::user, Lockable::user}};

bool has_arg(const Context& context, std::string_view name) {
  return std::ranges::any_of(context.args, [&](const auto& arg) { return arg.first == name; });
}

std::uint64_t customer_of(const Context& context) {
  if (!has_arg(context, "id")) return 0;
  if (context.request.path.starts_with("/clientes/")) return context.id();
  if (!context.request.path.starts_with("/servicos/")) return 0;
  const auto service = storage::find_service(context.tenant(), context.id());
  return service ? service->customer_id : 0;
}

/// What the form at this address shows now, to the same person.
FormCapture shown_now(const Context& context) {
  FormCapture capture;
  auto request = head_of(context.request);
  request.method = http::Method::get;
  request.query.clear();
  const auto match = context.router.match(request.method, request.path);
  if (match.route == nullptr) return capture;
  auto page = context.with(request, match.args, {});
  page.capture = &capture;
  match.route->handler(page);
  return capture;
}

/// The form with what is stored in the place of what was typed.
http::Params with_stored(const http::Params& form, const ShownValue& shown) {
  if (shown.kind != ShownValue::Kind::rows) {
    auto copy = form;
    copy.set(shown.name, shown.stored);
    return copy;
  }
  http::Params copy;
  for (const auto& [name, value] : form.all())
    if (rows_name(name) != shown.name) copy.set(name, value);
  for (const auto& [name, value] : shown.rows) copy.set(name, value);
  return copy;
}

/// A field that shows nothing of what is stored but its hint was typed into, and the hint is another one now:
/// somebody else has set it.
bool was_set_meanwhile(const FormRecord& record, const http::Params& form, const ShownValue& shown) {
  const auto hint = shown.name + "?";
  return shown.value.empty() && !form.get(shown.name).empty() && record.had(hint) &&
         !record.showed(hint, shown.words);
}

ShownValue without_hint(ShownValue shown) {
  if (shown.kind == ShownValue::Kind::text && shown.value.empty()) shown.words.clear();
  return shown;
}

/// The field was there to be changed: a form that leaves one out says nothing about it.
bool was_sent(const http::Params& form, const ShownValue& shown) {
  return shown.kind != ShownValue::Kind::text || form.has(shown.name);
}

base::Problem asked_about(const std::vector<ShownValue>& changed, const std::string& by) {
  auto problem = base::Problem::rule(
      "alterado_por_outro",
      "Enquanto você editava, o cadastro mudou e nada foi gravado. Confira os campos indicados: "
      "eles têm o que você digitou, e salvar de novo grava isso.");
  for (const auto& each : changed)
    problem.errors.add(each.name, "foi alterado" + (by.empty() ? "" : " " + by) + " e agora é " +
                                      (each.words.empty() ? "vazio" : "“" + each.words + "”") +
                                      "; aqui está o que você digitou");
  return problem;
}

}  // namespace

RecordName record_named(const Context& context) {
  if (context.request.path == "/perfil") return {domain::Entity::user, context.user->id};
  if (context.request.path == "/provedor") return {domain::Entity::provider, context.provider.id};
  for (const auto& place : k_places)
    if (context.request.path.starts_with(place.root) && has_arg(context, place.arg))
      return {place.entity, context.id(place.arg)};
  return {};
}

EditedRecord::EditedRecord(const Context& context) : context_(context) {
  const auto named = record_named(context);
  entity_ = named.entity;
  id_ = named.id;
  customer_id_ = customer_of(context);
}

void EditedRecord::lock() const {
  const auto with = context_.operations();
  if (customer_id_ != 0) operations::Act(with).lock(customer_id_);
  if (entity_ == domain::Entity::provider) storage::lock_provider(context_.tenant());
  for (const auto& lock : k_locks)
    if (lock.entity == entity_) storage::lock_record(context_.tenant(), lock.kind, id_);
}

std::string changed_by(const Context& context, const EditedRecord& record, base::Instant since) {
  if (!record.entity_) return "";
  const auto lines = storage::list_audit_of(context.tenant(), *record.entity_, record.id_, 0, 1);
  if (lines.empty() || lines.front().at < since) return "";
  return "por " + actor_label(lines.front().actor) + ", em " +
         context.provider.zone.second_br(lines.front().at) + ",";
}

std::optional<http::Response> settle_edit(Context& context, const EditedRecord& edited) {
  const auto record = FormRecord::open(context, context.form.get(k_form_record));
  if (!record || !record->is_of(context)) return std::nullopt;
  if (record->creates || record->url.substr(0, record->url.find('?')) != context.request.path)
    return std::nullopt;
  const auto now = shown_now(context);
  if (!now.filled) return std::nullopt;
  std::vector<ShownValue> changed;
  for (const auto& shown : now.values) {
    if (was_set_meanwhile(*record, context.form, shown)) changed.push_back(shown);
    if (shown.kind == ShownValue::Kind::secret || !record->had(shown.name)) continue;
    const auto typed = typed_value(context.form, shown);
    if (!was_sent(context.form, shown) || record->showed(shown.name, typed))
      context.form = with_stored(context.form, shown);
    else if (!record->showed(shown.name, shown.value) && typed != shown.value)
      changed.push_back(without_hint(shown));
  }
  context.form_record = FormRecord::of(context, false, now.values).sealed(context.house.keyring);
  if (changed.empty()) return std::nullopt;
  return shown_again(context, context.request.path,
                     {.typed = context.form,
                      .record = context.form_record,
                      .problem = asked_about(changed, changed_by(context, edited, record->at)),
                      .status = 409});
}

}  // namespace web
