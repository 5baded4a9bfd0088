-- *Liberar até* (D41): until it ends, a suspension of the service counts as enabled. Rows stay: charges of past days ask
-- for them. At most one of a service has no end yet (ended_at); it may have ended by its date.
CREATE TABLE IF NOT EXISTS courtesy (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  service_id BIGINT UNSIGNED NOT NULL,
  since DATETIME(3) NOT NULL,
  ends_on DATE NOT NULL,                                 -- ends at 00:00 of it, provider's time: the day behind the last one
  reason VARCHAR(255) NOT NULL,
  author VARCHAR(255) NOT NULL,                          -- as in the audit trail
  free_of_charge TINYINT(1) NOT NULL,                    -- isenta_cobranca
  ended_at DATETIME(3) NULL,                             -- taken back, replaced, or ended with its service
  PRIMARY KEY (id),
  KEY courtesy_service (service_id, ended_at),
  KEY courtesy_end (provider_id, ends_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
