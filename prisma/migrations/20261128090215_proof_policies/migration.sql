-- AlterTable
ALTER TABLE "activity" ADD COLUMN     "closing_code" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "proof" TEXT NOT NULL DEFAULT 'code';

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "closing_from" TIMESTAMPTZ(3),
ADD COLUMN     "closing_until" TIMESTAMPTZ(3),
ADD COLUMN     "proof" TEXT NOT NULL DEFAULT 'code';

-- CreateTable
CREATE TABLE "check_in_place" (
    "check_in_id" BIGINT NOT NULL,
    "session_id" INTEGER NOT NULL,
    "venue" TEXT NOT NULL,
    "radius" INTEGER NOT NULL,
    "metres" INTEGER NOT NULL,
    "accuracy" DOUBLE PRECISION,
    "live" BOOLEAN NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "same" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "check_in_place_pkey" PRIMARY KEY ("check_in_id")
);

-- CreateTable
CREATE TABLE "venue" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "radius" INTEGER NOT NULL DEFAULT 150,
    "set_by" INTEGER,
    "set_at" TIMESTAMPTZ(3),

    CONSTRAINT "venue_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "check_in_place_session_id_idx" ON "check_in_place"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "venue_name_key" ON "venue"("name");

-- Positions that have to be compared and then forgotten: few, and looked for every minute.
CREATE INDEX "check_in_place_kept" ON "check_in_place"("session_id") WHERE "latitude" IS NOT NULL;

ALTER TABLE "session" ADD CONSTRAINT "session_proof" CHECK (proof IN ('code', 'place', 'code_or_place', 'coordinator'));
ALTER TABLE "activity" ADD CONSTRAINT "activity_proof" CHECK (proof IN ('code', 'place', 'code_or_place', 'coordinator'));

ALTER TABLE "check_in" DROP CONSTRAINT "check_in_proof_check";
ALTER TABLE "check_in" ADD CONSTRAINT "check_in_proof_check"
  CHECK ("proof" IN ('code', 'unit_code', 'place', 'word', 'coordinator', 'closing'));
