#include "platforms/platform.h"

namespace platforms {

const Platform& celetihub() {
  static const Platform k_platform{
      .key = "celetihub",
      .name = "CeletiHub",
      .can = {.lists_products = true, .suspends = true, .changes_email = true, .needs_document = true},
      .settings = {{.name = "access_token",
                    .hint = "Token de acesso fornecido pela plataforma.",
                    .required = true,
                    .secret = true},
                   {.name = "api_url",
                    .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
                    .url = true,
                    .default_value = "https://api.celetihub.com.br/api",
                    .aliases = {"apiUrl", "apUrl"}}}};
  return k_platform;
}

}  // namespace platforms
