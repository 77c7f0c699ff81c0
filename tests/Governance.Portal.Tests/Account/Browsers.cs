using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Testing;

namespace Governance.Portal.Tests.Account;

/// <summary>Browsers at addresses of their own, seen through the proxy that ends TLS.</summary>
internal static class Browsers
{
    /// <summary>Lets a portal believe the proxy in front.</summary>
    public static PortalFactory BehindProxy(this PortalFactory portal)
    {
        portal.Settings["Security:BehindTlsProxy"] = "true";
        return portal;
    }

    /// <summary>A browser at an address, with a cookie jar and no one signed in.</summary>
    public static HttpClient At(this PortalFactory portal, string address)
    {
        var client = portal.CreateBrowser(new Uri("https://localhost"));
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    /// <summary>A browser at an address, signed in with the password of the tests.</summary>
    public static async Task<HttpClient> SignInAtAsync(this PortalFactory portal, string address, string email, string? userAgent = null)
    {
        await portal.SetUpAppAsync(email);
        var client = portal.At(address);
        if (userAgent is not null)
        {
            client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        }

        using var answer = await SessionTests.Post(client, email, PortalFactory.Password);
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)session!["csrfToken"]);
        return client;
    }
}
