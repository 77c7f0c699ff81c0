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
        var policies = CommonOptions.Many("--policy", "Policy whose rules decide too, without a portal; repeatable.", "FILE");
        var server = CommonOptions.Text(
            "--tool-server",
            "Which server of the manifest this is (default: the only one, or the one started so).",
            "NAME"
        );
        var stage = AgentFiles.Stage();
        var data = CommonOptions.Text("--data-arguments", "Arguments that hold a path or an address, separated by commas.", "NAMES");
        var amount = CommonOptions.Text("--amount-argument", "Argument that holds an amount of money (default: amount).", "NAME");
        var logFile = CommonOptions.Text("--log", "File that each decision is appended to, as a line of JSON.", "FILE");
        var start = new Argument<string[]>("COMMAND") { Description = "The server's command, after --.", Arity = ArgumentArity.OneOrMore };
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
                var words = parse.GetRequiredValue(start);
                var files = parse.GetValue(policies);
                var own = ServerOf(agent, parse.GetValue(server), words);
                var arguments = parse.GetValue(data) is { } names ? CommonOptions.Names(names) : CallScopes.Usual;
                var rules = await AgentFiles.PoliciesAsync(files, ct);
                var (asked, offline) = await portal.OpenAsync(host, parse, agent, hasPolicies: rules.Count > 0, ct);
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
                    };
                    var told = asked is null ? null : new GuardReport(host, asked, own);
                    return (int)await RunAsync(host, calls, words, told, ct);
                }
            }
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        CliHost host,
        GuardedCalls calls,
        IReadOnlyList<string> words,
        GuardReport? report,
        CancellationToken ct
    )
    {
        await using var input = host.OpenInput();
        await using var output = host.OpenOutput();
        await using var child = McpChild.Start(words, line => host.Error.WriteLine(PlainText.Line(line)));
        using var proxy = new GuardProxy(child, input, output, calls, report);
        if (await proxy.RunAsync(ct))
        {
            return ExitCode.Done;
        }

        await host.Error.WriteLineAsync("The server ended, and with it the guard.");
        return ExitCode.Undecided;
    }

    private static AgentServer ServerOf(AgentManifest manifest, string? name, IReadOnlyList<string> words)
    {
        if (name is not null)
        {
            return manifest.Servers.FirstOrDefault(server => server.Name == name)
                ?? throw CliException.Usage(
                    $"The manifest names no server {name}. It names: {string.Join(", ", manifest.Servers.Select(s => s.Name))}."
                );
        }

        var started = manifest
            .Servers.Where(server => server.Transport == "stdio" && McpCommandLine.Words(server.Address).SequenceEqual(words))
            .ToList();
        return started is [var one] ? one
            : manifest.Servers is [var only] ? only
            : throw CliException.Usage("Say by --tool-server which server of the manifest this is.");
    }
}
