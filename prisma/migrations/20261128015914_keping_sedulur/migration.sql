-- CreateEnum
CREATE TYPE "PledgeState" AS ENUM ('open', 'received', 'cancelled', 'lapsed');

-- CreateTable
CREATE TABLE "campaign" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "goods" TEXT NOT NULL,
    "goods_aliases" TEXT[],
    "unit" TEXT NOT NULL,
    "measures" JSONB NOT NULL DEFAULT '{}',
    "target" INTEGER,
    "suggested" INTEGER NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE,
    "press" TEXT,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drop_point" (
    "id" SERIAL NOT NULL,
    "key" TEXT,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "unit_id" INTEGER NOT NULL,
    "area_id" INTEGER,
    "whereabouts" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "hours" JSONB NOT NULL DEFAULT '[]',
    "activity_kind" TEXT,
    "contact" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "drop_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "point_duty" (
    "person_id" INTEGER NOT NULL,
    "point_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "point_duty_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "pledge" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "address_id" INTEGER,
    "person_id" INTEGER,
    "kind" TEXT NOT NULL DEFAULT 'self',
    "unit_id" INTEGER,
    "giver" TEXT,
    "anonymous" BOOLEAN NOT NULL DEFAULT false,
    "amount" INTEGER NOT NULL,
    "point_id" INTEGER,
    "day" DATE,
    "state" "PledgeState" NOT NULL DEFAULT 'open',
    "news" BOOLEAN NOT NULL DEFAULT false,
    "series_id" INTEGER,
    "inbox_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "thanked_at" TIMESTAMPTZ(3),

    CONSTRAINT "pledge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pledge_series" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "address_id" INTEGER,
    "person_id" INTEGER,
    "kind" TEXT NOT NULL DEFAULT 'self',
    "unit_id" INTEGER,
    "giver" TEXT,
    "anonymous" BOOLEAN NOT NULL DEFAULT false,
    "news" BOOLEAN NOT NULL DEFAULT false,
    "amount" INTEGER NOT NULL,
    "point_id" INTEGER,
    "rrule" TEXT NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE,
    "inbox_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "pledge_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "point_line" (
    "id" BIGSERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "inbox_id" BIGINT NOT NULL,
    "person_id" INTEGER NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "point_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "pledge_id" INTEGER,
    "giver" TEXT,
    "amount" INTEGER NOT NULL,
    "broken" INTEGER NOT NULL DEFAULT 0,
    "recipients" INTEGER,
    "to_point_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,

    CONSTRAINT "point_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "movement" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "why" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "pledge_id" INTEGER,
    "line_id" BIGINT,
    "actor_id" INTEGER,
    "correction_id" INTEGER,

    CONSTRAINT "movement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "correction" (
    "id" SERIAL NOT NULL,
    "ref" TEXT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "amount" INTEGER NOT NULL,
    "broken" INTEGER NOT NULL,
    "recipients" INTEGER,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "by_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" INTEGER,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_key_key" ON "campaign"("key");

-- CreateIndex
CREATE UNIQUE INDEX "drop_point_key_key" ON "drop_point"("key");

-- CreateIndex
CREATE INDEX "drop_point_unit_id_idx" ON "drop_point"("unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "pledge_code_key" ON "pledge"("code");

-- CreateIndex
CREATE UNIQUE INDEX "pledge_inbox_id_key" ON "pledge"("inbox_id");

-- CreateIndex
CREATE INDEX "pledge_address_id_state_idx" ON "pledge"("address_id", "state");

-- CreateIndex
CREATE INDEX "pledge_state_day_idx" ON "pledge"("state", "day");

-- CreateIndex
CREATE INDEX "pledge_unit_id_idx" ON "pledge"("unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "pledge_series_id_day_key" ON "pledge"("series_id", "day");

-- CreateIndex
CREATE UNIQUE INDEX "pledge_series_inbox_id_key" ON "pledge_series"("inbox_id");

-- CreateIndex
CREATE INDEX "pledge_series_address_id_idx" ON "pledge_series"("address_id");

-- CreateIndex
CREATE INDEX "point_line_point_id_at_idx" ON "point_line"("point_id", "at");

-- CreateIndex
CREATE INDEX "point_line_pledge_id_idx" ON "point_line"("pledge_id");

-- CreateIndex
CREATE UNIQUE INDEX "point_line_inbox_id_line_key" ON "point_line"("inbox_id", "line");

-- CreateIndex
CREATE UNIQUE INDEX "point_line_ref_line_key" ON "point_line"("ref", "line");

-- CreateIndex
CREATE INDEX "movement_source_idx" ON "movement"("source");

-- CreateIndex
CREATE INDEX "movement_target_idx" ON "movement"("target");

-- CreateIndex
CREATE INDEX "movement_pledge_id_idx" ON "movement"("pledge_id");

-- CreateIndex
CREATE INDEX "movement_line_id_idx" ON "movement"("line_id");

-- CreateIndex
CREATE INDEX "movement_campaign_id_at_idx" ON "movement"("campaign_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "correction_ref_key" ON "correction"("ref");

-- CreateIndex
CREATE INDEX "correction_line_id_idx" ON "correction"("line_id");

-- AddForeignKey
ALTER TABLE "drop_point" ADD CONSTRAINT "drop_point_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drop_point" ADD CONSTRAINT "drop_point_area_id_fkey" FOREIGN KEY ("area_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pledge" ADD CONSTRAINT "pledge_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pledge" ADD CONSTRAINT "pledge_point_id_fkey" FOREIGN KEY ("point_id") REFERENCES "drop_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pledge" ADD CONSTRAINT "pledge_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "pledge_series"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movement" ADD CONSTRAINT "movement_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movement" ADD CONSTRAINT "movement_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "point_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: nothing moves nowhere, and no movement is ever changed or taken out again: a mistake is a movement back.
ALTER TABLE "movement" ADD CONSTRAINT "movement_moves" CHECK ("amount" > 0 AND "source" <> "target");
ALTER TABLE "pledge" ADD CONSTRAINT "pledge_amount" CHECK ("amount" > 0);
ALTER TABLE "pledge_series" ADD CONSTRAINT "pledge_series_amount" CHECK ("amount" > 0);
ALTER TABLE "point_line" ADD CONSTRAINT "point_line_amounts" CHECK ("amount" >= 0 AND "broken" >= 0 AND "amount" + "broken" > 0);
CREATE FUNCTION movement_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a movement is never changed: correct it by another one';
END $$;
CREATE TRIGGER movement_stands BEFORE UPDATE OR DELETE ON "movement" FOR EACH ROW EXECUTE FUNCTION movement_stands();
-- Pledges that reminders, lapses and the next line look for.
CREATE INDEX "pledge_open" ON "pledge" ("day") WHERE "state" = 'open';
CREATE INDEX "point_line_waiting" ON "point_line" ("point_id") WHERE "state" = 'waiting';
