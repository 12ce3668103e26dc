-- CreateTable
CREATE TABLE "hand_over" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "from_id" INTEGER NOT NULL,
    "to_id" INTEGER NOT NULL,
    "role" "RoleName" NOT NULL,
    "proposed_by" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "refused_at" TIMESTAMPTZ(3),
    "inbox_id" BIGINT,

    CONSTRAINT "hand_over_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "hand_over_ref_key" ON "hand_over"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "hand_over_inbox_id_key" ON "hand_over"("inbox_id");

-- CreateIndex
CREATE INDEX "hand_over_to_id_idx" ON "hand_over"("to_id");
