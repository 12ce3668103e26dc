-- CreateTable
CREATE TABLE "inspection" (
    "id" SERIAL NOT NULL,
    "by_id" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "session_id" INTEGER,
    "person_id" INTEGER,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "purpose" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "inbox_id" BIGINT NOT NULL,

    CONSTRAINT "inspection_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "inspection_inbox_id_key" ON "inspection"("inbox_id");

-- CreateIndex
CREATE INDEX "inspection_person_id_idx" ON "inspection"("person_id");

-- CreateIndex
CREATE INDEX "inspection_by_id_at_idx" ON "inspection"("by_id", "at");

-- By hand: a look is never taken back. Only an erasure, or two records that are one person, may change whom it names
-- (lib: SET LOCAL guyub.erase, guyub.adopt).
CREATE FUNCTION "inspection_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('guyub.erase', true), '') = 'on' THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND coalesce(current_setting('guyub.adopt', true), '') = 'on' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING MESSAGE = format('inspection %s is never changed', OLD.id);
END $$;
CREATE TRIGGER "inspection_append_only" BEFORE UPDATE OR DELETE ON "inspection"
  FOR EACH ROW EXECUTE FUNCTION "inspection_append_only"();
