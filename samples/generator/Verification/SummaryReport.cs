using Governance.Samples.Catalog;
using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Statistics;

namespace Governance.Samples.Verification;

/// <summary>Headline figures by window, for the README and for people who tune the simulation.</summary>
internal static class SummaryReport
{
    public static void Write(TextWriter output)
    {
        foreach (var builder in SampleCatalog.All().Select(definition => new SampleBuilder(definition)))
        {
            var data = builder.Definition.Data;
            output.WriteLine($"{builder.Definition.ModelId}: window, start, rows, labelled at closing, with late labels, base rate");
            foreach (var window in data.Windows)
            {
                var rows = Rows(data, window);
                var closing = rows.Count(r => r.LabelTime < data.ClosedAt);
                var late = rows.Count(r => r.LabelTime < data.ClosedAt + SampleDataSet.LateCollection);
                output.WriteLine(
                    $"  {window.Name} {window.Start:yyyy-MM-dd} {rows.Length} {closing} {late} {rows.Average(r => r.Label):F3}"
                );
            }

            foreach (var version in builder.TrainAll())
            {
                output.WriteLine(
                    $" {version.Version} threshold {version.Model.Threshold}: AUC/FPR/FNR with the labels known at closing, decline rates of groups"
                );
                foreach (var window in data.Windows)
                {
                    output.WriteLine("  " + Line(data, version.Model, window));
                }
            }

            WriteStability(output, data);
        }
    }

    private static SampleRow[] Rows(SampleDataSet data, Window window) => [.. data.Log.Where(r => r.Window == window.Name)];

    private static string Line(SampleDataSet data, ScoringModel model, Window window)
    {
        var rows = Rows(data, window).Select(r => (Row: r, Scored: new ScoredLabel(model.Score(r), model.Predict(r), r.Label))).ToArray();
        var p = new Performance([.. rows.Where(r => r.Row.LabelTime < data.ClosedAt).Select(r => r.Scored)]);
        var line = $"{window.Name} auc {p.Auc:F6} fpr {p.FalsePositiveRate?.Value:F4} fnr {p.FalseNegativeRate?.Value:F4}";
        foreach (
            var attribute in FairnessSet
                .Of(data.ProtectedNames, [.. rows.Select(r => (r.Row.Protected, r.Scored))])
                .Take(data.ProtectedNames.Count)
        )
        {
            line +=
                $" | {attribute.Name} difference {FairnessAttribute.ParityDifference(attribute.Groups):F4} ratio {FairnessAttribute.ParityRatio(attribute.Groups):F4}";
        }

        return line;
    }

    private static void WriteStability(TextWriter output, SampleDataSet data)
    {
        var reference = data.Reference;
        for (var i = 0; i < data.Features.Features.Count; i++)
        {
            var feature = i;
            var numeric = data.Features.Features[i].IsNumeric;
            Write(
                output,
                data,
                data.Features.Features[i].Name,
                current =>
                    numeric
                        ? StabilityIndex.OfNumbers(reference.Select(r => r.Numbers[feature]), current.Select(r => r.Numbers[feature]))
                        : StabilityIndex.OfCategories(
                            [.. reference.Select(r => r.Levels[feature])],
                            [.. current.Select(r => r.Levels[feature])]
                        )
            );
        }

        for (var i = 0; i < data.ProtectedNames.Count; i++)
        {
            var attribute = i;
            Write(
                output,
                data,
                data.ProtectedNames[i],
                current =>
                    StabilityIndex.OfCategories(
                        [.. reference.Select(r => r.Protected[attribute])],
                        [.. current.Select(r => r.Protected[attribute])]
                    )
            );
        }
    }

    private static void Write(TextWriter output, SampleDataSet data, string name, Func<SampleRow[], double> index) =>
        output.WriteLine($"  PSI {name}: {string.Join(' ', data.Windows.Skip(1).Select(w => $"{index(Rows(data, w)):F6}"))}");
}
