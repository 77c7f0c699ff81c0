using Confluent.Kafka;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// The token of SASL/OAUTHBEARER, by OAuth's client credentials. The portal asks for it itself, and not librdkafka, so that the lists under
/// Outbound hold for the issuer as well.
/// </summary>
internal sealed class KafkaToken(OutboundClient outbound, StreamSource source, TimeProvider clock) : IDisposable
{
    private readonly IssuedToken _issued = new(outbound, source.Name, clock, ct => RequestAsync(source, ct));
    private string _user = "";

    /// <summary>Asks for one, so that what is wrong is known before a broker is asked.</summary>
    /// <exception cref="StreamException">There is none.</exception>
    public async Task ReadAsync(CancellationToken ct)
    {
        _user = (await source.CredentialsAsync(ct))?.User ?? "";
        try
        {
            await _issued.TokenAsync(ct);
        }
        catch (SourceException e)
        {
            throw new StreamException(e.Message, e);
        }
    }

    /// <summary>Gives librdkafka a token that is valid, when it asks for one; called on its threads, which wait.</summary>
    public void Renew(IClient client)
    {
        using var bound = new CancellationTokenSource(KafkaSettings.Longest, clock);
        try
        {
            var (token, until) = _issued.TokenAsync(bound.Token).AsTask().GetAwaiter().GetResult();
            client.OAuthBearerSetToken(token, until.ToUnixTimeMilliseconds(), _user);
        }
        catch (Exception e) when (e is SourceException or OperationCanceledException or KafkaException)
        {
            client.OAuthBearerSetTokenFailure(e.Message);
        }
    }

    public void Dispose() => _issued.Dispose();

    private static async ValueTask<TokenRequest> RequestAsync(StreamSource source, CancellationToken ct)
    {
        var (user, secret) = await source.CredentialsAsync(ct) ?? ("", "");
        var proof = Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(secret)}")
        );
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials")];
        if (source.TokenScope.Length > 0)
        {
            form.Add(new("scope", source.TokenScope));
        }

        return new TokenRequest(
            new Uri(source.TokenAddress),
            form,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Accept"] = "application/json",
                ["Authorization"] = $"Basic {proof}",
            },
            [secret, proof]
        );
    }
}
