-- Who is logged in to the app, and what was sent to whom.

-- A token of the app: shown once, kept as a hash. It ends some time after its last use, with its credential or that one's
-- password, at its subscriber's wish, and when too many newer ones have come (D65).
CREATE TABLE IF NOT EXISTS osm_app_token (
  token_hash BINARY(32) NOT NULL,                        -- base::token_hash
  provider_id INT UNSIGNED NOT NULL,
  subscriber_id BIGINT UNSIGNED NOT NULL,
  credential_id BIGINT UNSIGNED NOT NULL,
  app_name VARCHAR(60) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  used_at DATETIME(3) NOT NULL,
  PRIMARY KEY (token_hash),
  KEY osm_app_token_subscriber (subscriber_id, created_at),
  KEY osm_app_token_used (used_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS osm_notification (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  title VARCHAR(120) NOT NULL,
  text VARCHAR(1000) NOT NULL,
  image VARCHAR(500) NULL,                               -- its address
  link VARCHAR(500) NULL,
  sent_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY osm_notification_provider (provider_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- A notification in the inbox of a subscriber, once.
CREATE TABLE IF NOT EXISTS osm_inbox (
  subscriber_id BIGINT UNSIGNED NOT NULL,
  notification_id BIGINT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  read_at DATETIME(3) NULL,                              -- NULL: not yet
  PRIMARY KEY (subscriber_id, notification_id),
  KEY osm_inbox_notification (notification_id, read_at)
) ENGINE=InnoDB;
