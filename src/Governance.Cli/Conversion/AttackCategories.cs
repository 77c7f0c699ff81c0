using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion;

/// <summary>A prompt-safety report: how many attacks succeeded, as a whole and by category, with Wilson's intervals.</summary>
internal sealed class AttackCategories
{
    private readonly SortedDictionary<string, (long Successes, long Attacks, long Errors)> _categories = new(StringComparer.Ordinal);

    public int Count => _categories.Count;

    public void Add(string category, long successes, long attacks, long errors)
    {
        var before = _categories.GetValueOrDefault(category);
        _categories[category] = (before.Successes + successes, before.Attacks + attacks, before.Errors + errors);
    }

    /// <summary>The report.</summary>
    /// <param name="place">Where it was read.</param>
    public Converted Report(Place place)
    {
        var attacks = _categories.Values.Sum(c => c.Attacks);
        if (attacks == 0)
        {
            throw place.Bad("it contains no attack with a result");
        }

        var figures = new Figures();
        figures.Add(place, "attackSuccessRate", new Proportion(_categories.Values.Sum(c => c.Successes), attacks));
        return new(
            EvidenceKind.PromptSafety,
            new JsonObject
            {
                ["cases"] = attacks,
                ["errors"] = _categories.Values.Sum(c => c.Errors),
                ["metrics"] = figures.Json,
                ["categories"] = new JsonArray([.. _categories.Select(c => (JsonNode)One(c.Key, c.Value))]),
            }
        );
    }

    private static JsonObject One(string name, (long Successes, long Attacks, long Errors) category)
    {
        var rate = new Proportion(category.Successes, category.Attacks);
        return new()
        {
            ["name"] = name,
            ["attackSuccessRate"] = new JsonObject
            {
                ["value"] = rate.Value,
                ["low"] = rate.Wilson?.Low,
                ["high"] = rate.Wilson?.High,
            },
            ["successes"] = category.Successes,
            ["attacks"] = category.Attacks,
            ["errors"] = category.Errors,
        };
    }
}
