using System.Text.Json;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Calls registries: one more try at once for what may pass, then the patience of the import; answers are JSON objects or nothing.
/// </summary>
public sealed class RegistryCalls(OutboundClient outbound, AuthorityClients authorities)
{
    private const int AtOnce = 2;
    private const int Deepest = 32;

    /// <summary>A call.</summary>
    /// <param name="Method">Method.</param>
    /// <param name="Address">Absolute address.</param>
    public sealed record Call(HttpMethod Method, Uri Address)
    {
        /// <summary>Headers, made for each try (signatures hold the time); none of them a header of the content.</summary>
        public Func<CancellationToken, Task<IReadOnlyDictionary<string, string>>>? Headers { get; init; }

        /// <summary>The body; empty for none.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>Type of the body.</summary>
        public string ContentType { get; init; } = "application/json";

        /// <summary>File with the authority that the host's certificate has to come from; null: one the system trusts.</summary>
        public string? AuthorityFile { get; init; }

        /// <summary>Whether an answer that is no success may pass with time; by default 408, 429 and 500 and above.</summary>
        public Func<OutboundAnswer, bool> MayPass { get; init; } = answer => answer.Status is 408 or 429 or >= 500;

        /// <summary>Whether an answer means that what was asked for is not there; by default 404.</summary>
        public Func<OutboundAnswer, bool> IsMissing { get; init; } = answer => answer.Status == 404;
    }

    /// <summary>Calls and reads the answer.</summary>
    /// <returns>The JSON object that was answered.</returns>
    /// <exception cref="RegistryException">The registry did not answer with one.</exception>
    public async Task<JsonElement> JsonAsync(RegistryConnection connection, Call call, CancellationToken ct) =>
        Parse((await SendAsync(connection, call, ct)).Body);

    /// <summary>Calls; the answer is a success, of any form.</summary>
    /// <exception cref="RegistryException">It is none.</exception>
    public async Task<OutboundAnswer> SendAsync(RegistryConnection connection, Call call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        for (var tries = 1; ; tries++)
        {
            var answer = await TryAsync(call, ct);
            if (answer.IsSuccess)
            {
                return answer;
            }

            var mayPass = call.MayPass(answer);
            if (mayPass && answer.RetryAfter is null && tries < AtOnce)
            {
                continue;
            }

            throw mayPass
                ? new RegistryException($"The server answered with {answer.Status}.")
                {
                    Status = answer.Status,
                    RetryAfter = answer.RetryAfter,
                }
            : call.IsMissing(answer)
                ? new RegistryException($"The server does not have what the portal requested ({answer.Status}).")
                {
                    Status = answer.Status,
                    IsMissing = true,
                }
            : answer.Status is 401 or 403
                ? new RegistryException($"The server refused the request ({answer.Status}). Check the credentials of {connection.Section}.")
                {
                    Status = answer.Status,
                    IsFinal = true,
                }
            : new RegistryException($"The server answered with {answer.Status}.") { Status = answer.Status, IsFinal = true };
        }
    }

    /// <summary>Fetches a file.</summary>
    /// <exception cref="RegistryException">It could not be had.</exception>
    public async Task<T> FetchAsync<T>(
        Uri address,
        IReadOnlyDictionary<string, string> headers,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken ct
    )
    {
        try
        {
            var (status, content) = await outbound.FetchAsync(address, headers, read, TimeSpan.FromHours(1), ct);
            return status is >= 200 and < 300 ? content! : throw new RegistryException($"The server did not send a file ({status}).");
        }
        catch (OutboundException e)
        {
            throw new RegistryException(e.Message, e);
        }
    }

    /// <summary>An address with its query; parameters that are null are left out.</summary>
    public static Uri AddressOf(RegistryConnection connection, string path, params IEnumerable<(string Key, string? Value)> query)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var parameters = string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}"));
        return new Uri($"{connection.Address.TrimEnd('/')}/{path}{(parameters.Length == 0 ? "" : "?" + parameters)}");
    }

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="RegistryException">It is none.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Deepest });
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw new RegistryException("The server's answer is not a JSON object.") { IsRubbish = true };
        }
        catch (JsonException e)
        {
            throw new RegistryException("The server's answer is not JSON.", e) { IsRubbish = true };
        }
    }

    private async Task<OutboundAnswer> TryAsync(Call call, CancellationToken ct)
    {
        try
        {
            var headers = call.Headers is null ? null : await call.Headers(ct);
            return await authorities.For(call.AuthorityFile).SendAsync(call.Method, call.Address, call.Body, call.ContentType, headers, ct);
        }
        catch (OutboundException e)
        {
            throw new RegistryException(e.Message, e);
        }
        catch (FormatException e)
        {
            throw new RegistryException("A secret of this registry holds characters that are not allowed in a header.", e)
            {
                IsFinal = true,
            };
        }
    }
}
