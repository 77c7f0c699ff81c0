using System.Text.Json;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// A token that is issued in exchange for a proof (RFC 6749), kept until a minute before its end and then replaced.
/// </summary>
/// <param name="outbound">Calls the issuer.</param>
/// <param name="connection">Name of the connection, for sentences.</param>
/// <param name="clock">The time.</param>
/// <param name="ask">Makes the call: address, body (form fields), headers, and secrets of them that must not be shown.</param>
internal sealed class IssuedToken(
    OutboundClient outbound,
    string connection,
    TimeProvider clock,
    Func<CancellationToken, ValueTask<TokenRequest>> ask
) : IWarehouseCredential, IDisposable
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _token;
    private DateTimeOffset _until;
    private string[] _secrets = [];

    public IReadOnlyCollection<string> Secrets => _secrets;

    public async ValueTask<IReadOnlyDictionary<string, string>> HeadersAsync(CancellationToken ct) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {(await TokenAsync(ct)).Token}" };

    /// <summary>The token, and until when it is valid.</summary>
    public async ValueTask<(string Token, DateTimeOffset Until)> TokenAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_token is not { } token || clock.GetUtcNow() >= _until - s_margin)
            {
                _token = token = await RenewAsync(ct);
            }

            return (token, _until);
        }
        finally
        {
            _turn.Release();
        }
    }

    public bool Forget()
    {
        _token = null;
        return true;
    }

    public void Dispose() => _turn.Dispose();

    private async Task<string> RenewAsync(CancellationToken ct)
    {
        var request = await ask(ct);
        var asked = clock.GetUtcNow();
        OutboundAnswer answer;
        try
        {
            using var form = new FormUrlEncodedContent(request.Form);
            answer = await outbound.SendAsync(
                HttpMethod.Post,
                request.Address,
                await form.ReadAsByteArrayAsync(ct),
                "application/x-www-form-urlencoded",
                request.Headers,
                ct
            );
        }
        catch (OutboundException e)
        {
            throw new SourceException($"No token for the connection \"{connection}\": {e.Message}", e);
        }

        var isPassing = answer.Status is 408 or 429 or >= 500;
        if (!answer.IsSuccess)
        {
            throw new SourceException(
                $"{request.Address.Host} did not issue a token for the connection \"{connection}\" ({answer.Status}{Reason(answer.Body)})."
            )
            {
                IsFinal = !isPassing,
                RetryAfter = answer.RetryAfter,
            };
        }

        (var token, _until) = Read(request.Address.Host, answer.Body, asked);
        _secrets = [token, .. request.Secrets];
        return token;
    }

    // RFC 6749 names the reason by a code of letters; the description may repeat what was sent.
    private static string Reason(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
                json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind is JsonValueKind.String
                && error.GetString() is { Length: > 0 and <= 64 } code
                && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
                ? $", {code}"
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static (string Token, DateTimeOffset Until) Read(string host, byte[] body, DateTimeOffset asked)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (
                json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("access_token", out var token)
                && token.ValueKind is JsonValueKind.String
                && token.GetString() is { Length: > 0 } text
                && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            )
            {
                var seconds = json.RootElement.TryGetProperty("expires_in", out var expires) ? WarehouseAnswer.NumberOf(expires) : null;
                return (text, asked.AddSeconds(Math.Clamp(seconds ?? 300, 0, 86_400)));
            }
        }
        catch (JsonException e)
        {
            throw new SourceException($"{host} answered with something other than a token.", e);
        }

        throw new SourceException($"{host} answered with something other than a token.");
    }
}

/// <summary>How a token is asked for.</summary>
/// <param name="Address">The token endpoint.</param>
/// <param name="Form">Fields of the form.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Secrets">What of it must not be shown.</param>
internal sealed record TokenRequest(
    Uri Address,
    IReadOnlyList<KeyValuePair<string, string>> Form,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<string> Secrets
);
