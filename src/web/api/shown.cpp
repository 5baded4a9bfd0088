#include "web/api/shown.h"

namespace web::api {

void write_customer_fields(JsonWriter& out, const base::TimeZone& zone, const storage::Customer& customer) {
  out.field("id_cliente", customer.id).field("codigo_cliente", customer.code);
  out.field("nome_razaosocial", customer.name).field("tipo_pessoa", customer.person_kind);
  out.field("cpf_cnpj", customer.document).field("email_principal", customer.email);
  out.field("telefone_primario", customer.phone).field("cidade", customer.city).field("uf", customer.state);
  out.field("data_cadastro", zone.rfc3339(customer.created_at));
  out.field("data_atualizacao", zone.rfc3339(customer.updated_at));
}

}  // namespace web::api
