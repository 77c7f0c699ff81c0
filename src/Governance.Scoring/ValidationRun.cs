using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using Governance.Analytics.Validation;

namespace Governance.Scoring;

/// <summary>Asks a live model everything a plan names.</summary>
public sealed class ValidationRun(ScoringEndpoint endpoint, ValidationPlan plan)
{
    private const string ScoreColumn = "(score)";
    private const string PredictionColumn = "(prediction)";

    /// <summary>The columns that are sent.</summary>
    public static IReadOnlyList<string> FeaturesOf(Table table, ValidationPlan plan, string path)
    {
        if (plan.Features.FirstOrDefault(f => table.Find(f) is null) is { } absent)
        {
            throw ScoringException.Usage(
                $"{plan.NameOf("features")} names \"{absent}\", which {path} does not have or which {plan.NameOf("ignore")} leaves out."
            );
        }

        IReadOnlyList<string> features =
            plan.Features.Count > 0
                ? plan.Features
                : [.. table.Columns.Where(c => plan.Roles.RoleOf(c.Name) == ColumnRole.Feature).Select(c => c.Name)];
        if (features.Count == 0)
        {
            throw ScoringException.Usage($"{path} has no columns that are inputs of the model; name them with {plan.NameOf("features")}.");
        }

        return plan.Irrelevant.FirstOrDefault(c => !features.Contains(c, StringComparer.Ordinal)) is { } unsent
            ? throw ScoringException.Usage(
                $"{plan.NameOf("irrelevant")} names \"{unsent}\", which is not among the columns sent: {string.Join(", ", features)}."
            )
            : features;
    }

    /// <summary>Refuses constraints of attacks that are about columns the model is not sent, or that cannot hold.</summary>
    public static void CheckAttack(Table table, IReadOnlyList<string> features, ValidationPlan plan)
    {
        if (plan.Robustness.Attack is not { } attack)
        {
            return;
        }

        foreach (
            var (option, name) in attack
                .Integers.Select(n => ("integer", n))
                .Concat(attack.Ranges.Keys.Select(n => ("range", n)))
                .Concat(attack.OneHot.SelectMany(g => g).Select(n => ("one-hot", n)))
        )
        {
            if (!features.Contains(name, StringComparer.Ordinal) || table.Find(name) is not NumericColumn)
            {
                throw ScoringException.Usage(
                    $"{plan.NameOf(option)} names \"{name}\", which is not a column of numbers "
                        + $"among those sent: {string.Join(", ", features)}."
                );
            }
        }

        var grouped = attack.OneHot.SelectMany(g => g).ToList();
        if (attack.OneHot.Any(g => g.Count < 2) || grouped.Distinct(StringComparer.Ordinal).Count() != grouped.Count)
        {
            throw ScoringException.Usage(
                $"{plan.NameOf("one-hot")} needs at least two columns, and a column can belong to only one group."
            );
        }
    }

    /// <summary>Asks for scores, and measures them.</summary>
    public async Task<ValidationFindings> RunAsync(Table table, IReadOnlyList<string> features, string path, CancellationToken ct)
    {
        var rows = TableRows.Spread(table.RowCount, plan.Rows);
        var data = rows.Length == table.RowCount ? table : table.Take(rows);
        var slices = TableSlices.Of(data, plan.By, path, plan.NameOf);
        var inputs = data.Only(features);
        var scores = await endpoint.ScoreAsync(inputs, ct);
        var answered = scores.Where(double.IsFinite).ToList();
        if (answered.Count == 0)
        {
            throw ScoringException.Undecided("The endpoint returned no score for any row.");
        }

        var classes = endpoint.AnswersClasses || answered.TrueForAll(s => s is 0 or 1);
        var (scored, roles) = Scored(data, scores, classes);
        var findings = new ValidationFindings
        {
            Features = features,
            Rows = rows,
            AnswersClasses = classes,
            Unanswered = scores.Length - answered.Count,
        };
        if (plan.Has("performance"))
        {
            findings = findings with
            {
                Performance = PerformanceAnalysis.Evaluate(scored, roles, plan.Binary),
                PerformanceSlices = TableSlices.Measure(scored, slices, part => PerformanceAnalysis.Evaluate(part, roles, plan.Binary)),
            };
        }

        if (plan.Has("fairness") && plan.Roles.Protected.Count > 0)
        {
            findings = findings with
            {
                Fairness = FairnessAnalysis.Evaluate(scored, roles, plan.Fairness),
                FairnessSlices = TableSlices.Measure(scored, slices, part => FairnessAnalysis.Evaluate(part, roles, plan.Fairness)),
            };
        }

        if (plan.Has("consistency"))
        {
            findings = findings with { Consistency = await ConsistencyAsync(data, inputs, scores, classes, ct) };
        }

        if (plan.Has("robustness"))
        {
            findings = findings with
            {
                Evasion = await EvasionAsync(data, features, ct),
                Attack = plan.Robustness.Attack is null ? null : await AttackAsync(data, features, scores, classes, ct),
            };
        }

        if (plan.Has("poisoning"))
        {
            findings = findings with { Poisoning = PoisoningScreens.Run(table, plan.Roles, plan.Robustness, ct) };
        }

        if (plan.Has("attributions"))
        {
            var chosen = TableRows.Spread(inputs.RowCount, plan.ExplainRows);
            findings = findings with
            {
                Explanations =
                [
                    await KernelShap.ExplainAsync(inputs, chosen, endpoint.ScoreAsync, plan.Explanation, ct),
                    await Lime.ExplainAsync(inputs, chosen, endpoint.ScoreAsync, plan.Explanation, ct),
                ],
            };
        }

        return findings;
    }

    private async Task<IReadOnlyList<ConsistencyCheck>> ConsistencyAsync(
        Table data,
        Table inputs,
        double[] scores,
        bool classes,
        CancellationToken ct
    )
    {
        var checks = new List<ConsistencyCheck>
        {
            await ConsistencyChecks.RepeatAsync(inputs, scores, endpoint.ScoreAsync, plan.Consistency, ct),
        };
        foreach (var column in plan.Irrelevant)
        {
            checks.Add(await ConsistencyChecks.IrrelevantAsync(inputs, scores, column, endpoint.ScoreAsync, plan.Consistency, ct));
        }

        if (!classes && data.Find(plan.Roles.ScoreIn(data.SourceColumns)) is NumericColumn logged)
        {
            checks.Add(ConsistencyChecks.Logged(logged.Values.ToArray(), scores, plan.Consistency));
        }

        return checks;
    }

    private Task<EvasionResult> EvasionAsync(Table data, IReadOnlyList<string> features, CancellationToken ct)
    {
        var label = plan.Roles.LabelIn(data.SourceColumns);
        var probed = data.Take(TableRows.Spread(data.RowCount, plan.ProbeRows))
            .Only(label is null || features.Contains(label, StringComparer.Ordinal) ? features : [.. features, label]);
        var roles = ColumnRoles.None with { Label = label };
        return Evasion.SearchAsync(probed, (rows, cancel) => endpoint.ScoreAsync(rows.Only(features), cancel), roles, plan.Robustness, ct);
    }

    private Task<AttackResult> AttackAsync(Table data, IReadOnlyList<string> features, double[] scores, bool classes, CancellationToken ct)
    {
        var label = plan.Roles.LabelIn(data.SourceColumns);
        var known = data.Only(label is null || features.Contains(label, StringComparer.Ordinal) ? features : [.. features, label]);
        return AdversarialSearch.RunAsync(
            known,
            scores,
            TableRows.Spread(data.RowCount, plan.AttackRows),
            (rows, cancel) => endpoint.ScoreAsync(rows.Only(features), cancel),
            classes,
            ColumnRoles.None with
            {
                Label = label,
            },
            plan.Robustness,
            ct
        );
    }

    /// <summary>Labels and protected attributes beside the answers, without anything the file says of an earlier model.</summary>
    private (Table Table, ColumnRoles Roles) Scored(Table data, double[] scores, bool classes)
    {
        var label = plan.Roles.LabelIn(data.SourceColumns);
        var kept = data.Only(new[] { label }.OfType<string>().Concat(plan.Roles.Protected).Distinct(StringComparer.Ordinal));
        var positive = plan.Binary.PositiveLabel ?? "true";
        Column answers = classes
            ? new CategoryColumn(
                PredictionColumn,
                [
                    .. scores.Select(s =>
                        double.IsNaN(s) ? null
                        : s >= 0.5 ? positive
                        : positive == "false" ? "true"
                        : "false"
                    ),
                ]
            )
            : new NumericColumn(ScoreColumn, scores);
        var roles = ColumnRoles.None with
        {
            Label = label,
            Protected = plan.Roles.Protected,
            Score = classes ? null : ScoreColumn,
            Prediction = classes ? PredictionColumn : null,
        };
        return (kept.Columns.Count == 0 ? new Table([answers]) : kept.With(answers), roles);
    }
}
