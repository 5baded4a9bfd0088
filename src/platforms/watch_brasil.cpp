#include "platforms/platform.h"

namespace platforms {

const Platform& watch_brasil() {
  static const Platform k_platform{
      .key = "watch_brasil",
      .name = "Watch Brasil",
      .can = {.lists_products = true,
              .lists_accounts = true,
              .suspends = true,
              .changes_email = true,
              .needs_email = true,
              .needs_phone = true},
      .settings = {
          {.name = "id_projeto", .hint = "Identificador do projeto na plataforma.", .required = true},
          {.name = "client_id", .hint = "Identificador do cliente OAuth.", .required = true},
          {.name = "client_secret", .hint = "Senha do cliente OAuth.", .required = true, .secret = true},
          {.name = "api_url",
           .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
           .url = true,
           .default_value = "https://apiweb.watch.tv.br",
           .aliases = {"apiUrl", "apUrl"}}}};
  return k_platform;
}

}  // namespace platforms
