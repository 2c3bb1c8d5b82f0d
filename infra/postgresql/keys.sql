-- The role that Strongroom reads and writes data keys with, on their database. Run it as a superuser, after the
-- migrations (they run as the owner) and again after each new one; it may run any number of times.
--
-- The role sees the wrapped keys and nothing else. It owns their one table, because PostgreSQL lets nobody but the owner
-- VACUUM a table, and without that a deleted key stays in its file. Others, the role of the records among them, cannot
-- even connect. Give it a password or a certificate.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'strongroom_keys') THEN
        CREATE ROLE strongroom_keys LOGIN;
    END IF;
    IF to_regclass('audit_events') IS NULL THEN  -- else the records are here too, and roles.sql says who connects
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO strongroom_keys', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO strongroom_keys;
    ALTER TABLE wrapped_keys OWNER TO strongroom_keys;
    GRANT SELECT, INSERT, UPDATE ON current_kek TO strongroom_keys;
    GRANT SELECT ON key_schema_version TO strongroom_keys;
END $$;
