using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Domain.Decisions;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>The range of each number and the set of each category in a reference window: what a live value is held against.</summary>
internal sealed class ReferenceLimits
{
    private readonly Dictionary<string, (double Min, double Max)> _ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _categories = new(StringComparer.Ordinal);

    /// <summary>Keeps of a profile what the checks need.</summary>
    public static ReferenceLimits Of(ReferenceProfile profile)
    {
        var limits = new ReferenceLimits();
        foreach (var column in profile.Columns.Where(c => c.Role is ColumnRole.Feature or ColumnRole.Protected))
        {
            if (column is NumericProfile { Summary: { Min: { } min, Max: { } max } })
            {
                limits._ranges[column.Name] = (min, max);
            }
            else if (column is CategoryProfile category)
            {
                limits._categories[column.Name] = [.. category.Categories];
            }
        }

        return limits;
    }

    /// <summary>Holds the input, or the features where no input was sent, against the reference.</summary>
    public void Check(DecisionLine line, ref List<Finding>? findings)
    {
        if (line.Input is { } input)
        {
            foreach (var field in input.EnumerateObject())
            {
                Check(field.Name, field.Value, ref findings);
            }

            return;
        }

        foreach (var feature in line.TopFeatures)
        {
            Check(feature.Name, feature.Value, ref findings);
        }
    }

    private void Check(string name, JsonElement value, ref List<Finding>? findings)
    {
        if (
            value.ValueKind is JsonValueKind.Number
            && _ranges.TryGetValue(name, out var range)
            && value.TryGetDouble(out var number)
            && (number < range.Min || number > range.Max)
        )
        {
            (findings ??= []).Add(new(AlertRule.OutsideReference, name));
        }
        else if (_categories.TryGetValue(name, out var known) && CategoryOf(value) is { } category && !known.Contains(category))
        {
            (findings ??= []).Add(new(AlertRule.UnseenCategory, name));
        }
    }

    // As a prediction log spells them.
    private static string? CategoryOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
