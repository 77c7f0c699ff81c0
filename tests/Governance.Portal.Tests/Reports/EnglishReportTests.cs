using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Compliance.Reports;
using Governance.Testing;

namespace Governance.Portal.Tests.Reports;

/// <summary>A document has one language: neither that of the person who looks at it nor that of the server that makes it.</summary>
public sealed partial class EnglishReportTests
{
    private static readonly string[] s_german = ["de-DE,de;q=0.9"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnglishReport_LookedAtInGerman_OrMadeOnAGermanServer_IsTheSame()
    {
        // Reports are made when the test says so.
        await using var portal = new PortalFactory
        {
            Replace = services => services.Remove(services.Single(s => s.ImplementationType == typeof(ReportJob))),
        };
        await portal.CreateUserAsync("risk@bank.example", Roles.RiskOfficer);
        using var client = await portal.SignInAsync("risk@bank.example");
        using var raised = await client.PostAsJsonAsync(
            "/api/v1/risks",
            new JsonObject
            {
                ["title"] = "Scores drift",
                ["cause"] = "Applicants change",
                ["consequence"] = "Wrong refusals",
                ["owner"] = "risk@bank.example",
                ["category"] = "drift",
                ["inherent"] = new JsonObject { ["likelihood"] = 4, ["impact"] = 3 },
                ["treatment"] = "reduce",
            },
            Ct
        );
        Assert.True(raised.StatusCode is HttpStatusCode.Created, await raised.Content.ReadAsStringAsync(Ct));

        var shown = await PreviewAsync(client, []);
        var shownInGerman = await PreviewAsync(client, s_german);
        var made = await MakeAsync(portal, client);
        string madeInGerman;
        using (Languages.Use("de"))
        {
            Assert.Equal("de", Languages.Current);
            madeInGerman = await MakeAsync(portal, client);
        }

        Assert.Contains("Scores drift", shown, StringComparison.Ordinal);
        Assert.Contains("lang=\"en\"", shown, StringComparison.Ordinal);
        // But for the clock and the number of the report.
        Assert.Equal(WithoutDigits(shown), WithoutDigits(shownInGerman));
        Assert.Equal(WithoutDigits(made), WithoutDigits(madeInGerman));
    }

    private static async Task<string> PreviewAsync(HttpClient client, string[] languages)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/reports/preview?kind=risk-register&subject=*");
        if (languages.Length > 0)
        {
            request.Headers.Add("Accept-Language", languages);
            request.Headers.Add("X-Page-Language", "de");
        }

        using var answer = await client.SendAsync(request, Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, html);
        return html;
    }

    private static async Task<string> MakeAsync(PortalFactory portal, HttpClient client)
    {
        using var asked = await client.PostAsJsonAsync(
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "risk-register",
                ["subject"] = "*",
                ["format"] = "html",
            },
            Ct
        );
        Assert.True(asked.StatusCode is HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync(Ct));
        await portal.Get<MakeReport>().RunAsync(Ct);
        return await client.GetStringAsync($"{asked.Headers.Location}/content", Ct);
    }

    private static string WithoutDigits(string html) => Digits().Replace(html, "");

    [GeneratedRegex("[0-9a-f]*[0-9][0-9a-f]*", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Digits();
}
