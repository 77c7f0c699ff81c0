using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Http;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>What a live server says of itself: its name, its version and all its tools.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; null when it tells none.</param>
/// <param name="Tools">Its tools.</param>
internal sealed record McpServer(string? Name, string? Version, McpToolList Tools)
{
    /// <summary>Edition of the protocol that is asked for; a server may answer with another.</summary>
    public const string ProtocolVersion = "2025-06-18";

    private const int MaxPages = 200;

    /// <summary>Asks a server of a manifest, or one that is named like one.</summary>
    /// <param name="host">The world outside.</param>
    /// <param name="transport">A word of <see cref="AgentVocabulary.Transports"/>.</param>
    /// <param name="address">The URL, or the command that starts it.</param>
    /// <param name="keyFile">File with a key for a URL; else GOVERNANCE_MCP_KEY.</param>
    /// <param name="limit">Time after which it is given up.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<McpServer> AskAsync(
        CliHost host,
        string transport,
        string address,
        string? keyFile,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        await using var connection =
            transport == "http"
                ? (IMcpConnection)
                    new McpHttp(host, AddressOf(address), await PortalConnection.ReadKeyAsync(keyFile, "GOVERNANCE_MCP_KEY", host, ct))
                : new McpStdio(McpChild.Start(McpCommandLine.Words(address)));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(limit);
        try
        {
            return await AskAsync(connection, patience.Token);
        }
        catch (McpException problem)
        {
            throw CliException.Undecided(problem.Message, problem);
        }
        catch (FormatException problem)
        {
            throw CliException.Undecided($"The server's list of tools cannot be read: {problem.Message}", problem);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw CliException.Undecided($"The server did not answer within {limit.TotalSeconds:0} seconds: {address}");
        }
    }

    /// <summary>The first words with a server, and its tools page by page.</summary>
    public static async Task<McpServer> AskAsync(IMcpConnection connection, CancellationToken ct)
    {
        var greeting = await ResultAsync(
            connection,
            "initialize",
            new JsonObject
            {
                ["protocolVersion"] = ProtocolVersion,
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "governance", ["version"] = ProgramVersion.Text },
            },
            ct
        );
        connection.Agreed(McpMessage.Text(greeting, "protocolVersion") ?? ProtocolVersion);
        await connection.NotifyAsync("notifications/initialized", ct);
        var info = greeting.TryGetProperty("serverInfo", out var given) ? given : default;
        var pages = new List<JsonElement>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await ResultAsync(connection, "tools/list", cursor is null ? null : new JsonObject { ["cursor"] = cursor }, ct);
            pages.Add(page);
            cursor = McpMessage.Text(page, "nextCursor");
            if (cursor is not null && (!cursors.Add(cursor) || pages.Count >= MaxPages))
            {
                throw new McpException("The server's list of tools does not end: it repeats a page or has too many pages.");
            }
        } while (cursor is not null);

        return new(McpMessage.Text(info, "name"), McpMessage.Text(info, "version"), McpToolList.OfPages(pages));
    }

    public static Uri AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? uri
            : throw CliException.Usage("The address of the server must start with https:// or http:// and contain no password.");

    private static async Task<JsonElement> ResultAsync(
        IMcpConnection connection,
        string method,
        JsonObject? parameters,
        CancellationToken ct
    )
    {
        var answer = await connection.RequestAsync(method, parameters, ct);
        if (McpMessage.EnvelopeProblem(answer) is { } ambiguous)
        {
            throw new McpException($"Two programs could read the server's answer to {method} differently. {ambiguous}");
        }

        if (answer.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object)
        {
            return result;
        }

        var why = answer.TryGetProperty("error", out var error) ? McpMessage.Text(error, "message") : null;
        throw new McpException($"The server refused {method}{(why is null ? "." : $": {why}")}");
    }
}
