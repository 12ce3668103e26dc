-- AlterTable
ALTER TABLE "pledge_series" ADD COLUMN     "made_until" DATE;
