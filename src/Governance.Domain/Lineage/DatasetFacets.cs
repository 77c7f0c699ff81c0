using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Lineage;

/// <summary>A column of a dataset.</summary>
/// <param name="Name">Its name; parts of nested ones joined by dots.</param>
/// <param name="Type">Its type, where said.</param>
public sealed record LineageColumn(string Name, string? Type);

/// <summary>One step of a column's way.</summary>
/// <param name="Output">Column made.</param>
/// <param name="From">Dataset it was made from.</param>
/// <param name="Input">Column it was made from; null when it is the dataset as a whole.</param>
/// <param name="How">In words, such as <c>direct, identity</c>; null when not said.</param>
/// <param name="Masked">True when it was masked on the way.</param>
public sealed record ColumnStep(string Output, LineageName From, string? Input, string? How, bool Masked);

/// <summary>Reads the facets of OpenLineage that the portal understands. Whatever has another shape counts as not said.</summary>
public static class DatasetFacets
{
    private const int MaxColumns = 20_000;
    private const int Deepest = 16;

    /// <summary>The digest of the content, where one is named.</summary>
    public static string? Sha256(JsonElement facets) =>
        Digest(Text(facets, "governance", "sha256")) ?? Digest(Text(facets, "version", "datasetVersion"));

    /// <summary>The version of the dataset as its sender calls it.</summary>
    public static string? Version(JsonElement facets) => Text(facets, "version", "datasetVersion");

    /// <summary>The version of a model that this dataset is the artifact of, where its sender says so.</summary>
    public static (string Model, string Version)? ModelVersion(JsonElement facets) =>
        Text(facets, "governance", "model") is { } model && Text(facets, "governance", "version") is { } version ? (model, version) : null;

    /// <summary>Columns, in order; null when none are named.</summary>
    public static IReadOnlyList<LineageColumn>? Columns(JsonElement facets)
    {
        if (Member(facets, "schema") is not { } schema || Member(schema, "fields") is not { ValueKind: JsonValueKind.Array } fields)
        {
            return null;
        }

        var columns = new List<LineageColumn>();
        Add(columns, fields, "", 0);
        return columns;
    }

    /// <summary>A digest of names and types of the columns in their order; null when none are named.</summary>
    public static string? SchemaSha256(JsonElement facets)
    {
        if (Columns(facets) is not { } columns)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var column in columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"{column.Name.Length}:{column.Name}{column.Type?.Length ?? -1}:{column.Type}");
        }

        return Sha256Hex.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The way of the columns, from the facet <c>columnLineage</c>.</summary>
    public static IReadOnlyList<ColumnStep> ColumnSteps(JsonElement facets)
    {
        if (Member(facets, "columnLineage") is not { } lineage)
        {
            return [];
        }

        var steps = new List<ColumnStep>();
        if (Member(lineage, "fields") is { ValueKind: JsonValueKind.Object } fields)
        {
            foreach (var field in fields.EnumerateObject())
            {
                if (Member(field.Value, "inputFields") is { ValueKind: JsonValueKind.Array } inputs)
                {
                    AddSteps(steps, field.Name, inputs);
                }
            }
        }

        // What influenced the dataset as a whole, such as a filter, belongs to every column.
        if (Member(lineage, "dataset") is { ValueKind: JsonValueKind.Array } whole)
        {
            AddSteps(steps, "*", whole);
        }

        return steps;
    }

    /// <summary>Rows in an inputStatistics, outputStatistics or dataQualityMetrics facet.</summary>
    public static long? Rows(JsonElement facets)
    {
        foreach (var name in (string[])["outputStatistics", "inputStatistics", "dataQualityMetrics"])
        {
            if (
                Member(facets, name) is { } facet
                && Member(facet, "rowCount") is { ValueKind: JsonValueKind.Number } rows
                && rows.TryGetInt64(out var count)
            )
            {
                return count;
            }
        }

        return null;
    }

    internal static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    private static string? Text(JsonElement facets, string facet, string member) =>
        Member(facets, facet) is { } found && Member(found, member) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? Digest(string? text)
    {
        var digits = text is not null && text.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) ? text[7..] : text;
        digits = digits?.ToLowerInvariant();
        return Sha256Hex.IsValid(digits) ? digits : null;
    }

    private static void Add(List<LineageColumn> columns, JsonElement fields, string before, int depth)
    {
        foreach (var field in fields.EnumerateArray())
        {
            if (columns.Count >= MaxColumns || depth > Deepest)
            {
                return;
            }

            if (Member(field, "name") is not { ValueKind: JsonValueKind.String } name)
            {
                continue;
            }

            var path = before + name.GetString();
            columns.Add(
                new LineageColumn(path, Member(field, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null)
            );
            if (Member(field, "fields") is { ValueKind: JsonValueKind.Array } inner)
            {
                Add(columns, inner, path + ".", depth + 1);
            }
        }
    }

    private static void AddSteps(List<ColumnStep> steps, string output, JsonElement inputs)
    {
        foreach (var input in inputs.EnumerateArray())
        {
            if (steps.Count >= MaxColumns)
            {
                return;
            }

            if (
                Member(input, "namespace") is { ValueKind: JsonValueKind.String } space
                && Member(input, "name") is { ValueKind: JsonValueKind.String } name
            )
            {
                var field = Member(input, "field") is { ValueKind: JsonValueKind.String } column ? column.GetString() : null;
                var (how, masked) = How(input);
                steps.Add(new ColumnStep(output, new LineageName(space.GetString()!, name.GetString()!), field, how, masked));
            }
        }
    }

    private static (string? How, bool Masked) How(JsonElement input)
    {
        if (Member(input, "transformations") is not { ValueKind: JsonValueKind.Array } transformations)
        {
            return (null, false);
        }

        var words = new List<string>();
        var masked = false;
        foreach (var one in transformations.EnumerateArray().Take(20))
        {
            var parts = ((string[])["type", "subtype"])
                .Select(m => Member(one, m) is { ValueKind: JsonValueKind.String } text ? text.GetString()!.ToLowerInvariant() : null)
                .Where(t => !string.IsNullOrEmpty(t));
            words.Add(string.Join(", ", parts));
            masked |= Member(one, "masking") is { ValueKind: JsonValueKind.True };
        }

        return (words.Count == 0 ? null : string.Join("; ", words.Distinct(StringComparer.Ordinal)), masked);
    }
}
