-- AlterTable
ALTER TABLE "absence" ADD COLUMN     "letter_ref" JSONB,
ADD COLUMN     "replaces_id" INTEGER;
