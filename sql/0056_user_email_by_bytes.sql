-- An e-mail is compared byte by byte (D37): accents and invisible characters made other spellings of one person, each with
-- guesses of its own. What was stored before it was tidied loses its format characters; under the old comparison no two
-- differed by them alone.
UPDATE user SET email = REGEXP_REPLACE(email, '\\p{Cf}', '') WHERE LENGTH(email) <> CHAR_LENGTH(email);
ALTER TABLE user MODIFY email VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL;
