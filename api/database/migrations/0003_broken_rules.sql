CREATE TABLE "broken_rules" (
	"run_id" uuid NOT NULL,
	"rule" text NOT NULL,
	"category" text NOT NULL,
	"level" text NOT NULL,
	"findings" integer NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "broken_rules_run_id_rule_pk" PRIMARY KEY("run_id","rule")
);
--> statement-breakpoint
ALTER TABLE "broken_rules" ADD CONSTRAINT "broken_rules_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;