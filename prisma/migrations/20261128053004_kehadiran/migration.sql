-- AlterEnum, and by hand the index that names one of its values
DROP INDEX "session_without_code";
CREATE TYPE "SessionStatus_new" AS ENUM ('scheduled', 'cancelled');
ALTER TABLE "public"."session" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "session" ALTER COLUMN "status" TYPE "SessionStatus_new" USING ("status"::text::"SessionStatus_new");
ALTER TYPE "SessionStatus" RENAME TO "SessionStatus_old";
ALTER TYPE "SessionStatus_new" RENAME TO "SessionStatus";
DROP TYPE "public"."SessionStatus_old";
ALTER TABLE "session" ALTER COLUMN "status" SET DEFAULT 'scheduled';
CREATE INDEX "session_without_code" ON "session" ("on_time_until") WHERE "code_given_at" IS NULL AND "coordinator_only_at" IS NULL AND "status" = 'scheduled';

-- DropIndex
DROP INDEX "attendance_person_id_counts_at_idx";

-- AlterTable
ALTER TABLE "attendance" ADD COLUMN     "absence_id" INTEGER,
ADD COLUMN     "ruling_id" INTEGER,
ADD COLUMN     "unit_id" INTEGER,
ALTER COLUMN "counts_at" DROP NOT NULL,
ALTER COLUMN "message_at" DROP NOT NULL;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "settled_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "unit" ADD COLUMN     "deputy_id" INTEGER,
ADD COLUMN     "escalate_hours" INTEGER NOT NULL DEFAULT 24,
ADD COLUMN     "joined" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "ruling" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "session_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "status" TEXT,
    "check_in_id" BIGINT,
    "kind" TEXT NOT NULL,
    "why" TEXT,
    "proposed_by" INTEGER NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "second" BOOLEAN NOT NULL,
    "confirmed_by" INTEGER,
    "confirmed_at" TIMESTAMPTZ(3),
    "refused_by" INTEGER,
    "refused_at" TIMESTAMPTZ(3),
    "inbox_id" BIGINT,

    CONSTRAINT "ruling_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "absence" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "person_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "address_id" INTEGER,
    "kind" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "session_id" INTEGER,
    "note" TEXT,
    "state" TEXT NOT NULL DEFAULT 'open',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" INTEGER,
    "reason" TEXT,
    "escalated_at" TIMESTAMPTZ(3),
    "letter" TEXT,
    "letter_type" TEXT,
    "letter_gone_at" TIMESTAMPTZ(3),
    "inbox_id" BIGINT,

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "letter_look" (
    "id" SERIAL NOT NULL,
    "absence_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_look_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "off_duty" (
    "id" SERIAL NOT NULL,
    "person_id" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "label" TEXT NOT NULL,
    "by" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "off_duty_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "head_count" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "counted_by" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded" INTEGER NOT NULL,
    "sights" JSONB NOT NULL DEFAULT '[]',
    "explanation" TEXT,
    "explained_by" INTEGER,
    "explained_at" TIMESTAMPTZ(3),

    CONSTRAINT "head_count_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "session_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "address_id" INTEGER,
    "text" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "decided_by" INTEGER,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "inbox_id" BIGINT,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seal" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "audit_to" BIGINT NOT NULL,
    "check_in_to" BIGINT NOT NULL,
    "ruling_to" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roster_import" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" INTEGER,
    "source" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "created" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "moved" INTEGER NOT NULL,
    "gone" INTEGER NOT NULL,
    "undo" JSONB NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "roster_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" SERIAL NOT NULL,
    "person_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),
    "import_id" INTEGER,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_link" (
    "id" SERIAL NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "most" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "unit_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ruling_session_id_person_id_idx" ON "ruling"("session_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "ruling_ref_session_id_person_id_key" ON "ruling"("ref", "session_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "ruling_inbox_id_session_id_person_id_key" ON "ruling"("inbox_id", "session_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "absence_ref_key" ON "absence"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "absence_inbox_id_key" ON "absence"("inbox_id");

-- CreateIndex
CREATE INDEX "absence_person_id_from_at_idx" ON "absence"("person_id", "from_at");

-- CreateIndex
CREATE INDEX "absence_unit_id_state_idx" ON "absence"("unit_id", "state");

-- CreateIndex
CREATE INDEX "letter_look_absence_id_idx" ON "letter_look"("absence_id");

-- CreateIndex
CREATE INDEX "off_duty_person_id_from_at_idx" ON "off_duty"("person_id", "from_at");

-- CreateIndex
CREATE UNIQUE INDEX "head_count_session_id_unit_id_key" ON "head_count"("session_id", "unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_ref_key" ON "dispute"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_inbox_id_key" ON "dispute"("inbox_id");

-- CreateIndex
CREATE INDEX "dispute_person_id_idx" ON "dispute"("person_id");

-- CreateIndex
CREATE INDEX "dispute_session_id_state_idx" ON "dispute"("session_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "seal_session_id_seq_key" ON "seal"("session_id", "seq");

-- CreateIndex
CREATE INDEX "assignment_person_id_from_at_idx" ON "assignment"("person_id", "from_at");

-- CreateIndex
CREATE UNIQUE INDEX "unit_link_digest_key" ON "unit_link"("digest");

-- CreateIndex
CREATE INDEX "unit_link_unit_id_idx" ON "unit_link"("unit_id");

-- CreateIndex
CREATE INDEX "attendance_person_id_session_id_idx" ON "attendance"("person_id", "session_id");

-- CreateIndex
CREATE INDEX "attendance_unit_id_session_id_idx" ON "attendance"("unit_id", "session_id");

-- AddForeignKey
ALTER TABLE "ruling" ADD CONSTRAINT "ruling_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letter_look" ADD CONSTRAINT "letter_look_absence_id_fkey" FOREIGN KEY ("absence_id") REFERENCES "absence"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what was said about attendance is never changed: another word comes after it. A ruling only gains its second
-- person's word.
CREATE FUNCTION ruling_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.session_id, NEW.person_id, NEW.status, NEW.check_in_id, NEW.kind, NEW.proposed_by, NEW.proposed_at, NEW.second)
    IS DISTINCT FROM (OLD.session_id, OLD.person_id, OLD.status, OLD.check_in_id, OLD.kind, OLD.proposed_by, OLD.proposed_at, OLD.second)
    OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
  THEN RAISE EXCEPTION 'a ruling is never changed: say another one';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ruling_stands BEFORE UPDATE ON "ruling" FOR EACH ROW EXECUTE FUNCTION ruling_stands();
-- Nobody agrees with themselves, and what takes no second person counts at once.
ALTER TABLE "ruling" ADD CONSTRAINT "ruling_second" CHECK (
  (NOT "second" AND "confirmed_at" IS NOT NULL) OR ("second" AND ("confirmed_by" IS NULL OR ("confirmed_by" <> "proposed_by" AND "confirmed_by" <> "person_id"))));
ALTER TABLE "absence" ADD CONSTRAINT "absence_span" CHECK ("from_at" < "until_at");
ALTER TABLE "off_duty" ADD CONSTRAINT "off_duty_span" CHECK ("from_at" < "until_at");
ALTER TABLE "head_count" ADD CONSTRAINT "head_count_whole" CHECK ("count" >= 0);
-- What the settling and the applying of approved leave look for.
CREATE INDEX "session_unsettled" ON "session" ("grace_until") WHERE "settled_at" IS NULL AND "status" = 'scheduled';
CREATE INDEX "absence_approved" ON "absence" ("until_at") WHERE "state" = 'approved';
CREATE INDEX "ruling_waiting" ON "ruling" ("session_id") WHERE "second" AND "confirmed_at" IS NULL AND "refused_at" IS NULL;
-- Where somebody works now is where they worked when their attendance was decided; sessions that are over are settled.
UPDATE "attendance" a SET unit_id = p.unit_id FROM "person" p WHERE p.id = a.person_id;
INSERT INTO "assignment" (person_id, unit_id, from_at) SELECT id, unit_id, created_at FROM "person" WHERE unit_id IS NOT NULL;
