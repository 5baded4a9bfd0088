#include "operations/shared_fields.h"

#include <algorithm>

#include "base/documents.h"
#include "domain/credential.h"
#include "domain/refusals.h"
#include "platforms/platform.h"
#include "storage/check_config.h"
#include "storage/customer_search.h"
#include "storage/integrations.h"

namespace operations {

namespace {

using domain::CredentialSource;
using storage::CustomerKey;

/// A field that may be a log-in.
struct Shared {
  CustomerKey key = CustomerKey::email;
  CredentialSource source = CredentialSource::email;
  std::string label = {};  ///< "O e-mail"
  std::string value = {};
  bool always = true;  ///< also where nobody logs in by it
};

bool is_same(const std::optional<std::string>& login, const std::string& other) {
  const auto normalised = [](const std::string& text) {
    return domain::normalise_login(CredentialSource::login_autenticacao, domain::LoginForm::tidy, text);
  };
  return login && normalised(*login) == normalised(other);
}

/// "Bruno Lima (código B2)", the first few of those who have it too; whose log-in ended with its service has
/// it no more.
std::string others_with(const Context& context, const Shared& shared, std::uint64_t customer_id) {
  constexpr std::uint32_t k_most = 4;
  constexpr std::size_t k_named = 2;
  std::vector<std::string> names;
  for (const auto id : storage::find_customer_ids(context.tenant, shared.key, shared.value, 0, k_most)) {
    if (id == customer_id) continue;
    const auto customer = storage::find_customer(context.tenant, id);
    const auto services = shared.key == CustomerKey::login ? storage::list_services_of(context.tenant, id)
                                                           : std::vector<domain::Service>{};
    const bool live =
        shared.key != CustomerKey::login || std::ranges::any_of(services, [&](const auto& each) {
          return each.state != domain::ServiceState::over && is_same(each.login, shared.value);
        });
    if (customer && live) names.push_back(customer->name + " (código " + customer->code + ")");
  }
  if (names.size() <= k_named) return domain::first_few(names);
  names.resize(k_named);
  return domain::first_few(names) + " e outros";
}

/// The integrations whose platforms find a customer by the field, "NEO TV, Kids"; those told by us find
/// nobody by a log-in (D45).
std::string logging_in_by(const Context& context, CredentialSource source) {
  std::vector<std::string> names;
  for (const auto& checked : storage::list_checked_integrations(context.tenant)) {
    if (checked.source != source || !checked.active) continue;
    const auto integration = storage::find_integration_by_id(context.tenant, checked.id);
    if (integration && platforms::at(integration->gateway).can.passive)
      names.push_back(integration->description);
  }
  return domain::first_few(names);
}

void warn(const Context& context, const Shared& shared, std::uint64_t customer_id,
          std::vector<std::string>& warnings) {
  const auto others = others_with(context, shared, customer_id);
  if (others.empty()) return;
  const auto integrations = logging_in_by(context, shared.source);
  if (integrations.empty() && !shared.always) return;
  const bool document = shared.key == CustomerKey::document;
  auto text = shared.label + " " + (document ? base::document_masked(shared.value) : shared.value) +
              " também é de " + others;
  if (integrations.empty())
    text += ".";
  else if (shared.source == CredentialSource::login_autenticacao)
    text += ". Em " + integrations +
            ", onde se entra por ele, só a senha distingue os clientes: com a mesma senha, é negado a todos.";
  else
    text += ". Em " + integrations +
            ", onde se entra por ele, um login de dois clientes é negado aos dois: corrija o cadastro de um.";
  warnings.push_back(std::move(text));
}

std::vector<std::string> warnings_of(const Context& context, const CustomerPut& put,
                                     std::uint64_t customer_id) {
  const bool any = put.email.value || put.phone.value || put.document.value;
  const auto customer = any ? storage::find_customer(context.tenant, customer_id) : std::nullopt;
  if (!customer) return {};
  std::vector<std::string> warnings;
  if (put.email.value && customer->email)
    warn(context, {.label = "O e-mail", .value = *customer->email}, customer_id, warnings);
  if (put.phone.value && customer->phone)
    warn(context, {CustomerKey::phone, CredentialSource::telefone, "O telefone", *customer->phone, false},
         customer_id, warnings);
  if (put.document.value && customer->document)
    warn(context,
         {CustomerKey::document, CredentialSource::cpf_cnpj, "O CPF/CNPJ", *customer->document, false},
         customer_id, warnings);
  return warnings;
}

std::vector<std::string> warnings_of(const Context& context, const ServicePut& put,
                                     std::uint64_t service_id) {
  const auto service = put.login.value ? storage::find_service(context.tenant, service_id) : std::nullopt;
  if (!service || !service->login || service->state == domain::ServiceState::over) return {};
  std::vector<std::string> warnings;
  warn(context, {CustomerKey::login, CredentialSource::login_autenticacao, "O login", *service->login, true},
       service->customer_id, warnings);
  return warnings;
}

template <typename Put, typename Done>
base::Result<Done> with_warnings(const Context& context, const Put& put, base::Result<Done> written) {
  const bool news = written && (written->changed || context.writer == Writer::staff);
  if (!news) return written;
  for (auto& warning : warnings_of(context, put, written->id))
    written->warnings.push_back(std::move(warning));
  return written;
}

}  // namespace

base::Result<Written> with_shared_fields(const Context& context, const CustomerPut& put,
                                         base::Result<Written> written) {
  return with_warnings(context, put, std::move(written));
}

base::Result<ServiceWritten> with_shared_login(const Context& context, const ServicePut& put,
                                               base::Result<ServiceWritten> written) {
  return with_warnings(context, put, std::move(written));
}

}  // namespace operations
