#include "operations/customers.h"

#include "storage/customers.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/lines.h"
#include "web/api/shown.h"

namespace web::api {

namespace {

operations::CustomerPut put_of(JsonReader& body) {
  return {.name = body.text("nome_razaosocial"),
          .person_kind = body.text("tipo_pessoa"),
          .document = body.text("cpf_cnpj"),
          .email = body.text("email_principal"),
          .phone = body.text("telefone_primario"),
          .city = body.text("cidade"),
          .state = body.text("uf")};
}

base::Result<operations::Written> write_customer(const operations::Context& context, JsonReader& body,
                                                 std::string_view code) {
  const auto put = put_of(body);
  return carry_out(context.db, body,
                   [&] { return operations::put_customer(context, code, put, operations::Writer::erp); });
}

}  // namespace

http::Response customer_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    const auto& code = context.arg("codigo_cliente");
    expect_same(body, "codigo_cliente", code);
    const auto done = write_customer(operations_context(context), body, code);
    if (!done) return refusal(context.request, done.error());
    const auto customer = storage::find_customer(context.db, context.provider.id, done->id).value();
    return written(*done, [&](JsonWriter& out) {
      out.key("cliente").begin_object();
      write_customer_fields(out, context.provider.zone, customer);
      out.end_object();
    });
  });
}

base::Result<LineDone> customer_line(const operations::Context& context, JsonReader& line) {
  const auto code = required_code(line, "codigo_cliente");
  return line_done(write_customer(context, line, code));
}

}  // namespace web::api
