using System.CommandLine;
using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Validation;
using Governance.Cli.Analysis;
using Governance.Cli.Shared;

namespace Governance.Cli.Validation;

/// <summary><c>validate</c>: asks a live scoring endpoint and measures what it answers.</summary>
internal static class ValidateCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "validate",
            "Measure a live endpoint: performance, fairness, consistency, robustness, attributions; or how it answers prompts.",
            "governance validate --endpoint http://127.0.0.1:5001 --protocol mlflow --data holdout.csv --label approved "
                + "--protected sex --irrelevant branch --model loan-scorer --version 1.4.0"
        );
        var data = CommonOptions.Text(
            "--data",
            "Held-out rows: the model's inputs and, where known, labels and protected attributes; required without --prompts.",
            "FILE"
        );
        command.Add(data);
        var endpoint = new EndpointArguments(command);
        var features = CommonOptions.Text(
            "--features",
            "Columns to send, comma-separated (default: all except label, score, protected attributes and ID).",
            "A,B"
        );
        var categorical = CommonOptions.Text("--categorical", "Numeric columns that the model takes as text, comma-separated.", "A,B");
        var checks = CommonOptions.Text(
            "--checks",
            $"Which checks to run, comma-separated: {string.Join(", ", ValidationPlan.AllChecks)} (default: all).",
            "A,B"
        );
        var irrelevant = CommonOptions.Text("--irrelevant", "Columns that must not change a score, comma-separated.", "A,B");
        var immutable = CommonOptions.Text(
            "--immutable",
            "Columns a person cannot change, comma-separated; perturbations leave them and the protected attributes as they are.",
            "A,B"
        );
        var rows = NumberOptions.Whole("--rows", "Number of rows to score, spread evenly over the file (default: 10,000).", 1, 10_000_000);
        var probeRows = NumberOptions.Whole("--probe-rows", "Number of rows to perturb (default: 200).", 1, 1_000_000);
        var explainRows = NumberOptions.Whole("--explain-rows", "Number of rows whose scores are explained (default: 10).", 1, 10_000);
        var coalitions = NumberOptions.Whole("--coalitions", "Coalitions of inputs per row for Kernel SHAP (default: 128).", 2, 1 << 20);
        var background = NumberOptions.Whole("--background-rows", "Background rows for Kernel SHAP (default: 10).", 1, 10_000);
        var flips = NumberOptions.Share("--max-flip-rate", "Largest share of predictions that perturbations may flip (default: 0.1).");
        var tolerance = NumberOptions.Share("--tolerance", "Largest difference at which two scores count as equal (default: 0.000001).");
        var favourable = CommonOptions.OneOf(
            "--favourable",
            "Which prediction is favourable for the person (default: positive).",
            ["positive", "negative"]
        );
        var failOn = CommonOptions.OneOf(
            "--fail-on",
            "Exit 1 at this verdict or worse; warn includes what could not be determined.",
            ["warn", "fail"]
        );
        foreach (
            var option in new[]
            {
                features,
                categorical,
                checks,
                irrelevant,
                immutable,
                rows,
                probeRows,
                explainRows,
                coalitions,
                background,
                flips,
                tolerance,
                favourable,
                failOn,
            }
        )
        {
            command.Add(option);
        }

        checks.Validators.Add(result =>
        {
            foreach (var unknown in CommonOptions.Names(result.GetValue(checks)).Except(ValidationPlan.AllChecks, StringComparer.Ordinal))
            {
                result.AddError($"--checks must be among {string.Join(", ", ValidationPlan.AllChecks)}; \"{unknown}\" is not.");
            }
        });
        var attack = new AttackArguments(command, checks);
        var roles = new RoleOptions(command);
        var binary = new BinaryArguments(command);
        var slices = new SliceArguments(command);
        var artifact = new ArtifactOption(command);
        var target = new EvidenceTarget(command);
        var prompts = new PromptArguments(command, data, endpoint, [failOn]);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                if (prompts.Suite(parse) is not null)
                {
                    var of = await artifact.ReadAsync(parse, ct);
                    return await prompts.RunAsync(host, parse, endpoint, target, of, parse.GetValue(failOn), ct);
                }

                var (columnRoles, options) = (roles.Read(parse), binary.Read(parse));
                var plan = new ValidationPlan
                {
                    NameOf = CommonOptions.NameOf,
                    Checks = CommonOptions.Names(parse.GetValue(checks)) is { Count: > 0 } chosen ? chosen : ValidationPlan.AllChecks,
                    Roles = columnRoles,
                    Features = CommonOptions.Names(parse.GetValue(features)),
                    Irrelevant = CommonOptions.Names(parse.GetValue(irrelevant)),
                    By = slices.Read(parse),
                    Rows = parse.Whole(rows, 10_000),
                    ProbeRows = parse.Whole(probeRows, 200),
                    AttackRows = attack.Rows(parse),
                    ExplainRows = parse.Whole(explainRows, 10),
                    Binary = options,
                    Fairness = FairnessOptions.Default with
                    {
                        Binary = options,
                        FavourableIsPositive = parse.GetValue(favourable) is not "negative",
                    },
                    Robustness = RobustnessOptions.Default with
                    {
                        Binary = options,
                        Attack = attack.Read(parse),
                        MaximumFlipRate = parse.Share(flips, RobustnessOptions.Default.MaximumFlipRate),
                        Immutable = CommonOptions
                            .Names(parse.GetValue(immutable))
                            .Concat(columnRoles.Protected)
                            .ToHashSet(StringComparer.Ordinal),
                    },
                    Consistency = ConsistencyOptions.Default with
                    {
                        Threshold = options.Threshold,
                        Tolerance = parse.Share(tolerance, ConsistencyOptions.Default.Tolerance),
                    },
                    Explanation = ExplanationOptions.Default with
                    {
                        Coalitions = parse.Whole(coalitions, ExplanationOptions.Default.Coalitions),
                        BackgroundRows = parse.Whole(background, ExplanationOptions.Default.BackgroundRows),
                    },
                };
                var path = parse.GetRequiredValue(data);
                var texts = CommonOptions
                    .Names(parse.GetValue(categorical))
                    .ToDictionary(n => n, _ => ColumnType.Categorical, StringComparer.Ordinal);
                var (table, sha256) = await LogTables.ReadHashedAsync(
                    path,
                    new TabularReadOptions
                    {
                        Columnar = host.Columnar,
                        Roles = TableSlices.Reading(columnRoles, plan.By),
                        Types = texts,
                    },
                    ct
                );
                var sent = ValidationRun.FeaturesOf(table, plan, path);
                if (table.RowCount == 0)
                {
                    throw CliException.Usage($"{path} has no rows.");
                }

                // Said before anything is scored for nothing.
                SliceArguments.Of(table, plan.By, path);
                ValidationRun.CheckAttack(table, sent, plan);
                var named = await artifact.ReadAsync(parse, ct);
                using var store = await target.OpenAsync(host, parse, "governance validate", ct);
                var (scorer, connection) = await endpoint.OpenAsync(host, parse, options.PositiveLabel, ct);
                using var closes = connection;
                plan.CheckRows(scorer.MaxRows, table.RowCount, sent.Count);
                await scorer.LearnAsync(ct);
                var measured = MeasuredArtifact.Of((scorer.ArtifactSha256, scorer.Address), named, store);
                var known = store is null ? sha256 : await store.DigestAsync(path, sha256, ct);
                var findings = await CountProgress.RunAsync(
                    host,
                    $"Scoring at {scorer.Address}",
                    "rows",
                    plan.RowsToScore(table.RowCount, sent.Count),
                    progress =>
                    {
                        scorer.Progress = progress;
                        return new ValidationRun(scorer, plan).RunAsync(table, sent, path, ct);
                    }
                );
                var outcome = new ValidationOutcome(findings, path, new EvidenceSubject(measured.Sha256, known), table.RowCount)
                {
                    ArtifactFrom = measured.From,
                    Plan = plan,
                    Address = scorer.Address,
                    Protocol = scorer.Protocol,
                    RowsScored = scorer.Rows,
                    Requests = scorer.Requests,
                    Retries = scorer.Retries,
                    Latencies = scorer.Latencies,
                };
                if (store is not null)
                {
                    foreach (var part in outcome.Parts())
                    {
                        await store.AddAsync(part.Kind, part.Write, ct);
                    }
                }

                var report = new ValidationReport(outcome)
                {
                    IsHeldOut = store is null || store.HeldOut.Contains(known, StringComparer.Ordinal),
                    Evidence = store?.Stored ?? [],
                };

                var asked = CommonOptions.Names(parse.GetValue(checks));
                return new CommandOutcome(report, report.Fails(parse.GetValue(failOn)) ? ExitCode.Refused : ExitCode.Done)
                {
                    NotRun =
                    [
                        .. asked.Where(report.IsSilent).Select(c => $"--checks names {c}, which could not be run on these rows."),
                        .. report.AttacksNotRun(),
                        .. parse.GetValue(failOn) is null ? [] : report.NotJudged(plan.Has("fairness") ? columnRoles.Protected : []),
                    ],
                };
            }
        );
        return command;
    }
}
