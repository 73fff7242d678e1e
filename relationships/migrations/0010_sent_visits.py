import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relationships", "0009_words_and_partnership"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="made_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="written"),
        ),
        migrations.AddField(
            model_name="visit",
            name="sent_hash",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="made_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="written"),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="sent_hash",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="visit",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="visit",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="visit",
            name="delete_delete",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitevent" ("account_id", "client_key", "created_at", "date", "id", "kind", "made_at", "needs", "next_step", "next_step_on", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scenario", "sent_hash", "status", "time", "updated_at") SELECT new_values."account_id", new_values."client_key", new_values."created_at", new_values."date", new_values."id", new_values."kind", new_values."made_at", new_values."needs", new_values."next_step", new_values."next_step_on", new_values."note", new_values."owner_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."scenario", new_values."sent_hash", new_values."status", new_values."time", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5d53e907cc7c7f31af39770fc40645f0edc15fca",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_48b2b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="relationships_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitevent" ("account_id", "client_key", "created_at", "date", "id", "kind", "made_at", "needs", "next_step", "next_step_on", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scenario", "sent_hash", "status", "time", "updated_at") SELECT new_values."account_id", new_values."client_key", new_values."created_at", new_values."date", new_values."id", new_values."kind", new_values."made_at", new_values."needs", new_values."next_step", new_values."next_step_on", new_values."note", new_values."owner_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."scenario", new_values."sent_hash", new_values."status", new_values."time", new_values."updated_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="681348bb969925ec1969ffb0ab9cee62098c7482",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_edab7",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="relationships_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitevent" ("account_id", "client_key", "created_at", "date", "id", "kind", "made_at", "needs", "next_step", "next_step_on", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scenario", "sent_hash", "status", "time", "updated_at") SELECT old_values."account_id", old_values."client_key", old_values."created_at", old_values."date", old_values."id", old_values."kind", old_values."made_at", old_values."needs", old_values."next_step", old_values."next_step_on", old_values."note", old_values."owner_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."scenario", old_values."sent_hash", old_values."status", old_values."time", old_values."updated_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="8a9253c8c964e947ef2d0218ee7a627da9cbc204",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ad2db",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="relationships_visit",
                    when="AFTER",
                ),
            ),
        ),
    ]
