-- Customers for the bench, made from numbers so that every answer is known (questions.py says the same in Python).
-- @customers: how many. @provider, @integration; the products P1 … P20, packages K1 … K20 and plan PL are there already,
-- and so are the log-ins in bench_secret. Customer n has service n; every fifth a second one, external id 100000000 + n.
SET @now = '2026-01-01 00:00:00', @open = '9999-12-31', @never = '1970-01-01';
SET @plan = (SELECT id FROM plan WHERE provider_id = @provider AND code = 'PL');
SET @first_product = (SELECT id FROM product WHERE integration_id = @integration AND code = 'P1') - 1;
SET @first_package = (SELECT id FROM package WHERE provider_id = @provider AND code = 'K1') - 1;
SET unique_checks = 0, foreign_key_checks = 0;

INSERT INTO customer (id, provider_id, code, name, city, state, created_at, updated_at)
SELECT n, @provider, n, CONCAT('Cliente ', n), IF(n % 40 = 3, 'Uberaba', CONCAT('Cidade ', n % 800)),
  IF(n % 3 = 0, 'MG', IF(n % 3 = 1, 'SP', NULL)), @now, @now FROM bench_secret WHERE n <= @customers;

-- What search finds them by: a word that all have, and one of their own.
INSERT INTO customer_word (provider_id, word, customer_id) SELECT @provider, 'cliente', id FROM customer WHERE provider_id = @provider;
INSERT INTO customer_word (provider_id, word, customer_id) SELECT @provider, id, id FROM customer WHERE provider_id = @provider;

INSERT INTO customer_service (id, provider_id, external_id, customer_id, plan_id, status_prefix, state, status_at,
  first_enabled_at, over_at, login, password_digest, created_at, updated_at)
SELECT n, @provider, IF(n <= @customers, n, 100000000 + (n - @customers) * 5),
  IF(n <= @customers, n, (n - @customers) * 5), @plan,
  CASE WHEN n > @customers THEN 'servico_habilitado' WHEN n % 50 = 7 THEN 'suspenso_debito'
    WHEN n % 50 = 9 THEN 'cancelado' ELSE 'servico_habilitado' END,
  CASE WHEN n > @customers THEN 1 WHEN n % 50 = 7 THEN 3 WHEN n % 50 = 9 THEN 4 ELSE 1 END,
  @now, @now, IF(n <= @customers AND n % 50 = 9, @now, NULL), CONCAT('login', n), password_digest, @now, @now
FROM bench_secret;

INSERT INTO service_status (service_id, sequence, status_prefix, state, since)
SELECT id, 1, status_prefix, state, @now FROM customer_service WHERE provider_id = @provider;

-- One package a service, of products 1 … 10; three services in ten of customers have one of 11 … 13 besides.
INSERT INTO service_package (provider_id, customer_id, service_id, package_id, integration_id, description, value_cents,
  activated_at, removed_at, removed_by, created_at, updated_at)
SELECT @provider, customer_id, id, @first_package + 1 + customer_id % 10, @integration, 'Pacote', 1990, @now,
  IF(state = 4, @now, NULL), IF(state = 4, 'servico', NULL), @now, @now
FROM customer_service WHERE provider_id = @provider;
INSERT INTO service_package (provider_id, customer_id, service_id, package_id, integration_id, description, value_cents,
  activated_at, removed_at, removed_by, created_at, updated_at)
SELECT @provider, customer_id, id, @first_package + 11 + customer_id % 10, @integration, 'Pacote', 1990, @now,
  IF(state = 4, @now, NULL), IF(state = 4, 'servico', NULL), @now, @now
FROM customer_service WHERE provider_id = @provider AND id <= @customers AND customer_id % 10 < 3;

INSERT INTO account (id, provider_id, integration_id, customer_id, subscriber_id, created_at)
SELECT id, @provider, @integration, id, UNHEX(CONCAT(LEFT(MD5(id), 24), LPAD(HEX(id), 8, '0'))), @now
FROM customer WHERE provider_id = @provider ORDER BY UNHEX(MD5(id));

-- What the recomputation makes of it; the bench has `catraca verify` check that.
INSERT INTO entitlement (subscriber_id, product_id, provider_id, integration_id, customer_id, active_until, partial_until,
  held_until, ended_by)
SELECT a.subscriber_id, @first_product + (sp.package_id - @first_package), @provider, @integration, a.customer_id,
  MAX(IF(cs.state = 1, @open, @never)), MAX(IF(cs.state = 1, @open, @never)),
  MAX(IF(cs.state = 4, @never, @open)), MIN(IF(cs.state = 4, 2, 1))
FROM account a
JOIN service_package sp ON sp.customer_id = a.customer_id
JOIN customer_service cs ON cs.id = sp.service_id
WHERE a.provider_id = @provider
GROUP BY a.subscriber_id, sp.package_id ORDER BY a.subscriber_id;

INSERT INTO credential (integration_id, generation, login_key, service_id, provider_id, customer_id, subscriber_id,
  password_digest)
SELECT @integration, 1, s.login_key, cs.id, @provider, cs.customer_id, a.subscriber_id, s.password_digest
FROM customer_service cs
JOIN bench_secret s ON s.n = cs.id
JOIN account a ON a.id = cs.customer_id
WHERE cs.provider_id = @provider AND cs.state <> 4 ORDER BY s.login_key;

-- The trail of a year: each service's coming, and of every second one a change of status.
INSERT INTO audit (provider_id, at, actor, entity, entity_id, customer_id, action, changes)
SELECT provider_id, UTC_TIMESTAMP(3) - INTERVAL (id * 7919) % 31536000 SECOND, 'token:bench', 'servico', id, customer_id, 'criado',
       CONCAT('[["status_prefixo","","servico_habilitado"],["valor","","R$ 99,90"],["login_autenticacao","","login', id, '"]]')
FROM customer_service WHERE provider_id = @provider;
INSERT INTO audit (provider_id, at, actor, entity, entity_id, customer_id, action, changes)
SELECT provider_id, UTC_TIMESTAMP(3) - INTERVAL (id * 104729) % 31536000 SECOND, 'usuario:Ana <ana@bench.example>', 'servico', id,
       customer_id, 'alterado', '[["status_prefixo","suspenso_debito","servico_habilitado"]]'
FROM customer_service WHERE provider_id = @provider AND id % 2 = 0;

SET unique_checks = 1, foreign_key_checks = 1;
ANALYZE TABLE account, entitlement, credential, customer_service, service_package, audit;
