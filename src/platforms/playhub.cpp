#include "platforms/platform.h"

namespace platforms {

const Platform& playhub() {
  static const Platform k_platform{
      .key = "playhub",
      .name = "PlayHub",
      .can = {.changes_email = true,
              .changes_password = true,
              .needs_email = true,
              .needs_phone = true,
              .needs_document = true},
      .settings = {{.name = "ApiKey", .hint = "Chave da API.", .required = true, .secret = true},
                   {.name = "ApiSecret", .hint = "Senha da API.", .required = true, .secret = true},
                   {.name = "api_url",
                    .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
                    .url = true,
                    .default_value = "https://www.playhub.com.br/API/PlayhubApi/api/v3",
                    .aliases = {"apiUrl", "apUrl"}}}};
  return k_platform;
}

}  // namespace platforms
