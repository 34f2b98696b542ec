# Any JSON: a member of the column's name, or what --map THEIRS=OURS names: "body", "geo.lat", "photos.0.url". An id is the external id; other members are kept in details.

def columns: ["appeal_id", "external_id", "created_at", "updated_at", "channel", "topic", "unit_id", "author_id", "text", "address", "lat", "lon",
              "photo", "photos", "status"];
def at($path):
  reduce ($path | split("."))[] as $key (.;
    if type == "object" then .[$key]
    elif type == "array" and ($key | test("^[0-9]+$")) then .[$key | tonumber]
    else null end);

if type != "object" then error("a message is an object")
else . as $message | keys_unsorted as $names
| [$map[] | split(".")[0]] as $mapped
| reduce ($names - ($names - columns))[] as $column ({}; .[$column] = $message[$column])
| reduce ($map | keys_unsorted)[] as $column (.; .[$column] = ($message | at($map[$column])))
| .external_id = (.external_id // $message.id)
| .details = reduce ($names - columns - $mapped - ["id", "details"])[] as $name (($message.details | if type == "object" then . else {} end);
    if $message[$name] == null then . else .[$name] = $message[$name] end)
end
