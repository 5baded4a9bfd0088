-- Ranges of the audit trail that are closed, each under a keyed hash of its lines and of the seal before it: a line changed, removed
-- or slipped in afterwards is found by `catraca verify`. Whoever has the database but not the key file cannot make a seal.
CREATE TABLE IF NOT EXISTS audit_seal (
  previous_id BIGINT UNSIGNED NOT NULL,                  -- the last line of the seal before, 0: none; of two workers one goes on
  last_id BIGINT UNSIGNED NOT NULL,
  line_count INT UNSIGNED NOT NULL,
  mac BINARY(32) NOT NULL,
  sealed_at DATETIME(3) NOT NULL,
  PRIMARY KEY (previous_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
