using System.CommandLine;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary><c>agent guard</c>: stands between an agent and a server of tools, and holds the agent to its manifest.</summary>
internal static class AgentGuardCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "guard",
            "Start an MCP server behind a guard that lists only the manifest's tools and decides each call.",
            "governance agent guard --manifest agent.json --portal --agent invoice-agent --log calls.jsonl -- npx files-server /srv/inbox"
        );
        var manifest = CommonOptions.Text("--manifest", "The agent's manifest.", "FILE", required: true);
        var policies = CommonOptions.Many("--policy", "Without a portal: policy file whose rules are applied as well; repeatable.", "FILE");
        var server = CommonOptions.Text(
            "--tool-server",
            "Which server of the manifest this is (default: the only one, or the one with this command or URL).",
            "NAME"
        );
        var stage = AgentFiles.Stage();
        var data = CommonOptions.Text("--data-arguments", "Arguments that hold a path or an address, separated by commas.", "NAMES");
        var amount = CommonOptions.Text("--amount-argument", "Argument that holds an amount of money (default: amount).", "NAME");
        var logFile = CommonOptions.Text("--log", "File to which each decision is appended as a line of JSON.", "FILE");
        var listening = new GuardHttpOptions(command);
        var start = new Argument<string[]>("COMMAND") { Description = "The server's command, after --.", Arity = ArgumentArity.ZeroOrMore };
        foreach (var option in new Option[] { manifest, policies, server, stage, data, amount, logFile })
        {
            command.Add(option);
        }

        var portal = new GuardPortalOptions(command);
        command.Add(start);
        command.SetAction(
            async (parse, ct) =>
            {
                var agent = await AgentFiles.ManifestAsync(parse.GetRequiredValue(manifest), ct);
                var words = parse.GetValue(start) ?? [];
                var (to, listen) = listening.Of(parse, words);
                var files = parse.GetValue(policies);
                var own = ServerOf(agent, parse.GetValue(server), to?.OriginalString, words);
                var arguments = parse.GetValue(data) is { } names ? CommonOptions.Names(names) : CallScopes.Usual;
                var rules = await AgentFiles.PoliciesAsync(files, ct);
                var (asked, offline, clock) = await portal.OpenAsync(host, parse, agent, hasPolicies: rules.Count > 0, ct);
                using var log = new GuardLog(parse.GetValue(logFile), host.Clock);
                using (asked)
                {
                    var calls = new GuardedCalls(
                        agent,
                        own,
                        rules,
                        parse.GetValue(stage) ?? AgentFiles.UsualStage,
                        new CallScopes(agent, arguments),
                        parse.GetValue(amount) ?? "amount",
                        log,
                        host.Clock
                    )
                    {
                        Portal = asked,
                        Offline = offline,
                        OfflineClock = clock,
                    };
                    var told = asked is null ? null : new GuardReport(host, asked, own, ct);
                    var key = to is null ? null : await listening.KeyAsync(host, parse, ct);
                    IGuardedServer Begin() =>
                        to is null
                            ? McpChild.Start(words, line => host.Error.WriteLine(PlainText.Line(line)))
                            : new HttpServer(host, to, key);
                    return (int)(
                        listen is null
                            ? await RunAsync(host, calls, Begin, told, ct)
                            : await ListenAsync(host, listen, calls, Begin, told, ct)
                    );
                }
            }
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        CliHost host,
        GuardedCalls calls,
        Func<IGuardedServer> begin,
        GuardReport? report,
        CancellationToken ct
    )
    {
        await using var input = host.OpenInput();
        await using var output = host.OpenOutput();
        await using var server = begin();
        using var agent = new StdioAgent(input, output);
        if (await new GuardProxy(server, agent, calls, report).RunAsync(ct))
        {
            return ExitCode.Done;
        }

        await host.Error.WriteLineAsync("The server exited, so the guard stops too.");
        return ExitCode.Undecided;
    }

    private static async Task<ExitCode> ListenAsync(
        CliHost host,
        GuardAddress address,
        GuardedCalls calls,
        Func<IGuardedServer> begin,
        GuardReport? report,
        CancellationToken ct
    )
    {
        using var listener = new GuardListener(address, begin, calls, report, host.Clock);
        listener.Start();
        await host.Error.WriteLineAsync($"The guard listens on {address.Text}.");
        await listener.RunAsync(ct);
        return ExitCode.Done;
    }

    private static AgentServer ServerOf(AgentManifest manifest, string? name, string? url, IReadOnlyList<string> words)
    {
        if (name is not null)
        {
            return manifest.Servers.FirstOrDefault(server => server.Name == name)
                ?? throw CliException.Usage(
                    $"The manifest does not name the server {name}. It names: {string.Join(", ", manifest.Servers.Select(s => s.Name))}."
                );
        }

        var started = manifest
            .Servers.Where(server =>
                url is null
                    ? server.Transport == "stdio" && McpCommandLine.Words(server.Address).SequenceEqual(words)
                    : server.Transport == "http" && server.Address == url
            )
            .ToList();
        return started is [var one] ? one
            : manifest.Servers is [var only] ? only
            : throw CliException.Usage("Use --tool-server to say which server of the manifest this is.");
    }
}
