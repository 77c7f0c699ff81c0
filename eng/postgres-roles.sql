-- Least privilege for PostgreSQL. Run as a superuser (or the owner of the database), connected to the portal's database:
--
--   psql -d governance -f eng/postgres-roles.sql
--   \password governance_owner      then      \password governance_runtime
--
-- governance_owner owns the schema and runs migrations:        ConnectionStrings__Governance=…;Username=governance_owner    db migrate
-- governance_runtime is what the service connects as. It reads and writes, but can neither change nor remove rows of the log or signatures,
-- nor switch the triggers off that refuse it. Run the script again after every "db migrate": it may be repeated.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'governance_owner') THEN
        CREATE ROLE governance_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'governance_runtime') THEN
        CREATE ROLE governance_runtime LOGIN;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO governance_owner, governance_runtime', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO governance_owner;
GRANT USAGE ON SCHEMA public TO governance_runtime;

-- What exists belongs to the owner, whoever made it.
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_get_userbyid(c.relowner) <> 'governance_owner' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO governance_owner', thing.relname);
    END LOOP;
    FOR thing IN SELECT p.oid::regprocedure AS signature FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = 'public' AND pg_get_userbyid(p.proowner) <> 'governance_owner' LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO governance_owner', thing.signature);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO governance_runtime;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO governance_runtime;
ALTER DEFAULT PRIVILEGES FOR ROLE governance_owner IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO governance_runtime;
ALTER DEFAULT PRIVILEGES FOR ROLE governance_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO governance_runtime;

-- The log, signatures, and the list of applied migrations.
DO $$
DECLARE
    log_table text;
BEGIN
    FOREACH log_table IN ARRAY ARRAY['AuditEntries', 'AuditNodes', 'Checkpoints', 'CheckpointCosignatures', 'SignedStatements', 'ModelSignatures', '__EFMigrationsHistory'] LOOP
        IF to_regclass(format('public.%I', log_table)) IS NOT NULL THEN
            EXECUTE format('REVOKE ALL ON public.%I FROM governance_runtime', log_table);
            EXECUTE format('GRANT SELECT %s ON public.%I TO governance_runtime', CASE WHEN log_table = '__EFMigrationsHistory' THEN '' ELSE ', INSERT' END, log_table);
        END IF;
    END LOOP;
END $$;
