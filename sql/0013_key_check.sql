-- What tells the installation's keys from others, without giving them away: a row a key of the key file by its id, and at 0
-- the key that digests of passwords and log-ins hang on (the file's first). Written with the first use of a key; a program
-- whose keys differ does not start.
CREATE TABLE IF NOT EXISTS key_check (
  id TINYINT UNSIGNED NOT NULL,
  value BINARY(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
