CREATE TABLE "images" (
	"image" text PRIMARY KEY NOT NULL,
	"tag" text NOT NULL,
	"items" jsonb NOT NULL,
	"told_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
