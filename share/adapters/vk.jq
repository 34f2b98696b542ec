# VK Callback API: events of a community (dev.vk.com/api/callback), of old versions and new.
# each: updates
# Messages, comments and posts of people are appeals; other events are ignored and counted by their type. A confirmation wants an answer of the server, not a row.

def text($name): if .[$name] == null then "" elif (.[$name] | type) == "string" then .[$name] else error("\($name): a text is expected") end;
def list($name): if .[$name] == null then [] elif (.[$name] | type) == "array" then .[$name] else error("\($name): an array is expected") end;
def object($name): if .[$name] == null then {} elif (.[$name] | type) == "object" then .[$name] else error("\($name): an object is expected") end;

# Sizes are a list; before version 5.77 they were members photo_75 … photo_2560.
def largest:
  (list("sizes") | max_by((.width // 0) * (.height // 0)) | if . then .url // .src else null end)
  // (with_entries(select(.key | test("^photo_[0-9]+$"))) | to_entries | max_by(.key[6:] | tonumber) | if . then .value else null end);

# Before version 5.50 coordinates were one text: "56.83 60.60".
def place:
  if .geo == null then null else object("geo").coordinates end
  | if type == "object" then {lat: .latitude, lon: .longitude}
    elif type == "string" then (split(" ") | {lat: .[0], lon: .[1]})
    else {} end;

# What only some events have.
def details($attached; $photos):
  {photos: $photos[1:],
   forwarded: [list("fwd_messages")[] | select(type == "object") | .text // .body // empty | select(. != "")],
   files: [$attached[] | select(.type != "photo") | {kind: .type, url: (.[.type // ""]? | if type == "object" then .url // .link_mp3 else null end)}]}
  | with_entries(select(.value != []));

def appeal($id; $author):
  if $author == null or .date == null or ($id | contains("null")) then {refused: "the ids, the author and the date are expected"}
  else [list("attachments")[] | select(type == "object")] as $attached
  | [$attached[] | select(.type == "photo") | object("photo") | largest // empty] as $photos
  | (if has("text") then text("text") else text("body") end) as $text
  | (if ($photos | length) < 2 and ($attached | length) == ($photos | length) and (.fwd_messages // []) == [] then {}
     else details($attached; $photos) end) as $details
  | if $text == "" and $photos == [] and .geo == null and ($details | del(.files)) == {} and ([$details.files[]?.kind] | all(. == "sticker")) then
      {ignored: ($details.files[0].kind // "empty message")}
    else {channel: "vk", external_id: $id, created_at: .date, author_id: $author, text: $text, photo: $photos[0], photos: ($photos | length), details: $details}
      + place
    end
  end;

def reply($what; $owner; $thing): appeal("\($what)\($owner)_\($thing)?reply=\(.id)"; .from_id);

def event($event; $group):
  if $event == "message_new" then
    (if (.message | type) == "object" then .message else . end)
    | if .out == 1 then {ignored: "message of the community"}
      else appeal("\(.peer_id // .user_id)/\(.conversation_message_id // .id)"; .from_id // .user_id) end
  elif ["wall_reply_new", "wall_post_new", "board_post_new", "photo_comment_new", "video_comment_new"] | index($event) | not then {ignored: $event}
  elif .from_id != null and .from_id == -$group then {ignored: "\($event) of the community"}
  elif $event == "wall_reply_new" then reply("wall"; .post_owner_id // .owner_id; .post_id)
  elif $event == "wall_post_new" then appeal("wall\(.owner_id)_\(.id)"; .from_id)
  elif $event == "board_post_new" then appeal("topic\(.topic_owner_id // -$group)_\(.topic_id)?post=\(.id)"; .from_id)
  elif $event == "photo_comment_new" then reply("photo"; .photo_owner_id; .photo_id)
  else reply("video"; .video_owner_id; .video_id)
  end;

if type != "object" then error("an event is an object")
elif (.type | type) != "string" then error("type: a text is expected")
else (.group_id // 0) as $group | .type as $type
| if ($group | type) != "number" then error("group_id: a number is expected")
  else object("object") | event($type; $group) end
end
