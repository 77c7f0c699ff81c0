using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Gates;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary><c>agent tools</c>: asks each server of a manifest and compares what it lists.</summary>
internal static class AgentToolsCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "tools",
            "Ask each server of a manifest for its tools; exit 1 if a tool was added, dropped or changed.",
            "governance agent tools agent.yaml --timeout 1m"
        );
        var file = AgentFiles.File("FILE", "The manifest.");
        var key = AgentFiles.KeyFile();
        var timeout = AgentFiles.Timeout();
        command.Add(file);
        command.Add(key);
        command.Add(timeout);
        var report = CommonOptions.Text("--report", "Agent in the portal for which to record the lists.", "AGENT");
        command.Add(report);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(file);
                var manifest = await AgentFiles.ManifestAsync(path, ct);
                if (manifest.Servers.Count == 0)
                {
                    throw CliException.Usage($"{path} lists no servers, so there is nothing to compare.");
                }

                var compared = new List<Compared>();
                var silent = new List<string>();
                foreach (var server in manifest.Servers)
                {
                    try
                    {
                        var live = await McpServer.AskAsync(
                            host,
                            server.Transport,
                            server.Address,
                            parse.GetValue(key),
                            AgentFiles.TimeoutOf(parse.GetValue(timeout)),
                            ct
                        );
                        compared.Add(new(server, live, AgentServerCheck.Compare(manifest, server, live.Tools, live.Version)));
                    }
                    catch (CliException problem)
                    {
                        silent.Add($"{server.Name}: {problem.Message}");
                    }
                }

                if (parse.GetValue(report) is { } agent && compared.Count > 0)
                {
                    using var client = await portal.OpenAsync(host, parse, ct);
                    foreach (var one in compared)
                    {
                        await client.PostAsync($"api/v1/agents/{Uri.EscapeDataString(agent)}/tools:observed", one.WriteSeen, ct);
                    }
                }

                var found = new ToolsReport(path, compared);
                await GitHubFiles.SummariseAsync(host, found.Checks, ct);
                return new CommandOutcome(found, compared.Exists(one => one.IsChanged) ? ExitCode.Refused : ExitCode.Done)
                {
                    NotRun = silent,
                };
            }
        );
        return command;
    }

    private sealed record Compared(AgentServer Server, McpServer Live, IReadOnlyList<AgentChange> Changes)
    {
        public int Tools => Live.Tools.Tools.Count;

        // Another version that lists the same tools is worth knowing and no reason to stop.
        public bool IsChanged => Changes.Any(change => change.Kind != AgentChangeKind.Other);

        /// <summary>What the portal is told: names and digests, none of the texts.</summary>
        public void WriteSeen(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("server", Server.Name);
            writer.WriteString("version", Live.Version);
            writer.WriteStartArray("tools");
            foreach (var tool in Live.Tools.Tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name", tool.Name);
                writer.WriteString("sha256", tool.Sha256);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private sealed record ToolsReport(string File, IReadOnlyList<Compared> Servers) : CommandResult
    {
        public override CheckReport Checks =>
            new("agent-tools", File, File, [.. Servers.SelectMany(Items)])
            {
                Headline = Servers.Any(one => one.IsChanged)
                    ? "A server lists different tools"
                    : "Every server lists the tools of the manifest",
            };

        public override void WriteText(TextPage page)
        {
            foreach (var item in Servers.SelectMany(Items))
            {
                page.Mark(item.Outcome, item.Message);
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartArray();
            foreach (var one in Servers)
            {
                writer.WriteStartObject();
                writer.WriteString("server", one.Server.Name);
                writer.WriteBoolean("unchanged", !one.IsChanged);
                writer.WriteNumber("tools", one.Tools);
                writer.WritePropertyName("changes");
                AgentDiffCommand.Write(writer, one.Changes);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        private static IEnumerable<CheckItem> Items(Compared one)
        {
            foreach (var change in one.Changes)
            {
                var isOther = change.Kind == AgentChangeKind.Other;
                yield return new(
                    one.Server.Name,
                    "agent-tools",
                    isOther ? CheckSeverity.Low : CheckSeverity.High,
                    isOther ? CheckOutcome.Warn : CheckOutcome.Fail,
                    change.Sentence
                );
            }

            if (!one.IsChanged)
            {
                yield return new(
                    one.Server.Name,
                    "agent-tools",
                    CheckSeverity.High,
                    CheckOutcome.Pass,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{one.Server.Name}: the tools of the manifest are unchanged ({one.Tools} listed)."
                    )
                        + (
                            one.Server.ToolsSha256 is null
                                ? " It is not known whether others were added: toolsSha256 is missing."
                                : string.Empty
                        )
                );
            }
        }
    }
}
