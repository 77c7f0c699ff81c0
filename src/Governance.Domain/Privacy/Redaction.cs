using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Decisions;

namespace Governance.Domain.Privacy;

/// <summary>
/// Takes personal data and secrets out of a text, whether it is prose or JSON: what <see cref="SensitiveText"/> or
/// <see cref="PersonalData"/> finds is replaced by its kind in brackets. It finds forms, not meanings.
/// </summary>
public static class Redaction
{
    private const string Secret = "secret";

    private static readonly HashSet<string> s_detectors = new(PersonalData.Detectors, StringComparer.Ordinal);

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is left of a text; null where it cannot be told what is in it, so that nothing of it is kept.</summary>
    public static string? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Text(text, "");
        }
        // No time was left to look, or half a character cannot be read.
        catch (Exception e) when (e is RegexMatchTimeoutException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    // Text in JSON is read without its escapes, which would hide a form, and so is JSON that is a text in JSON.
    private static string Text(string text, string name)
    {
        if (Json(text) is { } node)
        {
            return Node(node, name)!.ToJsonString(s_readable);
        }

        // It looked like JSON, and is none: whatever its escapes stand for was not seen.
        return IsLikeJson(text) && text.Contains("\\u", StringComparison.OrdinalIgnoreCase)
            ? throw new FormatException("The text contains escapes outside of JSON, so it is not known what they stand for.")
            : Words(text, name);
    }

    private static JsonNode? Node(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject members:
                return Members(members, (member, value) => SensitiveText.IsSecretName(member) ? Hidden(value) : Node(value, member));
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Node(i, name))]);
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                return JsonValue.Create(Text(value.GetValue<string>(), name));
            case JsonValue value when value.GetValueKind() is JsonValueKind.Number:
                var number = value.ToJsonString();
                return Words(number, name) is var masked && masked != number ? JsonValue.Create(masked) : value.DeepClone();
            default:
                return node?.DeepClone();
        }
    }

    // A name can be personal data too: two that are alike afterwards are told apart by their number.
    private static JsonObject Members(JsonObject members, Func<string, JsonNode?, JsonNode?> of)
    {
        var left = new JsonObject();
        foreach (var (member, value) in members)
        {
            var name = Words(member, "");
            var word = name;
            for (var i = 2; left.ContainsKey(word); i++)
            {
                word = string.Create(CultureInfo.InvariantCulture, $"{name} {i}");
            }

            left[word] = of(member, value);
        }

        return left;
    }

    // The name of a member says what is in it, however it is built.
    private static JsonNode? Hidden(JsonNode? node) =>
        node switch
        {
            JsonObject members => Members(members, (_, value) => Hidden(value)),
            JsonArray items => new JsonArray([.. items.Select(Hidden)]),
            JsonValue value when value.GetValueKind() is JsonValueKind.String && !SensitiveText.IsSecretValue(value.GetValue<string>()) =>
                value.DeepClone(),
            JsonValue value when value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number => JsonValue.Create($"[{Secret}]"),
            _ => node?.DeepClone(),
        };

    private static string Words(string text, string name)
    {
        var spans = SensitiveText
            .Find(text)
            .Concat(
                PersonalData
                    .Find(text, name, s_detectors)
                    .Select(p => new SensitiveSpan(KindOf(p), p.Detector == Secret, p.Start, p.Length))
            )
            .OrderBy(s => s.Start)
            .ThenByDescending(s => s.Length);
        var joined = new List<SensitiveSpan>();
        foreach (var span in spans)
        {
            // Two detectors see the same place, or a part of it each: all of it goes.
            if (joined.Count > 0 && span.Start < joined[^1].Start + joined[^1].Length)
            {
                var end = Math.Max(joined[^1].Start + joined[^1].Length, span.Start + span.Length);
                joined[^1] = joined[^1] with { Length = end - joined[^1].Start };
            }
            else
            {
                joined.Add(span);
            }
        }

        return SensitiveText.Mask(text, joined);
    }

    private static string KindOf(PersonalDataSpan span) => span.Detector == "email" ? "e-mail" : span.Detector;

    private static bool IsLikeJson(string text) => text.AsSpan().TrimStart() is ['{' or '[' or '"', ..];

    private static JsonNode? Json(string text)
    {
        if (!IsLikeJson(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
