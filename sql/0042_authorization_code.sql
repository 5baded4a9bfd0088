-- A code that a platform brings to our callback URL, and for which it gives a token (D59). It counts once, within ten minutes
-- of `work` asking for it: asked_at NULL: nobody asks; code_sealed NULL: none was brought, or it was used.
CREATE TABLE IF NOT EXISTS authorization_code (
  integration_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  asked_at DATETIME(3) NULL,
  code_sealed VARBINARY(4096) NULL,
  PRIMARY KEY (integration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
