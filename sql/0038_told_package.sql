-- How a sold package stood at its platform when its account was last in step with it, and why it is not, if it is not: what
-- its status is derived from (D55). Written by the worker alone.
CREATE TABLE IF NOT EXISTS told_package (
  service_package_id BIGINT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  there TINYINT(1) NOT NULL DEFAULT 0,
  suspended TINYINT(1) NOT NULL DEFAULT 0,
  reason VARCHAR(24) NULL,
  message VARCHAR(500) NULL,
  since DATETIME(3) NOT NULL,
  PRIMARY KEY (service_package_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
