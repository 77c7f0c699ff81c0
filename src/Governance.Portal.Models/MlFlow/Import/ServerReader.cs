using System.Text;
using System.Text.Json;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Models.MlFlow.Import;

/// <summary>Reads an MLflow server. Everything it answers was written by strangers: read by its form, bounded, never believed.</summary>
public sealed class ServerReader(OutboundClient outbound)
{
    private const int AtOnce = 2;

    /// <summary>Calls the server; a failure that may pass is tried once more at once, then left to the import's own patience.</summary>
    /// <param name="server">The server.</param>
    /// <param name="call">Call below <c>/api/2.0/mlflow/</c>.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ServerException">The server did not answer as an MLflow server does.</exception>
    internal async Task<JsonElement> GetAsync(
        MlFlowServer server,
        string call,
        IReadOnlyList<(string Key, string? Value)> query,
        CancellationToken ct
    )
    {
        var address = AddressOf(server, $"api/2.0/mlflow/{call}", query);
        for (var tries = 1; ; tries++)
        {
            var answer = await SendAsync(server, address, ct);
            if (answer.IsSuccess)
            {
                return Parse(answer.Body);
            }

            var mayPass = answer.Status is 408 or 429 or >= 500;
            if (mayPass && answer.RetryAfter is null && tries < AtOnce)
            {
                continue;
            }

            throw answer.Status switch
            {
                401 or 403 => new ServerException($"The server refuses us ({answer.Status}). Check MlFlow__Servers__…__TokenFile.")
                {
                    IsFinal = true,
                },
                404 => new ServerException("The server does not have what the portal requested (404).") { IsMissing = true },
                _ => new ServerException($"The server answered {answer.Status}.") { RetryAfter = answer.RetryAfter, IsFinal = !mayPass },
            };
        }
    }

    /// <summary>Fetches a file.</summary>
    /// <exception cref="ServerException">It could not be had.</exception>
    internal async Task<T> FetchAsync<T>(
        MlFlowServer server,
        string path,
        IReadOnlyList<(string Key, string? Value)> query,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken ct
    )
    {
        try
        {
            var (status, content) = await outbound.FetchAsync(
                AddressOf(server, path, query),
                Headers(server),
                read,
                TimeSpan.FromHours(1),
                ct
            );
            return status is >= 200 and < 300 ? content! : throw new ServerException($"The server did not send a file ({status}).");
        }
        catch (OutboundException e)
        {
            throw new ServerException(e.Message, e);
        }
    }

    private static Uri AddressOf(MlFlowServer server, string path, IReadOnlyList<(string Key, string? Value)> query)
    {
        var parameters = query.Where(q => q.Value is not null).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}");
        return new Uri($"{server.Address.TrimEnd('/')}/{path}?{string.Join('&', parameters)}");
    }

    private static Dictionary<string, string> Headers(MlFlowServer server)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json, */*;q=0.1" };
        if (server.TokenFile.Length > 0)
        {
            // Read each time: a token that was renewed counts at once.
            var token = File.ReadAllText(server.TokenFile).Trim();
            headers["Authorization"] = token.Contains(':', StringComparison.Ordinal)
                ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(token))}"
                : $"Bearer {token}";
        }

        return headers;
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw new ServerException("The server answered something that is no MLflow object.") { IsRubbish = true };
        }
        catch (JsonException e)
        {
            throw new ServerException("The server answered something that is not JSON.", e) { IsRubbish = true };
        }
    }

    private async Task<OutboundAnswer> SendAsync(MlFlowServer server, Uri address, CancellationToken ct)
    {
        try
        {
            return await outbound.SendAsync(HttpMethod.Get, address, default, "application/json", Headers(server), ct);
        }
        catch (OutboundException e)
        {
            throw new ServerException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ServerException("The token file of this server cannot be read.", e);
        }
    }
}
