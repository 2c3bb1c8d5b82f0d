-- The role that Strongroom runs as, on the database of the records. Run it as the owner of the tables, after the
-- migrations (they run as the owner too) and again after each new one; it may run any number of times.
--
-- The role reads and writes the records. To the audit chain it can append through one function, and nothing else: not
-- change, not remove, not insert behind the chain's back. What is to outlive documents (their ghosts, certificates of
-- destruction) it cannot delete, and data keys it cannot see, where they lie in the same database: they have a role of
-- their own (keys.sql). It may make schemas of its own, which drills restore into. Give it a password or a certificate.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'strongroom_app') THEN
        CREATE ROLE strongroom_app LOGIN;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO strongroom_app', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO strongroom_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO strongroom_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO strongroom_app;
    REVOKE INSERT, UPDATE, DELETE ON audit_events, audit_head, schema_version FROM strongroom_app;
    REVOKE DELETE ON documents, certificates FROM strongroom_app;
    GRANT EXECUTE ON FUNCTION audit_append(text, text, text, text, text) TO strongroom_app;
    IF to_regclass('wrapped_keys') IS NOT NULL THEN
        REVOKE ALL ON wrapped_keys, current_kek, key_schema_version FROM strongroom_app;
    END IF;
END $$;
