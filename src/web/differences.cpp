#include "web/differences.h"

#include <algorithm>

#include "base/documents.h"
#include "web/audit_words.h"
#include "web/edit.h"
#include "web/page.h"

namespace web {

namespace {

std::string said(const std::string& field, const std::string& words) {
  if (words.empty()) return "em branco";
  return field == "cpf_cnpj" ? base::document_masked(words) : words;
}

}  // namespace

ShownDifference shown_difference(domain::Entity entity, const operations::Difference& difference) {
  ShownDifference shown{.field = difference.field, .label = field_label(difference.field)};
  shown.back = "Voltar ao do ERP";
  if (!difference.secret) {
    shown.sent = said(difference.field, difference.sent);
    shown.stands = said(difference.field, difference.stands);
    return shown;
  }
  shown.sent = "outra senha";
  shown.stands = "definida aqui";
  if (entity == domain::Entity::integration) shown.back = "Aceitar a próxima do ERP";
  return shown;
}

std::string edit_path(domain::Entity entity, std::uint64_t id, std::uint64_t parent) {
  const auto own = std::to_string(id);
  const auto above = std::to_string(parent);
  switch (entity) {
    case domain::Entity::customer:
      return "/clientes/" + own + "/editar";
    case domain::Entity::service_package:
      return "/servicos/" + above + "/pacotes/" + own + "/editar";
    case domain::Entity::product:
      return "/plataformas/" + above + "/produtos/" + own;
    default:
      return std::string(domain::words_of(entity).root) + own;
  }
}

std::string restore_path(domain::Entity entity, std::uint64_t id) {
  return "/diferem-do-erp/" + std::string(domain::words_of(entity).name) + "/" + std::to_string(id);
}

EditedDifferences differences_at(const Context& context) {
  const auto record = record_named(context);
  if (!record.entity) return {};
  const auto entity = *record.entity;
  const auto* noun = operations::find_fed_noun(entity);
  if (noun == nullptr || edit_path(entity, record.id, context.id()) != context.request.path) return {};
  const auto found = noun->differences(context.operations(), record.id);
  EditedDifferences edited;
  if (!found || found->fields.empty()) return edited;
  if (may_use(context, http::Method::post, context.request.path))
    edited.restore = restore_path(entity, record.id);
  for (const auto& field : found->fields) edited.fields.push_back(shown_difference(entity, field));
  return edited;
}

}  // namespace web
