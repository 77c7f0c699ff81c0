using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Calendar;
using Governance.Portal.Administration.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Calendar;

/// <summary>The address under which calendar programs read what is due.</summary>
public sealed class CalendarFeedTests(CalendarPortal portal) : IClassFixture<CalendarPortal>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_ShowsWhatItsPersonSees_UntilItIsRevoked()
    {
        var actor = await ActorAsync("feed.risk@bank.example", Roles.RiskOfficer);
        await RaisedAsync("Calendar risk, with a comma", "feed.risk@bank.example");
        var secret = (await portal.Get<MakeCalendarAddress>().RunAsync(actor, Ct)).Value;
        var client = portal.CreateClient();

        using var first = await client.GetAsync(Address(secret), Ct);
        var text = (await first.Content.ReadAsStringAsync(Ct)).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Equal("text/calendar", first.Content.Headers.ContentType?.MediaType);
        Assert.Contains(@"review: Calendar risk\, with a comma", text, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, Address(secret));
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()));
        using var unchanged = await client.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        var renewed = (await portal.Get<MakeCalendarAddress>().RunAsync(actor, Ct)).Value;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, secret));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, renewed));
        Assert.True((await portal.Get<RevokeCalendarAddress>().RunAsync(actor, Ct)).IsDone);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, renewed));
        Assert.Equal("calendar.no-feed", (await portal.Get<RevokeCalendarAddress>().RunAsync(actor, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Address_IsInTheLanguageThatItsPersonChose_WhateverTheProgramWishes()
    {
        var actor = await ActorAsync("feed.german@bank.example", Roles.RiskOfficer);
        await RaisedAsync("Credit review", "feed.german@bank.example");
        var secret = (await portal.Get<MakeCalendarAddress>().RunAsync(actor, Ct)).Value;
        var client = portal.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        Assert.Contains(" review: Credit review", await ReadAsync(client, secret), StringComparison.Ordinal);

        Assert.True((await portal.Get<ChangePreferences>().SpeakAsync(actor, "de", Ct)).IsDone);
        client.DefaultRequestHeaders.AcceptLanguage.Clear();

        var text = await ReadAsync(client, secret);
        Assert.DoesNotContain(" review: Credit review", text, StringComparison.Ordinal);
        Assert.Matches(@"SUMMARY:\P{C}*RSK-[0-9]{4}\P{C}*: Credit review", text);
        Assert.Contains("CATEGORIES:Risiko", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_ShowsNothingOfOthers_AndIsStoredAsADigest()
    {
        var actor = await ActorAsync("feed.own@bank.example", Roles.RiskOfficer);
        await portal.CreateUserAsync("feed.other@bank.example", Roles.ModelOwner);
        await RaisedAsync("Someone else's risk", "feed.other@bank.example");
        var secret = (await portal.Get<MakeCalendarAddress>().RunAsync(actor, Ct)).Value;

        var text = await portal.CreateClient().GetStringAsync(Address(secret), Ct);

        Assert.DoesNotContain("Someone else", text, StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var stored = await db.CalendarFeeds.AsNoTracking().SingleAsync(f => f.Person == actor.User!.Value, Ct);
        Assert.Equal(MakeCalendarAddress.DigestOf(secret), stored.TokenSha256);
        var leaves = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Action == "calendar.address-made")
            .Select(e => e.Leaf)
            .ToListAsync(Ct);
        Assert.All(leaves, l => Assert.DoesNotContain(secret, System.Text.Encoding.UTF8.GetString(l), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_EndsWithTheRoleItWasMadeIn_AndWithTheAccount()
    {
        var actor = await ActorAsync("feed.leaves@bank.example", Roles.LegalReviewer);
        var secret = (await portal.Get<MakeCalendarAddress>().RunAsync(actor, Ct)).Value;
        var client = portal.CreateClient();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, secret));

        Assert.True((await portal.Get<ChangeUserState>().DisableAsync(Actor.Host, actor.User!.Value, Ct)).IsDone);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task AnyOtherAddress_IsNotFound(string secret) =>
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(portal.CreateClient(), secret));

    private static async Task<string> ReadAsync(HttpClient client, string secret) =>
        (await client.GetStringAsync(Address(secret), Ct)).Replace("\r\n ", "", StringComparison.Ordinal);

    private static string Address(string secret) => $"/calendar.ics?token={secret}";

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string secret)
    {
        using var answer = await client.GetAsync(Address(secret), Ct);
        return answer.StatusCode;
    }

    private async Task<Actor> ActorAsync(string email, string role) =>
        Actor.OfUser(await portal.CreateUserAsync(email, role), role, session: null);

    private async Task RaisedAsync(string title, string owner)
    {
        var email = $"{Guid.NewGuid():N}@bank.example";
        await portal.CreateUserAsync(email, Roles.RiskOfficer);
        using var officer = await portal.SignInAsync(email);
        using var raised = await officer.PostAsJsonAsync(
            "/api/v1/risks",
            new
            {
                title,
                category = "drift",
                inherent = new { likelihood = 3, impact = 3 },
                owner,
                treatment = "reduce",
            },
            Ct
        );
        Assert.True(raised.IsSuccessStatusCode, await raised.Content.ReadAsStringAsync(Ct));
    }
}

/// <summary>One portal for all of them.</summary>
public sealed class CalendarPortal : PortalFactory;
