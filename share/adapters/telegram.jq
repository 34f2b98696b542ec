# Telegram Bot API: updates as a webhook gets them, or getUpdates' answer (core.telegram.org/bots/api).
# each: result
# A message of a person is an appeal; what else an update may be is ignored and counted by its name. Names of people are not taken over.
# Most messages are plain: what is rare is looked for only where there is a member of an unusual name.

def usual: ["message_id", "from", "chat", "date", "text", "caption", "photo", "location"];
def some: with_entries(select(.value != null and .value != [] and .value != ""));

# Whether there is nothing but usual members, four of which always are.
def one: if . == null then 0 else 1 end;
def is_plain: .from != null and .date != null and length == 4 + (.text | one) + (.caption | one) + (.photo | one) + (.location | one);

# The part of a text that an entity marks: offset and length count the units of UTF-16, of which a character beyond U+FFFF takes two.
def units: [explode[] | if . > 65535 then ., null else . end];
def marked($units; $entity): $units[$entity.offset:$entity.offset + $entity.length] | map(select(. != null)) | implode;

def image: if .document.mime_type // "" | startswith("image/") then .document.file_id else null end;
def files: ["voice", "video", "video_note", "audio", "animation", "document"] - (if image then ["document"] else [] end);

# What only some messages have: links, marks, files, what they belong to.
def details($text):
  ($text | units) as $units
  | (.entities // .caption_entities // []) as $entities
  | {links: [$entities[] | if .type == "text_link" then .url elif .type == "url" then marked($units; .) else empty end],
     tags: [$entities[] | select(.type == "hashtag") | marked($units; .)],
     files: [files[] as $name | select(.[$name] != null) | {kind: $name, file_id: .[$name].file_id}],
     album: .media_group_id, reply_to: .reply_to_message.message_id} | some;

def is_command($text):
  (.entities // []) | length == 1 and .[0].type == "bot_command" and .[0].offset == 0 and .[0].length == ($text | units | length);

def appeal($text; $photo; $at): {
  channel: "telegram", external_id: "\(.chat.id)/\(.message_id)", created_at: .date, author_id: (.from.id // .chat.id),
  text: $text, lat: $at.latitude, lon: $at.longitude, photo: $photo};

def unusual($text; $photo):
  if is_command($text) then {ignored: "command"}
  else details($text) as $details | ($photo // image) as $photo
  | if $text == "" and $photo == null and (.venue // .location) == null and $details.files == null then
      (keys_unsorted - usual) as $names
      | {ignored: (["sticker", "poll", "dice", "contact", "game", "new_chat_members", "left_chat_member", "pinned_message"] | . - (. - $names) | .[0]
                   // ($names[0] // "empty message"))}
    else appeal($text; $photo; .venue.location // .location)
      + {details: $details, address: (if .venue then [.venue.title, .venue.address] | map(select(. != null and . != "")) | join(", ") else null end)}
    end
  end;

def message:
  (.text // .caption // "") as $text
  | if ($text | type) != "string" then error("text: a text is expected")
    elif .from.is_bot == true then {ignored: "from a bot"}
    elif .message_id == null or .chat.id == null then {refused: "message_id and chat.id are expected"}
    else (if .photo then .photo | max_by((.width // 0) * (.height // 0)) | .file_id else null end) as $photo
    | if is_plain and ($text != "" or $photo or .location) then appeal($text; $photo; .location)
      else unusual($text; $photo) end
    end;

if type != "object" then error("an update is an object")
elif has("message") | not then {ignored: (keys_unsorted - ["update_id"] | .[0] // "empty update")}
elif .message | type != "object" then error("message: an object is expected")
else .message | message end
