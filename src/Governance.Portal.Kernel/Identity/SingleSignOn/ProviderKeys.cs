using System.Text.Json;
using Governance.Portal.Kernel.Outbound;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>
/// Verifies tokens with the keys the provider publishes. They are read again when they are an hour old, and when a token names one that is
/// not known: at most once a minute, so that no one can make the portal call the provider again and again.
/// </summary>
public sealed partial class ProviderKeys(
    OutboundClient client,
    ProviderDirectory directory,
    TimeProvider clock,
    ILogger<ProviderKeys> logger
) : IDisposable
{
    private static readonly TimeSpan s_life = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    // While the provider's list cannot be read, keys that were good serve on for a day, not for ever: one may have been withdrawn.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _one = new(1);
    private Known? _known;
    private DateTimeOffset? _tried;

    /// <summary>The token, when the provider signed it and it is what it has to be.</summary>
    /// <exception cref="ProviderException">It is not, or the provider's keys cannot be read.</exception>
    internal async Task<StrictToken> ValidateAsync(string? token, TokenRules rules, CancellationToken ct)
    {
        var read = StrictToken.Read(token);
        var provider = await directory.GetAsync(ct);
        var keys = await GetAsync(provider.Keys, since: null, ct);
        var fitting = Fitting(keys.Keys, read);
        var result = await TokenValidation.RunAsync(read, rules, provider.Issuer, fitting);
        if (fitting.Count == 0 || (read.KeyId is null && result.Exception is SecurityTokenInvalidSignatureException))
        {
            fitting = Fitting((await GetAsync(provider.Keys, keys.At, ct)).Keys, read);
            result = await TokenValidation.RunAsync(read, rules, provider.Issuer, fitting);
        }

        if (fitting.Count == 0)
        {
            throw new ProviderException(ProviderRefusals.NotValid, "the token is signed with a key that the provider does not publish");
        }

        return result.IsValid ? read : throw TokenValidation.Refuse(result, rules.Kind);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    // A token that names no key may only be signed with the one there is (OpenID Connect Core 1.0, section 10.1).
    private static List<JsonWebKey> Fitting(IReadOnlyList<JsonWebKey> keys, StrictToken token)
    {
        var fitting = keys.Where(k => k.Takes(token.Algorithm) && (token.KeyId is null || k.Kid == token.KeyId)).ToList();
        return token.KeyId is null && fitting.Count > 1 ? [] : fitting;
    }

    /// <param name="list">Where the provider publishes them.</param>
    /// <param name="since">When given, newer ones than those of then are wanted.</param>
    /// <param name="ct">Cancels.</param>
    private async Task<Known> GetAsync(Uri list, DateTimeOffset? since, CancellationToken ct)
    {
        if (since is null && _known is { } held && held.List == list && clock.GetLocalNow() - held.At < s_life)
        {
            return held;
        }

        await _one.WaitAsync(ct);
        try
        {
            var now = clock.GetLocalNow();
            var known = _known is { } last && last.List == list && now - last.At < s_longest ? last : null;
            if (known is not null && (since is null ? now - known.At < s_life : known.At > since))
            {
                return known; // someone else has just read them
            }

            if (_tried is { } tried && now - tried < s_pause)
            {
                return known ?? throw new ProviderException(ProviderRefusals.Away, "the provider's keys could not be read");
            }

            _tried = now;
            try
            {
                var answer = await client.SendAsync(
                    HttpMethod.Get,
                    list,
                    default,
                    "",
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" },
                    ct
                );
                if (!answer.IsSuccess)
                {
                    throw new ProviderException(
                        ProviderRefusals.Away,
                        $"{list.Host} answered with {answer.Status} when its keys were requested."
                    );
                }

                return _known = new(list, ProviderKey.ReadAll(answer.Body), clock.GetLocalNow());
            }
            catch (Exception e) when (e is OutboundException or ProviderException or JsonException)
            {
                LogAway(e.Message);
                return known ?? throw new ProviderException(ProviderRefusals.Away, e.Message, e);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    [LoggerMessage(1322, LogLevel.Warning, "The keys of the single sign-on provider cannot be read: {Problem}")]
    private partial void LogAway(string problem);

    private sealed record Known(Uri List, IReadOnlyList<JsonWebKey> Keys, DateTimeOffset At);
}
