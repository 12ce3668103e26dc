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
