using System.Text;
using System.Text.Json;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>How the provider describes itself (OpenID Connect Discovery 1.0).</summary>
/// <param name="Issuer">Its name.</param>
/// <param name="Authorize">Where people sign in.</param>
/// <param name="Token">Where codes are exchanged.</param>
/// <param name="UserInfo">Where it says who someone is.</param>
/// <param name="Keys">Where it publishes the keys it signs with.</param>
/// <param name="EndSession">Where people sign out, if it has such a place.</param>
/// <param name="SecretInBody">Whether the secret goes in the body, because it does not take it in a header.</param>
/// <param name="NamesIssuer">Whether its answers name it (RFC 9207).</param>
public sealed record ProviderMetadata(
    string Issuer,
    Uri Authorize,
    Uri Token,
    Uri UserInfo,
    Uri Keys,
    Uri? EndSession,
    bool SecretInBody,
    bool NamesIssuer
);

/// <summary>How the last look went, for the administration.</summary>
/// <param name="Metadata">What it said last; null when it never answered.</param>
/// <param name="Problem">What went wrong last; null when nothing did.</param>
public sealed record ProviderState(ProviderMetadata? Metadata, string? Problem);

/// <summary>Asks the provider to describe itself, and remembers it for an hour.</summary>
public sealed partial class ProviderDirectory(
    OutboundClient client,
    IOptions<SingleSignOnOptions> options,
    TimeProvider clock,
    ILogger<ProviderDirectory> logger
) : IDisposable
{
    private static readonly TimeSpan s_life = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private Known? _known;
    private Failure? _failure;

    /// <summary>The description, asked again when it is old. One that is old serves on while the provider is away.</summary>
    /// <exception cref="ProviderException">It is away, or describes itself wrongly.</exception>
    public async Task<ProviderMetadata> GetAsync(CancellationToken ct)
    {
        if (_known is { } known && clock.GetLocalNow() - known.At < s_life)
        {
            return known.Metadata;
        }

        await _one.WaitAsync(ct);
        try
        {
            var now = clock.GetLocalNow();
            if (_known is { } fresh && now - fresh.At < s_life)
            {
                return fresh.Metadata;
            }

            // Everyone at the door while the provider is away would otherwise wait for a call of their own.
            if (_failure is { } failed && now - failed.At < s_pause)
            {
                return _known?.Metadata ?? throw new ProviderException(ProviderRefusals.Away, failed.Problem);
            }

            try
            {
                var metadata = await FetchAsync(ct);
                (_known, _failure) = (new(metadata, clock.GetLocalNow()), null);
                return metadata;
            }
            catch (Exception e) when (e is OutboundException or ProviderException)
            {
                _failure = new(e.Message, clock.GetLocalNow());
                LogAway(e.Message);
                return _known?.Metadata ?? throw new ProviderException(ProviderRefusals.Away, e.Message, e);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks, and says how it went.</summary>
    public async Task<ProviderState> StateAsync(CancellationToken ct)
    {
        try
        {
            var metadata = await GetAsync(ct);
            return new(metadata, _failure?.Problem);
        }
        catch (ProviderException e)
        {
            return new(null, e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<ProviderMetadata> FetchAsync(CancellationToken ct)
    {
        var address = options.Value.Discovery;
        var answer = await client.SendAsync(
            HttpMethod.Get,
            address,
            default,
            "",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" },
            ct
        );
        if (!answer.IsSuccess)
        {
            throw new ProviderException(
                ProviderRefusals.Away,
                $"{address.Host} answered with {answer.Status} when its description was requested."
            );
        }

        var described = Read(answer.Body);
        if (described.Issuer is not { } issuer || issuer.TrimEnd('/') != options.Value.Authority.TrimEnd('/'))
        {
            throw new ProviderException(
                ProviderRefusals.Away,
                $"The provider's issuer is {described.Issuer ?? "missing"}, which is not the one in SingleSignOn__Authority."
            );
        }

        var methods = described.TokenEndpointAuthMethodsSupported;
        return new ProviderMetadata(
            issuer,
            Required(described.AuthorizationEndpoint, "authorization_endpoint"),
            Required(described.TokenEndpoint, "token_endpoint"),
            Required(described.UserInfoEndpoint, "userinfo_endpoint"),
            Required(described.JwksUri, "jwks_uri"),
            Address(described.EndSessionEndpoint),
            !methods.Contains("client_secret_basic") && methods.Contains("client_secret_post"),
            described.AuthorizationResponseIssParameterSupported
        );
    }

    private static OpenIdConnectConfiguration Read(byte[] body)
    {
        try
        {
            return OpenIdConnectConfiguration.Create(Encoding.UTF8.GetString(body));
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            throw new ProviderException(ProviderRefusals.Away, "The provider's description cannot be read.", e);
        }
    }

    private static Uri Required(string? text, string name) =>
        Address(text) ?? throw new ProviderException(ProviderRefusals.Away, $"The provider's description has no valid {name}.");

    private static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;

    [LoggerMessage(1320, LogLevel.Warning, "The single sign-on provider cannot be used: {Problem}")]
    private partial void LogAway(string problem);

    private sealed record Known(ProviderMetadata Metadata, DateTimeOffset At);

    private sealed record Failure(string Problem, DateTimeOffset At);
}
