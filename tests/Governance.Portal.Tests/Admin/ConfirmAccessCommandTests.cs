using System.Net.Http.Json;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Admin;

/// <summary>The host stands in for a second person, for several accounts in one command.</summary>
public sealed class ConfirmAccessCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SeveralPeople_AreConfirmedByOneCommand_AndOneWhoIsNotThereKeepsNoneWaiting()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var (ann, bob) = (
            await portal.CreateUserAsync("ann@bank.example", Roles.Engineer),
            await portal.CreateUserAsync("bob@bank.example", Roles.Engineer)
        );
        var admin = await portal.SignInAsync("admin@bank.example");
        await GiveAsync(admin, ann, Roles.LegalReviewer);
        await GiveAsync(admin, bob, Roles.SecurityReviewer);
        Assert.Equal(2, await WaitingAsync(portal));

        var code = await RunAsync(portal, "--user", ann.ToString(), "nobody@bank.example", "bob@bank.example");

        Assert.Equal(0, await WaitingAsync(portal));
        Assert.NotEqual(HostCommandExit.Done, code);
        // One alone, as ever: nothing waits any more.
        Assert.NotEqual(HostCommandExit.Done, await RunAsync(portal, "--user", ann.ToString()));
    }

    private static async Task GiveAsync(HttpClient admin, UserId user, string role)
    {
        using var answer = await admin.PutAsJsonAsync($"/api/v1/users/{user}/roles", new { roles = new[] { role } }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<int> WaitingAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.AccessGrants.CountAsync(g => g.Until == null && g.ConfirmedAt == null, Ct);
    }

    private static async Task<int> RunAsync(PortalFactory portal, params string[] arguments)
    {
        var configuration = portal.Get<IConfiguration>();
        WebApplication Build()
        {
            string[] shared = ["ConnectionStrings:Governance", "Storage:ArtifactPath", "Storage:KeyPath"];
            var builder = PortalHost.CreateBuilder([.. shared.Select(name => $"--{name}={configuration[name]}")]);
            builder.Logging.ClearProviders();
            return builder.Build();
        }

        return await new ConfirmAccessCommand()
            .Make(new HostCommandRunner(Build, Startup.PrepareAsync))
            .Parse(arguments)
            .InvokeAsync(null, Ct);
    }
}
