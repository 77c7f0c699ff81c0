using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Http;

namespace Governance.Cli.Agents;

/// <summary>A server that is asked over streamable HTTP: each request is a POST, its answer JSON or a stream of events.</summary>
internal sealed class McpHttp(CliHost host, Uri address, string? key) : IMcpConnection
{
    private readonly McpWire _wire = new(host, address, key);
    private int _last;

    public async Task<JsonElement> RequestAsync(string method, JsonObject? parameters, CancellationToken ct)
    {
        var id = (++_last).ToString(CultureInfo.InvariantCulture);
        try
        {
            using var response = await _wire.PostAsync(McpMessage.Request(id, method, parameters), ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new McpException(
                    string.Create(CultureInfo.InvariantCulture, $"{address.Authority} answered {method} with {(int)response.StatusCode}.")
                );
            }

            await foreach (var line in McpWire.MessagesAsync(response, ct))
            {
                if (McpMessage.Read(line) is { } message && McpMessage.Text(message, "method") is null && McpMessage.IdOf(message) == id)
                {
                    return message;
                }
            }

            throw new McpException("The server's response does not contain a protocol answer.");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or InvalidDataException)
        {
            throw new McpException(NetworkText.Of(address, problem).Message, problem);
        }
    }

    public async Task NotifyAsync(string method, CancellationToken ct)
    {
        try
        {
            using var response = await _wire.PostAsync(McpMessage.Notification(method), ct);
        }
        catch (HttpRequestException problem)
        {
            throw new McpException(NetworkText.Of(address, problem).Message, problem);
        }
    }

    public void Agreed(string protocolVersion) => _wire.Edition = protocolVersion;

    public async ValueTask DisposeAsync()
    {
        await _wire.EndAsync();
        _wire.Dispose();
    }
}
