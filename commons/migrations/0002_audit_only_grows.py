"""The database itself refuses to change or delete a line of the audit log."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON commons_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
    for act in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION audit_only_grows() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON commons_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
]


def protect(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        statements = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
    else:
        statements = ["DROP TRIGGER audit_only_grows ON commons_auditentry", "DROP FUNCTION audit_only_grows()"]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("commons", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
