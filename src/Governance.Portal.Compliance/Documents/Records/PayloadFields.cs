using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Portal.Kernel.Reference;
using Governance.Reporting.Documents;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// Reads the vocabulary's fields from the payload of evidence: under their own names, or under the names the product's own formats use.
/// </summary>
internal static class PayloadFields
{
    private const int MaxRows = 200;
    private const int MaxText = 4_000;

    // Fields of the vocabulary under the names of our own evidence formats, the first that is there counts.
    private static readonly Dictionary<string, Dictionary<string, string[]>> s_aliases = new(StringComparer.Ordinal)
    {
        ["validation_report"] = new(StringComparer.Ordinal)
        {
            ["dataset_version"] = ["dataset.name"],
            ["thresholds"] = ["threshold"],
            ["results"] = ["accuracy", "precision", "recall", "f1", "auc", "averagePrecision", "brier", "logLoss", "ece", "fpr", "fnr"],
        },
        ["fairness_report"] = new(StringComparer.Ordinal) { ["conclusion"] = ["verdict"] },
        ["robustness_report"] = new(StringComparer.Ordinal)
        {
            ["attack_or_fault"] = ["perturbation", "attack", "method"],
            ["result"] = ["meanFlipRate", "rowsWithAnyFlip", "adversarialAccuracy", "attackSuccessRate", "overRefusalRate", "metrics"],
        },
        ["model_card"] = new(StringComparer.Ordinal)
        {
            ["model_name"] = ["name", "model_id"],
            ["intended_use"] = ["purpose"],
            ["out_of_scope_use"] = ["not_for"],
            ["trained_on"] = ["training_data"],
            ["metrics"] = ["holdout.metrics", "quantitative_analysis.performance_metrics"],
            ["owner"] = ["owner_role"],
            ["version"] = ["versions"],
            ["algorithm"] = ["architecture", "model_architecture"],
        },
    };

    public static IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> Rows(string kind, JsonObject payload)
    {
        if (kind == "sbom" && payload["components"] is JsonArray components)
        {
            return Components(components, payload["vulnerabilities"] as JsonArray);
        }

        if (payload["rows"] is JsonArray list && list.Count > 0 && list[0] is JsonObject)
        {
            return [.. list.OfType<JsonObject>().Take(MaxRows).Select(row => One(kind, row).Row).Where(r => r.Count > 0)];
        }

        var fields = One(kind, payload);
        if (kind == "fairness_report" && payload["attributes"] is JsonArray attributes)
        {
            Fairness(fields, attributes);
        }

        return fields.Any ? [fields.Row] : [];
    }

    public static IReadOnlyDictionary<string, RecordValue> With(
        IReadOnlyDictionary<string, RecordValue> row,
        string field,
        RecordValue value
    ) => new Dictionary<string, RecordValue>(row, StringComparer.Ordinal) { [field] = value };

    private static Fields One(string kind, JsonObject payload)
    {
        var fields = new Fields();
        var aliases = s_aliases.GetValueOrDefault(kind);
        foreach (var field in LawLibrary.Shipped.Vocabulary.RecordKinds[kind].Fields)
        {
            string[] paths = [field, Camel(field), .. aliases?.GetValueOrDefault(field) ?? []];
            Put(
                fields,
                field,
                [
                    .. paths
                        .Distinct(StringComparer.Ordinal)
                        .Select(p => (Path: p, Node: At(payload, p)))
                        .Where(f => f.Node is not null)
                        .Select(f => (f.Path, f.Node!)),
                ]
            );
        }

        if (fields.Row.GetValueOrDefault("results") is { Measures.Count: > 0 } results)
        {
            fields.Sentences("metrics", ", ", [.. results.Measures.Select(m => Named(m))]);
        }

        return fields;
    }

    // A measure that is not ours goes by the name that its sender gave it.
    private static FormattableString Named(RecordMeasure measure) =>
        DocumentLabels.IsOwn(measure.Name)
            ? $"{new PortalWords(DocumentLabels.Measure(measure.Name))}"
            : (FormattableString)$"{DocumentLabels.Measure(measure.Name)}";

    private static void Put(Fields fields, string field, IReadOnlyList<(string Path, JsonNode Node)> found)
    {
        var measures = found
            .SelectMany(f => Measures(f.Path.Split('.')[^1], f.Node))
            .DistinctBy(m => m.Name, StringComparer.Ordinal)
            .ToList();
        if (measures.Count > 0)
        {
            fields.Measures(field, measures);
        }
        else if (found.Select(f => Text(f.Node)).FirstOrDefault(t => t is not null) is { } text)
        {
            fields.Text(field, text.Length <= MaxText ? text : text[..MaxText] + "…");
        }
    }

    private static JsonNode? At(JsonObject payload, string path)
    {
        JsonNode? node = payload;
        foreach (var part in path.Split('.'))
        {
            node = (node as JsonObject)?[part];
        }

        return node;
    }

    private static string? Text(JsonNode node) =>
        node switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonArray list when list.All(i => i is JsonValue) => string.Join("; ", list.Select(i => i!.ToString())),
            JsonObject map when map.All(m => m.Value is JsonValue) => string.Join("; ", map.Select(m => $"{m.Key}: {m.Value}")),
            _ => null,
        };

    private static IEnumerable<RecordMeasure> Measures(string name, JsonNode node)
    {
        switch (node)
        {
            case JsonValue value when Number(value) is { } number:
                yield return new RecordMeasure(name, number);
                break;
            case JsonObject map when map["value"] is JsonValue inner && Number(inner) is { } measured:
                yield return new RecordMeasure(
                    name,
                    measured,
                    Number(map["low"]),
                    Number(map["high"]),
                    map["n"] is JsonValue n && n.TryGetValue<long>(out var rows) ? rows : null
                );
                break;
            case JsonObject map:
                foreach (
                    var measure in map.Where(m => m.Value is JsonValue or JsonObject { Count: > 0 })
                        .SelectMany(m => Measures(m.Key, m.Value!))
                )
                {
                    yield return measure;
                }

                break;
            default:
                break;
        }
    }

    private static string? Number(JsonNode? node) =>
        node is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetValue<double>(out var number)
        && double.IsFinite(number)
            ? Fields.Number(number)
            : null;

    private static void Fairness(Fields fields, JsonArray attributes)
    {
        var groups = new List<FormattableString>();
        var values = new List<RecordMeasure>();
        var verdicts = new List<FormattableString>();
        foreach (var attribute in attributes.OfType<JsonObject>())
        {
            var name = (string?)attribute["attribute"] ?? "";
            var said = new PortalWords(name) { Said = () => ColumnWords.Attributes(name) };
            var counted = (attribute["groups"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Select(g =>
                    (Name: (string?)g["name"] ?? "", Count: string.Create(CultureInfo.InvariantCulture, $"({(long?)g["count"]:#,0})"))
                )
                .ToList();
            groups.Add($"{said}: {Counted(counted)}");
            foreach (var (key, word) in s_measures)
            {
                if (Number((attribute[key] as JsonObject)?["minimumSize"]) is { } value)
                {
                    values.Add(new RecordMeasure($"{name}, {word}", value));
                }
            }

            // Of two attributes together the differences and the verdict are printed, the rate of each of their groups is in the evidence.
            foreach (
                var group in name.Contains('|', StringComparison.Ordinal)
                    ? []
                    : (attribute["groups"] as JsonArray ?? []).OfType<JsonObject>()
            )
            {
                if (group["selectionRate"] is JsonObject rate && Number(rate["value"]) is { } selected)
                {
                    values.Add(
                        new RecordMeasure(
                            $"{name} {(string?)group["name"]}, selection rate",
                            selected,
                            Number(rate["low"]),
                            Number(rate["high"]),
                            (long?)group["count"]
                        )
                    );
                }
            }

            if ((string?)attribute["verdict"] is { } verdict)
            {
                verdicts.Add($"{said}: {new PortalWords(verdict) { Said = () => Verdict(verdict) }}");
            }
        }

        fields
            .Sentences("groups", "; ", groups)
            .Sentences("metric", ", ", [.. s_measures.Select(m => (FormattableString)$"{new PortalWords(m.Word)}")])
            .Measures("values", values)
            .Sentences("conclusion", "; ", verdicts);
    }

    // The record keeps the values of the columns; people read words where it is certain what they mean.
    private static PortalWords Counted(IReadOnlyList<(string Name, string Count)> groups) =>
        new(string.Join(", ", groups.Select(g => $"{g.Name.Replace("|", " ", StringComparison.Ordinal)} {g.Count}")))
        {
            Said = () => string.Join(", ", groups.Select(g => $"{ColumnWords.Values(g.Name)} {Shapes.Numbers(g.Count)}")),
        };

    private static string Verdict(string verdict) =>
        verdict switch
        {
            "ok" => T["within the limits"],
            "fail" => T["limit breached"],
            "inconclusive" => T["limit breached, possibly by chance"],
            "insufficient_data" => T["too few rows to judge"],
            _ => verdict,
        };

    private static readonly (string Key, string Word)[] s_measures =
    [
        ("demographicParityDifference", "demographic parity difference"),
        ("demographicParityRatio", "demographic parity ratio"),
        ("equalOpportunityDifference", "equal opportunity difference"),
        ("equalizedOddsDifference", "equalised odds difference"),
    ];

    private static List<IReadOnlyDictionary<string, RecordValue>> Components(JsonArray components, JsonArray? vulnerabilities) =>
        [
            .. components
                .OfType<JsonObject>()
                .Take(MaxRows)
                .Select(c =>
                    new Fields()
                        .Text("component", (string?)c["name"])
                        .Text("version", (string?)c["version"])
                        .Text("supplier", (string?)(c["supplier"] as JsonObject)?["name"])
                        .Text(
                            "licence",
                            string.Join(
                                ", ",
                                (c["licenses"] as JsonArray ?? [])
                                    .OfType<JsonObject>()
                                    .Select(l =>
                                        (string?)(l["license"] as JsonObject)?["id"]
                                        ?? (string?)(l["license"] as JsonObject)?["name"]
                                        ?? (string?)l["expression"]
                                    )
                                    .OfType<string>()
                            )
                        )
                        .Text("hash", (string?)((c["hashes"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault())?["content"])
                        .Sentences(
                            "known_vulnerabilities",
                            "",
                            vulnerabilities is null ? [] : [Known(vulnerabilities, (string?)c["bom-ref"])]
                        )
                        .Row
                ),
        ];

    private static FormattableString Known(JsonArray vulnerabilities, string? reference)
    {
        var ids = vulnerabilities
            .OfType<JsonObject>()
            .Where(v => (v["affects"] as JsonArray ?? []).OfType<JsonObject>().Any(a => (string?)a["ref"] == reference))
            .Select(v => (string?)v["id"])
            .OfType<string>()
            .ToList();
        return ids.Count == 0 ? $"none known" : (FormattableString)$"{string.Join(", ", ids)}";
    }

    private static string Camel(string field)
    {
        var parts = field.Split('_');
        return parts[0] + string.Concat(parts.Skip(1).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
    }
}
