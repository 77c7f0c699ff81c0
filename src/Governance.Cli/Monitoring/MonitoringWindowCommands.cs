using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Monitoring;

/// <summary>
/// <c>monitoring windows</c> and <c>monitoring withdraw</c>: which windows of a version count, and asking that one no longer does. A second
/// person confirms that in the portal; a key never does.
/// </summary>
internal static class MonitoringWindowCommands
{
    public static ExampleCommand List(CliHost host)
    {
        var command = new ExampleCommand(
            "windows",
            "List the windows of a version and say which count.",
            "governance monitoring windows --model fraud-scorer --version 1.4.0"
        );
        var (model, version) = Of(command);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var body = (await client.GetAsync(PathOf(parse, model, version) + "?limit=500", ct)).Body;
                return new CommandOutcome(
                    new AnswerResult(
                        body,
                        page =>
                        {
                            foreach (var window in body.Items("items"))
                            {
                                Write(page, window);
                            }
                        }
                    )
                );
            }
        );
        return command;
    }

    public static ExampleCommand Withdraw(CliHost host)
    {
        var command = new ExampleCommand(
            "withdraw",
            "Ask that a window no longer counts. A second person confirms it in the portal.",
            "governance monitoring withdraw WIN-0031 --model fraud-scorer --version 1.4.0 --reason \"The year was wrong\""
        );
        var window = new Argument<string>("WINDOW") { Description = "Its ID, such as WIN-0031." };
        command.Add(window);
        var (model, version) = Of(command);
        var reason = CommonOptions.Text("--reason", "Why it should no longer count.", "TEXT");
        reason.Required = true;
        command.Add(reason);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var path = $"{PathOf(parse, model, version)}/{Uri.EscapeDataString(parse.GetRequiredValue(window))}:withdraw";
                var answer = await client.PostAsync(
                    path,
                    json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("reason", parse.GetRequiredValue(reason));
                        json.WriteEndObject();
                    },
                    ct
                );
                var body = answer.Body;
                return new CommandOutcome(new AnswerResult(body, page => Write(page, body)));
            }
        );
        return command;
    }

    private static (Option<string> Model, Option<string> Version) Of(Command command)
    {
        var (model, version) = (CommonOptions.Model(), CommonOptions.Version());
        command.Add(model);
        command.Add(version);
        return (model, version);
    }

    private static string PathOf(ParseResult parse, Option<string> model, Option<string> version) =>
        $"api/v1/monitoring/{Uri.EscapeDataString(parse.GetRequiredValue(model))}/"
        + $"{Uri.EscapeDataString(parse.GetRequiredValue(version))}/windows";

    private static void Write(TextPage page, JsonElement window)
    {
        page.Line(
            $"{window.Text("id")}  {window.Text("role")}  {window.Text("start")} to {window.Text("end")}  "
                + $"{window.Count("rows")?.ToString("#,0", CultureInfo.InvariantCulture)} rows  {window.Text("status")}"
        );
        foreach (var warning in window.Items("warnings"))
        {
            page.Mark(CheckOutcome.Warn, warning.GetString() ?? "");
        }
    }
}
