using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Models.Registry;

/// <summary>The rules of a model's fields, under the names a caller uses for them.</summary>
internal static partial class ModelFields
{
    private const int MaxTags = 50;
    private const int MaxDeputies = 20;

    public static RiskClass? RiskClass(FieldErrors errors, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (WireName.TryParse<RiskClass>(text, out var value))
        {
            return value;
        }

        errors.Add(
            "riskClass",
            $"This must be one of {string.Join(", ", WireName.All<RiskClass>())}, or null while the model is not classified."
        );
        return null;
    }

    public static IReadOnlyDictionary<string, string> Tags(FieldErrors errors, IReadOnlyDictionary<string, string?>? tags)
    {
        var checkedTags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (tags is null)
        {
            return checkedTags;
        }

        if (tags.Count > MaxTags)
        {
            errors.Add("tags", $"A model can have at most {MaxTags} tags.");
        }

        foreach (var (key, value) in tags)
        {
            if (!TagKey().IsMatch(key))
            {
                errors.Add(
                    "tags",
                    $"The name of a tag must begin with a letter or digit, followed by at most 62 letters, digits, dots, "
                        + $"hyphens and underscores."
                );
                continue;
            }

            checkedTags[key] = errors.Required($"tags.{key}", value, 200);
        }

        return checkedTags;
    }

    public static IReadOnlyList<string> Deputies(FieldErrors errors, IReadOnlyList<string?>? deputies)
    {
        if (deputies is { Count: > MaxDeputies })
        {
            errors.Add("deputies", $"A model can have at most {MaxDeputies} deputies.");
            return [];
        }

        return [.. (deputies ?? []).Select((email, i) => errors.Required($"deputies[{i}]", email, 256))];
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex TagKey();
}
