-- Customers of a city whatever the state: the filter had no index of its own.
SET @add_key = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'customer' AND index_name = 'customer_city_alone'),
  'DO 0',
  'ALTER TABLE customer ADD KEY customer_city_alone (provider_id, city)');
PREPARE add_key FROM @add_key;
EXECUTE add_key;
DEALLOCATE PREPARE add_key;
