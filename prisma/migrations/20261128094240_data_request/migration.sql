-- CreateTable
CREATE TABLE "data_request" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" INTEGER,
    "address_ids" INTEGER[],
    "field" TEXT,
    "value" TEXT,
    "unit_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "decided_by" INTEGER,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "soon_at" TIMESTAMPTZ(3),
    "late_at" TIMESTAMPTZ(3),
    "inbox_id" BIGINT,

    CONSTRAINT "data_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "data_request_ref_key" ON "data_request"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "data_request_inbox_id_key" ON "data_request"("inbox_id");

-- CreateIndex
CREATE INDEX "data_request_state_due_at_idx" ON "data_request"("state", "due_at");

-- CreateIndex
CREATE INDEX "data_request_person_id_idx" ON "data_request"("person_id");

-- CreateIndex
CREATE INDEX "check_in_person_id_idx" ON "check_in"("person_id");
