using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Transparency;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>
/// Reads xAPI statements: an array, one statement, or the answer of a store with <c>statements</c>. The verbs completed and passed count,
/// unless the result says that the person did not succeed, and terminated where the result says that the person completed it.
/// </summary>
internal static class XapiStatements
{
    // Activity Streams, from which some programs take their verbs, says "complete".
    private static readonly string[] s_verbs = ["completed", "complete", "passed"];

    // By the profile for SCORM (github.com/adlnet/xAPI-SCORM-Profile), the statement that ends an attempt says how it stands.
    private const string Terminated = "terminated";

    public static Result<IReadOnlyList<RawTraining>> Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var text = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            var root = json.RootElement;
            JsonElement[] statements =
                root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray()]
                : root.TryGetProperty("statements", out var listed) && listed.ValueKind is JsonValueKind.Array
                    ? [.. listed.EnumerateArray()]
                : [root];
            var voided = statements
                .Where(IsVoiding)
                .Select(s => Text(s, "object", "id"))
                .Where(id => id.Length > 0)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            return Result<IReadOnlyList<RawTraining>>.Done([
                .. statements.Select((s, i) => voided.Contains(Text(s, "id")) ? Of(s, i + 1) with { IsCompleted = false } : Of(s, i + 1)),
            ]);
        }
        catch (JsonException e)
        {
            return CompetenceRefusals.FileNotReadable($"{Sentence.Ours(JsonFault.Sentence(e, bytes.Span))} Export the statements again.");
        }
    }

    // A statement that another one takes back counts as if no one had made it (xAPI 1.0.3, Part Two, 2.3.2).
    private static bool IsVoiding(JsonElement statement) =>
        Text(statement, "verb", "id") is "http://adlnet.gov/expapi/verbs/voided" or "https://adlnet.gov/expapi/verbs/voided";

    private static RawTraining Of(JsonElement statement, int number)
    {
        if (statement.ValueKind is not JsonValueKind.Object)
        {
            return new(number, "", "", "") { Source = CompetenceSource.Xapi, Problems = ["This is not an xAPI statement."] };
        }

        var verb = Text(statement, "verb", "id").TrimEnd('/').Split('/')[^1].ToLowerInvariant();
        var activity = Text(statement, "object", "id");
        var id = Text(statement, "id");
        var name = Words(statement, "object", "definition", "name");
        return new(number, Email(statement), name.Length > 0 ? name : activity, Day(statement))
        {
            Activity = activity,
            Provider = Text(statement, "context", "platform"),
            Reference = id.Length > 0 ? $"urn:uuid:{id}" : "",
            Source = CompetenceSource.Xapi,
            IsCompleted =
                (s_verbs.Contains(verb, StringComparer.Ordinal) || (verb == Terminated && IsTrue(statement, "completion")))
                && !IsFalse(statement, "success")
                && !IsFalse(statement, "completion"),
        };
    }

    private static string Day(JsonElement statement) =>
        Text(statement, "timestamp") is { Length: > 0 } time ? time : Text(statement, "stored");

    private static string Email(JsonElement statement)
    {
        // The address of a group is no one's own.
        if (Text(statement, "actor", "objectType") == "Group")
        {
            return "";
        }

        var mail = Text(statement, "actor", "mbox");
        return mail.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? mail[7..] : Text(statement, "actor", "account", "name");
    }

    private static bool IsTrue(JsonElement statement, string member) =>
        Find(statement, "result", member) is { ValueKind: JsonValueKind.True };

    private static bool IsFalse(JsonElement statement, string member) =>
        Find(statement, "result", member) is { ValueKind: JsonValueKind.False };

    private static string Words(JsonElement statement, params ReadOnlySpan<string> path) =>
        // A language map; some programs write one text in its place.
        Find(statement, path) is { ValueKind: JsonValueKind.String } plain
            ? plain.GetString() ?? ""
        : Find(statement, path) is { ValueKind: JsonValueKind.Object } said
        && said.EnumerateObject().FirstOrDefault(w => w.Value.ValueKind is JsonValueKind.String)
            is { Value.ValueKind: JsonValueKind.String } first
            ? first.Value.GetString() ?? ""
        : "";

    private static string Text(JsonElement statement, params ReadOnlySpan<string> path) =>
        Find(statement, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var member in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(member, out element))
            {
                return null;
            }
        }

        return element;
    }
}
