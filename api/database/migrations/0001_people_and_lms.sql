CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"adapter" text NOT NULL,
	"secrets" jsonb NOT NULL,
	"jwks" text,
	"api_url" text,
	"allowed_hosts" text[] DEFAULT '{}' NOT NULL,
	"allows_private_network" boolean DEFAULT false NOT NULL,
	"fetch_token" text,
	"enrols_learners" boolean DEFAULT false NOT NULL,
	"grade_url" text,
	"grade_secrets" jsonb NOT NULL,
	"grades_stopped_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assignments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"course_id" text NOT NULL,
	"slug" text NOT NULL,
	"exercise_digest" text NOT NULL,
	"title" text NOT NULL,
	"opens_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"late_rule" jsonb NOT NULL,
	"attempt_limit" integer,
	"counts" text NOT NULL,
	"feedback" jsonb NOT NULL,
	"released_at" timestamp (3) with time zone,
	"lms_key" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assignments_courseId_lmsKey_unique" UNIQUE("course_id","lms_key")
);
--> statement-breakpoint
CREATE TABLE "courses" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"connection_id" text,
	"lms_key" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "courses_connectionId_lmsKey_unique" UNIQUE("connection_id","lms_key")
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"course_id" text NOT NULL,
	"person_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "enrolments_course_id_person_id_pk" PRIMARY KEY("course_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "regrades" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"assignment_id" uuid NOT NULL,
	"exercise_digest" text NOT NULL,
	"reason" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_by" text,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "grades" (
	"submission_id" uuid PRIMARY KEY NOT NULL,
	"assignment_id" uuid NOT NULL,
	"owner" text NOT NULL,
	"attempt" integer NOT NULL,
	"run_id" uuid,
	"verdict" text,
	"score" double precision,
	"late_percent" double precision NOT NULL,
	"grade" double precision NOT NULL,
	"is_overridden" boolean DEFAULT false NOT NULL,
	"comment" text,
	"overridden_by" text,
	"version" integer DEFAULT 1 NOT NULL,
	"settled_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "test_outcomes" (
	"run_id" uuid NOT NULL,
	"test_id" text NOT NULL,
	"title" text NOT NULL,
	"group" text NOT NULL,
	"position" integer NOT NULL,
	"outcome" text NOT NULL,
	"points" double precision NOT NULL,
	"earned" double precision NOT NULL,
	"ms" double precision NOT NULL,
	CONSTRAINT "test_outcomes_run_id_test_id_pk" PRIMARY KEY("run_id","test_id")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"course_id" text,
	"subject" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grade_deliveries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"message_id" uuid NOT NULL,
	"status" integer,
	"error" text,
	"ms" integer NOT NULL,
	"is_replay" boolean DEFAULT false NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grade_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"connection_id" text NOT NULL,
	"submission_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "grade_messages_seq_unique" UNIQUE("seq"),
	CONSTRAINT "grade_messages_submissionId_version_unique" UNIQUE("submission_id","version")
);
--> statement-breakpoint
CREATE TABLE "inbound_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"connection_id" text NOT NULL,
	"event_id" text NOT NULL,
	"raw_body" "bytea" NOT NULL,
	"content" "bytea",
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"assignment_key" text,
	"course_key" text,
	"learner_key" text,
	"learner_name" text,
	"attempt" integer,
	"submission_id" uuid,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "inbound_events_seq_unique" UNIQUE("seq"),
	CONSTRAINT "inbound_events_connectionId_eventId_unique" UNIQUE("connection_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "lms_identities" (
	"connection_id" text NOT NULL,
	"key" text NOT NULL,
	"person_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lms_identities_connection_id_key_pk" PRIMARY KEY("connection_id","key")
);
--> statement-breakpoint
CREATE TABLE "login_links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" text NOT NULL,
	"secret_sha256" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "login_links_secretSha256_unique" UNIQUE("secret_sha256")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"is_admin" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" text NOT NULL,
	"secret_sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "sessions_secretSha256_unique" UNIQUE("secret_sha256")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "regrade_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "is_dry" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "assignment_id" uuid;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "course_id" text;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "attempt" integer;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "connection_id" text;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "lms_attempt" integer;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "submitted_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
-- Whoever was named so far becomes a person; those who were admins stay so. Instructors are enrolled in their courses by an admin.
INSERT INTO "people" ("id", "name") SELECT DISTINCT owner, owner FROM (SELECT 'admin' AS owner UNION SELECT owner FROM tokens UNION SELECT owner FROM submissions) known;
--> statement-breakpoint
UPDATE "people" SET "is_admin" = true WHERE id = 'admin' OR id IN (SELECT owner FROM tokens WHERE role = 'admin');
--> statement-breakpoint
UPDATE "submissions" SET "submitted_at" = "created_at";
--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "scope" text;
--> statement-breakpoint
UPDATE "tokens" SET "scope" = CASE role WHEN 'admin' THEN 'admin' WHEN 'instructor' THEN 'teach' ELSE 'submit' END;
--> statement-breakpoint
ALTER TABLE "tokens" ALTER COLUMN "scope" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_slug_exercises_slug_fk" FOREIGN KEY ("slug") REFERENCES "public"."exercises"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_exercise_digest_packages_digest_fk" FOREIGN KEY ("exercise_digest") REFERENCES "public"."packages"("digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "courses" ADD CONSTRAINT "courses_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_assignment_id_assignments_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."assignments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_exercise_digest_packages_digest_fk" FOREIGN KEY ("exercise_digest") REFERENCES "public"."packages"("digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_assignment_id_assignments_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."assignments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_outcomes" ADD CONSTRAINT "test_outcomes_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_deliveries" ADD CONSTRAINT "grade_deliveries_message_id_grade_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."grade_messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_messages" ADD CONSTRAINT "grade_messages_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_messages" ADD CONSTRAINT "grade_messages_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lms_identities" ADD CONSTRAINT "lms_identities_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lms_identities" ADD CONSTRAINT "lms_identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "login_links" ADD CONSTRAINT "login_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignments_course_id_index" ON "assignments" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "assignments_slug_index" ON "assignments" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "enrolments_person_id_index" ON "enrolments" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "regrades_assignment_id_index" ON "regrades" USING btree ("assignment_id");--> statement-breakpoint
CREATE INDEX "grades_assignment_id_owner_attempt_index" ON "grades" USING btree ("assignment_id","owner","attempt");--> statement-breakpoint
CREATE INDEX "grades_owner_index" ON "grades" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "audit_log_course_id_id_index" ON "audit_log" USING btree ("course_id","id");--> statement-breakpoint
CREATE INDEX "grade_deliveries_message_id_id_index" ON "grade_deliveries" USING btree ("message_id","id");--> statement-breakpoint
CREATE INDEX "grade_messages_state_due_at_index" ON "grade_messages" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "grade_messages_connection_id_seq_index" ON "grade_messages" USING btree ("connection_id","seq");--> statement-breakpoint
CREATE INDEX "inbound_events_state_due_at_index" ON "inbound_events" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "inbound_events_connection_id_state_seq_index" ON "inbound_events" USING btree ("connection_id","state","seq");--> statement-breakpoint
CREATE INDEX "lms_identities_person_id_index" ON "lms_identities" USING btree ("person_id");--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_regrade_id_regrades_id_fk" FOREIGN KEY ("regrade_id") REFERENCES "public"."regrades"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_assignment_id_assignments_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."assignments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_owner_people_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_regrade" ON "runs" USING btree ("regrade_id");--> statement-breakpoint
CREATE INDEX "submissions_course_id_seq_index" ON "submissions" USING btree ("course_id","seq");--> statement-breakpoint
CREATE INDEX "tokens_owner_index" ON "tokens" USING btree ("owner");--> statement-breakpoint
ALTER TABLE "tokens" DROP COLUMN "role";--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_assignmentId_owner_attempt_unique" UNIQUE("assignment_id","owner","attempt");--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_connectionId_assignmentId_owner_lmsAttempt_unique" UNIQUE("connection_id","assignment_id","owner","lms_attempt");--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_assignment_has_attempt" CHECK ((assignment_id is null) = (attempt is null) and (assignment_id is null) = (course_id is null));