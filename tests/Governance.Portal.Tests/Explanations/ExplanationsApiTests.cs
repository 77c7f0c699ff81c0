using System.Net;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Decisions;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Explanations.ExplanationScene;

namespace Governance.Portal.Tests.Explanations;

/// <summary>The register of requests under Art. 86, as programs and people use it.</summary>
public sealed class ExplanationsApiTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Request_IsAnsweredByTwoPeople_AndTheLogNamesNoOne(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        var id = await scene.ReceivedAsync();
        var received = await GetAsync(scene.Legal, $"/{id}");
        Assert.Equal(
            (Person, "d0", "received"),
            ((string?)received["personReference"], (string?)received["decision"], (string?)received["state"])
        );
        Assert.False((bool)received["overdue"]!);
        // No system with this model has a signed class yet: Art. 86 asks for nothing, and the answer says so.
        Assert.False((bool)received["article86Applies"]!);

        var draft = await PostAsync(scene.Compliance, $"/{id}:draft", new { });
        var text = (string)draft["text"]!;
        Assert.Contains("“Retail credit scoring”", text, StringComparison.Ordinal);
        Assert.Contains("Estimates whether a customer can repay a loan.", text, StringComparison.Ordinal);
        Assert.Contains("result “declined”, with a score of 0.000", text, StringComparison.Ordinal);
        Assert.Contains("• age: raised the score\n• income: lowered the score", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1000.5", text, StringComparison.Ordinal);
        Assert.Contains("There is no record that a person looked at the decision", text, StringComparison.Ordinal);

        var read = new { outcome = "approve", textSha256 = (string)draft["textSha256"]! };
        Assert.Equal(
            "explanation.not-reviewed",
            await RefusedAsync(scene.Compliance, $"/{id}:send", new { via = "post" }, HttpStatusCode.Conflict)
        );
        Assert.Equal(
            "explanation.author-cannot-review",
            await RefusedAsync(scene.Compliance, $"/{id}:review", read, HttpStatusCode.Forbidden)
        );
        Assert.Equal("reviewed", (string?)(await PostAsync(scene.Risk, $"/{id}:review", read))["state"]);
        var sent = await PostAsync(scene.Compliance, $"/{id}:send", new { via = "post" });
        Assert.Equal(("sent", "post"), ((string?)sent["state"], (string?)sent["via"]));

        var log = await scene.LogAsync();
        foreach (var action in new[] { "received", "drafted", "reviewed", "sent" })
        {
            Assert.Contains(
                log,
                e => e.Contains($"\"explanation.{action}\"", StringComparison.Ordinal) && e.Contains(id, StringComparison.Ordinal)
            );
        }

        Assert.DoesNotContain(
            log,
            e => e.Contains("20-4711", StringComparison.Ordinal) || e.Contains("raised the score", StringComparison.Ordinal)
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task List_IsFiltered_AndCutIntoPages(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        var first = await scene.ReceivedAsync("d0");
        var late = await scene.ReceivedAsync("d1", dueHours: 2);
        var other = await scene.ReceivedAsync("d1", "Customer 20-4712");
        await PostAsync(scene.Compliance, $"/{other}:withdraw", new { });

        Assert.Equal([other, late, first], await IdsAsync(scene.Legal, ""));
        Assert.Equal([late], await IdsAsync(scene.Legal, "?overdue=true"));
        Assert.Equal([other, first], await IdsAsync(scene.Legal, "?overdue=false"));
        Assert.Equal([other], await IdsAsync(scene.Legal, "?state=withdrawn"));
        Assert.Equal([other, late], await IdsAsync(scene.Legal, "?decision=d1"));
        Assert.Equal(3, (await IdsAsync(scene.Legal, "?system=SYS-0001&model=credit-default")).Count);
        Assert.Empty(await IdsAsync(scene.Legal, "?system=SYS-0099"));
        var page = await GetAsync(scene.Legal, "?limit=2");
        var cursor = Uri.EscapeDataString((string)page["nextCursor"]!);
        Assert.Equal([first], await IdsAsync(scene.Legal, $"?limit=2&cursor={cursor}"));
        foreach (var wrong in new[] { "state=lost", "overdue=maybe", "system=credit" })
        {
            using var answer = await scene.Legal.GetAsync($"{Address}?{wrong}", Ct);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }
    }

    [Fact]
    public async Task WhatIsNoRequest_IsRefused()
    {
        await using var scene = await CreateAsync();
        await scene.ReceivedAsync();
        var late = Instant(DecisionLines.Start.AddDays(-1));

        Assert.Equal("explanation.decision-unknown", await CreateRefusedAsync(new { personReference = Person, decision = "none" }));
        Assert.Equal("explanation.person-missing", await CreateRefusedAsync(new { personReference = " ", decision = "d1" }));
        Assert.Equal(
            "explanation.received-not-valid",
            await CreateRefusedAsync(
                new
                {
                    personReference = Person,
                    decision = "d1",
                    receivedAt = late,
                }
            )
        );
        Assert.Equal(
            "explanation.already-open",
            await RefusedAsync(scene.Legal, "", new { personReference = "customer 20-4711 ", decision = "d0" }, HttpStatusCode.Conflict)
        );
        Assert.Equal("explanation.not-found", await RefusedAsync(scene.Legal, "/EXR-0099:withdraw", new { }, HttpStatusCode.NotFound));
        Assert.Equal(
            "explanation.channel-unknown",
            await RefusedAsync(scene.Legal, "/EXR-0001:send", new { via = "pigeon" }, HttpStatusCode.UnprocessableEntity)
        );
        Assert.Equal(
            "explanation.ground-unknown",
            await RefusedAsync(
                scene.Legal,
                "/EXR-0001:decline",
                new { ground = "busy", reason = "Busy" },
                HttpStatusCode.UnprocessableEntity
            )
        );
        Assert.Equal(
            "explanation.outcome-unknown",
            await RefusedAsync(
                scene.Legal,
                "/EXR-0001:review",
                new { outcome = "maybe", textSha256 = "" },
                HttpStatusCode.UnprocessableEntity
            )
        );

        Task<string?> CreateRefusedAsync(object body) => RefusedAsync(scene.Legal, "", body, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task DueDay_FollowsTheOrganisationsRule_WhereNoneIsNamed()
    {
        await using var scene = await CreateAsync(portal: new PortalFactory { Settings = { ["Explanations:AnswerWithinDays"] = "14" } });

        var made = await PostAsync(scene.Compliance, "", new { personReference = Person, decision = "d0" }, HttpStatusCode.Created);

        Assert.Equal(TimeSpan.FromDays(14), (DateTimeOffset)made["due"]! - (DateTimeOffset)made["receivedAt"]!);
    }

    [Fact]
    public async Task APerson_IsErasedFromAClosedRequest_AndNoTextIsLeft()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReceivedAsync();
        await PostAsync(scene.Compliance, $"/{id}:draft", new { text = "Only for this person." });
        Assert.Equal("explanation.still-open", await RefusedAsync(scene.Compliance, $"/{id}:erase", new { }, HttpStatusCode.Conflict));
        await PostAsync(scene.Compliance, $"/{id}:decline", new { ground = "other-right", reason = "Answered under the credit law." });

        var erased = await PostAsync(scene.Compliance, $"/{id}:erase", new { });

        Assert.Null((string?)erased["personReference"]);
        Assert.Null((string?)erased["text"]);
        Assert.Null((string?)erased["reason"]);
        Assert.Equal(("declined", "other-right"), ((string?)erased["state"], (string?)erased["ground"]));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var row = await db.ExplanationRequests.AsNoTracking().SingleAsync(Ct);
        Assert.Equal((null, 64), (row.Person.Salt, row.Person.Sha256.Length));
    }

    [Fact]
    public async Task OnlyWhoMay_ReadsAndWrites()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReceivedAsync();
        var owner = await scene.Portal.CreateUserAsync("key.owner@demo.example", Roles.ComplianceOfficer);
        var key = await scene.Portal.CreateKeyClientAsync(owner, Scopes.RegistersRead, Scopes.RegistersWrite);

        using (var none = await scene.Engineer.GetAsync(Address, Ct))
        {
            Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);
        }

        await RefusedAsync(scene.Risk, "", new { personReference = Person, decision = "d2" }, HttpStatusCode.Forbidden);
        var draft = await PostAsync(key, $"/{id}:draft", new { language = "de" });
        Assert.Contains(
            "Für diese Entscheidung wurde das KI-System „Retail credit scoring“ eingesetzt.",
            (string)draft["text"]!,
            StringComparison.Ordinal
        );
        var read = new { outcome = "approve", textSha256 = (string)draft["textSha256"]! };
        await RefusedAsync(key, $"/{id}:review", read, HttpStatusCode.Forbidden);
        // What a key wrote counts as written by its owner.
        using var writer = await scene.Portal.SignInAsync("key.owner@demo.example");
        Assert.Equal("explanation.author-cannot-review", await RefusedAsync(writer, $"/{id}:review", read, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task ARequest_ThatSomeoneChangedInTheDatabase_IsNotSent()
    {
        await using var scene = await CreateAsync();
        var id = await scene.ReviewedAsync();
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE \"ExplanationRequests\" SET \"Text_Text\" = 'All is well.'", Ct);
        }

        Assert.Equal(
            "record.altered",
            await RefusedAsync(scene.Compliance, $"/{id}:send", new { via = "post" }, HttpStatusCode.ServiceUnavailable)
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnAnsweredRequest_IsEvidenceOfItsObligationAlone(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        await scene.ReceivedAsync("d1");
        Assert.Empty(await FoundAsync());
        await PostAsync(scene.Compliance, "/EXR-0001:decline", new { ground = "other-right", reason = "Answered under the credit law." });
        var id = await scene.ReviewedAsync();
        await PostAsync(scene.Compliance, $"/{id}:send", new { via = "post" });

        var found = Assert.Single(await FoundAsync());
        Assert.Equal((id, "OBL-86", "human_oversight_record"), (found.Reference, found.Obligation, found.Kind));
        var general = found with { Obligation = null, Reference = "overrides" };
        Assert.Equal([id], FoundEvidence.For([general, found], "OBL-86").Select(e => e.Reference));
        Assert.Equal(["overrides"], FoundEvidence.For([general, found], "OBL-14").Select(e => e.Reference));

        async Task<IReadOnlyList<FoundEvidence>> FoundAsync()
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var finder = scene.Portal.Services.GetServices<IFindRecords>().Single(f => f.Name == "Explanation requests");
            var system = new SystemVersions(new SystemId(1), ["credit-default"], []);
            return [.. (await finder.NewestAsync(db, [system], Ct)).Select(f => f.Evidence)];
        }
    }
}
