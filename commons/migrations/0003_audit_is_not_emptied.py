"""PostgreSQL refuses to empty the audit log, too: TRUNCATE passes by triggers of rows. SQLite knows no TRUNCATE."""

from django.db import migrations


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON commons_auditentry "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
        )


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_is_not_emptied ON commons_auditentry")


class Migration(migrations.Migration):
    dependencies = [("commons", "0002_audit_only_grows")]
    operations = [migrations.RunPython(protect, unprotect)]
