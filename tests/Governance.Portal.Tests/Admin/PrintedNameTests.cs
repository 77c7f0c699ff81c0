using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Admin;

/// <summary>No one's name is taken for another's, and links to set a password lead to this portal only.</summary>
public sealed class PrintedNameTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Claire\u202EeniatnoF")]
    [InlineData("Claire\u200B Fontaine")]
    [InlineData("Claire\u3164Fontaine")]
    [InlineData("Claire\tFontaine")]
    public async Task Invite_NameWithSignsNobodySees_IsRefused(string name)
    {
        await using var portal = new PortalFactory();
        using var admin = await AdminAsync(portal);

        using var answer = await admin.PostAsJsonAsync("/api/v1/users", Person("new@bank.example", name), Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        Assert.Equal(("user.invalid", NameText.Refused.ToString()), ((string?)problem["code"], (string?)problem["errors"]!["name"]![0]));
    }

    [Fact]
    public async Task Invite_AddressWithSignsNobodySees_IsRefused()
    {
        await using var portal = new PortalFactory();
        using var admin = await AdminAsync(portal);

        using var answer = await admin.PostAsJsonAsync("/api/v1/users", Person("cla\u200Bire@bank.example", "Claire"), Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("Claire Fontaine")]
    [InlineData("claire  FONTAINE")]
    [InlineData("Cl\u0430ire Fontaine")] // Cyrillic а
    [InlineData("Ｃlaire Fontaine")]
    public async Task Invite_NameLikeAnothers_IsPrintedWithItsId(string name)
    {
        await using var portal = new PortalFactory();
        using var admin = await AdminAsync(portal);
        Assert.Equal("Claire Fontaine", await InviteAsync(admin, "claire@bank.example", "Claire Fontaine"));
        Assert.Equal("Clara Fontane", await InviteAsync(admin, "clara@bank.example", "Clara Fontane"));

        Assert.Equal($"{name} (USR-0004)", await InviteAsync(admin, "other@bank.example", name));
    }

    [Theory]
    [InlineData("Host operator")]
    [InlineData("ANONYMOUS")]
    [InlineData("Governance Port\u0430l")] // Cyrillic а
    public async Task Invite_NameOfWhoIsNoPerson_IsPrintedWithItsId(string name)
    {
        await using var portal = new PortalFactory();
        using var admin = await AdminAsync(portal);

        Assert.Equal($"{name} (USR-0002)", await InviteAsync(admin, "other@bank.example", name));
    }

    [Fact]
    public async Task Link_OfARequestWithAnotherHost_NamesNoHost()
    {
        await using var portal = new PortalFactory();
        using var admin = await AdminAsync(portal);

        Assert.StartsWith(
            "http://localhost/set-password?token=",
            await LinkAsync(admin, "one@bank.example", host: null),
            StringComparison.Ordinal
        );
        Assert.StartsWith("/set-password?token=", await LinkAsync(admin, "two@bank.example", "evil.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Notifications:PublicAddress", "https://governance.example/", "https://governance.example/set-password?token=")]
    [InlineData("AllowedHosts", "portal.example", "http://portal.example/set-password?token=")]
    [InlineData("AllowedHosts", "portal.example;*", "/set-password?token=")]
    public async Task Link_OfAPortalThatKnowsItsAddress_IsWhole(string setting, string value, string expected)
    {
        await using var portal = new PortalFactory();
        portal.Settings[setting] = value;
        portal.ClientOptions.BaseAddress = new Uri("http://portal.example");
        using var admin = await AdminAsync(portal);

        Assert.StartsWith(expected, await LinkAsync(admin, "one@bank.example", host: null), StringComparison.Ordinal);
    }

    private static async Task<HttpClient> AdminAsync(PortalFactory portal)
    {
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        return await portal.SignInAsync("admin@bank.example");
    }

    private static object Person(string email, string name) =>
        new
        {
            email,
            name,
            roles = new[] { Roles.Auditor },
        };

    private static async Task<string?> InviteAsync(HttpClient admin, string email, string name)
    {
        using var answer = await admin.PostAsJsonAsync("/api/v1/users", Person(email, name), Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["user"]!["name"];
    }

    private static async Task<string> LinkAsync(HttpClient admin, string email, string? host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users")
        {
            Content = JsonContent.Create(Person(email, email)),
            Headers = { Host = host },
        };
        using var answer = await admin.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["link"]!["url"]!;
    }
}
