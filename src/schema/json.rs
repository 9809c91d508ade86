//! The JSON Schema of a kind of file, made from its table of keys.

use serde_json::{Map, Value, json};

use super::{Key, Schema, Type};

/// The JSON Schema (draft 2020-12) of a kind of file, as editors with TOML support read it.
pub fn json_schema(schema: &Schema) -> Value {
    let mut nested = Map::new();
    let mut object = table(schema.keys, &mut nested);
    let fields = object
        .as_object_mut()
        .expect("the schema of a table is an object");
    fields.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    fields.insert("title".into(), json!(schema.name));
    fields.insert("description".into(), json!(schema.doc));
    if !nested.is_empty() {
        fields.insert("$defs".into(), Value::Object(nested));
    }
    object
}

fn table(keys: &[Key], nested: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut property = value(&key.value, nested);
        if let Some(fields) = property.as_object_mut() {
            let mut description = key.doc.to_owned();
            if !key.default.is_empty() {
                description.push_str(&format!(" Default: {}.", key.default));
            }
            fields.insert("description".into(), json!(description));
        }
        properties.insert(key.name.into(), property);
    }
    let required: Vec<_> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn value(of: &Type, nested: &mut Map<String, Value>) -> Value {
    match of {
        Type::Text => json!({ "type": "string" }),
        Type::Integer(low, i64::MAX) => json!({ "type": "integer", "minimum": low }),
        Type::Integer(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Type::Decimal(low, high) => json!({ "type": "number", "minimum": low, "maximum": high }),
        Type::Range => json!({
            "type": "array",
            "items": { "type": "integer", "minimum": 0 },
            "minItems": 2,
            "maxItems": 2,
        }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::OneOf(words) => json!({ "type": "string", "enum": words }),
        Type::List(of) => json!({ "type": "array", "items": value(of, nested) }),
        Type::Table(keys) => table(keys, nested),
        Type::Nested(name, keys) => {
            if !nested.contains_key(*name) {
                // The entry is there before its keys are looked at, which may refer to it again.
                nested.insert((*name).into(), Value::Null);
                let definition = table(keys(), nested);
                nested.insert((*name).into(), definition);
            }
            json!({ "$ref": format!("#/$defs/{name}") })
        }
        Type::Map(of) => json!({ "type": "object", "additionalProperties": value(of, nested) }),
    }
}
