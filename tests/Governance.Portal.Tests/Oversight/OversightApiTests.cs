using System.Net;
using System.Text;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Domain.Systems;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Compliance.Oversight;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Oversight.OversightScene;

namespace Governance.Portal.Tests.Oversight;

/// <summary>Rosters over HTTP, and where what they say is found again.</summary>
public sealed class OversightApiTests
{
    [Fact]
    public async Task ARoster_IsKeptByTwo_AndWhatEndedStays()
    {
        await using var scene = await CreateAsync();
        var mine = new { person = "compliance@demo.example", authority = "stop" };
        Assert.Equal("oversight.appoints-themselves", await RefusedAsync(scene.Compliance, "/overseers", mine, HttpStatusCode.Forbidden));
        Assert.Equal(0, (int)(await GetAsync(scene.Engineer))["counting"]!);
        var view = await scene.TrainedAsync();
        Assert.Equal(1, (int)view["counting"]!);
        Assert.Equal(
            ("counts", "Limits of the score"),
            ((string?)view["overseers"]![0]!["standing"], (string?)view["overseers"]![0]!["trainings"]![0]!["what"])
        );
        var again = new { person = "engineer@demo.example", authority = "override" };
        Assert.Equal("oversight.already-appointed", await RefusedAsync(scene.Risk, "/overseers", again, HttpStatusCode.Conflict));

        await scene.TestedAsync();
        var confirm = new { outcome = "confirm" };
        Assert.Equal(
            "oversight.confirms-themselves",
            await RefusedAsync(scene.Compliance, "/stop-tests/STP-0001/decision", confirm, HttpStatusCode.Forbidden)
        );
        Assert.Null((await GetAsync(scene.Engineer))["lastTest"]);
        var confirmed = await PostAsync(scene.Risk, "/stop-tests/STP-0001/decision", confirm);
        Assert.Equal("STP-0001", (string?)confirmed["lastTest"]!["id"]);

        var ended = await PostAsync(scene.Risk, "/overseers/OVS-0001/end", new { reason = "Moved on" });
        Assert.Equal((0, "ended"), ((int)ended["counting"]!, (string?)ended["overseers"]![0]!["standing"]));
        Assert.Equal("Moved on", (string?)ended["overseers"]![0]!["endReason"]);
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(scene, again));
    }

    [Fact]
    public async Task WhatIsNotThere_OrNotAllowed_IsSaid_AndTheLogHoldsNoWords()
    {
        await using var scene = await CreateAsync();
        var stop = new { person = "risk@demo.example", authority = "stop" };
        Assert.Equal("identity.permission-missing", await RefusedAsync(scene.Engineer, "/overseers", stop, HttpStatusCode.Forbidden));
        Assert.Equal(
            "oversight.overseer-not-found",
            await RefusedAsync(scene.Compliance, "/overseers/OVS-0009/end", new { reason = "x" }, HttpStatusCode.NotFound)
        );
        Assert.Equal(
            "oversight.person-unknown",
            await RefusedAsync(
                scene.Compliance,
                "/overseers",
                new { person = "no-one@demo.example", authority = "stop" },
                HttpStatusCode.UnprocessableEntity
            )
        );
        await scene.TestedAsync();
        await PostAsync(scene.Risk, "/stop-tests/STP-0001/decision", new { outcome = "decline", reason = "Only on paper" });
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var log = (await db.AuditEntries.AsNoTracking().Select(e => e.Leaf).ToListAsync(Ct)).Select(Encoding.UTF8.GetString).ToList();
        Assert.DoesNotContain(log, l => l.Contains("switched off", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(log, l => l.Contains("Only on paper", StringComparison.Ordinal));
        Assert.Contains(log, l => l.Contains("\"action\":\"stop-test.decided\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Obligations_FindTheRosterAsItIsToday_AndTheTestForArt14()
    {
        await using var scene = await CreateAsync();
        var finder = scene.Portal.Services.GetServices<IFindRecords>().OfType<FindOversightRecords>().Single();
        Assert.Empty(await FoundAsync());
        await scene.TrainedAsync();
        await scene.TestedAsync();
        Assert.Equal([("roster:SYS-0001", null)], await FoundAsync());
        await PostAsync(scene.Risk, "/stop-tests/STP-0001/decision", new { outcome = "confirm" });

        Assert.Equal([("roster:SYS-0001", null), ("STP-0001", "OBL-14"), ("roster:SYS-0001", "OBL-14")], await FoundAsync());
        await PostAsync(scene.Risk, "/overseers/OVS-0001/end", new { reason = "Moved on" });
        Assert.Equal([("STP-0001", "OBL-14")], await FoundAsync());

        async Task<List<(string, string?)>> FoundAsync()
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var found = await finder.NewestAsync(db, [new SystemVersions(new SystemId(1), [], [])], Ct);
            return [.. found.Select(f => (f.Evidence.Reference, f.Evidence.Obligation))];
        }
    }

    [Fact]
    public async Task TrainingAndTestsThatLapse_AreClocks_AndAreRemindedOnce()
    {
        await using var scene = await CreateAsync();
        await scene.TrainedAsync(days: -1);
        await scene.TestedAsync(nextDays: -1);
        await PostAsync(scene.Risk, "/stop-tests/STP-0001/decision", new { outcome = "confirm" });

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var access = await AccessReader.LoadAsync(
            db,
            Actor.OfUser(new UserId(1), Roles.ComplianceOfficer, null),
            DateTimeOffset.UtcNow,
            Ct
        );
        var clocks = await scene
            .Portal.Services.GetServices<IClockSource>()
            .OfType<OversightClocks>()
            .Single()
            .RunningAsync(db, access.Value, new ClockQuestion(10), DateTimeOffset.UtcNow, Ct);
        Assert.Equal(
            [("Training of an overseer expires", true, new SystemId(1)), ("Test of the stop control is due", false, new SystemId(1))],
            clocks.Select(c => (c.English, c.Person is not null, c.System!.Value))
        );

        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);
        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);
        var told = await db.Notifications.AsNoTracking().Where(n => n.Kind == NotificationKind.ObligationDue).ToListAsync(Ct);
        Assert.Equal(["OVS-0001", "SYS-0001"], told.Select(n => n.Subject).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(told.Count, told.DistinctBy(n => (n.Subject, n.Person, n.Stage)).Count());
    }

    private static async Task<HttpStatusCode> StatusAsync(OversightScene scene, object body)
    {
        await PostAsync(scene.Risk, "/overseers", body, HttpStatusCode.Created);
        return HttpStatusCode.Created;
    }
}
