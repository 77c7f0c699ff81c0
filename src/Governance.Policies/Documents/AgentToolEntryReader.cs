using System.Globalization;

namespace Governance.Policies;

/// <summary>Reads the entries of a rule <c>agent_tools</c>: a name or a risk, or a mapping that says when it counts.</summary>
internal static class AgentToolEntryReader
{
    private const int MaxEntries = 1_000;
    private const double MaxAmount = 1_000_000_000_000;

    public static IReadOnlyList<AgentToolEntry>? Read(YamlFields fields, YamlNode node, string path, bool allows)
    {
        if (fields.List(node, path, MaxEntries, "Leave the key out, or list at least one value.") is not { } items)
        {
            return null;
        }

        var entries = new List<AgentToolEntry>();
        for (var i = 0; i < items.Count; i++)
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            var entry = items[i] is YamlMap ? Mapping(fields, items[i], itemPath, allows) : Plain(fields, items[i], itemPath);
            if (entry is null)
            {
                continue;
            }

            if (entries.Contains(entry))
            {
                fields.Add(items[i], itemPath, $"“{YamlTreeReader.Shown(entry.On)}” is listed twice.", "Keep one of them.");
            }

            entries.Add(entry);
        }

        return entries;
    }

    public static string? Currency(YamlFields fields, YamlNode? node, string path)
    {
        if (fields.Text(node, path) is not { } text)
        {
            return null;
        }

        if (text.Length == 3 && text.All(char.IsAsciiLetterUpper))
        {
            return text;
        }

        fields.Add(node!, path, $"“{YamlTreeReader.Shown(text)}” is not a currency.", "Write three capital letters, such as EUR.");
        return null;
    }

    private static AgentToolEntry? Plain(YamlFields fields, YamlNode node, string path) =>
        On(fields, node, path) is { } on ? new AgentToolEntry(on) : null;

    private static AgentToolEntry? Mapping(YamlFields fields, YamlNode node, string path, bool allows)
    {
        var amount = allows ? "maxAmount" : "aboveAmount";
        if (
            fields.Map(node, path, ["tool", "scope", amount, "currency", "hours", "timeZone"], ["tool"]) is not { } map
            || On(fields, map["tool"], path + ".tool") is not { } on
        )
        {
            return null;
        }

        // The other amount is a problem of its own already.
        if (map[allows ? "aboveAmount" : "maxAmount"] is null)
        {
            Together(fields, map, path, amount, "currency", "Give an amount with its currency, such as EUR.");
        }

        Together(fields, map, path, "hours", "timeZone", "Give hours with their time zone, such as Europe/Berlin.");
        return new(on)
        {
            Scope = Scope(fields, map["scope"], path + ".scope"),
            Amount = Amount(fields, map[amount], $"{path}.{amount}"),
            Currency = Currency(fields, map["currency"], path + ".currency"),
            Hours = Hours(fields, map, path),
        };
    }

    private static void Together(YamlFields fields, YamlMap map, string path, string one, string other, string suggestion)
    {
        if ((map[one] is null) != (map[other] is null))
        {
            var missing = map[one] is null ? one : other;
            fields.Add(map, $"{path}.{missing}", $"The key “{missing}” is missing.", suggestion);
        }
    }

    private static string? On(YamlFields fields, YamlNode? node, string path)
    {
        if (fields.Text(node, path) is not { } text)
        {
            return null;
        }

        if (text.StartsWith(AgentToolEntry.RiskPrefix, StringComparison.Ordinal))
        {
            var word = text[AgentToolEntry.RiskPrefix.Length..];
            if (AgentVocabulary.ToolRisks.Contains(word, StringComparer.Ordinal))
            {
                return text;
            }

            fields.Add(
                node!,
                path,
                $"“{YamlTreeReader.Shown(word)}” is not a tool risk.",
                Closest.Suggest(word, AgentVocabulary.ToolRisks) ?? $"Use one of: {string.Join(", ", AgentVocabulary.ToolRisks)}."
            );
            return null;
        }

        if (text.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < text.Length - 1)
        {
            fields.Add(
                node!,
                path,
                "An asterisk is only allowed at the end of a name.",
                "Write the beginning of the names and an asterisk: files.*"
            );
            return null;
        }

        return text;
    }

    private static string? Scope(YamlFields fields, YamlNode? node, string path)
    {
        if (fields.Text(node, path) is not { } text)
        {
            return null;
        }

        if (AgentScopes.IsPlain(text))
        {
            return text;
        }

        fields.Add(
            node!,
            path,
            "The scope could refer to a different place than it appears to.",
            "Write it without .., escapes and invisible characters."
        );
        return null;
    }

    private static decimal? Amount(YamlFields fields, YamlNode? node, string path) =>
        fields.Number(node, path, 0, MaxAmount) is not null
        && decimal.TryParse(((YamlText)node!).Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : null;

    private static AgentHours? Hours(YamlFields fields, YamlMap map, string path)
    {
        var (hours, zone) = (fields.Text(map["hours"], path + ".hours"), fields.Text(map["timeZone"], path + ".timeZone"));
        if (hours is null || zone is null)
        {
            return null;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            fields.Add(
                map["timeZone"]!,
                path + ".timeZone",
                $"There is no time zone “{YamlTreeReader.Shown(zone)}”.",
                "Use an IANA name such as Europe/Berlin, or UTC."
            );
            return null;
        }

        var parts = hours.Split('-');
        if (parts.Length == 2 && Minute(parts[0]) is { } from && Minute(parts[1]) is { } until && from != until)
        {
            return new(from, until, zone);
        }

        fields.Add(map["hours"]!, path + ".hours", "Expected two different times of the day.", "Write them in the form 08:00-18:00.");
        return null;
    }

    private static TimeOnly? Minute(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute) ? minute : null;
}
