-- What the app of a subscriber shows: channels, which plans have them and in what order.

CREATE TABLE IF NOT EXISTS osm_category (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  name VARCHAR(120) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY osm_category_name (provider_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS osm_channel (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  number INT UNSIGNED NOT NULL,                          -- as on the remote control
  name VARCHAR(120) NOT NULL,
  category_id INT UNSIGNED NULL,
  image VARCHAR(500) NULL,                               -- its address
  active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY osm_channel_number (provider_id, number),
  KEY osm_channel_category (category_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS osm_plan_channel (
  plan_id INT UNSIGNED NOT NULL,
  channel_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  place INT UNSIGNED NOT NULL,
  PRIMARY KEY (plan_id, channel_id),
  KEY osm_plan_channel_channel (channel_id)
) ENGINE=InnoDB;
