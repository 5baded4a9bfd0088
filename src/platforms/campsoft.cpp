#include "domain/credential.h"
#include "platforms/platform.h"

namespace platforms {

const Platform& campsoft() {
  static const Platform k_platform{
      .key = "campsoft",
      .name = "Campsoft",
      .can = {.lists_products = true,
              .lists_accounts = true,
              .suspends = true,
              .swaps = true,
              .changes_email = true,
              .changes_password = true,
              .one_product_per_package = true,
              .implies_single_package = true,
              .needs_email = true,
              .needs_phone = true,
              .needs_document = true},
      .settings = {{.name = "ApiKey", .hint = "Chave da API.", .required = true, .secret = true},
                   {.name = "ApiSecret", .hint = "Senha da API.", .required = true, .secret = true},
                   {.name = "api_url",
                    .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
                    .url = true,
                    .default_value = "https://api2.campsoft.com.br/svas/v1",
                    .aliases = {"apiUrl", "apUrl"}}},
      .package_parameters = {
          {.name = "senha",
           .hint = "Informação que será a senha do cliente na plataforma.",
           .default_value = "cpf_cnpj",
           .choices = domain::credential_source_names()},
          {.name = "id_contrato",
           .hint = "Identificador do contrato na plataforma (contract_identifier); vazio, o ID do serviço.",
           .frozen_once_transmitted = true},
          {.name = "label",
           .hint = "Identificador único do pacote na plataforma; vazio, é gerado pelo sistema.",
           .frozen_once_transmitted = true}}};
  return k_platform;
}

}  // namespace platforms
