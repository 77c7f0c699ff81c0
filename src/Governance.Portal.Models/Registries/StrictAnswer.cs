using System.Globalization;
using System.Text.Json;
using Governance.Domain;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// A value of an answer or file with the place it stands at. Members that are not known are ignored; one of another type than its
/// documentation says is no answer, because half of what it meant may be missing.
/// </summary>
/// <param name="value">The value.</param>
/// <param name="origin">Who said it: host and operation, or the name of a file.</param>
/// <param name="path">Where it is; empty for the whole.</param>
internal readonly struct StrictAnswer(JsonElement value, string origin, string path = "")
{
    private const int MaxItems = 10_000;
    private const int MaxCursor = 4_000;

    /// <summary>The value itself.</summary>
    public JsonElement Json => value;

    /// <summary>A member that is an object; null when it is absent or null.</summary>
    public StrictAnswer? Object(string name) => Member(name, JsonValueKind.Object, "an object");

    /// <summary>A member that has to be there and an object.</summary>
    public StrictAnswer NeedObject(string name) => Object(name) ?? throw Bad($"{name} is missing.");

    /// <summary>The objects of a list; none when it is absent or null.</summary>
    public IReadOnlyList<StrictAnswer> Objects(string name) =>
        Member(name, JsonValueKind.Array, "a list") is { } list ? list.Objects() : [];

    /// <summary>The objects of this list.</summary>
    public IReadOnlyList<StrictAnswer> Objects()
    {
        var (said, here) = (origin, path);
        if (value.ValueKind is not JsonValueKind.Array)
        {
            throw Wrong("a list", value);
        }

        return value.GetArrayLength() <= MaxItems
            ?
            [
                .. value
                    .EnumerateArray()
                    .Select(
                        (item, n) =>
                            new StrictAnswer(item, said, string.Create(CultureInfo.InvariantCulture, $"{here}[{n}]")).Require(
                                JsonValueKind.Object,
                                "an object"
                            )
                    ),
            ]
            : throw Bad("the list has more than 10,000 items.");
    }

    /// <summary>A plain text, cut to a length; null when it is absent, null or empty.</summary>
    public string? Text(string name, int most)
    {
        _ = Member(name, JsonValueKind.String, "a text");
        return value.Text(name, most) is { Length: > 0 } text ? text : null;
    }

    /// <summary>A text that has to be there and is kept whole.</summary>
    public string NeedText(string name, int most)
    {
        var text = Text(name, most + 1) ?? throw Bad($"{name} is missing.");
        return text.Length <= most
            ? text
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"{name} has more than {most} characters."));
    }

    /// <summary>A number; null when it is absent or null.</summary>
    public double? Number(string name) =>
        Member(name, JsonValueKind.Number, "a number") is not { } number ? null
        : number.Json.TryGetDouble(out var read) && double.IsFinite(read) ? read
        : throw number.Bad("it is not a finite number.");

    /// <summary>A whole number of at least 1 that has to be there.</summary>
    public int NeedCount(string name) =>
        Member(name, JsonValueKind.Number, "a whole number") is { } number && number.Json.TryGetInt32(out var read) && read > 0
            ? read
            : throw Bad($"{name} is not a whole number of at least 1.");

    /// <summary>True or false; null when it is absent or null.</summary>
    public bool? Flag(string name)
    {
        if (!value.TryGetProperty(name, out var flag) || flag.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        return flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean()
            : throw At(name, flag).Wrong("true or false", flag);
    }

    /// <summary>A time, as seconds since 1970 or in ISO 8601 with a zone; null when it is absent or null.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!value.TryGetProperty(name, out var time) || time.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        return time.ValueKind is JsonValueKind.Number && time.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
                ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1_000))
            : time.ValueKind is JsonValueKind.String && ForeignTime.TryRead(time.GetString(), out var read) ? read
            : throw At(name, time).Bad("it is not a time.");
    }

    /// <summary>The texts of an object, numbers and flags as texts; others are left out, as are those beyond a number.</summary>
    public Dictionary<string, string> Texts(string name, int most)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Object(name) is { } labels)
        {
            foreach (var label in labels.Json.EnumerateObject().Take(most))
            {
                var text = label.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? label.Value.GetRawText()
                    : labels.Json.Text(label.Name, 500);
                if (text is not null && label.Name.Length is > 0 and <= 250)
                {
                    texts[label.Name] = text;
                }
            }
        }

        return texts;
    }

    /// <summary>The cursor of the next page; null at the end.</summary>
    public string? Cursor(string name) =>
        Text(name, MaxCursor + 1) is not { } next ? null
        : next.Length <= MaxCursor ? next
        : throw Bad($"{name} has more than 4,000 characters.");

    /// <summary>What is wrong here, as a sentence that goes on after a colon.</summary>
    public RegistryException Bad(string reason) =>
        new($"{origin}: {(path.Length == 0 ? "the answer" : path)}: {reason}") { IsRubbish = true };

    private StrictAnswer? Member(string name, JsonValueKind kind, string expected)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw Wrong("an object", value);
        }

        return value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null
            ? At(name, member).Require(kind, expected)
            : null;
    }

    private StrictAnswer Require(JsonValueKind kind, string expected) => value.ValueKind == kind ? this : throw Wrong(expected, value);

    private StrictAnswer At(string name, JsonElement member) => new(member, origin, path.Length == 0 ? name : $"{path}.{name}");

    private RegistryException Wrong(string expected, JsonElement found)
    {
        var kind = found.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
        return Bad($"expected {expected}, found {kind}.");
    }
}
