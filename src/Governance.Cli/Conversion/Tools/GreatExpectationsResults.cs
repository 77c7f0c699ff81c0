using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Validation results of Great Expectations (<c>ExpectationSuiteValidationResult.to_json_dict</c>, before and since 1.0). What they
/// list of unexpected values are rows of the data and stay out. Public schema: github.com/great-expectations/great_expectations,
/// great_expectations/core/expectation_validation_result.py.
/// </summary>
internal sealed class GreatExpectationsResults : IForeignTool
{
    public string Name => "great-expectations";

    public Version First { get; } = new(0, 13);

    public Version Before { get; } = new(2, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var meta = document.Find("meta");
        if (document.Has("run_results"))
        {
            throw document.Bad("it is the result of a checkpoint over several suites: save each validation_result in a file of its own");
        }

        var (met, ran, notRun) = (0L, 0L, 0L);
        var checks = new JsonArray();
        var results = document.Need("results");
        foreach (var result in results.Items())
        {
            var expectation = result.Need("expectation_config");
            var type = (expectation.Find("type") ?? expectation.Need("expectation_type")).Text();
            var isMet = result.Need("success").Flag();
            var column = expectation.Find("kwargs")?.Find("column")?.Text();
            var check = new JsonObject { ["check"] = type, ["column"] = column };
            checks.Add((JsonNode)check);
            if (Raised(result))
            {
                notRun++;
                check["outcome"] = "not_run";
                continue;
            }

            ran++;
            met += isMet ? 1 : 0;
            check["outcome"] = isMet ? "met" : "not_met";
            if (result.Find("result") is { IsObject: true } measured)
            {
                check["rows"] = measured.CountIfAny("element_count");
                check["unexpected"] = measured.CountIfAny("unexpected_count");
                check["unexpectedShare"] = measured.FigureIfAny("unexpected_percent") / 100;
                // A single number is a figure; lists and texts may be values of the data.
                check["observed"] =
                    measured.Has("observed_value") && measured.Member("observed_value") is { IsNumber: true } or { IsUndefined: true }
                        ? measured.Figure("observed_value")
                        : null;
            }
        }

        if (checks.Count == 0)
        {
            throw results.Bad("no expectation was evaluated");
        }

        if (
            document.Find("statistics") is { } statistics
            && statistics.CountIfAny("evaluated_expectations") is { } said
            && said != checks.Count
        )
        {
            throw statistics
                .Need("evaluated_expectations")
                .Bad(string.Create(CultureInfo.InvariantCulture, $"it says {said}, but the number of listed results is {checks.Count}"));
        }

        var figures = new Figures();
        figures.Add(results, "expectationsMet", new Proportion(met, ran));
        figures.Add(results, "expectationsNotRun", notRun);
        var payload = new JsonObject
        {
            ["suite"] = (document.Find("suite_name") ?? meta?.Find("expectation_suite_name"))?.Text(),
            ["metrics"] = figures.Json,
            ["checks"] = checks,
        };
        return new(
            meta?.Version("great_expectations_version") ?? meta?.Version("great_expectations.__version__"),
            meta?.Find("run_id") is { IsObject: true } run
            && run.Find("run_time") is { IsText: true } time
            && Shared.CommonOptions.TryReadInstant(time.Text(), out var at)
                ? at
                : null,
            [new(EvidenceKind.Other, payload)]
        );
    }

    // {raised_exception: true}, or one such object for each metric that could not be computed.
    private static bool Raised(Place result) =>
        result.Find("exception_info") is { IsObject: true } info
        && (
            info.Find("raised_exception") is { } raised
                ? raised.Flag()
                : info.Members().Any(m => m.Value.IsObject && m.Value.Find("raised_exception")?.Flag() is true)
        );
}
