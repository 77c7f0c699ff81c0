using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <content>Reads <c>spec.continuous</c>.</content>
internal sealed partial class PolicyReader
{
    private static readonly RuleSeverity[] s_severities = [.. Enum.GetValues<RuleSeverity>()];

    [GeneratedRegex(@"^(?<n>[0-9]{1,5})(?<unit>[dh])\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();

    private PolicyContinuous? Continuous(YamlNode? node)
    {
        const string path = "spec.continuous";
        if (node is null || _fields.Map(node, path, ["grace", "then"], ["grace"]) is not { } map)
        {
            return null;
        }

        var then = _fields.Word(map["then"], path + ".then", ["alert", "block-permits", "require-review"]);
        return new(
            Grace(map["grace"], path + ".grace"),
            then switch
            {
                "block-permits" => ContinuousStep.BlockPermits,
                "require-review" => ContinuousStep.RequireReview,
                _ => ContinuousStep.Alert,
            }
        );
    }

    // One time for all rules, or one for each severity.
    private Dictionary<RuleSeverity, TimeSpan> Grace(YamlNode? node, string path)
    {
        if (node is null)
        {
            return [];
        }

        if (node is not YamlMap)
        {
            var all = Duration(node, path);
            return s_severities.ToDictionary(severity => severity, _ => all);
        }

        var names = s_severities.ToDictionary(severity => severity.ToWireName());
        return _fields.Map(node, path, [.. names.Keys], []) is { } map
            ? names
                .Where(name => map[name.Key] is not null)
                .ToDictionary(name => name.Value, name => Duration(map[name.Key]!, $"{path}.{name.Key}"))
            : [];
    }

    private TimeSpan Duration(YamlNode node, string path)
    {
        const string how = "Write whole days or hours, such as 14d or 12h, at most 365d.";
        if (node is not YamlText text || DurationPattern().Match(text.Value) is not { Success: true } match)
        {
            _fields.Add(node, path, $"Expected a duration, found {Found(node)}.", how);
            return TimeSpan.Zero;
        }

        var number = int.Parse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        var time = match.Groups["unit"].ValueSpan is "d" ? TimeSpan.FromDays(number) : TimeSpan.FromHours(number);
        if (time > PolicyContinuous.MaxGrace)
        {
            _fields.Add(node, path, $"“{YamlTreeReader.Shown(text.Value)}” is too long.", how);
            return TimeSpan.Zero;
        }

        return time;
    }

    private static string Found(YamlNode node) =>
        node is YamlText { Value.Length: > 0 } text ? $"“{YamlTreeReader.Shown(text.Value)}”" : node.Kind;
}
