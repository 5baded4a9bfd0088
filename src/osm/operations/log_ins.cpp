#include "osm/operations/log_ins.h"

#include "base/checks.h"
#include "base/secrets.h"
#include "osm/domain/log_in.h"
#include "osm/storage/credentials.h"
#include "osm/storage/subscribers.h"

namespace osm {

namespace {

Refusal taken_by(const Context& context, std::uint64_t holder, std::string code, std::string message,
                 std::string field) {
  const auto subscriber = find_subscriber(context.tenant, holder);
  return {.problem = base::Problem::rule(std::move(code), std::move(message), std::move(field)),
          .holder_id = holder,
          .holder_code = subscriber ? subscriber->erp_code : std::nullopt};
}

std::optional<std::uint64_t> find_other_holder(const Context& context,
                                               const std::optional<std::string>& value,
                                               std::uint64_t subscriber_id) {
  if (!value) return std::nullopt;
  const auto holder = find_log_in_holder(context.tenant, log_in_of(*value));
  return holder == subscriber_id ? std::nullopt : holder;
}

}  // namespace

void check_log_in_fields(base::FieldErrors& errors, base::Patch<std::string>& email,
                         base::Patch<std::string>& access_key) {
  base::tidy(email);
  base::tidy(access_key);
  base::check_text(errors, "email", email, k_log_in_most);
  base::check_text(errors, "chave_acesso", access_key, 100);
}

std::optional<Refusal> find_taken(const Context& context, const Credential& credential) {
  const auto by = [&](const std::optional<std::string>& value) {
    return find_other_holder(context, value, credential.subscriber_id);
  };
  if (const auto holder = by(credential.email))
    return taken_by(context, *holder, "email_em_uso", "Este e-mail já é de outro assinante.", "email");
  if (const auto holder = by(credential.access_key))
    return taken_by(context, *holder, "chave_acesso_em_uso", "Esta chave de acesso já é de outro assinante.",
                    "chave_acesso");
  return std::nullopt;
}

void take_log_ins(const Context& context, std::uint64_t subscriber_id,
                  std::span<const Credential> credentials) {
  replace_log_ins(context.tenant, subscriber_id, log_ins_of(credentials));
}

namespace {

bool is_same(const std::optional<std::string>& current, const base::Patch<std::string>& wanted) {
  return wanted.value && current && log_in_of(*wanted.value) == log_in_of(*current);
}

}  // namespace

std::optional<Refusal> refuse_email(const Context& context, const Subscriber& subscriber,
                                    const std::optional<std::string>& current,
                                    const base::Patch<std::string>& wanted) {
  if (!wanted.given || is_same(current, wanted)) return std::nullopt;
  const bool fixed = context.writer == Writer::erp ? subscriber.email_from_erp : is_fed(subscriber);
  if (fixed) {
    auto problem = base::Problem::field("email", "vem do ERP e não muda depois de enviado");
    problem.message = "O e-mail deste assinante vem do ERP e não muda depois de enviado.";
    problem.code = "email_imutavel";
    return Refusal{.problem = std::move(problem)};
  }
  if (!wanted.value) return Refusal{.problem = base::Problem::field("email", "não pode ficar vazio")};
  return std::nullopt;
}

base::Patch<std::string> email_to_write(const Subscriber& subscriber,
                                        const std::optional<std::string>& current,
                                        const base::Patch<std::string>& wanted) {
  return is_fed(subscriber) && is_same(current, wanted) ? base::Patch<std::string>(*current) : wanted;
}

bool set_password(Credential& credential, const std::string& password) {
  if (!credential.password_hash.empty() && base::verify_password(credential.password_hash, password))
    return false;
  credential.password_hash = base::hash_password(password);
  return true;
}

base::Problem no_such_subscriber() { return base::Problem::missing("Assinante não encontrado."); }

}  // namespace osm
