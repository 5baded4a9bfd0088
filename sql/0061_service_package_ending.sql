-- What of a provider's ends soon, in the order of its day: without it everybody's was read.
SET @add_key = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'service_package' AND index_name = 'service_package_ending'),
  'DO 0',
  'ALTER TABLE service_package ADD KEY service_package_ending (provider_id, removed_at, limit_on)');
PREPARE add_key FROM @add_key;
EXECUTE add_key;
DEALLOCATE PREPARE add_key;
