-- Names of parameters are told apart byte by byte: two that differ in case, accents or blanks only are two, which the
-- operations refuse by name instead of the key.
SET @name_of_sold = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'service_package_parameter' AND column_name = 'name'
            AND collation_name = 'utf8mb4_nopad_bin'),
  'DO 0',
  'ALTER TABLE service_package_parameter MODIFY name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL');
PREPARE name_of_sold FROM @name_of_sold;
EXECUTE name_of_sold;
DEALLOCATE PREPARE name_of_sold;
SET @name_of_integration = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'integration_parameter' AND column_name = 'name'
            AND collation_name = 'utf8mb4_nopad_bin'),
  'DO 0',
  'ALTER TABLE integration_parameter MODIFY name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL');
PREPARE name_of_integration FROM @name_of_integration;
EXECUTE name_of_integration;
DEALLOCATE PREPARE name_of_integration;
