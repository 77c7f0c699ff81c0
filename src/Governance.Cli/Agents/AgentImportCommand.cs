using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary><c>agent import</c>: a draft of a manifest from a live server or from what others publish.</summary>
internal static class AgentImportCommand
{
    private const int MaxFile = 32 << 20;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "import",
            "Draft a manifest from a live MCP server, an MCP tool list, an A2A card, an OpenAPI document or YAML.",
            "governance agent import --mcp-command \"npx -y @modelcontextprotocol/server-filesystem /srv/inbox\" --out agent.yaml"
        );
        var from = CommonOptions.OneOf("--from", "Format of FILE.", ["mcp", "a2a", "openapi", "yaml"]);
        var file = new Argument<string?>("FILE") { Description = "The file to read.", Arity = ArgumentArity.ZeroOrOne };
        var start = CommonOptions.Text("--mcp-command", "Command that starts a server; it is not run through a shell.", "COMMAND");
        var url = CommonOptions.Text("--mcp-url", "Address of a server (streamable HTTP).", "URL");
        var name = CommonOptions.Text("--name", "Name of the server in the manifest (default: the name it reports).", "NAME");
        var accept = new Option<bool>("--accept-risks") { Description = "Adopt the proposed risks; use this only after reviewing them." };
        var to = CommonOptions.Text("--out", "File to write the draft to (default: standard output).", "FILE");
        var key = AgentFiles.KeyFile();
        var timeout = AgentFiles.Timeout();
        command.Add(file);
        foreach (var option in new Option[] { from, start, url, name, accept, to, key, timeout })
        {
            command.Add(option);
        }

        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var sources = new[] { parse.GetValue(file), parse.GetValue(start), parse.GetValue(url) };
                if (sources.Count(source => source is not null) != 1 || (parse.GetValue(file) is null) != (parse.GetValue(from) is null))
                {
                    throw CliException.Usage("Give one source: --from KIND FILE, --mcp-command COMMAND or --mcp-url URL.");
                }

                if (parse.GetValue(from) == "yaml")
                {
                    var manifest = await AgentFiles.ManifestAsync(parse.GetValue(file)!, ct);
                    return await FinishAsync(new Imported(null, manifest.ToBytes(), parse.GetValue(to)), ct);
                }

                var limit = AgentFiles.TimeoutOf(parse.GetValue(timeout));
                var draft = parse.GetValue(file) is { } path
                    ? await FromFileAsync(parse.GetValue(from)!, path, parse.GetValue(name), ct)
                    : await FromServerAsync(
                        host,
                        parse.GetValue(start),
                        parse.GetValue(url),
                        parse.GetValue(name),
                        parse.GetValue(key),
                        limit,
                        ct
                    );
                draft = parse.GetValue(accept) ? draft.WithProposedRisks() : draft;
                return await FinishAsync(new Imported(draft, Encoding.UTF8.GetBytes(draft.ToYaml()), parse.GetValue(to)), ct);
            }
        );
        return command;
    }

    private static async Task<CommandOutcome> FinishAsync(Imported imported, CancellationToken ct)
    {
        if (imported.File is { } path)
        {
            await AgentFiles.WriteNewAsync(path, imported.Bytes, ct);
        }

        return new CommandOutcome(imported);
    }

    private static async Task<AgentDraft> FromFileAsync(string kind, string path, string? name, CancellationToken ct)
    {
        var bytes = await LocalFile.ReadAsync(path, MaxFile, ct);
        var result = kind switch
        {
            "a2a" => AgentImport.FromA2A(bytes),
            "openapi" => AgentImport.FromOpenApi(bytes, name),
            _ => AgentImport.FromMcp(
                bytes,
                new(name ?? AgentImport.NameOf(Path.GetFileNameWithoutExtension(path)), "stdio", string.Empty, null, null)
            ),
        };
        var draft = result.Draft ?? throw CliException.Usage(string.Join('\n', result.Problems.Select(problem => $"{path}: {problem}")));
        return kind == "mcp"
            ? draft with
            {
                Notes = [.. draft.Notes, "A list of tools does not say how to reach its server: add the transport and the address."],
            }
            : draft;
    }

    private static async Task<AgentDraft> FromServerAsync(
        CliHost host,
        string? start,
        string? url,
        string? name,
        string? keyFile,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        var transport = start is null ? "http" : "stdio";
        var live = await McpServer.AskAsync(host, transport, (start ?? url)!, keyFile, limit, ct);
        return AgentImport.FromMcp(
            live.Tools,
            new(name ?? AgentImport.NameOf(live.Name ?? "server"), transport, (start ?? url)!, live.Version, null)
        );
    }

    private sealed record Imported(AgentDraft? Draft, byte[] Bytes, string? File) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            if (File is null)
            {
                foreach (var line in Encoding.UTF8.GetString(Bytes).TrimEnd('\n').Split('\n'))
                {
                    page.Line(line);
                }

                return;
            }

            page.Mark(CheckOutcome.Pass, File);
            foreach (var note in Draft?.Notes ?? [])
            {
                page.Line(note);
            }

            if (Draft is { Missing.Count: > 0 })
            {
                page.Line($"Missing: {string.Join(", ", Draft.Missing)}. Complete the file, then run: governance agent lint {File}");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("file", File);
            Texts("missing", Draft?.Missing ?? []);
            Texts("notes", Draft?.Notes ?? []);
            writer.WriteStartObject("proposedRisks");
            foreach (var (tool, risks) in Draft?.ProposedRisks ?? new Dictionary<string, IReadOnlyList<string>>())
            {
                Texts(tool, risks);
            }

            writer.WriteEndObject();
            writer.WritePropertyName("manifest");
            JsonNode.Parse(Draft is null ? Bytes : Draft.Manifest.ToBytes())!.WriteTo(writer);
            writer.WriteEndObject();

            void Texts(string name, IReadOnlyList<string> texts)
            {
                writer.WriteStartArray(name);
                foreach (var text in texts)
                {
                    writer.WriteStringValue(text);
                }

                writer.WriteEndArray();
            }
        }
    }
}
