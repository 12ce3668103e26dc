-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "batch_id" BIGINT,
ADD COLUMN     "body_id" BIGINT,
ALTER COLUMN "run_at" SET DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone;

-- CreateTable
CREATE TABLE "announcement" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'new',
    "corrects_id" INTEGER,
    "text" TEXT NOT NULL,
    "attachment" JSONB,
    "audience" JSONB NOT NULL,
    "via_groups" BOOLEAN NOT NULL,
    "unit_path" TEXT NOT NULL,
    "created_by" INTEGER NOT NULL,
    "address_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "approved_by" INTEGER,
    "hash" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "batch_id" BIGINT,
    "phase" TEXT NOT NULL DEFAULT 'groups',
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "told" INTEGER NOT NULL DEFAULT 0,
    "told_counts" JSONB,

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "announcement_miss" (
    "announcement_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "announcement_miss_pkey" PRIMARY KEY ("announcement_id","person_id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" SERIAL NOT NULL,
    "announcement_id" INTEGER NOT NULL,
    "person_id" INTEGER,
    "address_id" INTEGER NOT NULL,
    "inbox_id" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answer" TEXT,
    "answered_by" INTEGER,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unasked" (
    "person_id" INTEGER NOT NULL,
    "day" TEXT NOT NULL,

    CONSTRAINT "unasked_pkey" PRIMARY KEY ("person_id","day")
);

-- CreateTable
CREATE TABLE "outbox_batch" (
    "id" BIGSERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "filling" BOOLEAN NOT NULL DEFAULT true,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "state_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_body" (
    "id" BIGSERIAL NOT NULL,
    "batch_id" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "proven_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_body_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "announcement_ref_key" ON "announcement"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "announcement_batch_id_key" ON "announcement"("batch_id");

-- CreateIndex
CREATE INDEX "announcement_hash_created_at_idx" ON "announcement"("hash", "created_at");

-- CreateIndex
CREATE INDEX "announcement_state_start_at_idx" ON "announcement"("state", "start_at");

-- CreateIndex
CREATE UNIQUE INDEX "question_inbox_id_key" ON "question"("inbox_id");

-- CreateIndex
CREATE INDEX "question_announcement_id_answered_at_idx" ON "question"("announcement_id", "answered_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_body_batch_id_channel_locale_key" ON "outbox_body"("batch_id", "channel", "locale");

-- AddForeignKey
ALTER TABLE "announcement_miss" ADD CONSTRAINT "announcement_miss_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcement"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question" ADD CONSTRAINT "question_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcement"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox_body" ADD CONSTRAINT "outbox_body_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "outbox_batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: a batch's rows have indexes of their own, each row in exactly one, and stay out of those of single messages.
DROP INDEX "outbox_queued_idx";
CREATE INDEX "outbox_queued_idx" ON "outbox"("channel", "lane" DESC, "id") WHERE "state" = 'queued' AND "lane" <> 'reply' AND "batch_id" IS NULL;
DROP INDEX "outbox_recipient_idx";
CREATE INDEX "outbox_recipient_idx" ON "outbox"("recipient", "topic") WHERE "recipient" IS NOT NULL AND "batch_id" IS NULL;
DROP INDEX "outbox_paced";
CREATE INDEX "outbox_paced" ON "outbox"("channel", "claimed_at") WHERE "lane" <> 'reply' AND "claimed_at" IS NOT NULL;
CREATE INDEX "outbox_batch_queue_idx" ON "outbox"("batch_id", "channel", "id") WHERE "state" = 'queued' AND "batch_id" IS NOT NULL;
-- By state: counted without a look at the rows, and read in the order in which they were put in.
CREATE INDEX "outbox_batch_gone_idx" ON "outbox"("batch_id", "channel", "state", "id") WHERE "state" <> 'queued' AND "batch_id" IS NOT NULL;
CREATE INDEX "outbox_unasked_of_address_idx" ON "outbox"("address_id") WHERE "state" = 'queued' AND "lane" <> 'reply';
CREATE INDEX "outbox_batch_open_idx" ON "outbox_batch"("id") WHERE "settled_at" IS NULL;
-- A broadcast leaves two dead entries a row in the queue's index, and every claim would walk over them.
ALTER TABLE "outbox" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 20000);
