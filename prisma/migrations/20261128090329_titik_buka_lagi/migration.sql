-- AlterTable
ALTER TABLE "drop_point" ADD COLUMN     "reopens_at" TIMESTAMPTZ(3);
