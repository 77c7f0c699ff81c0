using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Monitoring;

/// <summary>
/// <c>monitoring source</c>: how far the pulling of a version's windows is, for a pipeline that fills the place they come from.
/// </summary>
internal static class MonitoringSourceCommand
{
    public static ExampleCommand Create(CliHost host)
    {
        var command = new ExampleCommand(
            "source",
            "Show where windows are pulled from and up to when they are complete; exit 1 when the last attempt failed.",
            "governance monitoring source --model fraud-scorer --version 1.4.0"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        command.Add(model);
        command.Add(version);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var path =
                    $"api/v1/models/{Uri.EscapeDataString(parse.GetRequiredValue(model))}"
                    + $"/versions/{Uri.EscapeDataString(parse.GetRequiredValue(version))}/source";
                var body = (await client.GetAsync(path, ct)).Body;
                return new CommandOutcome(
                    new AnswerResult(body, page => Write(page, body)),
                    body.Text("problem") is null ? ExitCode.Done : ExitCode.Refused
                );
            }
        );
        return command;
    }

    private static void Write(TextPage page, JsonElement body)
    {
        page.Line($"{body.Text("table")}, {body.Text("connection")}");
        page.Fact("complete until", body.Text("watermark"));
        page.Fact("due", Number(body, "behind"));
        page.Fact("next check", body.Text("nextAt"));
        page.Fact("last", body.Text("lastWindow") is { } window ? $"{window}, {Number(body, "lastRows")} rows" : null);
        if (body.Text("problem") is { } problem)
        {
            page.Mark(CheckOutcome.Fail, problem);
        }

        if (body.Member("files") is not { ValueKind: JsonValueKind.Object } files)
        {
            return;
        }

        page.Fact("files", Number(files, "known"));
        foreach (var notice in files.Items("notices"))
        {
            page.Mark(
                CheckOutcome.Warn,
                $"{notice.Text("name")}: {notice.Text("state")}, {Number(notice, "rows")} rows, {notice.Text("at")}"
            );
        }
    }

    private static string Number(JsonElement item, string name) => item.Member(name)?.GetRawText() ?? "";
}
