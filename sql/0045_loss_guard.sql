-- The guard against mass loss (D70). What an account is about to lose on its platform: why, since when it is known, and how
-- that stands (domain::LossStand: 0 nothing, 1 waits, 2 held, 3 let go by the guard, 4 let go by a person). live = 1: something
-- stands there.
SET @add_losses = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'account' AND column_name = 'loss_stand'),
  'DO 0',
  'ALTER TABLE account
     ADD COLUMN live TINYINT(1) NOT NULL DEFAULT 0,
     ADD COLUMN loss_stand TINYINT UNSIGNED NOT NULL DEFAULT 0,
     ADD COLUMN loss_cause VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,
     ADD COLUMN loss_since DATETIME(3) NULL,
     ADD KEY account_live (provider_id, integration_id, live, loss_since, due_at),
     ADD KEY account_losses (provider_id, integration_id, loss_stand, loss_cause)');
PREPARE add_losses FROM @add_losses;
EXECUTE add_losses;
DEALLOCATE PREPARE add_losses;
UPDATE account a SET a.live = 1
WHERE a.live = 0 AND EXISTS (SELECT 1 FROM account_object o WHERE o.account_id = a.id AND o.attributes IS NOT NULL);
-- An integration's guard: its row is the lock under which losses are counted and decided. shut_at: losses are held since then;
-- last_…: how the time before that ended.
CREATE TABLE IF NOT EXISTS loss_guard (
  integration_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  live INT UNSIGNED NOT NULL DEFAULT 0,
  live_at DATETIME(3) NULL,
  shut_at DATETIME(3) NULL,
  last_shut_at DATETIME(3) NULL,
  last_open_at DATETIME(3) NULL,
  last_accounts INT UNSIGNED NOT NULL DEFAULT 0,
  last_let_go INT UNSIGNED NOT NULL DEFAULT 0,
  PRIMARY KEY (integration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- Losses by the ten seconds in which each became known, of the last hour; those undone or let go by a person are taken off.
CREATE TABLE IF NOT EXISTS loss_count (
  integration_id INT UNSIGNED NOT NULL,
  slot DATETIME(3) NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  losses INT UNSIGNED NOT NULL,
  PRIMARY KEY (integration_id, slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- Of the time since shut_at, by cause: accounts held now, those that left without a call since they were right again, and
-- those a person let go.
CREATE TABLE IF NOT EXISTS loss_hold (
  integration_id INT UNSIGNED NOT NULL,
  cause VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  held INT UNSIGNED NOT NULL DEFAULT 0,
  cured INT UNSIGNED NOT NULL DEFAULT 0,
  let_go INT UNSIGNED NOT NULL DEFAULT 0,
  PRIMARY KEY (integration_id, cause)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
