using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Governance.Portal.Kernel.Outbound;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>
/// The framework's authorization code flow with PKCE, on the addresses the provider describes and over the portal's one way out. It ends
/// with a person that was checked, not with a session: what follows is for <see cref="IProviderAnswers"/>.
/// </summary>
internal sealed class ProviderHandler(
    IOptionsMonitor<OAuthOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ProviderDirectory directory,
    ProviderKeys keys,
    OutboundClient client,
    IOptions<SingleSignOnOptions> signOn,
    TimeProvider clock
) : OAuthHandler<OAuthOptions>(options, loggers, encoder)
{
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private ProviderMetadata? _metadata;

    private ProviderMetadata Provider => _metadata ?? throw new InvalidOperationException("The identity provider was not looked up.");

    public override async Task<bool> ShouldHandleRequestAsync() => signOn.Value.IsEnabled && await base.ShouldHandleRequestAsync();

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        _metadata = await directory.GetAsync(Context.RequestAborted);
        properties.Items[ProviderItems.Nonce] = SecretText.New();
        properties.Items[ProviderItems.Begun] = clock.GetLocalNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        // The framework's addresses are fixed at the start, ours are the provider's: only its question is taken.
        var built = QueryHelpers.ParseQuery(new Uri(base.BuildChallengeUrl(properties, redirectUri)).Query);
        built["nonce"] = properties.Items[ProviderItems.Nonce];
        if (properties.Items.ContainsKey(ProviderItems.Fresh))
        {
            (built["prompt"], built["max_age"]) = ("login", "0");
            if (signOn.Value.SigningAcr.Length > 0)
            {
                built["acr_values"] = signOn.Value.SigningAcr;
            }
        }

        return QueryHelpers.AddQueryString(Provider.Authorize.ToString(), built);
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        _metadata = await directory.GetAsync(Context.RequestAborted);
        // RFC 9207: an answer that another provider gave is not carried to this one.
        var issuer = Request.Query["iss"].ToString();
        if (issuer.Length > 0 ? issuer != Provider.Issuer : Provider.NamesIssuer)
        {
            throw new ProviderException(ProviderRefusals.NotValid, "the answer is from another provider, or does not name one");
        }

        return await base.HandleRemoteAuthenticateAsync();
    }

    protected override bool ValidateCorrelationId(AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (!base.ValidateCorrelationId(properties))
        {
            throw new ProviderException(ProviderRefusals.NotBegunHere, "the answer belongs to no sign-in of this browser");
        }

        if (
            !properties.Items.TryGetValue(ProviderItems.Begun, out var text)
            || !long.TryParse(text, CultureInfo.InvariantCulture, out var begun)
            || clock.GetLocalNow() - DateTimeOffset.FromUnixTimeMilliseconds(begun) > s_patience
        )
        {
            throw new ProviderException(ProviderRefusals.NotBegunHere, "the answer came too late");
        }

        return true;
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = context.Code,
            ["redirect_uri"] = context.RedirectUri,
            ["code_verifier"] =
                context.Properties.Items.TryGetValue(OAuthConstants.CodeVerifierKey, out var verifier) && verifier is not null
                    ? verifier
                    : throw new ProviderException(ProviderRefusals.NotBegunHere, "the verifier is missing"),
        };
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" };
        var secret = Secret();
        if (Provider.SecretInBody)
        {
            (fields["client_id"], fields["client_secret"]) = (signOn.Value.ClientId, secret);
        }
        else
        {
            var pair = $"{Uri.EscapeDataString(signOn.Value.ClientId)}:{Uri.EscapeDataString(secret)}"; // RFC 6749, section 2.3.1
            headers["Authorization"] = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
            ).ToString();
        }

        using var form = new FormUrlEncodedContent(fields);
        var answer = await CallAsync(HttpMethod.Post, Provider.Token, await form.ReadAsByteArrayAsync(Context.RequestAborted), headers);
        return answer.IsSuccess
            ? OAuthTokenResponse.Success(Parse(answer, "token endpoint"))
            : throw new ProviderException(
                answer.Status >= 500 ? ProviderRefusals.Away : ProviderRefusals.NotValid,
                $"the token endpoint answered with {answer.Status}"
            );
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        System.Security.Claims.ClaimsIdentity identity,
        AuthenticationProperties properties,
        OAuthTokenResponse tokens
    )
    {
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentNullException.ThrowIfNull(tokens);
        var access = tokens.AccessToken ?? throw new ProviderException(ProviderRefusals.NotValid, "there is no access token");
        var token =
            tokens.Response!.RootElement.TryGetProperty("id_token", out var found) && found.ValueKind is JsonValueKind.String
                ? found.GetString()
                : null;
        var nonce = properties.Items[ProviderItems.Nonce] ?? "";
        var rules = ProviderClaims.IdToken(signOn.Value.ClientId, clock.GetLocalNow());
        var claims = ProviderClaims.Check(
            await keys.ValidateAsync(token, rules, Context.RequestAborted),
            new TokenExpectation(signOn.Value.ClientId, nonce, access)
        );
        var answer = await CallAsync(
            HttpMethod.Get,
            Provider.UserInfo,
            default,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Accept"] = "application/json",
                ["Authorization"] = new AuthenticationHeaderValue("Bearer", access).ToString(),
            }
        );
        if (!answer.IsSuccess)
        {
            throw new ProviderException(
                answer.Status >= 500 ? ProviderRefusals.Away : ProviderRefusals.NotValid,
                $"userinfo answered with {answer.Status}"
            );
        }

        using var info = Parse(answer, "userinfo");
        properties.SetParameter(ProviderItems.Person, ProviderClaims.Person(claims, info.RootElement, signOn.Value.GroupsClaim));
        properties.SetParameter(ProviderItems.Token, token);
        return new AuthenticationTicket(new(identity), properties, Scheme.Name);
    }

    private string Secret()
    {
        try
        {
            return signOn.Value.Secret();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(ProviderRefusals.Away, "SingleSignOn__ClientSecretFile cannot be read", e);
        }
    }

    private async Task<OutboundAnswer> CallAsync(
        HttpMethod method,
        Uri address,
        ReadOnlyMemory<byte> body,
        Dictionary<string, string> headers
    )
    {
        try
        {
            return await client.SendAsync(method, address, body, Form, headers, Context.RequestAborted);
        }
        catch (OutboundException e)
        {
            throw new ProviderException(ProviderRefusals.Away, e.Message, e);
        }
    }

    private static JsonDocument Parse(OutboundAnswer answer, string what)
    {
        try
        {
            var document = JsonDocument.Parse(answer.Body);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new ProviderException(ProviderRefusals.NotValid, $"the answer of {what} is not an object");
        }
        catch (JsonException e)
        {
            throw new ProviderException(ProviderRefusals.NotValid, $"the answer of {what} is not JSON", e);
        }
    }
}
