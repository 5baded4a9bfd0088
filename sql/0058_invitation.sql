-- The link by which a person sets the password without anybody else knowing one: a person has one at most, and it goes with its
-- use, with a newer one and with any other new password.
CREATE TABLE IF NOT EXISTS invitation (
  provider_id INT UNSIGNED NOT NULL,
  user_id INT UNSIGNED NOT NULL,
  token_hash BINARY(32) NOT NULL,                        -- base::token_hash of what stands in the link
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  PRIMARY KEY (provider_id, user_id),
  UNIQUE KEY invitation_token (token_hash),
  KEY invitation_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
