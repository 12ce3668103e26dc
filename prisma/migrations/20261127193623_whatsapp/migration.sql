-- AlterTable
ALTER TABLE "address" ADD COLUMN     "via" TEXT;

-- CreateTable
CREATE TABLE "whatsapp_account" (
    "id" SERIAL NOT NULL,
    "rank" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'unpaired',
    "reason" TEXT,
    "connection" TEXT,
    "creds" BYTEA,
    "phone" TEXT,
    "paired_at" TIMESTAMPTZ(3),
    "open_at" TIMESTAMPTZ(3),
    "wanted_at" TIMESTAMPTZ(3),
    "wanted_phone" TEXT,
    "wanted_by" INTEGER,
    "qr" TEXT,
    "code" TEXT,
    "closed_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "whatsapp_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "whatsapp_key" (
    "account_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" BYTEA NOT NULL,

    CONSTRAINT "whatsapp_key_pkey" PRIMARY KEY ("account_id","type","name")
);

-- CreateIndex
CREATE UNIQUE INDEX "whatsapp_account_rank_key" ON "whatsapp_account"("rank");

-- AddForeignKey
ALTER TABLE "whatsapp_key" ADD CONSTRAINT "whatsapp_key_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "whatsapp_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: a receipt names the message that was sent, and a phone that could not read it asks for it by its id.
CREATE INDEX "outbox_platform_id" ON "outbox" ("platform_id") WHERE "platform_id" IS NOT NULL;
