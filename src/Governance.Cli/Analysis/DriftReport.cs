using System.Text.Json;
using Governance.Analytics.Attribution;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Cli.Output;

namespace Governance.Cli.Analysis;

/// <summary>The result of <c>analyze drift</c>.</summary>
internal sealed record DriftReport(DriftResult Result, string ReferencePath, string CurrentPath) : CommandResult
{
    /// <summary>Columns whose numbers are explained.</summary>
    public IReadOnlyList<string> Explained { get; init; } = [];

    public override CheckReport Checks =>
        new("drift", CurrentPath, CurrentPath, [.. Result.Features.Select(Item), .. Together(), .. QualityItems.Of(Result.Quality)])
        {
            Headline = Headline,
            Facts =
            [
                KeyValuePair.Create("reference", $"{ReferencePath} ({Numbers.Counted(Result.ReferenceRows, "row")})"),
                KeyValuePair.Create("current", $"{CurrentPath} ({Numbers.Counted(Result.CurrentRows, "row")})"),
            ],
            Details = [.. Features(Explained).Select(f => KeyValuePair.Create(f.Name, string.Join('\n', DriftExplanation.Of(f))))],
        };

    private string Headline =>
        Result.Severity switch
        {
            DriftSeverity.None => "No column drifted",
            DriftSeverity.Moderate => $"Moderate drift in {string.Join(", ", Result.Drifted)}",
            DriftSeverity.Major => $"Major drift in {string.Join(", ", Result.Drifted)}",
        };

    public override void WriteText(TextPage page)
    {
        page.Verdict(
            Result.Severity switch
            {
                DriftSeverity.None => CheckOutcome.Pass,
                DriftSeverity.Moderate => CheckOutcome.Warn,
                DriftSeverity.Major => CheckOutcome.Fail,
            },
            Headline + "."
        );
        foreach (var (name, value) in Checks.Facts)
        {
            page.Fact(name, value);
        }

        page.Line();
        page.Table(
            ["COLUMN", "TYPE", "VERDICT", "PSI", "KS / V", "ADJ. P", "NOTE"],
            Result.Features.Select(f =>
                new[]
                {
                    f.Name,
                    TypeWord(f.Type),
                    f.Verdict.ToWireName(),
                    Numbers.Short(f.Psi),
                    Numbers.Short(f.KolmogorovSmirnov?.Statistic ?? f.ChiSquare?.CramersV),
                    Numbers.Small(f.PValueAdjusted),
                    f.Reason ?? string.Empty,
                }
            )
        );
        foreach (var line in WholeRows())
        {
            page.Line(line);
        }

        QualityItems.WriteFindings(page, Result.Quality);
        foreach (var feature in Features(Explained))
        {
            page.Line();
            foreach (var line in DriftExplanation.Of(feature))
            {
                page.Line(line);
            }
        }
    }

    public override void WriteJson(Utf8JsonWriter writer) => DriftJson.Write(Result, writer, Explained);

    private IEnumerable<DriftFeature> Features(IEnumerable<string> names) => names.Select(n => Result.Features.First(f => f.Name == n));

    private IEnumerable<string> WholeRows()
    {
        var several = Result.Multivariate;
        yield return string.Empty;
        yield return $"Columns together: {several.Verdict.ToWireName()}{(several.Reason is { } reason ? ". " + reason : string.Empty)}";
        if (several.Reconstruction is { } pca)
        {
            yield return $"  reconstruction error {Numbers.Short(pca.Current)}, usual {Numbers.Short(pca.Low)} to "
                + $"{Numbers.Short(pca.High)} ({pca.Components} principal components)";
        }

        foreach (var change in several.Correlation?.Changes.Where(c => c.IsDrift).Take(5) ?? [])
        {
            yield return $"  correlation of {change.First} and {change.Second}: {Numbers.Short(change.Current)}, was "
                + $"{Numbers.Short(change.Reference)}";
        }

        if (several.DomainClassifier is { } classifier)
        {
            yield return $"  a classifier tells the logs apart with AUC {Numbers.Short(classifier.Auc)}, based mainly on "
                + $"{string.Join(", ", classifier.Importances.Take(3).Select(i => $"{i.Name} ({Numbers.Short(i.Share)})"))}";
        }

        if (several.Discrepancy is { } discrepancy)
        {
            yield return $"  maximum mean discrepancy {Numbers.Small(discrepancy.Statistic)}, p {Numbers.Short(discrepancy.PValue)}";
        }

        if (Result.Attribution is { Verdict: not AttributionVerdict.NotRun } attribution)
        {
            yield return $"Attributions: {attribution.Verdict.ToWireName()}, NDCG {Numbers.Short(attribution.Ndcg)}, share distance "
                + $"{Numbers.Short(attribution.ShareDistance)}";
        }

        if (Result.Severity == DriftSeverity.None || Result.RootCause.Features.Count == 0)
        {
            yield break;
        }

        yield return Result.RootCause.Target is { } target
            ? $"Likely causes of the change in {target} ({Numbers.Short(Result.RootCause.ReferenceMean)} to "
                + $"{Numbers.Short(Result.RootCause.CurrentMean)}): "
                + $"{string.Join(", ", Result.RootCause.Features.Take(3).Select(f => $"{f.Name} ({Numbers.Short(f.Weight)})"))}"
            : "Columns that changed most: "
                + $"{string.Join(", ", Result.RootCause.Features.Take(3).Select(f => $"{f.Name} ({Numbers.Short(f.Weight)})"))}";
        foreach (var segment in Result.RootCause.Segments.Take(3))
        {
            yield return $"  {string.Join(" and ", segment.Conditions)}: {Numbers.Short(segment.ReferenceMean)} to "
                + $"{Numbers.Short(segment.CurrentMean)} in "
                + $"{Numbers.Counted(segment.CurrentRows, "row")}";
        }
    }

    private IEnumerable<CheckItem> Together()
    {
        var (outcome, severity) = Result.Multivariate.Verdict switch
        {
            MultivariateVerdict.Stable => (CheckOutcome.Pass, CheckSeverity.Low),
            MultivariateVerdict.Drift => (CheckOutcome.Warn, CheckSeverity.Medium),
            MultivariateVerdict.InsufficientData => (CheckOutcome.Warn, CheckSeverity.Low),
            MultivariateVerdict.NotRun => (CheckOutcome.NotApplicable, CheckSeverity.Low),
        };
        yield return new CheckItem(
            "multivariate",
            "drift",
            severity,
            outcome,
            $"Columns together: {Result.Multivariate.Verdict.ToWireName()}."
                + $"{(Result.Multivariate.Reason is { } reason ? " " + reason : string.Empty)}"
        );
        if (Result.Attribution.Verdict is AttributionVerdict.Stable or AttributionVerdict.Drift)
        {
            var drifted = Result.Attribution.Verdict == AttributionVerdict.Drift;
            yield return new CheckItem(
                "attribution",
                "drift",
                drifted ? CheckSeverity.Medium : CheckSeverity.Low,
                drifted ? CheckOutcome.Warn : CheckOutcome.Pass,
                $"Attributions: {Result.Attribution.Verdict.ToWireName()}, NDCG {Numbers.Short(Result.Attribution.Ndcg)}, share distance "
                    + $"{Numbers.Short(Result.Attribution.ShareDistance)}."
            );
        }
    }

    private static CheckItem Item(DriftFeature feature)
    {
        var (outcome, severity) = feature.Verdict switch
        {
            DriftVerdict.Stable or DriftVerdict.Negligible => (CheckOutcome.Pass, CheckSeverity.Low),
            DriftVerdict.Inconclusive or DriftVerdict.InsufficientData => (CheckOutcome.Warn, CheckSeverity.Low),
            DriftVerdict.Moderate => (CheckOutcome.Fail, CheckSeverity.Medium),
            DriftVerdict.Major => (CheckOutcome.Fail, CheckSeverity.High),
            DriftVerdict.Skipped => (CheckOutcome.NotApplicable, CheckSeverity.Low),
        };
        var message =
            $"{feature.Name}: {feature.Verdict.ToWireName()}, PSI "
            + $"{Numbers.Short(feature.Psi)}.{(feature.Reason is { } reason ? " " + reason : string.Empty)}";
        return new CheckItem($"drift/{feature.Name}", "drift", severity, outcome, message) { Actual = Numbers.Short(feature.Psi) };
    }

    private static string TypeWord(ColumnType type) =>
        type switch
        {
            ColumnType.Numeric => "numeric",
            ColumnType.Categorical => "categorical",
            ColumnType.DateTime => "datetime",
            ColumnType.Unknown => "unknown",
        };
}
