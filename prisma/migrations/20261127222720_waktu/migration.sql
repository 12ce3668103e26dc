-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "edited_by" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "reminder_rule" (
    "id" SERIAL NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "days_before" INTEGER,
    "clock" TEXT,
    "minutes_before" INTEGER,
    "route" TEXT NOT NULL DEFAULT 'auto',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "edited_by" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminder_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "unit_path" TEXT NOT NULL DEFAULT '/',
    "except_paths" TEXT[],
    "route" TEXT NOT NULL DEFAULT 'auto',
    "person_id" INTEGER,
    "fire_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "messages" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reminder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder_plan" (
    "subject" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminder_plan_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "job_run" (
    "name" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "holder" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "result" TEXT,
    "error" TEXT,
    "found" JSONB,

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("name","due_at")
);

-- CreateIndex
CREATE INDEX "reminder_rule_unit_id_kind_idx" ON "reminder_rule"("unit_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "reminder_key_key" ON "reminder"("key");

-- CreateIndex
CREATE INDEX "reminder_subject_idx" ON "reminder"("subject");

-- CreateIndex
CREATE INDEX "job_run_started_at_idx" ON "job_run"("started_at");

-- By hand: what is due; what a check-in cancels (empty while no reminder waits, so a rush writes nothing into it).
CREATE INDEX "reminder_due" ON "reminder" ("fire_at") WHERE "fired_at" IS NULL;
CREATE INDEX "outbox_cancellable" ON "outbox" ("topic", "recipient") WHERE "state" = 'queued' AND "lane" <> 'reply' AND "topic" IS NOT NULL;
