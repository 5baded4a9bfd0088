#include "web/answers.h"

#include "web/api/envelope.h"
#include "web/page.h"

namespace web {

namespace {

struct Explanation {
  int status = 500;
  std::string_view code = {};  ///< for programs
  std::string_view title = {};
  std::string_view next_step = {};
};

constexpr Explanation k_explanations[] = {
    {400, "malformado", "Requisição malformada", "Volte à página anterior e tente de novo."},
    {401, "nao_autenticado", "Acesso não identificado", "Entre com seu e-mail e sua senha."},
    {403, "sem_permissao", "Acesso negado",
     "Se você precisa desta página, peça a permissão a um administrador do provedor."},
    {404, "nao_encontrado", "Página não encontrada", "Confira o endereço ou volte ao início."},
    {405, "metodo_nao_permitido", "Ação não permitida", "Volte à página anterior e use os botões da tela."},
    {408, "devagar_demais", "Envio devagar demais", "Envie de novo por uma conexão mais rápida."},
    {409, "ja_feito", "Já foi feito", "Confira o resultado antes de tentar de novo."},
    {413, "corpo_grande_demais", "Conteúdo grande demais", "Envie menos dados de cada vez."},
    {415, "conteudo_comprimido", "Conteúdo comprimido", "Envie o conteúdo sem compressão."},
    {422, "campos_invalidos", "Não foi entendido", "Volte e corrija o campo."},
    {429, "limite_excedido", "Muitas tentativas", "Aguarde um pouco e tente de novo."},
    {431, "cabecalhos_grandes_demais", "Cabeçalhos grandes demais",
     "Apague os cookies deste endereço e tente de novo."},
    {500, "erro_interno", "Não foi possível concluir",
     "Tente de novo; se persistir, informe o código abaixo ao suporte."},
    {503, "indisponivel", "Serviço temporariamente indisponível", "Tente de novo em alguns segundos."},
};

const Explanation& explanation_of(int status) {
  for (const auto& explanation : k_explanations)
    if (explanation.status == status) return explanation;
  return explanation_of(500);
}

http::Response envelope(const Context& context, const Explanation& known, std::string_view message) {
  auto text = std::string(message.empty() ? known.title : message);
  if (!text.ends_with('.')) text += '.';
  auto response =
      api::refusal(context.request, {.message = std::move(text), .code = std::string(known.code)});
  response.status = known.status;
  return response;
}

http::Response error_page(const Context& context, const Explanation& known, std::string_view message) {
  const auto fill = [&](View& body) {
    body.set_or_hide("MESSAGE", message)
        .set("NEXT_STEP", known.next_step)
        .set("REQUEST_ID", context.request.request_id);
  };
  if (!context.user) return bare_page(context, "error.html", known.title, known.status, fill);
  Page page(context, "error.html", std::string(known.title));
  fill(page.body());
  return page.answer(known.status);
}

}  // namespace

http::Response html(std::string body, int status) {
  http::Response response{.status = status, .body = std::move(body)};
  return response.with("Content-Type", "text/html; charset=utf-8");
}

http::Response redirect(std::string location) {
  return http::Response{.status = 303}.with("Location", std::move(location));
}

bool is_api(std::string_view path) {
  const auto is_below = [&](std::string_view root) {
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
  };
  return is_below("/api") || is_below("/osm/api");
}

http::Response failure(const Context& context, int status, std::string_view message) {
  const auto& known = explanation_of(status);
  if (!is_api(context.request.path)) return error_page(context, known, message);
  return envelope(context, known, message);
}

}  // namespace web
