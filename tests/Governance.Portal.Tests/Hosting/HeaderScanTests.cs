using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hosting;

/// <summary>What a scanner of response headers looks for, on pages before and behind sign-in and on the API.</summary>
public sealed partial class HeaderScanTests(HeaderScanTests.Scene scene) : IClassFixture<HeaderScanTests.Scene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/signin")]
    [InlineData("/signin/verify")]
    [InlineData("/")]
    [InlineData("/models?q=credit")]
    [InlineData("/approvals?view=all")]
    [InlineData("/audit")]
    [InlineData("/no-such-page")]
    [InlineData("/api/v1/find?q=credit")]
    [InlineData("/api/v1/models")]
    [InlineData("/api/v1/no-such-address")]
    public async Task Answer_OverHttps_CarriesEveryHeader(string path)
    {
        using var answer = await scene.OverHttps.GetAsync(path, Ct);

        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : "";
        var policy = Header("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        if (path.StartsWith("/api", StringComparison.Ordinal))
        {
            Assert.StartsWith("sandbox;", policy, StringComparison.Ordinal);
        }
        else
        {
            // Nothing of this origin runs but what carries the nonce, and what that loads.
            Assert.Matches("script-src 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic';", policy);
            Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("base-uri 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        }

        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        var hsts = Header("Strict-Transport-Security").Split(';')[0];
        Assert.True(int.Parse(hsts["max-age=".Length..], CultureInfo.InvariantCulture) >= 31_536_000, hsts);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        if (path.StartsWith("/api", StringComparison.Ordinal))
        {
            Assert.Equal("no-store, no-cache", Header("Cache-Control"));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    [InlineData("/openapi")]
    public async Task PageWithAForm_HasTheHeadersTheFrameworkAsksFor_AndNothingIsWarnedOf(string path)
    {
        using var client = await scene.Portal.SignInAsync("ann@bank.example");

        using var answer = await client.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Log.Seen, line => line.Contains("Antiforgery", StringComparison.Ordinal));
    }

    /// <summary>One portal for all answers: no header depends on another request.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        internal WarningLog Log { get; } = new();

        public PortalFactory Portal { get; private set; } = null!;

        public HttpClient OverHttps { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Portal = new PortalFactory { Logging = Log };
            await Portal.CreateUserAsync("ann@bank.example", Roles.ModelOwner);
            var plain = Portal.ClientOptions.BaseAddress;
            Portal.ClientOptions.BaseAddress = new Uri("https://governance.example");
            OverHttps = await Portal.SignInAsync("ann@bank.example");
            Portal.ClientOptions.BaseAddress = plain;
        }

        public async ValueTask DisposeAsync()
        {
            await Portal.DisposeAsync();
            Log.Dispose();
        }
    }

    internal sealed class WarningLog : ILoggerProvider
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Writer(Seen, categoryName);

        public void Dispose() { }

        private sealed class Writer(ConcurrentQueue<string> seen, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                if (IsEnabled(logLevel))
                {
                    seen.Enqueue($"{category}: {formatter(state, exception)}");
                }
            }
        }
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/signin/verify")]
    [InlineData("/")]
    [InlineData("/forbidden")]
    public async Task Page_EveryScript_CarriesTheNonceOfItsAnswerOnly(string path)
    {
        using var client = path.StartsWith("/signin", StringComparison.Ordinal)
            ? scene.Portal.CreateClient()
            : await scene.Portal.SignInAsync("ann@bank.example");

        using var first = await client.GetAsync(path, Ct);
        using var second = await client.GetAsync(path, Ct);

        var nonces = new List<string>();
        foreach (var answer in new[] { first, second })
        {
            var nonce = ScriptNonce().Match(Assert.Single(answer.Headers.GetValues("Content-Security-Policy"))).Groups[1].Value;
            var html = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Ct));
            Assert.All(html.Scripts, s => Assert.Equal(nonce, s.GetAttribute("nonce")));
            Assert.All(html.Scripts, s => Assert.NotNull(s.Source));
            // The one that scripts can read is of style sheets.
            Assert.NotEqual(nonce, html.QuerySelector("meta[name=csp-nonce]")!.GetAttribute("content"));
            nonces.Add(nonce);
        }

        Assert.NotEqual(nonces[0], nonces[1]);
    }

    [Fact]
    public async Task Bundle_OfTheEngine_IsKeptByNothingInBetween()
    {
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.GateRead);

        using var answer = await client.GetAsync("/bundles/governance", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task SignIn_WithTheNameOfAnotherHost_LeadsNowhereElse()
    {
        using var client = scene.Portal.CreateClient(new() { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models") { Headers = { Host = "evil.example" } };

        using var answer = await client.SendAsync(request, Ct);

        Assert.Equal("/signin?returnUrl=%2Fmodels", answer.Headers.Location?.ToString());
    }

    [GeneratedRegex("script-src 'nonce-([^']+)'")]
    private static partial Regex ScriptNonce();

    [Fact]
    public async Task Answer_OverPlainHttpOnLoopback_PromisesNoHttps()
    {
        using var client = scene.Portal.CreateClient();

        using var answer = await client.GetAsync("/signin", Ct);

        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Cookies_OverHttps_AreSecureHttpOnlyAndOfThisSite()
    {
        var client = scene.Portal.CreateClient(
            new WebApplicationFactoryClientOptions
            {
                AllowAutoRedirect = false,
                HandleCookies = false,
                BaseAddress = new Uri("https://governance.example"),
            }
        );

        using var signedIn = await client.PostAsJsonAsync(
            "/api/v1/session",
            new JsonObject { ["email"] = "ann@bank.example", ["password"] = PortalFactory.Password },
            Ct
        );
        using var page = await client.GetAsync("/set-password?token=none", Ct);

        List<string> cookies =
        [
            .. signedIn.Headers.GetValues("Set-Cookie"),
            .. page.Headers.TryGetValues("Set-Cookie", out var more) ? more : [],
        ];
        Assert.NotEmpty(cookies);
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Matches("(?i)samesite=(lax|strict)", cookie);
            }
        );
    }
}
