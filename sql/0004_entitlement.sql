-- The two computed tables and what hangs on them (SPEC §2). Written only by the recomputation, in the transaction of the
-- cause; `catraca verify` recomputes them and reports drift.

-- A customer on a platform. subscriber_id: 128 random bits, stable for the life of the customer.
CREATE TABLE IF NOT EXISTS account (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  subscriber_id BINARY(16) NOT NULL,
  status VARCHAR(24) NOT NULL,                           -- D17
  status_at DATETIME(3) NOT NULL,
  status_message VARCHAR(255) NULL,
  external_id VARCHAR(190) NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY account_customer (integration_id, customer_id),
  UNIQUE KEY account_subscriber (subscriber_id),
  KEY account_of_customer (customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Union of all justifications of (account, product). Times never NULL; 9999-12-31 = open, 1970-01-01 = never or over.
CREATE TABLE IF NOT EXISTS entitlement (
  subscriber_id BINARY(16) NOT NULL,
  product_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  active_until DATETIME(3) NOT NULL,                     -- latest end on an enabled service
  partial_until DATETIME(3) NOT NULL,                    -- … partially suspended ones included
  held_until DATETIME(3) NOT NULL,                       -- … suspended ones included
  ended_by TINYINT UNSIGNED NOT NULL,                    -- domain::EndedBy: 1 limit, 2 service
  PRIMARY KEY (subscriber_id, product_id),
  KEY entitlement_customer (customer_id),
  KEY entitlement_product (product_id)
) ENGINE=InnoDB;

-- Where a log-in is found. login_key = Keyring::login_key of the normalised login; not unique: conflicts are seen (D7).
CREATE TABLE IF NOT EXISTS credential (
  integration_id INT UNSIGNED NOT NULL,
  generation INT UNSIGNED NOT NULL,
  login_key BINARY(16) NOT NULL,
  service_id BIGINT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  subscriber_id BINARY(16) NOT NULL,
  password_digest BINARY(32) NOT NULL,                   -- Keyring::password_digest(service_id, …)
  PRIMARY KEY (integration_id, generation, login_key, service_id),
  KEY credential_customer (customer_id)
) ENGINE=InnoDB;

-- Background work: mass recomputation, new credential generations, bulk jobs. Claimed by conditional update with a lease.
CREATE TABLE IF NOT EXISTS job (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  kind VARCHAR(40) NOT NULL,
  subject_id BIGINT UNSIGNED NOT NULL,                   -- package, integration, plan: what it is about
  payload MEDIUMTEXT NOT NULL,                           -- JSON
  status VARCHAR(16) NOT NULL,                           -- pendente | executando | concluido | falhou
  position BIGINT UNSIGNED NOT NULL DEFAULT 0,           -- the last customer done: where to go on
  done INT UNSIGNED NOT NULL DEFAULT 0,
  total INT UNSIGNED NOT NULL DEFAULT 0,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  lease BINARY(16) NULL,
  lease_until DATETIME(3) NULL,
  not_before DATETIME(3) NOT NULL,
  message VARCHAR(500) NULL,
  created_by VARCHAR(190) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  finished_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  KEY job_due (status, not_before),
  KEY job_subject (provider_id, kind, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
