using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Localisation;

public sealed class PageLanguageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData("de", null, "de")]
    [InlineData("xx", "de-AT,de;q=0.9,en;q=0.5", "de")]
    [InlineData("en", "de", "en")]
    [InlineData(null, "fr, de;q=0.2", "de")]
    [InlineData(null, "de;q=0, en;q=0.1", "en")]
    public async Task Page_IsInTheLanguageChosen_ElseInThatOfTheBrowser(string? cookie, string? accept, string expected)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("a.reader@bank.example", Roles.Auditor);
        using var client = portal.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/signin");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"gp-language={cookie}");
        }

        if (accept is not null)
        {
            request.Headers.Add("Accept-Language", accept);
        }

        using var answer = await client.SendAsync(request, Ct);
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Contains($"<html lang=\"{expected}\"", page, StringComparison.Ordinal);
        // The heading's element bears the scope of its component's styles.
        Assert.Contains(expected == "de" ? ">Anmelden</h1>" : ">Sign in</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_AnswersProgramsInEnglish_AndPagesInTheirLanguage()
    {
        await using var portal = new PortalFactory();
        using var client = portal.CreateClient();

        async Task<string> DetailAsync(bool fromPage)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/models");
            request.Headers.Add("Accept-Language", "de");
            request.Headers.Add("Cookie", "gp-language=de");
            if (fromPage)
            {
                request.Headers.Add("X-Page-Language", "de");
            }

            using var answer = await client.SendAsync(request, Ct);
            return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["detail"]!;
        }

        var toProgram = await DetailAsync(fromPage: false);
        var toPage = await DetailAsync(fromPage: true);

        Assert.Equal(IdentityRefusals.NotSignedIn.Message, toProgram);
        Assert.NotEqual(toProgram, toPage);
    }
}
