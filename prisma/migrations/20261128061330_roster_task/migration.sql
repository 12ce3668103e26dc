-- CreateTable
CREATE TABLE "roster_task" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "address_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "file" JSONB,
    "source" TEXT NOT NULL,
    "rows" JSONB,
    "print" TEXT,
    "gone" BOOLEAN NOT NULL DEFAULT false,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "inbox_id" BIGINT,

    CONSTRAINT "roster_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim_list" (
    "person_id" INTEGER NOT NULL,
    "claims" INTEGER[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "claim_list_pkey" PRIMARY KEY ("person_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "roster_task_ref_key" ON "roster_task"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "roster_task_inbox_id_key" ON "roster_task"("inbox_id");

-- CreateIndex
CREATE INDEX "roster_task_state_idx" ON "roster_task"("state");

-- CreateIndex
CREATE INDEX "roster_task_person_id_state_idx" ON "roster_task"("person_id", "state");
