using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Monitoring;

/// <summary>
/// <c>monitoring windows</c>, <c>monitoring labels</c>, <c>monitoring figures</c> and <c>monitoring withdraw</c>: what was sent of a
/// version,
/// which of it counts, and asking that something no longer does. A second person confirms that in the portal; a key never does.
/// </summary>
internal static class MonitoringWindowCommands
{
    public static ExampleCommand List(CliHost host) =>
        Listing(host, "windows", "List the windows of a version and say which count.", "windows?limit=500", Write);

    public static ExampleCommand Labels(CliHost host) =>
        Listing(
            host,
            "labels",
            "List the label files of a version and say which count.",
            "measurements?kind=labels&limit=500",
            WriteMeasured
        );

    public static ExampleCommand Figures(CliHost host) =>
        Listing(
            host,
            "figures",
            "List the business figures of a version and say which count.",
            "measurements?kind=figure&limit=500",
            WriteMeasured
        );

    public static ExampleCommand Withdraw(CliHost host)
    {
        var command = new ExampleCommand(
            "withdraw",
            "Ask that a window, a label file or a business figure no longer counts. A second person confirms it in the portal.",
            "governance monitoring withdraw WIN-0031 --model fraud-scorer --version 1.4.0 --reason \"The year was wrong\""
        );
        var id = new Argument<string>("ID") { Description = "Its ID, such as WIN-0031, LBL-0012 or FIG-0003." };
        command.Add(id);
        var reason = CommonOptions.Text("--reason", "Why it should no longer count.", "TEXT");
        reason.Required = true;
        command.Add(reason);
        return Asking(
            command,
            host,
            async (client, of, parse, ct) =>
            {
                var named = parse.GetRequiredValue(id);
                var isWindow = named.StartsWith("WIN-", StringComparison.Ordinal);
                var answer = await client.PostAsync(
                    $"{of}/{(isWindow ? "windows" : "measurements")}/{Uri.EscapeDataString(named)}:withdraw",
                    json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("reason", parse.GetRequiredValue(reason));
                        json.WriteEndObject();
                    },
                    ct
                );
                return new AnswerResult(
                    answer.Body,
                    page => (isWindow ? (Action<TextPage, JsonElement>)Write : WriteMeasured)(page, answer.Body)
                );
            }
        );
    }

    private static ExampleCommand Listing(
        CliHost host,
        string name,
        string description,
        string path,
        Action<TextPage, JsonElement> write
    ) =>
        Asking(
            new ExampleCommand(name, description, $"governance monitoring {name} --model fraud-scorer --version 1.4.0"),
            host,
            async (client, of, _, ct) =>
            {
                var body = (await client.GetAsync($"{of}/{path}", ct)).Body;
                return new AnswerResult(
                    body,
                    page =>
                    {
                        foreach (var item in body.Items("items"))
                        {
                            write(page, item);
                        }
                    }
                );
            }
        );

    // About a version: its options, and the address below which it is.
    private static ExampleCommand Asking(
        ExampleCommand command,
        CliHost host,
        Func<PortalClient, string, ParseResult, CancellationToken, Task<AnswerResult>> ask
    )
    {
        var (model, version) = (CommonOptions.Model(), CommonOptions.Version());
        command.Add(model);
        command.Add(version);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var of =
                    $"api/v1/monitoring/{Uri.EscapeDataString(parse.GetRequiredValue(model))}/"
                    + Uri.EscapeDataString(parse.GetRequiredValue(version));
                return new CommandOutcome(await ask(client, of, parse, ct));
            }
        );
        return command;
    }

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

    private static void WriteMeasured(TextPage page, JsonElement measured)
    {
        var value = measured.Member("value") is { ValueKind: JsonValueKind.Number } number
            ? number.GetDouble().ToString("#,0.###", CultureInfo.InvariantCulture)
            : "–";
        page.Line(
            $"{measured.Text("id")}  "
                + (
                    measured.Text("kind") == "labels"
                        ? $"{value} labels"
                        : $"{measured.Text("name")} {value}  {measured.Text("start")} to {measured.Text("end")}"
                )
                + $"  {measured.Text("status")}"
        );
        if (measured.Member("awaitsDecision") is { ValueKind: JsonValueKind.True })
        {
            page.Mark(CheckOutcome.Warn, $"Withdrawing {measured.Text("id")} is waiting for a second person.");
        }
    }
}
