CREATE SCHEMA counts;
CREATE EXTENSION pg_stat_statements SCHEMA counts;
REVOKE ALL ON ALL TABLES IN SCHEMA counts FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA counts FROM PUBLIC;
GRANT USAGE ON SCHEMA counts TO counter;
GRANT SELECT ON counts.pg_stat_statements, counts.pg_stat_statements_info TO counter;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA counts TO counter;
