FLUSH PRIVILEGES;
DROP USER IF EXISTS root@localhost;
DELETE FROM mysql.proxies_priv;
DROP DATABASE sys;
CREATE DATABASE app;
CREATE USER app@127.0.0.1 IDENTIFIED BY 'app' WITH MAX_USER_CONNECTIONS 20;
GRANT ALL ON app.* TO app@127.0.0.1;
-- TRIGGER is there to see triggers: without it they are hidden.
CREATE USER looker@localhost IDENTIFIED VIA unix_socket AS 'examiner';
GRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON app.* TO looker@localhost;
CREATE USER counter@localhost IDENTIFIED VIA unix_socket AS 'examiner';
GRANT PROCESS ON *.* TO counter@localhost;
