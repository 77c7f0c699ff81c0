using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Incidents;

/// <summary>Steps that call another system, against a receiver on this machine.</summary>
public sealed class PlaybookCallTests
{
    private const string Step = "isolate";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Call_IsSentOnceItsTimeHasCome_AndItsAnswerIsOnRecord(DatabaseKind kind)
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway, kind);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, "expect: {status: 200}"));
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await SendAsync(scene);
        Assert.Empty(gateway.Sent);

        await ContainAsync(scene, id);
        await SendAsync(scene);
        await SendAsync(scene);

        var sent = Assert.Single(gateway.Sent);
        Assert.Equal(("INC-0001/isolate/1", "Bearer s3cret"), (sent.Headers["idempotency-key"], sent.Headers["authorization"]));
        Assert.Equal("INC-0001", (string?)sent.Json["incident"]);
        Assert.Equal(["fraud-scorer@1.4.0"], sent.Json["versions"]!.AsArray().Select(v => (string?)v));
        var step = await StepAsync(scene, id);
        Assert.Equal(
            (StepState.Done, CallState.Done, 1, (int?)200, gateway.Url.Authority),
            (step.State, step.Call!.State!.Value, step.Call.Attempts, step.Call.Status, step.Call.Target)
        );
        Assert.Equal(["incident.call-asked", "incident.call-sent", "incident.call-answered"], await CallsInLogAsync(scene));
        var answered = Assert.Single(await scene.LogAsync("incident.call-answered"))["data"]!;
        Assert.Equal((200, step.Call.AnswerSha256), ((int)answered["status"]!, (string?)answered["answerSha256"]));
        Assert.Contains(await TimelineAsync(scene, id), t => t.Contains("The answer was 200, as expected", StringComparison.Ordinal));
        // The secret is nowhere but in the request.
        Assert.DoesNotContain(
            "s3cret",
            string.Join('\n', (await scene.LogAsync()).Select(e => e.ToJsonString())),
            StringComparison.Ordinal
        );
        await NothingIsAlteredAsync(scene);
    }

    [Fact]
    public async Task Call_NotAnsweredAsExpected_IsRetriedUnderTheSameKey_AndGivenUp()
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, "retries: 1"));
        gateway.Answer = _ => (503, null, null);
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);

        await SendAsync(scene);
        await SendAsync(scene); // it waits: not sent again at once
        Assert.Single(gateway.Sent);
        Assert.Equal(CallState.Waiting, (await StepAsync(scene, id)).Call!.State);
        await DueAsync(scene);
        await SendAsync(scene);
        await DueAsync(scene);
        await SendAsync(scene);

        Assert.Equal(["INC-0001/isolate/1", "INC-0001/isolate/1"], gateway.Sent.Select(s => s.Headers["idempotency-key"]));
        var step = await StepAsync(scene, id);
        Assert.Equal((false, CallState.Failed, 2), (step.State is StepState.Done, step.Call!.State!.Value, step.Call.Attempts));
        Assert.Contains(await TimelineAsync(scene, id), t => t.Contains("Given up after 2 attempts", StringComparison.Ordinal));

        // A person may send it again: that is another request, with another key.
        gateway.Answer = _ => (200, null, null);
        PlaybookTests.Done(await scene.Get<AskPlaybookCall>().RunAsync(scene.Security, id, Step, null, Ct));
        await SendAsync(scene);
        Assert.Equal("INC-0001/isolate/2", gateway.Sent.Last().Headers["idempotency-key"]);
        Assert.Equal(StepState.Done, (await StepAsync(scene, id)).State);
        await NothingIsAlteredAsync(scene);
    }

    [Fact]
    public async Task AnAttempt_DoesNotMakeAFormStale_ThatAPersonHasOpen()
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, "retries: 3"));
        gateway.Answer = _ => (503, null, null);
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        var shown = ETags.Of((await PlaybookTests.ReadAsync(scene, id)).Revision);
        await SendAsync(scene);
        Assert.NotEqual(shown, ETags.Of((await PlaybookTests.ReadAsync(scene, id)).Revision));

        PlaybookTests.Done(await scene.Get<NoteIncident>().RunAsync(scene.Security, id, "The gateway is down", null, shown, Ct));

        // What a person wrote since does.
        await DueAsync(scene);
        await SendAsync(scene);
        Assert.Equal(
            "precondition.stale",
            (await scene.Get<NoteIncident>().RunAsync(scene.Security, id, "Again", null, shown, Ct)).Refusal?.Code
        );
        await NothingIsAlteredAsync(scene);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Node_KilledBetweenSendingAndWriting_NeitherLosesTheCallNorHidesThatItWasRepeated(DatabaseKind kind)
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway, kind);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, ""));
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        await StopInTheMiddleAsync(scene, gateway);
        await KeepAsync(scene); // a process that is killed gives nothing back
        await SendAsync(scene); // its lease is not over
        Assert.Equal(CallState.Underway, (await StepAsync(scene, id)).Call!.State);
        await DueAsync(scene);
        await SendAsync(scene);

        Assert.Equal(["INC-0001/isolate/1", "INC-0001/isolate/1"], gateway.Sent.Select(s => s.Headers["idempotency-key"]));
        Assert.Contains(
            await TimelineAsync(scene, id),
            t =>
                t.Contains("stopped during attempt 1: it is not known whether the call arrived", StringComparison.Ordinal)
                && t.Contains("sent again with the same key", StringComparison.Ordinal)
        );
        Assert.Equal((StepState.Done, 2), ((await StepAsync(scene, id)).State, (await StepAsync(scene, id)).Call!.Attempts));
    }

    [Fact]
    public async Task Node_ThatStopsWhileItSends_GivesTheCallBack_AndTheNextSendsItAtOnceUnderTheSameKey()
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway, DatabaseKind.Sqlite);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, ""));
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        await StopInTheMiddleAsync(scene, gateway);

        await SendAsync(scene);

        Assert.Equal(["INC-0001/isolate/1", "INC-0001/isolate/1"], gateway.Sent.Select(s => s.Headers["idempotency-key"]));
        Assert.Equal(StepState.Done, (await StepAsync(scene, id)).State);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task TwoNodes_SendItOnce(DatabaseKind kind)
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway, kind);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, ""));
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        var answer = new TaskCompletionSource();
        gateway.Ready = answer.Task;

        var first = scene.Get<SendPlaybookCalls>().RunAsync(Ct);
        var second = scene.Get<SendPlaybookCalls>().RunAsync(Ct);
        await Task.WhenAny(first, second);
        answer.SetResult();
        await Task.WhenAll(first, second);

        Assert.Single(gateway.Sent);
        Assert.Equal(StepState.Done, (await StepAsync(scene, id)).State);
    }

    [Fact]
    public async Task Call_ToConfirm_TakesAPerson_AndADrillCallsNothing()
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, "confirm: true"));
        var drill = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy, drill: true);
        await ContainAsync(scene, drill);
        var ask = scene.Get<AskPlaybookCall>();
        Assert.Equal("incident.drill-calls-nothing", (await ask.RunAsync(scene.Security, drill, Step, null, Ct)).Refusal?.Code);
        PlaybookTests.Done(await scene.Get<SettleStep>().RunAsync(scene.Security, drill, Step, skip: false, "Said aloud", null, Ct));

        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        Assert.Equal("incident.out-of-order", (await ask.RunAsync(scene.Security, id, Step, null, Ct)).Refusal?.Code);
        await ContainAsync(scene, id);
        await SendAsync(scene);
        Assert.Empty(gateway.Sent);
        Assert.Equal("incident.call-takes-person", (await ask.RunAsync(Actor.Host, id, Step, null, Ct)).Refusal?.Code);
        Assert.Equal("incident.not-a-call", (await ask.RunAsync(scene.Security, id, "cut-access", null, Ct)).Refusal?.Code);
        PlaybookTests.Done(await ask.RunAsync(scene.Security, id, Step, null, Ct));
        Assert.Equal("incident.call-underway", (await ask.RunAsync(scene.Security, id, Step, null, Ct)).Refusal?.Code);
        await SendAsync(scene);

        Assert.Single(gateway.Sent);
        Assert.Equal("incident.step-done", (await ask.RunAsync(scene.Security, id, Step, null, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task WhatSomeoneWroteIntoTheDatabase_IsNotSent()
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, "confirm: true"));
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);

        // A row of the queue alone is nothing that anyone asked for.
        db.PlaybookCalls.Add(
            new PlaybookCall
            {
                Incident = id,
                Step = Step,
                Number = 1,
            }
        );
        await db.SaveChangesAsync(Ct);
        await SendAsync(scene);
        Assert.Empty(gateway.Sent);

        // Neither is one in the incident's row that the log does not state.
        var forged = new JsonArray(
            new JsonObject
            {
                ["Step"] = Step,
                ["Number"] = 1,
                ["State"] = "waiting",
                ["AskedBy"] = "user:USR-0003",
                ["AskedAt"] = "2026-11-20T08:00:00+00:00",
            }
        );
        await db.Database.ExecuteSqlAsync($"UPDATE \"Incidents\" SET \"Calls\" = {forged.ToJsonString()}", Ct);
        await DueAsync(scene, ended: true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(scene));
        Assert.Empty(gateway.Sent);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Playbook_ChangedInTheDatabase_IsFollowedByNothing(DatabaseKind kind)
    {
        await using var gateway = await Receiver.StartAsync();
        await using var scene = await SceneAsync(gateway, kind);
        await PlaybookTests.ApprovedAsync(scene, Playbook(gateway, "confirm: true"));
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        PlaybookTests.Done(await scene.Get<AskPlaybookCall>().RunAsync(scene.Security, id, Step, null, Ct));
        var forged = System.Text.Encoding.UTF8.GetBytes(Playbook(gateway, "").Replace("/block", "/open", StringComparison.Ordinal));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync($"UPDATE \"PlaybookVersions\" SET \"Source\" = {forged}", Ct);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(scene));

        Assert.Empty(gateway.Sent);
        Assert.Equal("record.altered", (await scene.Get<NoteIncident>().RunAsync(scene.Security, id, "?", null, null, Ct)).Refusal?.Code);
    }

    private static Task<ApprovalsScene> SceneAsync(Receiver gateway, DatabaseKind kind = DatabaseKind.Sqlite) =>
        ApprovalsScene.CreateAsync(
            kind,
            configure: portal =>
            {
                portal.Settings["Outbound:PrivateHosts:0"] = gateway.Url.Authority;
                portal.Settings["Playbooks:Secrets:0:Name"] = "gateway";
                portal.Settings["Playbooks:Secrets:0:Hosts:0"] = gateway.Url.Authority;
                portal.Settings["Playbooks:Secrets:0:Value"] = "s3cret";
            }
        );

    private static string Playbook(Receiver gateway, string more) =>
        PlaybookTests.Next(
            "security",
            $"call: {{url: \"{gateway.Url}block\", headers: {{Authorization: \"Bearer secret:gateway\"}}, "
                + "body: {incident: \"{id}\", versions: \"{versions}\"}"
                + $"{(more.Length > 0 ? ", " + more : "")}}}"
        );

    private static async Task ContainAsync(ApprovalsScene scene, IncidentId id) =>
        PlaybookTests.Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, id, "restrict", null, null, Ct));

    private static async Task SendAsync(ApprovalsScene scene) => await scene.Get<SendPlaybookCalls>().RunAsync(Ct);

    private static async Task<StepView> StepAsync(ApprovalsScene scene, IncidentId id) =>
        (await PlaybookTests.ReadAsync(scene, id)).Steps.Single(s => s.Id == Step);

    private static async Task<IReadOnlyList<string>> TimelineAsync(ApprovalsScene scene, IncidentId id) =>
        [.. (await scene.Get<GetIncident>().TimelineAsync(id, null, 100, Ct)).Items.Select(t => t.What)];

    private static async Task<IEnumerable<string?>> CallsInLogAsync(ApprovalsScene scene) =>
        (await scene.LogAsync())
            .Select(e => (string?)e["action"])
            .Where(a => a?.StartsWith("incident.call-", StringComparison.Ordinal) is true);

    // Time passes in the row: what is due is due by the database's clock.
    // The call has left, and the node stops before an answer comes.
    private static async Task StopInTheMiddleAsync(ApprovalsScene scene, Receiver gateway)
    {
        gateway.Ready = new TaskCompletionSource().Task;
        using (var stopped = new CancellationTokenSource())
        {
            var running = scene.Get<SendPlaybookCalls>().RunAsync(stopped.Token);
            await Until.HoldsAsync("the call has left", TimeSpan.FromMinutes(1), _ => Task.FromResult(!gateway.Sent.IsEmpty), Ct);
            await stopped.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        gateway.Ready = Task.CompletedTask;
    }

    private static async Task KeepAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var until = (await scene.Get<DatabaseClock>().NowAsync(db, Ct)).AddMinutes(1);
        await db.PlaybookCalls.Where(c => c.NextAt != null).ExecuteUpdateAsync(c => c.SetProperty(r => r.NextAt, until), Ct);
    }

    private static async Task DueAsync(ApprovalsScene scene, bool ended = false)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        await db
            .PlaybookCalls.Where(c => ended || c.NextAt != null)
            .ExecuteUpdateAsync(c => c.SetProperty(r => r.NextAt, DateTimeOffset.UnixEpoch), Ct);
    }

    private static async Task NothingIsAlteredAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        foreach (var incident in await db.Incidents.AsNoTracking().ToListAsync(Ct))
        {
            var newest = await db
                .IncidentEntries.AsNoTracking()
                .Where(e => e.Incident == incident.Id)
                .OrderByDescending(e => e.Number)
                .FirstAsync(Ct);
            Assert.Equal(
                (incident.Revision, Transparency.Sha256Hex.Of(IncidentSnapshot.ToBytes(incident))),
                (newest.Number, newest.Sha256)
            );
        }
    }
}
