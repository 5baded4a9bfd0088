#include <algorithm>

#include "base/text.h"
#include "domain/refusals.h"
#include "operations/integrations.h"
#include "storage/services.h"
#include "web/answers.h"
#include "web/form_reader.h"
#include "web/pages/handlers.h"
#include "web/pages/service_package_form.h"
#include "web/parameters.h"
#include "web/saved.h"
#include "web/texts.h"
#include "web/unusual.h"

/// *Adicionar Pacote* and *Trocar pacote*: chosen among all that the provider sells, filled in, its
/// consequences named, confirmed.
namespace web {

namespace {

/// What the integration says its accounts' password is made of: prefills the package's own row (D13).
std::string source_of(const Context& context, std::optional<std::uint32_t> integration_id) {
  if (!integration_id) return "";
  const auto view = operations::find_integration_by_id(context.operations(), *integration_id);
  if (!view) return "";
  for (const auto& row : view->parameters)
    if (row.name == platforms::k_source_setting) return row.value;
  return "";
}

/// The rows a sale begins with: every declared parameter, prefilled.
std::vector<ParameterRow> first_rows(const Context& context, const platforms::Platform* platform,
                                     const domain::Customer& customer,
                                     std::optional<std::uint32_t> integration_id,
                                     const std::vector<operations::FrozenParameter>& frozen) {
  std::vector<ParameterRow> rows;
  if (platform == nullptr) return rows;
  for (const auto& row : platform->package_parameters) {
    auto value = row.prefilled_email ? customer.email.value_or("") : std::string(row.default_value);
    if (operations::is_frozen(frozen, row.name)) continue;
    if (row.name == platforms::k_source_setting)
      if (const auto source = source_of(context, integration_id); !source.empty()) value = source;
    rows.emplace_back(std::string(row.name), std::move(value));
  }
  return rows;
}

const operations::Offer* find_offer(const std::vector<operations::Offer>& offers, std::string_view id) {
  for (const auto& offer : offers)
    if (std::to_string(offer.package.id) == id) return &offer;
  return nullptr;
}

/// Where a package is sold: on a service, in the place of one that is there or beside all of them.
struct Place {
  Holder holder;
  std::optional<domain::ServicePackage> replaced = {};

  std::string title() const { return replaced ? "Trocar " + replaced->description : "Adicionar Pacote"; }
  std::string button() const { return replaced ? "Trocar Pacote" : "Adicionar Pacote"; }
  std::uint64_t replaced_id() const { return replaced ? replaced->id : 0; }
};

void lead_to(Page& page, const Place& place) {
  web::lead_to(page, place.holder);
  page.under("Pacotes", list_path(place.holder.service.id));
}

std::vector<operations::FrozenParameter> frozen_of(const Context& context, const Place& place,
                                                   const operations::Offer& offer) {
  return operations::frozen_parameters(context.operations(), place.holder.customer.id, offer.package);
}

http::Response sale_form(const Context& context, const Place& place, const operations::Offer& offer,
                         const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", place.title());
  lead_to(page, place);
  Form form(context, page, context.request.path, values, problem);
  form.creates().hidden("pacote", std::to_string(offer.package.id));
  for (const auto& warning : offer.warnings)
    form.custom("parts/warning.html").set("MESSAGE", sentence_of(warning));
  if (offer.on_service)
    form.field({.name = std::string(operations::k_sell_again),
                .label = "Vender de novo",
                .kind = Field::Kind::flag,
                .hint = "O serviço já tem este pacote: sem a marca, ele não é vendido outra vez."});
  add_fields(form, platform_of(offer.package.gateway), frozen_of(context, place, offer));
  return form.answer(place.button(), list_path(place.holder.service.id));
}

void fill_offer(const Context& context, View& body, const operations::Offer& offer) {
  const auto& package = offer.package;
  auto item = body.each("OFFER");
  item.set("NAME", package.description).set("VALUE", base::money_br(package.value_cents));
  item.set("INTEGRATION", package.integration.empty() ? "Sem integração" : package.integration);
  item.set("HREF", context.request.path + "?pacote=" + std::to_string(package.id) + "&vender=1");
  for (const auto& warning : offer.warnings) item.each("WARNING").set("MESSAGE", sentence_of(warning));
}

/// Why the others are not on offer (R11): a reason once, with the first few that it keeps out.
void fill_refused(View& body, const std::vector<const operations::Offer*>& refused) {
  constexpr std::size_t k_first = 5;
  std::vector<std::string> messages;
  for (const auto* offer : refused) messages.push_back(offer->refusal->message);
  for (const auto& shared : domain::by_reason(messages)) {
    const auto many = shared.places.size();
    auto group = body.each("REFUSED");
    group.set("REASON", many == 1 ? messages[shared.places.front()] : sentence_of(shared.reason));
    for (std::size_t at = 0; at < std::min(many, k_first); ++at) {
      const auto& package = refused[shared.places[at]]->package;
      auto item = group.each("PACKAGE");
      item.set("NAME", package.description).set("VALUE", base::money_br(package.value_cents));
      item.set("INTEGRATION", package.integration.empty() ? "Sem integração" : package.integration);
    }
    if (many > k_first)
      group.each("MORE").set("TEXT", "e mais " + std::to_string(many - k_first) +
                                         " pelo mesmo motivo; o filtro acha qualquer um pelo nome");
  }
}

/// Every package, those on offer first.
http::Response offer_choice(const Context& context, const Place& place,
                            const std::vector<operations::Offer>& offers) {
  Page page(context, "services/offers.html", place.title());
  lead_to(page, place);
  if (place.replaced) page.lead("Escolha o pacote que entra no lugar: um sai e o outro entra no mesmo ato.");
  auto& body = page.body();
  const auto text = context.query.get("filtro");
  const auto wanted = base::fold(text);
  body.set("PATH", context.request.path).set("SEARCHED", text);
  std::vector<const operations::Offer*> refused;
  bool any = false;
  for (const auto& offer : offers) {
    const auto& package = offer.package;
    if (place.replaced && place.replaced->package_id == package.id) continue;  // nobody means that
    if (base::fold(package.description + " " + package.code).find(wanted) == std::string::npos) continue;
    any = true;
    if (offer.refusal)
      refused.push_back(&offer);
    else
      fill_offer(context, body, offer);
  }
  fill_refused(body, refused);
  body.show_if(!any, "NO_OFFERS");
  return page.answer();
}

http::Response ask_to_sell(const Context& context, const Place& place, const operations::Offer& offer,
                           const operations::PackageSale& sale, const operations::ServicePreview& preview,
                           const http::Params& form, std::string to_form = "Corrigir") {
  auto question = question_of(context, place.holder, place.replaced ? "Trocar" : "Adicionar",
                              offer.package.description, preview);
  if (place.replaced)
    question.title = "Trocar " + place.replaced->description + " por " + offer.package.description + "?";
  Unusual(context)
      .value(sale.value, offer.package.value_cents, "do catálogo")
      .day("Data limite", sale.limit_on)
      .add_to(question);
  carry(question, form);
  question.to_form = std::move(to_form);
  return confirm_answer(context, question);
}

/// A package that can be sold as it stands in the catalogue is asked about at once, the form a button away;
/// nothing: something is to be filled in, ticked or explained first.
std::optional<http::Response> ask_at_once(const Context& context, const Place& place,
                                          const operations::Offer& offer, const http::Params& values) {
  const auto* platform = platform_of(offer.package.gateway);
  const bool has_fields =
      platform != nullptr && (!platform->package_parameters.empty() || platform->can.other_parameters);
  if (!context.query.has("vender") || has_fields || offer.on_service || !offer.warnings.empty())
    return std::nullopt;
  operations::PackageSale sale{.service_erp_id = place.holder.service.erp_id, .package_id = offer.package.id};
  if (place.replaced) sale.replaces = place.replaced->id;
  const auto preview = operations::preview_sale(context.operations(), sale);
  if (!preview) return std::nullopt;
  http::Params form;
  for (const auto* name : {"valor", "descricao", "data_limite"}) form.set(name, values.get(name));
  form.set("pacote", std::to_string(offer.package.id));
  return ask_to_sell(context, place, offer, sale, *preview, form, "Mudar valor ou datas");
}

std::optional<Place> find_place(const Context& context) {
  auto holder = find_holder(context);
  if (!holder) return std::nullopt;
  return Place{std::move(*holder)};
}

/// The place of the package that the path names, if it is on the service that the path names.
std::optional<Place> find_place_of_sold(const Context& context) {
  auto place = find_place(context);
  auto row = storage::find_service_package(context.tenant(), context.id("pacote"));
  if (!place || !row || row->service_id != place->holder.service.id) return std::nullopt;
  place->replaced = std::move(*row);
  return place;
}

http::Response offer_or_form(const Context& context, const Place& place) {
  if (place.replaced && !operations::is_on_service(context.operations(), *place.replaced))
    return redirect_with(context, list_path(place.holder.service.id),
                         place.replaced->description + " saiu do serviço: não há o que trocar.",
                         Tone::warning);
  const auto offers =
      operations::list_offers(context.operations(), place.holder.service.id, place.replaced_id());
  const auto* offer = find_offer(offers, context.query.get("pacote"));
  if (offer == nullptr || offer->refusal) return offer_choice(context, place, offers);
  http::Params values;
  const auto frozen = frozen_of(context, place, *offer);
  set_fixed(values, offer->package.description, frozen);
  values.set("valor", money_field(offer->package.value_cents));
  set_parameter_rows(values, first_rows(context, platform_of(offer->package.gateway), place.holder.customer,
                                        offer->package.integration_id, frozen));
  if (auto asked = ask_at_once(context, place, *offer, values)) return std::move(*asked);
  return sale_form(context, place, *offer, values, nullptr);
}

/// The parameters that somebody has changed: what the form began with and nobody touched follows the
/// integration and the customer, and is no edit that would outweigh another service's (D13, D34).
domain::PackageParameters own_parameters(const Context& context, const Place& place,
                                         const operations::Offer& offer) {
  auto parameters = parameters_of(context.form);
  for (const auto& [name, value] :
       first_rows(context, platform_of(offer.package.gateway), place.holder.customer,
                  offer.package.integration_id, frozen_of(context, place, offer)))
    if (const auto row = parameters.find(name); row != parameters.end() && row->second == value)
      parameters.erase(row);
  return parameters;
}

operations::PackageSale sale_of(const Context& context, FormReader& reader, const Place& place,
                                const operations::Offer& offer) {
  operations::PackageSale sale{.service_erp_id = place.holder.service.erp_id,
                               .package_id = offer.package.id,
                               .description = reader.text("descricao"),
                               .value = reader.money("valor"),
                               .limit_on = reader.date("data_limite"),
                               .again = reader.flag(std::string(operations::k_sell_again))};
  reader.need("valor", "informe o valor");
  if (!sale.description.value) sale.description = {};
  if (!sale.limit_on.value) sale.limit_on = {};
  sale.parameters = own_parameters(context, place, offer);
  if (place.replaced) sale.replaces = place.replaced->id;
  return sale;
}

http::Response sell(const Context& context, const Place& place) {
  const auto offers =
      operations::list_offers(context.operations(), place.holder.service.id, place.replaced_id());
  const auto* offer = find_offer(offers, context.form.get("pacote"));
  if (offer == nullptr) return redirect(context.request.path);
  FormReader reader(context.form);
  const auto sale = sale_of(context, reader, place, *offer);
  auto values = context.form;
  set_fixed(values, offer->package.description, frozen_of(context, place, *offer));
  const auto refused = [&](const base::Problem& why) {
    const auto problem = at_parameter_rows(why, context.form, k_parameters);
    return sale_form(context, place, *offer, values, &problem);
  };
  const auto operations = context.operations();
  if (is_taken_back(context.form)) return sale_form(context, place, *offer, values, nullptr);
  if (!is_confirmed(context.form)) {
    const auto preview =
        carry_out(context.db, reader, [&] { return operations::preview_sale(operations, sale); });
    return preview ? ask_to_sell(context, place, *offer, sale, *preview, context.form)
                   : refused(preview.error());
  }
  const auto done = carry_out(context.db, reader, [&] { return operations::add_package(operations, sale); });
  if (!done) return refused(done.error());
  const auto name = sale.description.value.value_or(offer->package.description);
  return saved_in_list(
      context, list_path(place.holder.service.id), done->id, Saved::made,
      written_text((place.replaced ? "Pacote trocado: agora " : "Pacote adicionado: ") + name + ".", *done));
}

}  // namespace

http::Response service_package_new(Context& context) {
  const auto place = find_place(context);
  return place ? offer_or_form(context, *place) : failure(context, 404, k_no_service);
}

http::Response service_package_create(Context& context) {
  const auto place = find_place(context);
  return place ? sell(context, *place) : failure(context, 404, k_no_service);
}

http::Response service_package_swap(Context& context) {
  const auto place = find_place_of_sold(context);
  return place ? offer_or_form(context, *place) : failure(context, 404, k_not_on_service);
}

http::Response service_package_swap_save(Context& context) {
  const auto place = find_place_of_sold(context);
  return place ? sell(context, *place) : failure(context, 404, k_not_on_service);
}

}  // namespace web
