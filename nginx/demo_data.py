#!/usr/bin/env python3
"""Writes a provider's registry as the ERP would send it: lines for POST /api/v1/integracao/lote.

nginx/demo_data.py PROVIDER CUSTOMERS TODAY [PLATFORMS]   PROVIDER is demo or outro, TODAY is YYYY-MM-DD, PLATFORMS a file that
says where the doubles of active platforms are (tests/platforms/doubles/all.py); the same arguments give the same lines. Nobody in it exists: names are drawn from lists, CPFs and CNPJs only have digits that fit.
"""
import datetime
import json
import random
import sys

FIRST = """Ana Maria João José Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael Francisca Antônia
Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Camila Amanda Bruna Jéssica Letícia Júlia Luciana Vanessa Mariana
Daniel Marcelo Bruno Eduardo Felipe Raimundo Rodrigo Manoel Mateus André Fernando Fábio Leonardo Gustavo Guilherme Leandro
Tiago Anderson Ricardo Márcio Jorge Sebastião Alexandre Roberto Edson Diego Vítor Sérgio Cláudio Matheus Thiago Geraldo
Adriano Luciano Júlio Renato Alex Vinícius Rogério Samuel Ronaldo Mário Flávio Igor Douglas Davi Jeferson Cícero Miguel
Robson Mauro Danilo Henrique Caio Reginaldo Joaquim Benedito Gilberto Marco Alan Nelson Cristiano Elias Wilson Valdir Tereza
Rosângela Sônia Cláudia Vera Luíza Helena Beatriz Larissa Isabela Heloísa Cecília Conceição""".split()
LAST = """Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho Almeida Lopes
Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso Ramos
Gonçalves Santana Teixeira Araújo Pinto Cavalcanti Moura Campos Batista Monteiro Duarte Barros Correia Farias Pires Azevedo
Melo Castro Cunha Reis Brito Xavier Macedo Queiroz Siqueira Guimarães Sá Assunção Conceição""".split()
COMPANY = ["Padaria", "Mercado", "Auto Peças", "Farmácia", "Pousada", "Restaurante", "Escola", "Clínica", "Oficina",
           "Papelaria", "Academia", "Pet Shop", "Ótica", "Floricultura"]
CITIES = [("Uberlândia", "MG", "34"), ("Patos de Minas", "MG", "34"), ("São João del-Rei", "MG", "32"),
          ("Juiz de Fora", "MG", "32"), ("Ribeirão Preto", "SP", "16"), ("São Carlos", "SP", "16"),
          ("Jundiaí", "SP", "11"), ("Nova Iguaçu", "RJ", "21"), ("Maringá", "PR", "44"), ("Chapecó", "SC", "49"),
          ("Caruaru", "PE", "81"), ("Juazeiro do Norte", "CE", "88"), ("Imperatriz", "MA", "99"),
          ("Ji-Paraná", "RO", "69"), ("Goiânia", "GO", "62"), ("Feira de Santana", "BA", "75")]
STREETS = ["Rua das Acácias", "Avenida Brasil", "Rua Sete de Setembro", "Rua São José", "Travessa do Comércio",
           "Avenida Getúlio Vargas", "Rua XV de Novembro", "Alameda dos Ipês", "Rua Dom Pedro II", "Rua da Estação"]
DISTRICTS = ["Centro", "Jardim América", "Vila Nova", "São Francisco", "Santa Mônica", "Boa Vista", "Industrial", "Martins"]

PRODUCTS = {
    "neo": [("PLANO_BASICO", "Plano Básico"), ("PLANO_FAMILIA", "Plano Família"), ("ESPORTES", "Esportes"),
            ("CINEMA", "Cinema"), ("INFANTIL", "Infantil")],
    "neo-clube": [("CLUBE_RADIO", "Rádios"), ("CLUBE_REVISTAS", "Revistas")],
}
# code, description, cents, class, platform, products
PACKAGES = [
    ("tv-basico", "TV Básico", 1990, "SVA", "neo", ["PLANO_BASICO"]),
    ("tv-familia", "TV Família", 3490, "SVA", "neo", ["PLANO_BASICO", "PLANO_FAMILIA"]),
    ("tv-esportes", "TV Esportes", 2490, "SVA", "neo", ["ESPORTES"]),
    ("tv-cinema", "TV Cinema", 1490, "SVA", "neo", ["CINEMA"]),
    ("tv-infantil", "TV Infantil", 990, "SVA", "neo", ["INFANTIL"]),
    ("clube", "Clube de Vantagens", 590, "SVA", "neo-clube", ["CLUBE_RADIO", "CLUBE_REVISTAS"]),
    ("camera", "1 CAMERA", 3000, "SCM", None, []),
]
# code, description, cents, technology, down, up, locked, packages: (code, required, trial days)
PLANS = [
    ("fibra-300", "Fibra 300", 8990, "FIBRA", 300_000, 150_000, False, [("tv-basico", False, None)]),
    ("fibra-500", "Fibra 500", 10990, "FIBRA", 500_000, 250_000, False,
     [("tv-basico", True, None), ("tv-infantil", False, 15)]),
    ("fibra-1000", "Fibra 1 Giga", 14990, "FIBRA", 1_000_000, 500_000, False,
     [("tv-familia", True, None), ("tv-esportes", False, None), ("clube", False, None)]),
    ("radio-20", "Rádio 20", 6990, "RÁDIO", 20_000, 5_000, True, []),
]
# Of active platforms: gateway, description, product, its name, package, its description, cents.
ACTIVE = [
    ("nxplay", "NX Play", "SEAC", "SEAC", "nx-play", "NX Play", 2990),
    ("click_sistemas", "Saber Mais", "7", "Saber Mais", "saber-mais", "Saber Mais", 1490),
    ("campsoft", "Campsoft", "CLUBE", "Clube do Livro", "clube-livro", "Clube do Livro", 990),
    ("outros", "Webhook de terceiros", "GERAL", "Produto genérico", "terceiros", "Serviço de terceiros", 790),
    ("watch_brasil", "Watch Brasil", "3001", "Watch Essencial", "watch", "Watch Essencial", 1990),
    ("playhub", "PlayHub", "DEEZER", "Deezer", "deezer", "Deezer", 1290),
    ("celetihub", "CeletiHub", "25", "Paramount+", "paramount", "Paramount+", 1890),
]
# What becomes of a service once it has been enabled; the rest stays enabled.
FATES = [("suspenso_debito", 0.07), ("suspenso_pedido_cliente", 0.01), ("suspenso_parcialmente", 0.01),
         ("bloqueio_temporario", 0.005), ("cancelado", 0.06)]


def money(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def check_digit(digits, weights):
    rest = sum(d * w for d, w in zip(digits, weights)) % 11
    return 0 if rest < 2 else 11 - rest


def cpf(rng):
    digits = [rng.randrange(10) for _ in range(9)]
    digits.append(check_digit(digits, range(10, 1, -1)))
    digits.append(check_digit(digits, range(11, 1, -1)))
    return "".join(map(str, digits))


def cnpj(rng):
    """Letters are worth their ASCII code less 48, as in the rule of 2026."""
    alphabet = "0123456789ABCDEFGHJKLMNPRSTVWXYZ" if rng.random() < 0.2 else "0123456789"
    text = "".join(rng.choice(alphabet) for _ in range(8)) + "0001"
    values = [ord(c) - 48 for c in text]
    values.append(check_digit(values, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))
    values.append(check_digit(values, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))
    return text + str(values[12]) + str(values[13])


def plain(text):
    return text.lower().translate(str.maketrans("áâãàéêíóôõúüç", "aaaaeeiooouuc")).replace(" ", ".")


def catalogue(integrations):
    for code, description, user_field in integrations:
        yield {"tipo": "plataforma", "codigo": code, "gateway": "neo", "descricao": description, "habilitar_suspender": True,
               "ativo": True, "parametros": {"usuario": user_field}}
        for product, name in PRODUCTS[code]:
            yield {"tipo": "produto", "plataforma": code, "codigo": product, "nome": name, "ativo": True}
    known = {code for code, _, _ in integrations} | {None}
    sold = [row for row in PACKAGES if row[4] in known]
    for code, description, cents, kind, platform, products in sold:
        yield {"tipo": "pacote_catalogo", "codigo": code, "descricao": description, "valor": money(cents), "ativo": True,
               "classe_regulatoria": kind, "plataforma": platform, "produtos": products,
               "composicao": [{"descricao": description, "tipo": kind, "valor": money(cents)}]}
    codes = {row[0] for row in sold}
    for code, description, cents, technology, down, up, locked, packages in PLANS:
        yield {"tipo": "plano", "codigo": code, "descricao": description, "valor": money(cents), "tecnologia": technology,
               "download_kbps": down, "upload_kbps": up, "controlar_banda": True, "travar_pacotes": locked, "ativo": True,
               "pacotes": [{"codigo": package, "obrigatorio": required, "degustacao_dias": days}
                           for package, required, days in packages if package in codes]}


def active_platforms(places):
    """The integrations of a file's platforms, a product and a package of each."""
    for gateway, description, product, name, package, title, cents in ACTIVE:
        if gateway not in places:
            continue
        yield {"tipo": "plataforma", "codigo": gateway, "gateway": gateway, "descricao": description,
               "habilitar_suspender": True, "ativo": True, "parametros": places[gateway]["parametros"]}
        yield {"tipo": "produto", "plataforma": gateway, "codigo": product, "nome": name, "ativo": True}
        yield {"tipo": "pacote_catalogo", "codigo": package, "descricao": title, "valor": money(cents), "ativo": True,
               "classe_regulatoria": "SVA", "plataforma": gateway, "produtos": [product],
               "composicao": [{"descricao": title, "tipo": "SVA", "valor": money(cents)}]}


def subscribers(places):
    """Maria, Pedro and Rosa have all of them; João too, who was suspended before any platform heard of him."""
    for number in (1, 2, 4, 5):
        for gateway, _, _, _, package, _, _ in ACTIVE:
            if gateway in places:
                yield {"tipo": "pacote", "chave": f"{package}-{number}", "id_cliente_servico": number, "codigo": package}


def customer(rng, number):
    city, state, area = rng.choice(CITIES)
    first, last = rng.choice(FIRST), rng.sample(LAST, 2)
    name, document, kind = f"{first} {last[0]} {last[1]}", cpf(rng), "pf"
    if rng.random() < 0.06:
        name, document, kind = f"{rng.choice(COMPANY)} {last[0]} Ltda", cnpj(rng), "pj"
    line = {"tipo": "cliente", "codigo_cliente": str(number), "nome_razaosocial": name, "tipo_pessoa": kind,
            "cpf_cnpj": document, "email_principal": f"{plain(first)}.{plain(last[0])}{number}@exemplo.com.br",
            "telefone_primario": f"{area}9{rng.randrange(10**8):08d}", "cidade": city, "uf": state}
    if rng.random() < 0.04:
        del line["email_principal"]
    return line


def service(rng, number, of, today):
    age = datetime.timedelta(days=int(rng.expovariate(1 / 500)) + 1)
    sold = max(today - age, today - datetime.timedelta(days=2500))
    plan = rng.choices([row[0] for row in PLANS], weights=[40, 35, 15, 10])[0]
    return {"tipo": "cliente_servico", "id_cliente_servico": number, "codigo_cliente": of["codigo_cliente"], "plano": plan,
            "status_prefixo": "servico_habilitado", "login_autenticacao": f"{plain(of['nome_razaosocial'].split()[0])}{number}",
            "senha_autenticacao": f"{rng.randrange(10**8):08d}", "data_venda": sold.isoformat(),
            "data_habilitacao": sold.isoformat() + "T10:00:00-03:00", "vencimento": rng.choice([5, 10, 15, 20, 25]),
            "data_cadastro": sold.isoformat() + "T09:30:00-03:00", "tipo_cobranca": "Mensalidade (postecipada)",
            "forma_cobranca": "Boleto", "status_contrato": "Em Vigência",
            "data_fim_contrato": (today + datetime.timedelta(days=365) - age % datetime.timedelta(days=365)).isoformat(),
            "endereco": {"logradouro": rng.choice(STREETS), "numero": str(rng.randrange(1, 3000)),
                         "bairro": rng.choice(DISTRICTS), "cidade": of["cidade"], "uf": of["uf"],
                         "cep": f"{rng.randrange(10**7, 10**8):08d}"}}


def fate(rng):
    draw = rng.random()
    for status, share in FATES:
        draw -= share
        if draw < 0:
            return status
    return None


def registry(rng, customers, today):
    next_service = 5001
    for number in range(1001, 1001 + customers):
        person = customer(rng, number)
        yield person
        for _ in range(2 if rng.random() < 0.12 else 1):
            line = service(rng, next_service, person, today)
            if rng.random() < 0.02:
                line["status_prefixo"] = "aguardando_instalacao"
            yield line
            locked = line["plano"] == "radio-20"
            if not locked and rng.random() < 0.15:
                yield {"tipo": "pacote", "chave": f"venda-{next_service}", "id_cliente_servico": next_service,
                       "codigo": rng.choice(["tv-cinema", "camera"])}
            status = fate(rng) if line["status_prefixo"] == "servico_habilitado" else None
            if status:
                yield {"tipo": "status", "id_cliente_servico": next_service, "status_prefixo": status}
            next_service += 1


def known_people(today):
    """The cases the README and the demo speak of, a customer each."""
    since = (today - datetime.timedelta(days=200)).isoformat()

    def one(number, name, document, plan, login, **more):
        yield {"tipo": "cliente", "codigo_cliente": str(number), "nome_razaosocial": name, "tipo_pessoa": "pf",
               "cpf_cnpj": document, "email_principal": f"{login}@exemplo.com.br", "telefone_primario": "34999990001",
               "cidade": "Uberlândia", "uf": "MG"}
        yield {"tipo": "cliente_servico", "id_cliente_servico": number, "codigo_cliente": str(number), "plano": plan,
               "status_prefixo": "servico_habilitado", "login_autenticacao": login, "senha_autenticacao": "catraca-2026",
               "data_venda": since, "data_habilitacao": since + "T10:00:00-03:00", "vencimento": 10,
               "data_cadastro": since + "T09:30:00-03:00", "forma_cobranca": "Boleto", "status_contrato": "Em Vigência",
               "tipo_cobranca": "Mensalidade (postecipada)",
               "data_fim_contrato": (today + datetime.timedelta(days=165)).isoformat(),
               "endereco": {"logradouro": "Rua das Acácias", "numero": "23", "bairro": "Centro", "cidade": "Uberlândia",
                            "uf": "MG", "cep": "38400000"}, **more}

    yield from one(1, "Maria das Dores Silva", "52998224725", "fibra-500", "maria.silva")
    yield from one(2, "João Suspenso da Costa", "11144477735", "fibra-500", "joao.costa")
    yield {"tipo": "status", "id_cliente_servico": 2, "status_prefixo": "suspenso_debito"}
    yield from one(3, "Antônia Cancelada Lima", "39053344705", "fibra-500", "antonia.lima")
    yield {"tipo": "status", "id_cliente_servico": 3, "status_prefixo": "cancelado"}
    next_week = (today + datetime.timedelta(days=7)).isoformat()
    for number, name, document, login in ((4, "Pedro Degustador Rocha", "15350946056", "pedro.rocha"),
                                          (5, "Rosa Vencida Martins", "86288366757", "rosa.martins")):
        yield from one(number, name, document, "fibra-300", login)
        yield {"tipo": "pacote", "chave": f"venda-{number}", "id_cliente_servico": number, "codigo": "tv-cinema",
               "data_limite": next_week}
    yield from one(6, "Célia Liberada Nunes", "71230459804", "fibra-500", "celia.nunes")
    yield {"tipo": "status", "id_cliente_servico": 6, "status_prefixo": "suspenso_debito"}


def main():
    provider, customers = sys.argv[1], int(sys.argv[2])
    today = datetime.date.fromisoformat(sys.argv[3])
    rng = random.Random(f"catraca {provider}")
    integrations = [("neo", "NEO TV", "login_autenticacao")]
    if provider == "demo":
        integrations.append(("neo-clube", "NEO Clube", "cpf_cnpj"))
    places = {}
    if len(sys.argv) > 4:
        with open(sys.argv[4], encoding="utf-8") as file:
            places = json.load(file)
    for lines in (catalogue(integrations), active_platforms(places), known_people(today), subscribers(places),
                  registry(rng, customers, today)):
        for line in lines:
            print(json.dumps(line, ensure_ascii=False))


main()
