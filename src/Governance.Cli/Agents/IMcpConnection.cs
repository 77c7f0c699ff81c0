using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Cli.Agents;

/// <summary>A way to ask a server of tools.</summary>
internal interface IMcpConnection : IAsyncDisposable
{
    /// <summary>Sends a request and gives the answer's message.</summary>
    /// <exception cref="McpException">There was no answer that can be used, in a sentence.</exception>
    Task<JsonElement> RequestAsync(string method, JsonObject? parameters, CancellationToken ct);

    Task NotifyAsync(string method, CancellationToken ct);

    /// <summary>Says which edition of the protocol both have agreed on.</summary>
    void Agreed(string protocolVersion);
}
