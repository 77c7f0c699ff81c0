using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Account;

/// <summary>A provider that answers as a test says, well or badly. The real one has a test with a browser.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "portal";

    // To make a key takes longer than most of what is signed with it.
    private static readonly TokenSigner s_signer = new();

    private readonly WebApplication _app;
    private readonly TestClock _clock = new();
    private int _lists;

    private FakeProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.Single();

    /// <summary>Whether it answers at all.</summary>
    public bool IsAway { get; set; }

    /// <summary>What its userinfo says in place of the person.</summary>
    public string? Garbage { get; set; }

    /// <summary>The person it signs in.</summary>
    public JsonObject Info { get; set; } = [];

    /// <summary>The keys it publishes and signs with.</summary>
    public TokenSigner Signer { get; set; } = s_signer;

    /// <summary>Makes another token of the ID token's claims, as an attacker would.</summary>
    public Func<JsonObject, string>? Forge { get; set; }

    /// <summary>What it sends in place of the list of keys.</summary>
    public string? KeyText { get; set; }

    /// <summary>Changes the list of keys before it is sent.</summary>
    public Action<JsonArray> Keys { get; set; } = _ => { };

    /// <summary>How often its keys were read.</summary>
    public int ListsRead => _lists;

    /// <summary>Changes the ID token before it is sent.</summary>
    public Action<JsonObject> Token { get; set; } = _ => { };

    /// <summary>The forms its token endpoint was sent.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Exchanges { get; } = new();

    /// <summary>The nonce of the last question.</summary>
    public string Nonce { get; set; } = "";

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new FakeProvider(builder.Build());
        provider._app.MapGet(
            "/.well-known/openid-configuration",
            () =>
                provider.IsAway
                    ? Results.StatusCode(503)
                    : Results.Json(
                        new JsonObject
                        {
                            ["issuer"] = provider.Issuer,
                            ["authorization_endpoint"] = $"{provider.Issuer}/authorize",
                            ["token_endpoint"] = $"{provider.Issuer}/token",
                            ["userinfo_endpoint"] = $"{provider.Issuer}/me",
                            ["jwks_uri"] = $"{provider.Issuer}/keys",
                            ["end_session_endpoint"] = $"{provider.Issuer}/end",
                        }
                    )
        );
        provider._app.MapGet(
            "/keys",
            () =>
            {
                Interlocked.Increment(ref provider._lists);
                var list = provider.Signer.Published();
                provider.Keys(list["keys"]!.AsArray());
                return provider.IsAway ? Results.StatusCode(503)
                    : provider.KeyText is { } text ? Results.Text(text, "application/json")
                    : Results.Json(list);
            }
        );
        provider._app.MapPost("/token", async (HttpRequest request) => Results.Json(await provider.ExchangeAsync(request)));
        provider._app.MapGet(
            "/me",
            () => provider.Garbage is { } garbage ? Results.Text(garbage, "application/json") : Results.Json(provider.Info.DeepClone())
        );
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A portal that knows this provider.</summary>
    public PortalFactory Portal(DatabaseKind kind = DatabaseKind.Sqlite, TestClock? clock = null)
    {
        var portal = new PortalFactory(kind) { Replace = s => s.AddSingleton<TimeProvider>(clock ?? _clock) };
        SetUp(portal);
        return portal;
    }

    /// <summary>Makes a portal know this provider.</summary>
    public void SetUp(PortalFactory portal)
    {
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        portal.Settings["SingleSignOn:Authority"] = Issuer;
        portal.Settings["SingleSignOn:ClientId"] = ClientId;
        portal.Settings["SingleSignOn:ClientSecret"] = "s3cret & more";
        portal.Settings["SingleSignOn:CreateAccounts"] = "true";
        portal.Settings["SingleSignOn:RoleMapping:0:Group"] = "legal";
        portal.Settings["SingleSignOn:RoleMapping:0:Roles:0"] = "LegalReviewer";
        portal.Settings["SingleSignOn:RoleMapping:1:Group"] = "risk";
        portal.Settings["SingleSignOn:RoleMapping:1:Roles:0"] = "RiskOfficer";
    }

    /// <summary>Someone it will sign in.</summary>
    public void Know(string sub, string email, params string[] groups) =>
        Info = new JsonObject
        {
            ["sub"] = sub,
            ["name"] = "Lena Vogt",
            ["email"] = email,
            ["email_verified"] = true,
            ["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]),
        };

    /// <summary>Begins a sign-in and answers where a browser would come back to.</summary>
    public async Task<string> AskAsync(HttpClient browser, string start = "/signin/provider?returnUrl=%2Fmodels")
    {
        using var asked = await browser.GetAsync(start);
        var question = QueryHelpers.ParseQuery(asked.Headers.Location!.Query);
        Assert.Equal("code", question["response_type"]);
        Assert.Equal("S256", question["code_challenge_method"]);
        Nonce = question["nonce"].ToString();
        return $"/signin/provider/callback?code=abc&state={Uri.EscapeDataString(question["state"].ToString())}";
    }

    /// <summary>Signs in the whole way; answers where the browser is led.</summary>
    public async Task<string> SignInAsync(HttpClient browser, string start = "/signin/provider?returnUrl=%2Fmodels")
    {
        using var answer = await browser.GetAsync(await AskAsync(browser, start));
        return answer.Headers.Location!.ToString();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<JsonObject> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var sent = form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        sent["authorization"] = request.Headers.Authorization.ToString();
        Exchanges.Enqueue(sent);
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = Info["sub"]?.DeepClone(),
            ["aud"] = ClientId,
            ["nonce"] = Nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["auth_time"] = now,
        };
        Token(claims);
        return new JsonObject
        {
            ["access_token"] = "opaque",
            ["token_type"] = "Bearer",
            ["id_token"] = Forge is { } forge ? forge(claims) : Signer.Sign(claims),
        };
    }

    /// <summary>A logout token of now.</summary>
    public JsonObject Ended(DateTimeOffset now, string id = "out-1") =>
        new()
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 120,
            ["jti"] = id,
            ["sub"] = "u-1",
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
}

/// <summary>Signs tokens, well or badly.</summary>
internal sealed class TokenSigner(int bits = 2048)
{
    private readonly RSA _rsa = RSA.Create(bits);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The name of its keys.</summary>
    public string KeyId { get; init; } = "key-1";

    /// <summary>The list as it is published.</summary>
    public JsonObject Published()
    {
        var (rsa, curve) = (_rsa.ExportParameters(false), _curve.ExportParameters(false));
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "oct",
                    ["kid"] = KeyId,
                    ["k"] = "c2VjcmV0",
                },
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["kid"] = KeyId,
                    ["use"] = "sig",
                    ["n"] = Part(rsa.Modulus!),
                    ["e"] = Part(rsa.Exponent!),
                },
                new JsonObject
                {
                    ["kty"] = "EC",
                    ["kid"] = $"{KeyId}-ec",
                    ["crv"] = "P-256",
                    ["x"] = Part(curve.Q.X!),
                    ["y"] = Part(curve.Q.Y!),
                }
            ),
        };
    }

    /// <summary>A token signed with one of its keys, unless the header says otherwise.</summary>
    public string Sign(JsonObject claims, string algorithm = "RS256", Action<JsonObject>? header = null)
    {
        var head = new JsonObject { ["alg"] = algorithm, ["kid"] = algorithm == "ES256" ? $"{KeyId}-ec" : KeyId };
        header?.Invoke(head);
        return SignText(head.ToJsonString(), claims.ToJsonString(), algorithm);
    }

    /// <summary>A token of these texts, which may be no JSON that a writer would write.</summary>
    public string SignText(string head, string claims, string algorithm = "RS256")
    {
        var input = $"{Part(Encoding.UTF8.GetBytes(head))}.{Part(Encoding.UTF8.GetBytes(claims))}";
        var bytes = Encoding.ASCII.GetBytes(input);
        var signature = algorithm switch
        {
            "none" => [],
            "PS256" => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "ES256" => _curve.SignData(bytes, HashAlgorithmName.SHA256),
            "RS512" => _rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            // The published key taken as a shared secret, in each form someone might have it.
            "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), bytes),
            _ => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{input}.{Part(signature)}";
    }

    /// <summary>A token signed with the published key as a shared secret, in each form an attacker might have it.</summary>
    public IEnumerable<string> SignWithPublishedKey(JsonObject claims)
    {
        var head = new JsonObject { ["alg"] = "HS256", ["kid"] = KeyId };
        var input = $"{Part(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Part(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var pem = _rsa.ExportSubjectPublicKeyInfoPem();
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(pem),
            Encoding.ASCII.GetBytes(pem + "\n"),
            _rsa.ExportSubjectPublicKeyInfo(),
            _rsa.ExportRSAPublicKey(),
            _rsa.ExportParameters(false).Modulus!,
            Encoding.ASCII.GetBytes(Part(_rsa.ExportParameters(false).Modulus!)),
            Encoding.UTF8.GetBytes(Published()["keys"]![1]!.ToJsonString()),
        ];
        return secrets.Select(secret => $"{input}.{Part(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}");
    }

    public static string Part(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
