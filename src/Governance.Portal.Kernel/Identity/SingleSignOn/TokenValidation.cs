using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>What a token has to be besides issued and signed by the provider.</summary>
/// <param name="Kind">What it is called in the server's log.</param>
/// <param name="Types">The types it may say it is, in any letters; it may also say none.</param>
/// <param name="ClientId">The portal as the provider knows it.</param>
/// <param name="RequireTime">Throws unless these are the claims of a token of now.</param>
internal sealed record TokenRules(string Kind, IReadOnlyList<string> Types, string ClientId, Action<JsonElement> RequireTime);

/// <summary>Microsoft.IdentityModel.JsonWebTokens, with every choice made.</summary>
internal static class TokenValidation
{
    private static readonly JsonWebTokenHandler s_handler = new()
    {
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = StrictToken.Longest,
        SetDefaultTimesOnTokenCreation = false,
    };

    // Verifiers are not kept for longer than a call: a key that was withdrawn is gone.
    private static readonly CryptoProviderFactory s_cryptography = new() { CacheSignatureProviders = false };

    /// <summary>Verifies signature, issuer, audience, times and type.</summary>
    /// <param name="token">The token.</param>
    /// <param name="rules">What it has to be.</param>
    /// <param name="issuer">The provider, as it names itself.</param>
    /// <param name="keys">The keys that may have signed it: no other is tried, whatever it says.</param>
    public static Task<TokenValidationResult> RunAsync(
        StrictToken token,
        TokenRules rules,
        string issuer,
        IReadOnlyList<JsonWebKey> keys
    ) =>
        s_handler.ValidateTokenAsync(
            token.Text,
            new TokenValidationParameters
            {
                CryptoProviderFactory = s_cryptography,
                RequireSignedTokens = true,
                ValidAlgorithms = StrictToken.Algorithms,
                IssuerSigningKeyResolver = (_, _, _, _) => keys,
                TryAllIssuerSigningKeys = false,
                ValidateIssuerSigningKey = true,
                ValidateIssuer = true,
                ValidIssuer = issuer,
                RequireAudience = true,
                ValidateAudience = true,
                ValidAudience = rules.ClientId,
                IgnoreTrailingSlashWhenValidatingAudience = false,
                // The library has only the machine's clock, and takes times that are text.
                ValidateLifetime = true,
                LifetimeValidator = (_, _, _, _) =>
                {
                    rules.RequireTime(token.Claims);
                    return true;
                },
                TypeValidator = (type, _, _) =>
                    token.Type is null || rules.Types.Contains(token.Type, StringComparer.OrdinalIgnoreCase)
                        ? type
                        : throw new SecurityTokenInvalidTypeException(),
                IncludeTokenOnFailedValidation = false,
                LogValidationExceptions = false,
            }
        );

    /// <summary>Why a token does not hold, in words of ours: those of the library may repeat it.</summary>
    public static ProviderException Refuse(TokenValidationResult result, string kind) =>
        result.Exception switch
        {
            ProviderException ours => ours,
            SecurityTokenInvalidIssuerException => Not($"the {kind} comes from a different issuer"),
            SecurityTokenInvalidAudienceException => Not($"the {kind} is for another client"),
            SecurityTokenInvalidTypeException => Not("it is a different kind of token"),
            SecurityTokenInvalidSignatureException => Not("the signature of the token is not valid"),
            _ => Not($"the {kind} cannot be read"),
        };

    private static ProviderException Not(string detail) => new(ProviderRefusals.NotValid, detail);
}
