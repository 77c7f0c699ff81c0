using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Agents;

/// <summary><c>agent decide</c>: may this agent call this tool now? Asks the portal, which records the answer.</summary>
internal static class AgentDecideCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "decide",
            "Ask the portal whether an agent may call a tool. Exit codes: 0 allowed, 1 denied, 3 no answer, 4 a person has not "
                + "answered yet.",
            "governance agent decide --agent invoice-agent --run run-17 --tool payments.transfer --amount 120.50 --currency EUR --wait 30m"
        );
        var agent = CommonOptions.Text("--agent", "Name of the agent.", "NAME", required: true);
        var run = CommonOptions.Text("--run", "Your name for the run, the same for each of its calls.", "NAME", required: true);
        var tool = CommonOptions.Text("--tool", "The tool.", "NAME", required: true);
        var server = CommonOptions.Text("--tool-server", "Server that offers the tool, as named in the manifest.", "NAME");
        var amount = CommonOptions.Text("--amount", "Amount of money that the call transfers.", "AMOUNT");
        var currency = CommonOptions.Text("--currency", "Currency of the amount.", "EUR");
        var arguments = CommonOptions.Text("--arguments", "File with the arguments of the call, as JSON.", "FILE");
        var scopes = CommonOptions.Many("--data", "Data that the call accesses; repeatable.", "SCOPE");
        var environment = CommonOptions.Text("--environment", "Environment in which the agent acts.", "NAME");
        var wait = CommonOptions.Wait("How long to wait for a person's answer.");
        foreach (Option option in new Option[] { agent, run, tool, server, amount, currency, arguments, scopes, environment, wait })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var sent = parse.GetValue(arguments) is { } path ? await LocalFile.ReadAsync(path, 64 * 1024, ct) : null;
                var money = Money(parse.GetValue(amount));
                var address = $"api/v1/agents/{Uri.EscapeDataString(parse.GetRequiredValue(agent))}/calls";
                using var client = await portal.OpenAsync(host, parse, ct);
                try
                {
                    var body = (await client.PostAsync($"{address}:decide", Write, ct)).Body;
                    if (parse.GetValue(wait) is { } text && Duration.TryParse(text, out var time))
                    {
                        body = await WaitAsync(host, client, address, body, time, ct);
                    }

                    return new CommandOutcome(
                        new AnswerResult(body, page => page.Line($"{Said(body, "decision")}: {Said(body, "reason")}")),
                        Code(body)
                    );
                }
                catch (CliException refused) when (refused.Status is not null)
                {
                    // Whatever the server says instead of an answer, nothing is allowed.
                    throw new CliException(ExitCode.Undecided, refused.Message, refused) { Status = refused.Status, Code = refused.Code };
                }

                void Write(Utf8JsonWriter writer)
                {
                    writer.WriteStartObject();
                    writer.WriteString("run", parse.GetRequiredValue(run));
                    writer.WriteString("tool", parse.GetRequiredValue(tool));
                    writer.WriteString("server", parse.GetValue(server));
                    writer.WriteString("currency", parse.GetValue(currency));
                    writer.WriteString("environment", parse.GetValue(environment));
                    if (money is { } sum)
                    {
                        writer.WriteNumber("amount", sum);
                    }

                    if (sent is not null)
                    {
                        writer.WritePropertyName("arguments");
                        writer.WriteRawValue(sent);
                    }

                    writer.WriteStartArray("scopes");
                    foreach (var scope in parse.GetValue(scopes) ?? [])
                    {
                        writer.WriteStringValue(scope);
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }
            }
        );
        return command;
    }

    private static async Task<JsonElement> WaitAsync(
        CliHost host,
        PortalClient client,
        string address,
        JsonElement body,
        TimeSpan time,
        CancellationToken ct
    )
    {
        var started = host.Clock.GetTimestamp();
        while (Said(body, "decision") == "ask" && time - host.Clock.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(s_pause < left ? s_pause : left, host.Clock, ct);
            body = (await client.GetAsync($"{address}/{Said(body, "id")}", ct)).Body;
        }

        return body;
    }

    private static decimal? Money(string? text) =>
        text is null ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sum) ? sum
        : throw CliException.Usage($"{text} is not an amount. Write it like 120.50.");

    private static ExitCode Code(JsonElement body) =>
        Said(body, "decision") switch
        {
            "allow" => ExitCode.Done,
            "deny" => ExitCode.Refused,
            "ask" => ExitCode.StillOpen,
            _ => ExitCode.Undecided,
        };

    private static string? Said(JsonElement body, string member) =>
        body.ValueKind is JsonValueKind.Object && body.TryGetProperty(member, out var value) ? value.ToString() : null;
}
