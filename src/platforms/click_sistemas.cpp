#include "platforms/platform.h"

namespace platforms {

const Platform& click_sistemas() {
  static const Platform k_platform{
      .key = "click_sistemas",
      .name = "Click Sistemas (Saber Mais)",
      .can = {.lists_products = true,
              .suspends = true,
              .swaps = true,
              .changes_email = true,
              .changes_password = true,
              .one_product_per_package = true},
      .settings = {
          {.name = "token", .hint = "Token fornecido pela plataforma.", .required = true, .secret = true},
          {.name = "api_url",
           .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
           .url = true,
           .default_value = "https://api.sabermais.clicksistemas.com.br/v1",
           .aliases = {"apiUrl", "apUrl"}}}};
  return k_platform;
}

}  // namespace platforms
