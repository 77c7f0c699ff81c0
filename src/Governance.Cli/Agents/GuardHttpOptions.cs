using System.CommandLine;
using Governance.Cli.Http;
using Governance.Cli.Shared;

namespace Governance.Cli.Agents;

/// <summary>The options of a guard before a server that is reached by URL.</summary>
internal sealed class GuardHttpOptions
{
    private readonly Option<string> _to = CommonOptions.Text("--to", "URL of the server, instead of COMMAND.", "URL");
    private readonly Option<string> _key = AgentFiles.KeyFile();

    private readonly Option<string> _listen = CommonOptions.Text(
        "--listen",
        "With --to: serve the agent over HTTP at this address, such as 127.0.0.1:8931 (default: standard input and output).",
        "ADDRESS:PORT"
    );

    private readonly Option<bool> _beyond = new("--listen-beyond")
    {
        Description = "With --listen: allow an address that other machines can reach.",
    };

    private readonly Option<string[]> _origins = CommonOptions.Many(
        "--allow-origin",
        "With --listen: web page that may call the guard; repeatable (default: none).",
        "ORIGIN"
    );

    public GuardHttpOptions(Command command)
    {
        foreach (Option option in new Option[] { _to, _key, _listen, _beyond, _origins })
        {
            command.Add(option);
        }
    }

    /// <summary>The address of the server, and where to listen; nulls for a server that is started.</summary>
    public (Uri? To, GuardAddress? Listen) Of(ParseResult parse, IReadOnlyList<string> words)
    {
        var to = parse.GetValue(_to) is { } url ? McpServer.AddressOf(url) : null;
        var listen = parse.GetValue(_listen);
        if ((to is null) == (words.Count == 0) || (listen is not null && to is null))
        {
            throw CliException.Usage("Name the server either with its command after -- or with --to; --listen requires --to.");
        }

        return (to, listen is null ? null : GuardAddress.Of(listen, parse.GetValue(_beyond), parse.GetValue(_origins) ?? []));
    }

    /// <summary>The key for the server.</summary>
    public Task<string?> KeyAsync(CliHost host, ParseResult parse, CancellationToken ct) =>
        PortalConnection.ReadKeyAsync(parse.GetValue(_key), "GOVERNANCE_MCP_KEY", host, ct);
}
