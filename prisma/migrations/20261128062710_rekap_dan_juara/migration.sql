-- CreateTable
CREATE TABLE "hand_in" (
    "id" SERIAL NOT NULL,
    "session_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "by" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),
    "inbox_id" BIGINT,

    CONSTRAINT "hand_in_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "award" (
    "id" SERIAL NOT NULL,
    "month" TEXT NOT NULL,
    "unit_ids" INTEGER[],
    "why" TEXT NOT NULL,
    "by" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "inbox_id" BIGINT,

    CONSTRAINT "award_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "hand_in_session_id_unit_id_revision_key" ON "hand_in"("session_id", "unit_id", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "hand_in_unit_id_year_number_revision_key" ON "hand_in"("unit_id", "year", "number", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "hand_in_inbox_id_unit_id_key" ON "hand_in"("inbox_id", "unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "award_inbox_id_key" ON "award"("inbox_id");

-- CreateIndex
CREATE INDEX "award_month_idx" ON "award"("month");
