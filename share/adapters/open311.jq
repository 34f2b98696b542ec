# Open311 GeoReport v2: service requests (wiki.open311.org/GeoReport_v2), JSON, or XML as the reader turns it into JSON.
# each: service_requests

def known: ["service_request_id", "requested_datetime", "updated_datetime", "status", "service_name", "description", "lat", "long", "address",
            "media_url", "account_id", "device_id", "first_name", "last_name", "email", "phone"];
def trim: if type == "string" then sub("^\\s+"; "") | sub("\\s+$"; "") else . end;
def said($name): .[$name] | trim | if . == "" then null else . end;

if type != "object" then error("a service request is an object")
elif said("service_request_id") == null then {refused: "service_request_id: it is missing"}
else said("media_url") as $media
| {channel: "open311", external_id: said("service_request_id"), created_at: said("requested_datetime"), updated_at: said("updated_datetime"),
   topic: (said("service_name") // said("service_code")), status: said("status"), author_id: (said("account_id") // said("device_id")),
   text: said("description"), lat: said("lat"), lon: said("long"), address: said("address"),
   photo: $media, photos: (if $media then 1 else 0 end),
   details: (with_entries(select(.key as $key | .value != null and .value != "" and (known | index($key) | not))))}
end
