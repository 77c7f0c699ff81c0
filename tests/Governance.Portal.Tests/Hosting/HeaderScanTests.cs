using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Governance.Portal.Tests.Hosting;

/// <summary>What a scanner of response headers looks for, on pages before and behind sign-in and on the API.</summary>
public sealed class HeaderScanTests
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
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.ModelOwner);
        portal.ClientOptions.BaseAddress = new Uri("https://governance.example");
        var client = await portal.SignInAsync("ann@bank.example");

        using var answer = await client.GetAsync(path, Ct);

        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : "";
        var policy = Header("Content-Security-Policy");
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        var hsts = Header("Strict-Transport-Security").Split(';')[0];
        Assert.True(int.Parse(hsts["max-age=".Length..], CultureInfo.InvariantCulture) >= 31_536_000, hsts);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        if (path.StartsWith("/api", StringComparison.Ordinal))
        {
            Assert.Equal("no-store", Header("Cache-Control"));
        }
    }

    [Fact]
    public async Task Answer_OverPlainHttpOnLoopback_PromisesNoHttps()
    {
        await using var portal = new PortalFactory();

        using var answer = await portal.CreateClient().GetAsync("/signin", Ct);

        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Cookies_OverHttps_AreSecureHttpOnlyAndOfThisSite()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.ModelOwner);
        var client = portal.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false, BaseAddress = new Uri("https://governance.example") });

        using var signedIn = await client.PostAsJsonAsync("/api/v1/session", new JsonObject { ["email"] = "ann@bank.example", ["password"] = PortalFactory.Password }, Ct);
        using var page = await client.GetAsync("/set-password?token=none", Ct);

        List<string> cookies = [.. signedIn.Headers.GetValues("Set-Cookie"), .. page.Headers.TryGetValues("Set-Cookie", out var more) ? more : []];
        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i)samesite=(lax|strict)", cookie);
        });
    }
}
