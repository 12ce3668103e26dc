-- AlterTable
ALTER TABLE "session" ADD COLUMN     "counts_from" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "roll_look" (
    "person_id" INTEGER NOT NULL,
    "session_id" INTEGER NOT NULL,
    "people" INTEGER[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roll_look_pkey" PRIMARY KEY ("person_id","session_id")
);
