-- AlterTable
ALTER TABLE "activity" ADD COLUMN     "complete_mandatory" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "complete_percent" INTEGER,
ADD COLUMN     "leave_excuses" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "summed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "mandatory" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "named_units" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

-- CreateTable
CREATE TABLE "participant" (
    "activity_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "added_by" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "participant_pkey" PRIMARY KEY ("activity_id","person_id")
);

-- CreateTable
CREATE TABLE "feedback" (
    "activity_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "rating" INTEGER NOT NULL,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feedback_pkey" PRIMARY KEY ("activity_id","person_id")
);

-- CreateIndex
CREATE INDEX "participant_person_id_idx" ON "participant"("person_id");

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_activity_id_fkey" FOREIGN KEY ("activity_id") REFERENCES "activity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_activity_id_fkey" FOREIGN KEY ("activity_id") REFERENCES "activity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
