using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Hosting;

/// <summary>Each open page holds memory: a node has a bound, says so, and what is open goes on.</summary>
public sealed class OpenPagesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_BeyondTheLimit_AsksToWait_AndOpensOnceAnotherIsClosed()
    {
        await using var portal = new PortalFactory { Settings = { ["Limits:OpenPages"] = "2" } };
        await portal.CreateUserAsync("ann@bank.example", Roles.RiskOfficer);
        using var client = await portal.SignInAsync("ann@bank.example");
        await using var one = await OpenAsync(portal);
        using (var room = await client.GetAsync("/risks?order=score", Ct))
        {
            Assert.Equal(HttpStatusCode.OK, room.StatusCode);
        }

        await using var two = await OpenAsync(portal);

        using var sent = await client.GetAsync("/risks?order=score", Ct);
        Assert.Equal("/busy?returnUrl=%2Frisks%3Forder%3Dscore", sent.Headers.Location?.OriginalString);
        using var busy = await client.GetAsync(sent.Headers.Location, Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), busy.Headers.RetryAfter?.Delta);
        var page = await busy.Content.ReadAsStringAsync(Ct);
        Assert.Contains("Too many pages are open", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/risks?order=score\"", page, StringComparison.Ordinal);
        Assert.Equal("degraded", await StatusAsync(client));

        await CloseAsync(two);
        using var again = await client.GetAsync("/risks?order=score", Ct);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task WhatNeedsNoOpenPage_GoesOn_AtTheLimit()
    {
        await using var portal = new PortalFactory { Settings = { ["Limits:OpenPages"] = "1" } };
        await portal.CreateUserAsync("ann@bank.example", Roles.RiskOfficer);
        await using var only = await OpenAsync(portal);

        using (var stranger = await portal.CreateClient().GetAsync("/signin", Ct))
        {
            Assert.Equal(HttpStatusCode.OK, stranger.StatusCode);
        }

        // The API, pages without a connection, and what they are drawn with.
        using var client = await portal.SignInAsync("ann@bank.example");
        foreach (var address in new[] { "/api/v1/risks", "/help", "/assets/css/portal.css" })
        {
            using var answer = await client.GetAsync(address, Ct);
            Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{address}: {answer.StatusCode} {answer.Headers.Location}");
        }
    }

    [Fact]
    public async Task Pages_OfOnePerson_LeaveRoomForOthers_AndTheAnswerSaysWhoseLimitItIs()
    {
        await using var portal = new PortalFactory { Settings = { ["Limits:OpenPages"] = "5", ["Limits:OpenPagesPerPerson"] = "2" } };
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.RiskOfficer);
        await portal.CreateUserAsync("bob@bank.example", Roles.RiskOfficer);
        using var first = await portal.SignInAsync("ann@bank.example");
        using var other = await portal.SignInAsync("bob@bank.example");
        await using var page = await OpenAsync(portal, ann);
        await using var another = await OpenAsync(portal, ann);

        using var sent = await first.GetAsync("/risks", Ct);
        Assert.Equal("/busy?returnUrl=%2Frisks&own=true", sent.Headers.Location?.OriginalString);
        using var busy = await first.GetAsync(sent.Headers.Location, Ct);
        Assert.Contains("Limits__OpenPagesPerPerson", await busy.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using (var taken = await other.GetAsync("/risks", Ct))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        Assert.Equal("ready", await StatusAsync(first));
        await CloseAsync(page);
        using var again = await first.GetAsync("/risks", Ct);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    // Each page has services of its own, and its person.
    internal static async Task<AsyncServiceScope> OpenAsync(PortalFactory portal, UserId? person = null)
    {
        var page = portal.Services.CreateAsyncScope();
        var claims = person is { } known
            ? [new Claim(PortalClaims.User, known.Number.ToString(System.Globalization.CultureInfo.InvariantCulture))]
            : Array.Empty<Claim>();
        (
            (IHostEnvironmentAuthenticationStateProvider)page.ServiceProvider.GetRequiredService<AuthenticationStateProvider>()
        ).SetAuthenticationState(
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(claims, person is null ? null : "test"))))
        );
        foreach (var handler in page.ServiceProvider.GetServices<CircuitHandler>())
        {
            await handler.OnCircuitOpenedAsync(null!, Ct);
        }

        return page;
    }

    private static async Task CloseAsync(AsyncServiceScope page)
    {
        foreach (var handler in page.ServiceProvider.GetServices<CircuitHandler>())
        {
            await handler.OnCircuitClosedAsync(null!, Ct);
        }
    }

    // Answers are kept for a second; the clock of the tests goes only when it is told to.
    private static async Task<string?> StatusAsync(HttpClient client) =>
        (string?)(await client.GetFromJsonAsync<JsonObject>("/readyz", Ct))!["status"];
}
