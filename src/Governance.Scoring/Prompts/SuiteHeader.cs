using System.Text.Json;

namespace Governance.Scoring.Prompts;

/// <summary>The first line of a suite.</summary>
/// <param name="Name">Name of the suite.</param>
/// <param name="Version">Its version.</param>
/// <param name="System">System prompt of all prompts that have none of their own; null for none.</param>
/// <param name="Sampling">How answers are drawn.</param>
internal sealed record SuiteHeader(string Name, string Version, string? System, SuiteSampling Sampling)
{
    private static readonly string[] s_members = ["suite", "version", "description", "system", "temperature", "maxTokens", "seed"];

    public static SuiteHeader Read(JsonElement line)
    {
        SuiteMembers.Known(line, s_members);
        var plain = SuiteSampling.Default;
        return new(
            SuiteMembers.Required(line, "suite", 100),
            SuiteMembers.Required(line, "version", 64),
            SuiteMembers.Optional(line, "system", SuiteLine.MaxText),
            new SuiteSampling(
                Number(line, "temperature", plain.Temperature, 0, 2),
                (int?)Number(line, "maxTokens", plain.MaxTokens, 1, 8_192, whole: true),
                (int?)Number(line, "seed", plain.Seed, 0, int.MaxValue, whole: true)
            )
        );
    }

    // Left out, the usual; null, none is sent: some servers refuse a parameter that they do not know.
    private static double? Number(JsonElement line, string name, double? otherwise, double from, double to, bool whole = false)
    {
        if (!line.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        return
            value.ValueKind is JsonValueKind.Number
            && value.TryGetDouble(out var number)
            && number >= from
            && number <= to
            && (!whole || number == Math.Floor(number))
            ? number
            : throw new SuiteFormatException(
                FormattableString.Invariant($"has a {name} that is neither a {(whole ? "whole " : "")}number from {from} to {to} nor null")
            );
    }
}

/// <summary>Reads members of a line of a suite.</summary>
internal static class SuiteMembers
{
    /// <summary>Refuses a member that no one reads: it is a slip, and what it was to say would not count.</summary>
    public static void Known(JsonElement line, string[] members)
    {
        if (line.ValueKind is not JsonValueKind.Object)
        {
            throw new SuiteFormatException("is not a JSON object");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in line.EnumerateObject())
        {
            if (!members.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new SuiteFormatException($"has \"{member.Name}\", which is not one of {string.Join(", ", members)}");
            }

            if (!seen.Add(member.Name))
            {
                throw new SuiteFormatException($"has \"{member.Name}\" twice");
            }
        }
    }

    /// <summary>A text that has to be there.</summary>
    public static string Required(JsonElement line, string name, int most) =>
        Optional(line, name, most) ?? throw new SuiteFormatException($"is missing {name}");

    /// <summary>A text; null where there is none.</summary>
    public static string? Optional(JsonElement line, string name, int most) =>
        line.Member(name) is { } value ? Text(value, name, most) : null;

    /// <summary>The items of a list; none where there is no such member.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement line, string name) =>
        line.Member(name) is null or { ValueKind: JsonValueKind.Array }
            ? line.Items(name)
            : throw new SuiteFormatException($"has {name}, which is not a list");

    /// <summary>A text of 1 to so many characters.</summary>
    public static string Text(JsonElement value, string name, int most)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        return !string.IsNullOrWhiteSpace(text) && text.Length <= most
            ? text
            : throw new SuiteFormatException($"has a {name} that is not text of 1 to {most} characters");
    }
}
