-- What the ERP sent last is remembered for every noun (D10, D32), in the record's own row; and the fields whose value here
-- is another one are listed. MySQL has no ADD COLUMN IF NOT EXISTS, and a migration cut off before it was recorded is run
-- again: so it looks first.
SET @add_memory = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'integration' AND column_name = 'erp_sent'),
  'DO 0',
  'ALTER TABLE integration ADD COLUMN erp_sent MEDIUMTEXT NULL');
PREPARE add_memory FROM @add_memory;
EXECUTE add_memory;
DEALLOCATE PREPARE add_memory;
SET @add_memory = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'product' AND column_name = 'erp_sent'),
  'DO 0',
  'ALTER TABLE product ADD COLUMN erp_sent MEDIUMTEXT NULL');
PREPARE add_memory FROM @add_memory;
EXECUTE add_memory;
DEALLOCATE PREPARE add_memory;
SET @add_memory = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'package' AND column_name = 'erp_sent'),
  'DO 0',
  'ALTER TABLE package ADD COLUMN erp_sent MEDIUMTEXT NULL');
PREPARE add_memory FROM @add_memory;
EXECUTE add_memory;
DEALLOCATE PREPARE add_memory;
SET @add_memory = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'plan' AND column_name = 'erp_sent'),
  'DO 0',
  'ALTER TABLE plan ADD COLUMN erp_sent MEDIUMTEXT NULL');
PREPARE add_memory FROM @add_memory;
EXECUTE add_memory;
DEALLOCATE PREPARE add_memory;
SET @add_memory = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'service_package' AND column_name = 'erp_sent'),
  'DO 0',
  'ALTER TABLE service_package ADD COLUMN erp_sent MEDIUMTEXT NULL');
PREPARE add_memory FROM @add_memory;
EXECUTE add_memory;
DEALLOCATE PREPARE add_memory;

CREATE TABLE IF NOT EXISTS feed_difference (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  entity VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- as the audit names it
  record_id BIGINT UNSIGNED NOT NULL,
  field VARCHAR(120) NOT NULL,                                       -- wire name
  since DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY feed_difference_field (provider_id, entity, record_id, field),
  KEY feed_difference_newest (provider_id, id),
  KEY feed_difference_of_entity (provider_id, entity, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
