-- What validation answered (R27). Rows may be sampled (weight > 1); the counts are exact.

CREATE TABLE IF NOT EXISTS decision (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  at DATETIME(3) NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  subscriber_id BINARY(16) NULL,
  product VARBINARY(64) NULL,
  question VARCHAR(12) NOT NULL,                         -- existencia | produto | lista
  reason VARCHAR(32) NOT NULL,                           -- "liberado", or why not
  latency_us INT UNSIGNED NOT NULL,
  weight INT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  KEY decision_provider (provider_id, id),
  KEY decision_subscriber (subscriber_id, id),
  KEY decision_age (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS decision_count (
  minute DATETIME NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  question VARCHAR(12) NOT NULL,
  reason VARCHAR(32) NOT NULL,
  product_id INT UNSIGNED NOT NULL,                      -- 0 where the question has none of ours
  decisions BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (provider_id, minute, integration_id, question, reason, product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- One login, two customers (R29): denied, and listed for a person.
CREATE TABLE IF NOT EXISTS login_conflict (
  integration_id INT UNSIGNED NOT NULL,
  login_key BINARY(16) NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  first_at DATETIME(3) NOT NULL,
  last_at DATETIME(3) NOT NULL,
  times BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (integration_id, login_key),
  KEY login_conflict_provider (provider_id, last_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
