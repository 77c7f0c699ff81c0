using System.CommandLine;
using System.Globalization;
using System.Text;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Monitoring;

/// <summary><c>monitoring push</c>: streams one window of a prediction log to the portal.</summary>
internal static class MonitoringPushCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "push",
            "Stream a window of a prediction log (CSV or NDJSON, gzip or not; Parquet or Arrow).",
            "governance monitoring push week-31.csv.gz --model fraud-scorer --version 1.4.0 --role current --start "
                + "2026-07-27T00:00:00Z --end 2026-08-03T00:00:00Z"
        );
        var file = new Argument<string>("FILE") { Description = "The log." };
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var role = CommonOptions.OneOf(
            "--role",
            "reference, with which later windows are compared, or current, one of those later windows.",
            ["reference", "current"],
            required: true
        );
        var start = CommonOptions.Instant("--start", "Start of the window.", required: true);
        var end = CommonOptions.Instant("--end", "End of the window.", required: true);
        var columns = new (string Name, Option<string> Option)[]
        {
            ("label", CommonOptions.Text("--label", "Column of the true label.", "COLUMN")),
            ("score", CommonOptions.Text("--score", "Column of the score.", "COLUMN")),
            ("prediction", CommonOptions.Text("--prediction", "Column of the prediction.", "COLUMN")),
            ("protected", CommonOptions.Text("--protected", "Protected attributes, comma-separated.", "A,B")),
            ("ignore", CommonOptions.Text("--ignore", "Columns to leave out, comma-separated.", "C,D")),
        };
        command.Add(file);
        foreach (Option option in new Option[] { model, version, role, start, end }.Concat(columns.Select(c => c.Option)))
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (
                CommonOptions.TryReadInstant(result.GetValue(start), out var from)
                && CommonOptions.TryReadInstant(result.GetValue(end), out var to)
                && to <= from
            )
            {
                result.AddError("--end must be after --start.");
            }
        });
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var log = await LogFile.OpenAsync(parse.GetRequiredValue(file), ct);
                var path = new StringBuilder("api/v1/monitoring/")
                    .Append(Uri.EscapeDataString(parse.GetRequiredValue(model)))
                    .Append('/')
                    .Append(Uri.EscapeDataString(parse.GetRequiredValue(version)))
                    .Append("/windows?role=")
                    .Append(parse.GetRequiredValue(role))
                    .Append("&start=")
                    .Append(Time(parse.GetRequiredValue(start)))
                    .Append("&end=")
                    .Append(Time(parse.GetRequiredValue(end)));
                foreach (var (name, option) in columns)
                {
                    if (parse.GetValue(option) is { Length: > 0 } value)
                    {
                        path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
                    }
                }

                using var client = await portal.OpenAsync(host, parse, ct);
                var answer = await ProgressLine.RunAsync(
                    host,
                    $"Sending {Path.GetFileName(log.Path)}",
                    log.Length,
                    progress =>
                        client.TransferAsync(
                            HttpMethod.Post,
                            path.ToString(),
                            () => new FileContent(log.Path, log.Length, log.MediaType, log.IsGzip, progress),
                            ct
                        )
                );
                return new CommandOutcome(
                    new AnswerResult(
                        answer.Body,
                        page =>
                        {
                            page.Line(
                                answer.Body.Text("status") == "requested"
                                    ? $"Stored {answer.Body.Text("window")}, which waits for a second person."
                                    : $"Stored {answer.Body.Text("window") ?? "the window"}."
                            );
                            page.Fact("rows", Number(answer.Body.Count("rows")));
                            page.Fact("labelled", Number(answer.Body.Count("labelled")));
                            page.Fact("features", Number(answer.Body.Items("features").Count));
                            foreach (var warning in answer.Body.Items("warnings"))
                            {
                                page.Mark(CheckOutcome.Warn, warning.GetString() ?? "");
                            }
                        }
                    )
                );
            }
        );
        return command;
    }

    private static string Time(string text) =>
        CommonOptions.TryReadInstant(text, out var time) ? Uri.EscapeDataString(CommonOptions.Utc(time)) : throw new FormatException(text);

    private static string? Number(long? number) => number?.ToString("#,0", CultureInfo.InvariantCulture);
}
