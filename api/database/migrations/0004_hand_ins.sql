ALTER TABLE "submissions" DROP CONSTRAINT "submissions_assignmentId_owner_attempt_unique";--> statement-breakpoint
ALTER TABLE "submissions" DROP CONSTRAINT "submissions_connectionId_assignmentId_owner_lmsAttempt_unique";--> statement-breakpoint
ALTER TABLE "grade_messages" ALTER COLUMN "submission_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "grade_messages" ADD COLUMN "inbound_event_id" uuid;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "member_keys" text[];--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "happened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "replaced_id" uuid;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD COLUMN "notes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "lms_learner" text;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "replaced_by" uuid;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "set_aside" text;--> statement-breakpoint
ALTER TABLE "grade_messages" ADD CONSTRAINT "grade_messages_inbound_event_id_inbound_events_id_fk" FOREIGN KEY ("inbound_event_id") REFERENCES "public"."inbound_events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_replaced_id_submissions_id_fk" FOREIGN KEY ("replaced_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_replaced_by_submissions_id_fk" FOREIGN KEY ("replaced_by") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "grade_messages_inbound_event_id_index" ON "grade_messages" USING btree ("inbound_event_id");--> statement-breakpoint
CREATE INDEX "inbound_events_connection_id_learner_key_index" ON "inbound_events" USING btree ("connection_id","learner_key");--> statement-breakpoint
CREATE INDEX "inbound_events_submission_id_index" ON "inbound_events" USING btree ("submission_id");--> statement-breakpoint
CREATE INDEX "submissions_assignment_id_owner_attempt_index" ON "submissions" USING btree ("assignment_id","owner","attempt");--> statement-breakpoint
CREATE INDEX "submissions_lms_attempt" ON "submissions" USING btree ("connection_id","lms_learner","lms_attempt");--> statement-breakpoint
ALTER TABLE "grade_messages" ADD CONSTRAINT "grade_messages_of_one" CHECK ((submission_id is null) <> (inbound_event_id is null));--> statement-breakpoint
UPDATE "submissions" SET "attempt" = "lms_attempt" WHERE "lms_attempt" IS NOT NULL;--> statement-breakpoint
UPDATE "grades" SET "attempt" = "submissions"."attempt" FROM "submissions" WHERE "submissions"."id" = "grades"."submission_id" AND "submissions"."lms_attempt" IS NOT NULL;--> statement-breakpoint
UPDATE "submissions" SET "lms_learner" = (
  SELECT "key" FROM "lms_identities" WHERE "lms_identities"."connection_id" = "submissions"."connection_id" AND "lms_identities"."person_id" = "submissions"."owner"
  ORDER BY "created_at", "key" LIMIT 1
) WHERE "connection_id" IS NOT NULL;--> statement-breakpoint
UPDATE "inbound_events" SET "kind" = 'submitted' WHERE "attempt" IS NOT NULL;
