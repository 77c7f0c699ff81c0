using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Admin;

/// <summary>Whom someone let in within a day gives no word that others build on: anyone who let them in may sit there.</summary>
public sealed class SoonAfterResetTests
{
    private const string Email = "reset@bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        Roles.SecurityReviewer,
        "POST",
        "/api/v1/delegations",
        """{"slot":"security","to":"other@bank.example","until":"2030-01-01T00:00:00Z","reason":"Away"}"""
    )]
    [InlineData(Roles.RiskOfficer, "POST", "/api/v1/promotions/APR-0001/override", """{"reason":"Fraud ring","bundleDigest":"00"}""")]
    [InlineData(Roles.RiskOfficer, "POST", "/api/v1/waivers/WVR-0001/grant", "{}")]
    [InlineData(Roles.RiskOfficer, "POST", "/api/v1/models/credit/risk-class/confirm", "{}")]
    [InlineData(Roles.RiskOfficer, "POST", "/api/v1/users/USR-0002/confirm", null)]
    [InlineData(Roles.LegalReviewer, "POST", "/api/v1/assessments/ASM-0001/sign", """{"resultSha256":"00"}""")]
    public async Task WordOfWhomSomebodyLetInToday_IsRefused_AndTomorrowIsNot(string role, string method, string path, string? body)
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        var id = await portal.CreateUserAsync(Email, role);
        await portal.CreateUserAsync("other@bank.example", Roles.Engineer);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            (await db.Users.SingleAsync(u => u.Id == id.Number, Ct)).PasswordResetAt = clock.GetUtcNow();
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        var today = await CodeAsync(portal, method, path, body);
        clock.Advance(TimeSpan.FromHours(25));
        var tomorrow = await CodeAsync(portal, method, path, body);

        Assert.Equal((HttpStatusCode.Forbidden, "signoff.soon-after-reset"), today);
        Assert.NotEqual("signoff.soon-after-reset", tomorrow.Code);
        Assert.NotEqual(HttpStatusCode.InternalServerError, tomorrow.Status);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> CodeAsync(
        PortalFactory portal,
        string method,
        string path,
        string? body
    )
    {
        using var client = await portal.SignInAsync(Email);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, Ct);
        return (
            answer.StatusCode,
            answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))?["code"]
        );
    }
}
