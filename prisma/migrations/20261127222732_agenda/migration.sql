-- AlterTable
ALTER TABLE "activity" ADD COLUMN     "area_id" INTEGER,
ADD COLUMN     "audience_units" INTEGER[],
ADD COLUMN     "continues" INTEGER,
ADD COLUMN     "end_time" TEXT,
ADD COLUMN     "first_day" DATE,
ADD COLUMN     "last_day" DATE,
ADD COLUMN     "on_holiday" TEXT NOT NULL DEFAULT 'skip',
ADD COLUMN     "on_leave" TEXT NOT NULL DEFAULT 'skip',
ADD COLUMN     "places" TEXT[],
ADD COLUMN     "public" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "rrule" TEXT,
ADD COLUMN     "seasons" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "time" TEXT;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "code_given_at" TIMESTAMPTZ(3),
ADD COLUMN     "coordinator_only_at" TIMESTAMPTZ(3),
ADD COLUMN     "occurrence" DATE,
ADD COLUMN     "sequence" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "holiday" (
    "date" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_by" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "holiday_pkey" PRIMARY KEY ("date","name")
);

-- CreateTable
CREATE TABLE "follow" (
    "id" SERIAL NOT NULL,
    "address_id" INTEGER NOT NULL,
    "topic" TEXT NOT NULL,
    "unit_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "follow_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "follow_topic_unit_id_idx" ON "follow"("topic", "unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_activity_id_occurrence_key" ON "session"("activity_id", "occurrence");

-- AddForeignKey
ALTER TABLE "follow" ADD CONSTRAINT "follow_address_id_fkey" FOREIGN KEY ("address_id") REFERENCES "address"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow" ADD CONSTRAINT "follow_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: nobody follows the same twice (the whole city is no unit); the series that are looked through each minute.
CREATE UNIQUE INDEX "follow_once" ON "follow" ("address_id", "topic", coalesce("unit_id", 0));
CREATE INDEX "activity_series" ON "activity" ("first_day") WHERE "rrule" IS NOT NULL;
-- Which sessions have still to be looked at: no code shown yet.
CREATE INDEX "session_without_code" ON "session" ("on_time_until") WHERE "code_given_at" IS NULL AND "coordinator_only_at" IS NULL AND "status" = 'scheduled';
ALTER TABLE "activity" ADD CONSTRAINT "activity_series_whole" CHECK ("rrule" IS NULL OR ("first_day" IS NOT NULL AND "time" IS NOT NULL));
ALTER TABLE "activity" ADD CONSTRAINT "activity_rules" CHECK ("on_holiday" IN ('skip', 'shift', 'keep') AND "on_leave" IN ('skip', 'shift', 'keep'));
ALTER TABLE "holiday" ADD CONSTRAINT "holiday_type" CHECK ("type" IN ('libur_nasional', 'cuti_bersama'));
