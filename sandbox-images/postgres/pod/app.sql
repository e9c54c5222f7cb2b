CREATE SCHEMA examiner;
CREATE EXTENSION pg_stat_statements SCHEMA examiner;
