-- AlterTable
ALTER TABLE "seal" ADD COLUMN     "entries" BYTEA NOT NULL,
ADD COLUMN     "key" TEXT NOT NULL;

-- CreateTable
CREATE TABLE "check_in_ask" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "session_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "check_in_ids" BIGINT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "check_in_ask_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "check_in_ask_ref_key" ON "check_in_ask"("ref");

-- CreateIndex
CREATE INDEX "check_in_ask_session_id_idx" ON "check_in_ask"("session_id");

-- By hand: what waits for a coordinator's word, among all that counts by itself.
CREATE INDEX "check_in_waits" ON "check_in" ("session_id") WHERE "verdict" = 'waits';

-- By hand: the same person under another name of the messenger keeps their check-ins (inbox/adopt.ts, which says SET LOCAL
-- guyub.adopt = 'on'). Until now such a merge was refused.
CREATE OR REPLACE FUNCTION "check_in_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erasing boolean := coalesce(current_setting('guyub.erase', true), '') = 'on';
  adopting boolean := coalesce(current_setting('guyub.adopt', true), '') = 'on';
  allowed check_in := OLD;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.person_id IS NULL OR (erasing AND NEW.person_id IS NULL) THEN
      allowed.person_id := NEW.person_id;
    END IF;
    IF (erasing AND NEW.address_id IS NULL) OR adopting THEN
      allowed.address_id := NEW.address_id;
    END IF;
    IF erasing AND NEW.inbox_id IS NULL THEN
      allowed.inbox_id := NULL;
    END IF;
    IF NEW IS NOT DISTINCT FROM allowed THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING MESSAGE = format('check_in %s is never changed', OLD.id);
END $$;
