-- What held of a sold package until a day (D39): its value, its limit, whose it was and whether it was there. What holds
-- since the last of these days stands in service_package itself, so that a package nobody has changed has no row here, and
-- what is there today is taken to have held since its sale.
CREATE TABLE IF NOT EXISTS service_package_term (
  service_package_id BIGINT UNSIGNED NOT NULL,
  until_on DATE NOT NULL,                                -- from this day on something else held, provider's time
  provider_id INT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  service_id BIGINT UNSIGNED NOT NULL,
  value_cents BIGINT NOT NULL,
  limit_on DATE NULL,                                    -- data_limite as it was
  removed_on DATE NULL,                                  -- the day it had been taken off, itself not charged
  PRIMARY KEY (service_package_id, until_on),
  KEY service_package_term_customer (customer_id, until_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
