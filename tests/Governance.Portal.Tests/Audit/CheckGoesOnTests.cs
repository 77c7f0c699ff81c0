using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Suppliers;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Compliance.Suppliers;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.AgentCalls;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>What is checked where a row cannot even be read: every other row all the same.</summary>
public sealed class CheckGoesOnTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task ValuesThatCannotBeRead_AreNamed_AndHideNothing(DatabaseKind kind)
    {
        await using var fixture = await RegistryFixture.CreateAsync(kind);
        await fixture.WithVersionsAsync("1.0.0");
        await fixture.ApproveAsync("1.0.0", Stage.Production, sign: false);
        await using var database = await RawDatabase.OpenAsync(fixture.Portal, kind);
        await database.DropGuardsAsync();
        await database.ExecuteAsync("""UPDATE "Promotions" SET "State" = 'openx' """);
        await database.ExecuteAsync("""UPDATE "Versions" SET "ArtifactSha256" = 'no digest' """);
        await database.ExecuteAsync("""UPDATE "Models" SET "Purpose" = 'another' """);

        var said = new List<string>();
        foreach (var check in fixture.Portal.Services.GetServices<IInstallationCheck>())
        {
            said.AddRange(await CheckRun.FindAsync(check, Ct).ToListAsync(Ct));
        }

        Assert.Contains(said, s => s.Contains("The record Promotions 1 was changed (State)", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains("The record Models fraud-scorer was changed (Purpose)", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains("The artifact of fraud-scorer 1.0.0 is missing: no digest", StringComparison.Ordinal));
        Assert.All(said, s => Assert.DoesNotContain("   at ", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Findings_ThatAreNotNamed_AreCounted_AndAllAreNamedWhereAllAreAskedFor()
    {
        await using var fixture = await RegistryFixture.CreateAsync();
        await fixture.WithVersionsAsync("1.0.0", "1.1.0");
        await using var database = await RawDatabase.OpenAsync(fixture.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        var changed = await database.ExecuteAsync("""UPDATE "Versions" SET "RegisteredBy" = 'host' """);
        changed += await database.ExecuteAsync("""DELETE FROM "Models" """);

        var some = await fixture.Portal.Get<RecordSweep>().RunAsync(1, Ct);
        var all = await fixture.Portal.Get<RecordSweep>().RunAsync(int.MaxValue, Ct);

        Assert.Single(some.Findings);
        Assert.Equal(changed - 1, some.More);
        Assert.Equal((changed, 0L), (all.Findings.Count, all.More));
    }

    [Fact]
    public async Task Call_ThatWasChangedOrTakenAway_IsNamed()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        var decide = registry.Portal.Get<DecideCalls>();
        for (var i = 0; i < 2; i++)
        {
            var call = CallRequest.Of(string.Create(CultureInfo.InvariantCulture, $"r{i}"), "find", null, [], (null, null), "{}");
            Assert.True((await decide.RunAsync(Actor.Host, AgentCallsTests.Agent, null, call.Value, Ct)).IsDone);
        }

        Assert.Empty(await FindAsync(registry));
        await using var database = await RawDatabase.OpenAsync(registry.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        await database.ExecuteAsync("""UPDATE "AgentCalls" SET "Verdict" = 'deny' WHERE "Id" = 1""");
        await database.ExecuteAsync("""DELETE FROM "AgentCalls" WHERE "Id" = 2""");

        var said = await FindAsync(registry);

        Assert.Contains(said, s => s.Contains("CALL-0001 was changed", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains("has 0 calls, but the log states 1", StringComparison.Ordinal));

        await database.ExecuteAsync("""UPDATE "AgentCalls" SET "Verdict" = 'denyx' WHERE "Id" = 1""");
        said = await FindAsync(registry);

        Assert.Contains(said, s => s.Contains("CALL-0001 was changed: it holds a value that cannot be read", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains("has 0 calls, but the log states 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RecordAboutAnAlteredSupplier_IsNotTaken()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await SealedRows.AddAsync(registry.Portal, "Suppliers");
        var officer = registry.As(
            await registry.Portal.CreateUserAsync("c@demo.example", Roles.ComplianceOfficer),
            Roles.ComplianceOfficer
        );
        SupplierId id;
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            id = await db.Suppliers.Select(s => s.Id).SingleAsync(Ct);
        }

        var record = registry.Portal.Get<RecordAboutSupplier>();
        var first = await record.RunAsync(
            officer,
            id,
            new(
                "request",
                "Documents",
                DueOn: DateOnly.FromDateTime(registry.Clock.GetUtcNow().UtcDateTime).AddDays(30),
                Provision: "Art. 25(4)"
            ),
            Ct
        );
        Assert.True(first.IsDone, first.Refusal?.Message);
        await using var database = await RawDatabase.OpenAsync(registry.Portal, DatabaseKind.Sqlite);
        await database.ExecuteAsync("""UPDATE "Suppliers" SET "Contact" = 'mine@evil.example' """);

        Assert.Equal(
            RecordIntegrity.Code,
            (
                await record.RunAsync(
                    officer,
                    id,
                    new(
                        "request",
                        "More",
                        DueOn: DateOnly.FromDateTime(registry.Clock.GetUtcNow().UtcDateTime).AddDays(30),
                        Provision: "Art. 25(4)"
                    ),
                    Ct
                )
            )
                .Refusal
                ?.Code
        );
    }

    private static async Task<List<string>> FindAsync(RegistryFixture registry) =>
        await registry.Portal.Services.GetServices<IInstallationCheck>().OfType<AgentCallsCheck>().Single().FindAsync(Ct).ToListAsync(Ct);
}
