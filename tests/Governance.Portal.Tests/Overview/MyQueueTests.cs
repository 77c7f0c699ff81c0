using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Overview;

/// <summary>A person's queue is everything that waits for them, and nothing that the rules keep from them.</summary>
public sealed class MyQueueTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Queue_HasWhatWaitsForAPerson_AndNothingOfTheirOwnThatAnotherDecides()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var admin = await scene.PersonAsync("admin@test.example", Roles.Administrator);
        var auditor = await scene.PersonAsync("auditor@test.example", Roles.Auditor);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await WaitingWork.AddAsync(db, scene, risk, compliance, admin);
        }

        var queues = new Dictionary<Actor, IReadOnlyList<QueueItem>>();
        foreach (var person in new[] { scene.Engineer, scene.Owner, scene.Security, scene.Legal, risk, compliance, admin, auditor })
        {
            queues[person] = (await scene.Get<MyQueue>().RunAsync(person, Ct)).Items;
        }

        // What is asked, of whom, and of whom it is not.
        Waits("PCR-0001", "Back-test it, then approve or reject", [scene.Security], not: [risk]);
        Waits("WVR-0001", "Grant or refuse", [scene.Security, risk], not: [scene.Engineer]);
        Waits("CRD-0001", "Approve or return the card", [compliance], not: [scene.Owner]);
        Waits("ASM-0001", "Sign or return the classification", [scene.Legal], not: [compliance]);
        Waits("TGT-0001", "Sign risk appetite and targets of Fraud scoring", [scene.Owner], not: [risk, compliance]);
        Waits("STP-0001", "Confirm or decline the test", [scene.Security, risk, compliance], not: [scene.Owner]);
        Waits("THM-0001", "Approve or return the threat model", [scene.Security, compliance], not: [risk]);
        Waits("SYS-0001, 1", "Resolve the open point", [scene.Security], not: [risk]);
        Waits("EXR-0001", "Review the explanation", [scene.Legal, risk, scene.Owner], not: [compliance]);
        Waits("FND-0001", "Resolve the finding", [scene.Owner], not: [risk]);
        Waits("FND-0001", "Confirm or decline the date", [scene.Security, risk, compliance], not: [scene.Owner]);
        Waits("VAL-0001", "Sign the report", [risk], not: [compliance]);
        Waits("OVL-0001", "Approve or end the overlay or limitation", [scene.Security, risk, compliance], not: [scene.Owner]);
        Waits("TIR-0001", "Confirm or decline the tier", [scene.Security, compliance], not: [risk]);
        Waits("RSK-0001", "Review the risk", [scene.Owner], not: [risk]);
        Waits("SYS-0001/OBL-9", "Meet the obligation", [scene.Legal], not: [compliance]);
        Waits("ACR-0001", "Decide on the open items", [admin], not: [auditor]);
        Waits(ApprovalsScene.ModelName, "Confirm or decline the class", [risk, compliance], not: [scene.Owner, scene.Engineer]);
        Waits("KEY-0001", "Replace the key", [scene.Engineer], not: [admin]);
        Waits("VSC-0001", "Fix the validation", [risk], not: [scene.Owner]);
        Waits("RSK-0001", "Read and answer", [scene.Legal], not: [scene.Owner]);
        Assert.Empty(queues[auditor]);
        // What comes round is asked in its time.
        Assert.DoesNotContain(queues[scene.Owner], i => i is { Id: "RSK-0002", Asked.English: "Review the risk" });

        var findings = queues[scene.Owner].Where(i => i.Id == "FND-0001").Select(i => i.Severity).ToList();
        Assert.Equal([new QueueSeverity("Severity", "Critical", 4)], findings);
        Assert.Equal("High", queues[scene.Owner].Single(i => i.Asked.English == "Review the risk").Severity?.Word);
        // Overdue first, then by due time; what is never late comes last.
        Assert.All(queues.Values, q => Assert.Equal(q.OrderBy(i => i.DueAt ?? DateTimeOffset.MaxValue), q));
        Assert.Null(queues[scene.Legal][^1].DueAt);
        // What reminders ask of people waits for them too.
        Assert.NotEmpty(await AskedAndQueued.CompareAsync(scene.Portal, [.. queues.Keys]));
        using var german = Languages.Use("de");
        Assert.DoesNotContain(
            queues.Values.SelectMany(q => q).SelectMany(i => new[] { i.Asked.English, i.About.English, i.Kind }),
            t => T.Recorded(t) == t
        );

        void Waits(string id, string asked, Actor[] of, Actor[] not)
        {
            foreach (var person in of)
            {
                Assert.Contains(queues[person], i => i.Id == id && i.Asked.English == asked);
            }

            foreach (var person in not)
            {
                Assert.DoesNotContain(queues[person], i => i.Id == id && i.Asked.English == asked);
            }
        }
    }

    // Of the acts that change no record: the tables that they write all the same, and an id that they name; none for what writes none that
    // could wait for anyone. A source that reads one of the tables is moved by the act.
    private static readonly Dictionary<string, (string[] Tables, Func<Actor, string>? Subject)> s_idle = new(StringComparer.Ordinal)
    {
        ["agent-calls"] = (["AgentCalls", "AgentCallBatches", "AgentRunTotals"], _ => "CALL-0001"),
        ["agent-spans"] = (["AgentRuns", "AgentSteps", "AgentStepContents", "AgentToolObservations"], null),
        ["backup"] = (["OutsideStates"], null),
        ["browser"] = ([], null),
        ["calendar"] = (["CalendarFeeds"], null),
        ["channel"] = (["NotificationChannels", "NotificationDispatches"], null),
        ["checkpoint"] = (["Checkpoints", "CheckpointCosignatures"], null),
        ["codes"] = (["RecoveryCodes", "TimeCodeKeys"], null),
        ["dashboard"] = ([], null),
        ["decisions"] = (["Decisions", "DecisionBatches", "DecisionHours", "DecisionIds"], null),
        ["gate.asked"] = ([], null),
        // When a key was used last asks nothing of anyone; that one ends does.
        ["key.used"] = ([], null),
        ["notification"] = (["Notifications"], actor => Inbox.Of(actor.User!.Value)),
        ["passkey"] = (["AspNetUserPasskeys"], null),
        ["password"] = ([], null),
        ["registry.approval"] = ([], null),
        ["registry.import"] = ([], null),
        ["session"] = (["Sessions"], null),
        ["source.pulled"] = (["WindowSources", "WindowPulls"], null),
        ["subscription"] = (["DashboardSubscriptions"], null),
    };

    [Fact]
    public async Task Source_ThatReadsWhatAnIdleActWrites_IsMovedByIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            var before = portal.Replace;
            portal.Replace = services =>
            {
                before?.Invoke(services);
                TablesRead.Listen(services);
            };
        });
        var people = new List<Actor>();
        foreach (var role in Roles.All)
        {
            people.Add(await scene.PersonAsync($"{role}@all.example", role));
        }

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        await WaitingWork.AddAsync(db, scene, people[0], people[1], people[2]);
        var known = db.Model.GetEntityTypes().Select(t => t.GetTableName()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.Equal(RecordActs.Idle.Order(StringComparer.Ordinal), s_idle.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(s_idle.Values.SelectMany(i => i.Tables).Except(known));

        List<string> heard = [];
        List<string> wrong = [];
        foreach (var source in scene.Portal.Services.GetServices<IQueueSource>())
        {
            var (read, asks) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            foreach (var person in people)
            {
                var access = (await AccessReader.LoadAsync(db, person, scene.Clock.GetLocalNow(), Ct)).Value;
                read.UnionWith(await TablesRead.OfAsync(() => source.WaitingAsync(db, access, scene.Clock.GetLocalNow(), Ct)));
                asks.UnionWith(await TablesRead.OfAsync(() => AccessReader.LoadAsync(db, person, scene.Clock.GetLocalNow(), Ct)));
            }

            Assert.NotEmpty(read);
            // Who asks is read in between.
            read.ExceptWith(asks);
            foreach (var (act, (tables, subject)) in s_idle.Where(i => i.Value.Tables.Any(read.Contains)))
            {
                heard.Add(act);
                var me = people[0];
                if (subject is null || !source.IsMovedBy(new Change(act, subject(me)), me.User!.Value))
                {
                    wrong.Add($"{source.GetType().Name} reads {string.Join(", ", tables.Where(read.Contains))}: {act}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(["agent-calls", "notification"], heard.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, WholeData(DatabaseKind.Postgres)]
    public async Task Queue_OfEveryRole_IsReadOnEachDatabase(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        foreach (var role in Roles.All)
        {
            var person = await scene.PersonAsync($"{role}-2@test.example", role);

            Assert.Empty((await scene.Get<MyQueue>().RunAsync(person, Ct)).Items);
        }
    }
}
