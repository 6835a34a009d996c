-- Its text is in api.list_contacts now.

drop function if exists first_contacts(uuid, jsonb);
