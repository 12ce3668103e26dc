-- AlterTable
ALTER TABLE "session" ADD COLUMN     "disturbed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "whatsapp_account" ADD COLUMN     "new_chats" INTEGER,
ADD COLUMN     "new_chats_most" INTEGER;

-- CreateTable
CREATE TABLE "group_link" (
    "address_id" INTEGER NOT NULL,
    "unit_id" INTEGER NOT NULL,
    "linked_by" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "group_link_pkey" PRIMARY KEY ("address_id")
);

-- CreateTable
CREATE TABLE "outage" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "account_id" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,

    CONSTRAINT "outage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "group_link_unit_id_idx" ON "group_link"("unit_id");

-- CreateIndex
CREATE INDEX "outage_channel_from_at_idx" ON "outage"("channel", "from_at");

-- AddForeignKey
ALTER TABLE "group_link" ADD CONSTRAINT "group_link_address_id_fkey" FOREIGN KEY ("address_id") REFERENCES "address"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_link" ADD CONSTRAINT "group_link_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: whose number it was; what went out unasked within a day, for its pace.
CREATE INDEX "address_phone" ON "address" ("phone") WHERE "phone" IS NOT NULL;
CREATE INDEX "outbox_paced" ON "outbox" ("channel", "claimed_at") WHERE "lane" <> 'reply';
