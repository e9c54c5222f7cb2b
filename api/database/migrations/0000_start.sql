CREATE TABLE "events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"submission_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" json NOT NULL,
	"source_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_runId_sourceId_unique" UNIQUE("run_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "exercises" (
	"slug" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"owner" text NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"body_sha256" text NOT NULL,
	"submission_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_owner_route_key_pk" PRIMARY KEY("owner","route","key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"delivery" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_runId_delivery_unique" UNIQUE("run_id","delivery")
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"digest" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"summary" jsonb NOT NULL,
	"statement" text NOT NULL,
	"published_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"submission_id" uuid NOT NULL,
	"owner" text NOT NULL,
	"number" integer NOT NULL,
	"exercise_digest" text NOT NULL,
	"is_regrade" boolean DEFAULT false NOT NULL,
	"requested_by" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"delivery" integer DEFAULT 1 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"priority" integer NOT NULL,
	"seed" text NOT NULL,
	"verdict" text,
	"score" double precision,
	"report" json,
	"queued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "runs_seq_unique" UNIQUE("seq"),
	CONSTRAINT "runs_submissionId_number_unique" UNIQUE("submission_id","number"),
	CONSTRAINT "runs_done_has_report" CHECK ((state = 'done') = (report is not null)),
	CONSTRAINT "runs_fault_has_no_score" CHECK (verdict is distinct from 'not-assessed' or score is null)
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"owner" text NOT NULL,
	"slug" text NOT NULL,
	"language" text NOT NULL,
	"source_sha256" text NOT NULL,
	"source_bytes" bigint NOT NULL,
	"source_format" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "submissions_seq_unique" UNIQUE("seq")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner" text NOT NULL,
	"role" text NOT NULL,
	"secret_sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "tokens_secretSha256_unique" UNIQUE("secret_sha256")
);
--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exercises" ADD CONSTRAINT "exercises_digest_packages_digest_fk" FOREIGN KEY ("digest") REFERENCES "public"."packages"("digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_exercise_digest_packages_digest_fk" FOREIGN KEY ("exercise_digest") REFERENCES "public"."packages"("digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_slug_exercises_slug_fk" FOREIGN KEY ("slug") REFERENCES "public"."exercises"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_submission_id_id_index" ON "events" USING btree ("submission_id","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_index" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "runs_open" ON "runs" USING btree ("priority","seq") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "runs_finished" ON "runs" USING btree ("finished_at") WHERE state = 'done';--> statement-breakpoint
CREATE INDEX "submissions_owner_seq_index" ON "submissions" USING btree ("owner","seq");