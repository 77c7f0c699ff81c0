using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// What of a changed document breaks a client that was made by the one before: something that is gone, that has to be sent, that may not be
/// sent any more, or that is answered otherwise. What is added breaks nothing.
/// </summary>
internal sealed class OpenApiChanges
{
    private const int Deepest = 12;

    private readonly JsonObject _before;
    private readonly JsonObject _after;
    private readonly SchemaCheck _beforeSchemas;
    private readonly SchemaCheck _afterSchemas;
    private readonly HashSet<(string Before, string After, bool IsSent)> _compared = [];
    private readonly List<string> _found = [];

    private OpenApiChanges(JsonObject before, JsonObject after) =>
        (_before, _after, _beforeSchemas, _afterSchemas) = (before, after, new(before), new(after));

    /// <summary>The breaking changes, a line each.</summary>
    public static IReadOnlyList<string> Breaking(JsonObject before, JsonObject after)
    {
        var changes = new OpenApiChanges(before, after);
        changes.Compare();
        return changes._found;
    }

    /// <summary>A document without words and examples: what clients are made of.</summary>
    public static JsonNode? Bare(JsonNode? node, bool areNames = false) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .Where(m =>
                        areNames || m.Key is not ("description" or "summary" or "example" or "examples" or "title" or "tags" or "security")
                    )
                    .Select(m => KeyValuePair.Create(m.Key, Bare(m.Value, !areNames && m.Key is "properties" or "schemas" or "paths")))
            ),
            JsonArray items => new JsonArray([.. items.Select(i => Bare(i))]),
            _ => node?.DeepClone(),
        };

    private void Compare()
    {
        foreach (var (path, operations) in _before["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var name = $"{method.ToUpperInvariant()} {path}";
                if (_after["paths"]![path]?[method] is not JsonObject now)
                {
                    _found.Add($"{name} is gone");
                    continue;
                }

                Operation(name, operation!.AsObject(), now);
            }
        }
    }

    private void Operation(string name, JsonObject before, JsonObject after)
    {
        if ((string?)before["operationId"] is { } id && id != (string?)after["operationId"])
        {
            _found.Add($"{name} is called {(string?)after["operationId"]}, no longer {id}");
        }

        Parameters(name, before, after);
        Contents($"{name} takes", before["requestBody"]?["content"], after["requestBody"]?["content"], isSent: true);
        if ((bool?)after["requestBody"]?["required"] is true && (bool?)before["requestBody"]?["required"] is not true)
        {
            _found.Add($"{name} needs a body");
        }

        foreach (var (status, answer) in before["responses"]!.AsObject())
        {
            if (after["responses"]![status] is not { } now)
            {
                // A refusal that is not made any more breaks no one.
                if (status[0] is '2' or '3')
                {
                    _found.Add($"{name} does not answer {status} any more");
                }

                continue;
            }

            Contents($"{name} answers {status}", answer!["content"], now["content"], isSent: false);
        }
    }

    private void Parameters(string name, JsonObject before, JsonObject after)
    {
        var (was, now) = (ByName(before), ByName(after));
        foreach (var (key, parameter) in was)
        {
            if (!now.TryGetValue(key, out var same))
            {
                _found.Add($"{name} takes no {key} any more");
            }
            else if (parameter["schema"] is { } a && same["schema"] is { } b)
            {
                Schema($"{name}, {key}", a, b, isSent: true, 0);
            }
        }

        _found.AddRange(
            now.Where(p => (bool?)p.Value["required"] is true && (bool?)was.GetValueOrDefault(p.Key)?["required"] is not true)
                .Select(p => $"{name} needs {p.Key}")
        );
    }

    private static Dictionary<string, JsonObject> ByName(JsonObject operation) =>
        (operation["parameters"] as JsonArray ?? []).ToDictionary(
            p => $"{(string?)p!["in"]} {(string?)p["name"]}",
            p => p!.AsObject(),
            StringComparer.Ordinal
        );

    private void Contents(string where, JsonNode? before, JsonNode? after, bool isSent)
    {
        foreach (var (type, content) in before as JsonObject ?? [])
        {
            if (after?[type] is not { } now)
            {
                _found.Add($"{where} no {type} any more");
            }
            else if (content?["schema"] is { } a && now["schema"] is { } b)
            {
                Schema(where, a, b, isSent, 0);
            }
        }
    }

    private void Schema(string where, JsonNode before, JsonNode after, bool isSent, int depth)
    {
        var (beforeNull, afterNull) = (MayBeNull(ref before, _beforeSchemas), MayBeNull(ref after, _afterSchemas));
        var names = ((string?)before["$ref"] ?? "", (string?)after["$ref"] ?? "", isSent);
        if (depth > Deepest || (names.Item1.Length > 0 && names.Item2.Length > 0 && !_compared.Add(names)))
        {
            return;
        }

        var (was, now) = (Of(_beforeSchemas.Resolve(before), beforeNull), Of(_afterSchemas.Resolve(after), afterNull));
        var (wide, narrow) = isSent ? (was, now) : (now, was);
        var lost = wide.Types.Except(narrow.Types, StringComparer.Ordinal).Where(t => !(t == "integer" && narrow.Types.Contains("number")));
        if (wide.Types.Count > 0 && narrow.Types.Count > 0 && lost.ToList() is { Count: > 0 } types)
        {
            _found.Add($"{where} {(isSent ? "is not" : "may be")} {string.Join(" or ", types)} {(isSent ? "any more" : "now")}");
        }

        Values(where, was, now, isSent);
        Members(where, was.Schema, now.Schema, isSent, depth);
        if (was.Schema["items"] is { } one && now.Schema["items"] is { } other)
        {
            Schema($"{where}[]", one, other, isSent, depth + 1);
        }
    }

    private void Values(string where, Shape was, Shape now, bool isSent)
    {
        if (isSent && now.Schema["enum"] is JsonArray allowed)
        {
            var gone = (was.Schema["enum"] as JsonArray ?? []).Where(v => !allowed.Any(n => JsonNode.DeepEquals(n, v))).ToList();
            if (was.Schema["enum"] is null || gone.Count > 0)
            {
                _found.Add($"{where} may not be {(gone.Count > 0 ? string.Join(", ", gone) : "any value")} any more");
            }
        }
    }

    private void Members(string where, JsonObject was, JsonObject now, bool isSent, int depth)
    {
        if (was["properties"] is not JsonObject members || now["properties"] is not JsonObject others)
        {
            return;
        }

        foreach (var (name, member) in members)
        {
            if (others[name] is { } same)
            {
                Schema($"{where}.{name}", member!, same, isSent, depth + 1);
            }
            else
            {
                _found.Add($"{where}.{name} is gone");
            }
        }

        var (had, has) = (SchemaCheck.Required(was).ToList(), SchemaCheck.Required(now).ToList());
        _found.AddRange(
            isSent
                ? has.Except(had, StringComparer.Ordinal).Select(r => $"{where}.{r} has to be sent")
                : had.Except(has, StringComparer.Ordinal).Where(r => others[r] is not null).Select(r => $"{where}.{r} may be missing now")
        );
    }

    // {oneOf: [null, X]} is X that may be null.
    private static bool MayBeNull(ref JsonNode schema, SchemaCheck schemas)
    {
        var plain = schemas.Resolve(schema);
        var choices = (plain["oneOf"] ?? plain["anyOf"]) as JsonArray ?? [];
        var others = choices.Where(c => (c as JsonObject)?["type"] is not JsonValue type || (string?)type != "null").ToList();
        if (others is not [{ } only] || choices.Count != 2)
        {
            return false;
        }

        schema = only;
        return true;
    }

    private static Shape Of(JsonObject schema, bool mayBeNull)
    {
        List<string> types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(t => (string)t!)],
            JsonValue one => [(string)one!],
            _ => [],
        };
        return new(schema, mayBeNull && types.Count > 0 ? [.. types, "null"] : types);
    }

    private sealed record Shape(JsonObject Schema, List<string> Types);
}
