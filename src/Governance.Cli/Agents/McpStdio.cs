using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Cli.Agents;

/// <summary>A server that is started and asked through its standard input and output.</summary>
internal sealed class McpStdio(McpChild child) : IMcpConnection
{
    private int _last;

    public async Task<JsonElement> RequestAsync(string method, JsonObject? parameters, CancellationToken ct)
    {
        var id = (++_last).ToString(CultureInfo.InvariantCulture);
        try
        {
            await child.WriteLineAsync(McpMessage.Request(id, method, parameters), ct);
            while (await child.Output.ReadAsync(ct) is { } line)
            {
                if (line.Length == 0)
                {
                    continue;
                }

                var message = McpMessage.Read(line) ?? throw new McpException("The server wrote a line that is not a protocol message.");
                if (McpMessage.Text(message, "method") is { } asked)
                {
                    await AnswerAsync(message, asked, ct);
                }
                else if (McpMessage.IdOf(message) == id)
                {
                    return message;
                }
            }
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException)
        {
            throw new McpException($"The server cannot be queried: {problem.Message}{Errors}", problem);
        }

        throw new McpException($"The server exited without an answer.{Errors}");
    }

    public Task NotifyAsync(string method, CancellationToken ct) => child.WriteLineAsync(McpMessage.Notification(method), ct);

    public void Agreed(string protocolVersion) { }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private string Errors => child.Errors is { Length: > 0 } text ? $" It said: {text}" : string.Empty;

    /// <summary>A server may ask too. This program offers nothing but the proof that it is there.</summary>
    private async Task AnswerAsync(JsonElement message, string asked, CancellationToken ct)
    {
        if (McpMessage.IdOf(message) is { } id)
        {
            await child.WriteLineAsync(
                asked == "ping" ? McpMessage.Result(id, new JsonObject()) : McpMessage.Error(id, -32601, $"{asked} is not supported."),
                ct
            );
        }
    }
}
